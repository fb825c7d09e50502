"""The partner: a company that carries out field-service orders for the centre (SR-1, SR-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.partner_errors import (
    AlreadyAMember,
    NotAMember,
    PartnerAlreadySuspended,
    PartnerNotSuspended,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed with a partner.

    Args:
        kinds: kinds of orders that it carries out.
        areas: codes of the areas that it serves; none for all.
        effective_from: from when.
        effective_until: until when; None without an end.
    """

    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    effective_from: datetime
    effective_until: datetime | None = None

    def covers(self, kind: str, area: str | None, *, at: datetime) -> bool:
        """Whether an order of a kind in an area may be given at a moment."""
        is_over = self.effective_until is not None and self.effective_until <= at
        is_in_force = self.effective_from <= at and not is_over
        return is_in_force and kind in self.kinds and (not self.areas or area in self.areas)


class Partner(Aggregate):
    """A company [合作伙伴], what was agreed with it, and which accounts are its people's."""

    TOPIC = "tickets.partner"

    class Created(Aggregate.Created):
        TOPIC = "tickets.partner.registered"
        code: str
        name: str
        agreement: Agreement

    def __init__(self, code: str, name: str, agreement: Agreement) -> None:
        self.code = code
        self.name = name
        self.agreement = agreement
        self.members: tuple[UUID, ...] = ()
        self.is_suspended = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the partner with a code."""
        return id_of("partner", code)

    @classmethod
    def register(cls, code: str, *, name: str, agreement: Agreement) -> Self:
        """A new partner.

        Args:
            code: the centre's code of it.
            name: the company's name.
            agreement: what was agreed.
        """
        return cls._create(
            cls.Created, id=cls.id_for(code), code=code, name=name, agreement=agreement
        )

    def may_get(self, kind: str, area: str | None, *, at: datetime) -> bool:
        """Whether it may be given an order of a kind in an area now."""
        return not self.is_suspended and self.agreement.covers(kind, area, at=at)

    def renew_agreement(self, agreement: Agreement) -> None:
        """Something else is agreed from now on; orders that it has stay with it."""
        if agreement != self.agreement:
            self._renew_agreement(agreement=agreement)

    @event("AgreementRenewed", topic="tickets.partner.agreement_renewed")
    def _renew_agreement(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def admit_member(self, employee_id: UUID) -> None:
        """Somebody's account is one of the partner's people."""
        if employee_id in self.members:
            raise AlreadyAMember
        self._admit_member(employee_id=employee_id)

    @event("MemberAdmitted", topic="tickets.partner.member_admitted")
    def _admit_member(self, employee_id: UUID) -> None:
        self.members = (*self.members, employee_id)

    def dismiss_member(self, employee_id: UUID) -> None:
        """Somebody works for the partner no more and sees nothing from now on."""
        if employee_id not in self.members:
            raise NotAMember
        self._dismiss_member(employee_id=employee_id)

    @event("MemberDismissed", topic="tickets.partner.member_dismissed")
    def _dismiss_member(self, employee_id: UUID) -> None:
        self.members = tuple(one for one in self.members if one != employee_id)

    def suspend(self, *, reason: str) -> None:
        """It gets no orders for now; what it has taken on it finishes.

        Args:
            reason: a code of the centre.
        """
        if self.is_suspended:
            raise PartnerAlreadySuspended(partner=self.name)
        self._suspend(reason=reason)

    @event("Suspended", topic="tickets.partner.suspended")
    def _suspend(self, reason: str) -> None:
        self.is_suspended = True

    def resume(self) -> None:
        """It gets orders again."""
        if not self.is_suspended:
            raise PartnerNotSuspended(partner=self.name)
        self._resume()

    @event("Resumed", topic="tickets.partner.resumed")
    def _resume(self) -> None:
        self.is_suspended = False
