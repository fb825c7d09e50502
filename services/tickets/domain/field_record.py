"""The service record of a field-service order: its checklist and what shows it (SR-1, SR-2).

A stream of its own beside the order's, so that a ticked item or a photograph never spoils what an
editor of the order holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.correspondence import AttachmentRules, check_file
from services.tickets.domain.correspondence_errors import TooManyAttachments
from services.tickets.domain.field_errors import (
    ChecklistIncomplete,
    EvidenceNotFound,
    UnknownChecklistItem,
)
from services.tickets.domain.field_terms import AboutOrder, ChecklistItem, Conformity, Standard
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class CheckedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was checked; checked again, the later holds.

    Args:
        code: which step.
        is_conform: whether it was done as the standard asks.
        checked_at: when.
        note: what there is to say.
    """

    code: str
    is_conform: bool
    checked_at: datetime
    note: Sealed | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A file that shows a step, kept encrypted outside the log.

    Args:
        evidence_id: its id.
        code: the step that it shows.
        file_name: its name.
        media_type: such as `image/jpeg`.
        size: bytes in clear.
        ciphertext_hash: SHA-256 of the encrypted file, its name in the store.
        attached_at: when.
    """

    evidence_id: UUID
    code: str
    file_name: Sealed
    media_type: str
    size: int
    ciphertext_hash: str
    attached_at: datetime


class FieldRecord(Aggregate):
    """What was checked and shown during one order [服务记录]."""

    TOPIC = "tickets.field_record"

    class Created(Aggregate.Created):
        TOPIC = "tickets.field_record.started"
        order_id: UUID

    def __init__(self, order_id: UUID) -> None:
        self.order_id = order_id
        self.checked: dict[str, CheckedItem] = {}
        self.evidence: tuple[Evidence, ...] = ()

    @staticmethod
    def id_for(order_id: UUID) -> UUID:
        """The one id of an order's record."""
        return id_of("field_record", order_id)

    @classmethod
    def start(cls, order_id: UUID) -> Self:
        """Nothing checked yet."""
        return cls._create(cls.Created, id=cls.id_for(order_id), order_id=order_id)

    def check_item(self, item: CheckedItem, *, standard: Standard, about: AboutOrder) -> None:
        """Notes how a step was done.

        Raises:
            UnknownChecklistItem: the standard has no such step.
        """
        item_of(standard, item.code)
        self._check_item(item=item, about=about)

    @event("ItemChecked", topic="tickets.field_record.item_checked")
    def _check_item(self, item: CheckedItem, about: AboutOrder) -> None:
        self.checked = {**self.checked, item.code: item}

    def attach_evidence(
        self,
        evidence: Evidence,
        *,
        standard: Standard,
        rules: AttachmentRules,
        about: AboutOrder,
    ) -> None:
        """Shows a step by a file that the rules allow.

        Raises:
            UnknownChecklistItem: the standard has no such step.
            AttachmentTooLarge: it is larger than the rules allow.
            AttachmentTypeNotAllowed: its type is not taken.
            TooManyAttachments: the order has as many as the rules allow.
        """
        item_of(standard, evidence.code)
        check_file(evidence.media_type, size=evidence.size, rules=rules)
        if len(self.evidence) >= rules.most_files:
            raise TooManyAttachments(count=len(self.evidence))
        self._attach_evidence(evidence=evidence, about=about)

    @event("EvidenceAttached", topic="tickets.field_record.evidence_attached")
    def _attach_evidence(self, evidence: Evidence, about: AboutOrder) -> None:
        self.evidence = (*self.evidence, evidence)

    def file(self, evidence_id: UUID) -> Evidence:
        """One of the files.

        Raises:
            EvidenceNotFound: there is no such one.
        """
        for one in self.evidence:
            if one.evidence_id == evidence_id:
                return one
        raise EvidenceNotFound(key=evidence_id)

    def conformity(self, standard: Standard) -> Conformity:
        """How the work kept to its standard, as far as it was checked."""
        mandatory = [one for one in standard.checklist if one.is_mandatory]
        checked = [self.checked[one.code] for one in mandatory if one.code in self.checked]
        return Conformity(
            items=len(mandatory),
            checked=len(checked),
            conform=sum(one.is_conform for one in checked),
        )

    def check_complete(self, standard: Standard) -> None:
        """Refuses to call complete what is not checked or not shown.

        Raises:
            ChecklistIncomplete: naming every step that is missing.
        """
        missing = [one for one in standard.checklist if not self._is_done(one)]
        if missing:
            raise ChecklistIncomplete(
                fields=tuple(
                    FieldError(
                        one.code,
                        f"{one.en}: not checked or not shown.",
                        f"{one.zh}：未检查或缺少凭证。",
                    )
                    for one in missing
                )
            )

    def _is_done(self, item: ChecklistItem) -> bool:
        if item.is_mandatory and item.code not in self.checked:
            return False
        is_asked = item.needs_evidence and item.code in self.checked
        return not is_asked or any(one.code == item.code for one in self.evidence)


def item_of(standard: Standard, code: str) -> ChecklistItem:
    """A step of a standard.

    Raises:
        UnknownChecklistItem: it has no such step; the steps that there are are named.
    """
    for one in standard.checklist:
        if one.code == code:
            return one
    codes = ", ".join(one.code for one in standard.checklist)
    what = FieldError("item", f"must be one of {codes}.", f"必须是 {codes} 之一。")
    raise UnknownChecklistItem(fields=(what,))
