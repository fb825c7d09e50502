"""The use cases of partners: registration, agreement, people, suspension (SR-3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from services.tickets.application.access import MANAGE_PARTNERS
from services.tickets.application.field_access import PARTNER_MEMBERS, FieldAccess
from services.tickets.application.questions import Staff
from services.tickets.application.workbench import Workbench
from services.tickets.domain.field_terms import KINDS
from services.tickets.domain.partner import Agreement, Partner
from services.tickets.domain.partner_errors import (
    AlreadyAMember,
    PartnerCodeTaken,
    PartnerNotFound,
)
from services.tickets.domain.terms import known_word
from shared.context import current_context
from shared.errors import FieldError, Invalid
from shared.event_store import AsOf
from shared.event_store.side_rows import SideWrite, delete, insert
from shared.event_store.store import expect_version


class Partners:
    """Keeps the companies that carry out orders, and says whose account is theirs.

    Args:
        bench: what all use cases stand on.
        access: to which partner an account belongs.
        staff: which accounts there are.
    """

    def __init__(self, bench: Workbench, *, access: FieldAccess, staff: Staff) -> None:
        self._bench = bench
        self._access = access
        self._staff = staff

    def see_partner(self, partner_id: UUID, *, as_of: AsOf | None = None) -> Partner:
        """A partner as it stands or stood, for those who manage partners.

        Raises:
            PartnerNotFound: there is none, or was none then.
        """
        current_context().require(MANAGE_PARTNERS)
        found = self._bench.store.find(Partner, partner_id, as_of=as_of)
        if found is None:
            raise PartnerNotFound(key=partner_id)
        return found

    def register_partner(self, *, code: str, name: str, agreement: Agreement) -> Partner:
        """Another company carries out orders.

        Raises:
            PartnerCodeTaken: the code is in use.
            Invalid: a kind is unknown, or the agreement ends before it begins.
        """
        current_context().require(MANAGE_PARTNERS)
        _check_agreement(agreement)
        if self._bench.store.find(Partner, Partner.id_for(code)) is not None:
            raise PartnerCodeTaken(taken=code)
        partner = Partner.register(code, name=name, agreement=agreement)
        self._bench.store.save(partner)
        return partner

    def renew_agreement(
        self, partner_id: UUID, agreement: Agreement, *, expected_version: int | None = None
    ) -> Partner:
        """Something else is agreed with it."""
        _check_agreement(agreement)
        return self._change(
            partner_id, lambda partner: partner.renew_agreement(agreement), expected_version
        )

    def admit_member(
        self, partner_id: UUID, *, employee_id: UUID, expected_version: int | None = None
    ) -> Partner:
        """An account becomes one of the partner's people's.

        Raises:
            AlreadyAMember: it belongs to a partner already.
            Invalid: there is no such account.
        """

        def admit(partner: Partner) -> None:
            if self._staff.member(employee_id) is None:
                what = FieldError("employee_id", "is nobody's account.", "没有此人员账号。")
                raise Invalid(fields=(what,))
            if self._access.partner_of(employee_id) is not None:
                raise AlreadyAMember
            partner.admit_member(employee_id)

        row = insert(PARTNER_MEMBERS, str(employee_id), {"partner_id": str(partner_id)})
        return self._bench.retried(
            lambda: self._change(partner_id, admit, expected_version, beside=[row])
        )

    def dismiss_member(
        self, partner_id: UUID, *, employee_id: UUID, expected_version: int | None = None
    ) -> Partner:
        """An account is the partner's no more; it sees nothing of the orders from now on."""
        return self._change(
            partner_id,
            lambda partner: partner.dismiss_member(employee_id),
            expected_version,
            beside=[delete(PARTNER_MEMBERS, str(employee_id))],
        )

    def suspend_partner(
        self, partner_id: UUID, *, reason_code: str, expected_version: int | None = None
    ) -> Partner:
        """It gets no orders for now."""
        return self._change(
            partner_id, lambda partner: partner.suspend(reason=reason_code), expected_version
        )

    def resume_partner(self, partner_id: UUID, *, expected_version: int | None = None) -> Partner:
        """It gets orders again."""
        return self._change(partner_id, Partner.resume, expected_version)

    def _change(
        self,
        partner_id: UUID,
        decide: Callable[[Partner], None],
        expected_version: int | None,
        *,
        beside: Sequence[SideWrite] = (),
    ) -> Partner:
        partner = self.see_partner(partner_id)
        expect_version(partner, expected_version)
        decide(partner)
        self._bench.store.save(partner, beside=beside)
        return partner


def _check_agreement(agreement: Agreement) -> None:
    for kind in agreement.kinds:
        known_word(kind, among=KINDS, field="kinds")
    until = agreement.effective_until
    if until is not None and until <= agreement.effective_from:
        what = FieldError("effective_until", "must be after the beginning.", "必须晚于生效时间。")
        raise Invalid(fields=(what,))
