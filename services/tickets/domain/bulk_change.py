"""An order to change many tickets in one way [批量变更], and what became of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain import terms
from services.tickets.domain.bulk_change_errors import BulkChangeInvalid
from services.tickets.domain.links import KINDS as LINKS
from shared.errors import DomainError, FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed

ASSIGN = "assign"
TRANSFER = "transfer"
REPRIORITISE = "reprioritise"
RECLASSIFY = "reclassify"
REPLY = "reply"
RESOLVE = "resolve"
CLOSE = "close"
LINK = "link"

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    ASSIGN: ("employee_id",),
    TRANSFER: ("skill_group", "text"),
    REPRIORITISE: ("priority", "text"),
    RECLASSIFY: ("kind", "text"),
    REPLY: ("text",),
    RESOLVE: ("text",),
    CLOSE: (),
    LINK: ("link", "other_id"),
}
"""What can be done with many tickets, and what each needs; `text` is the reason or the words."""

OPTIONAL: Mapping[str, tuple[str, ...]] = {RESOLVE: ("reason_code",), CLOSE: ("text",)}
"""What an order may say besides."""

WORDS: Mapping[str, Sequence[str]] = {
    "priority": terms.PRIORITIES,
    "kind": terms.KINDS,
    "link": LINKS,
    "reason_code": terms.REASON_CODES,
}
"""Which words an argument may be."""

DONE = "done"
REFUSED = "refused"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one ticket.

    Args:
        ticket_id: the ticket.
        result: `done` or `refused`.
        code: code of the refusal.
        en: why, in English.
        zh: why, in Chinese.
    """

    ticket_id: UUID
    result: str
    code: str | None = None
    en: str | None = None
    zh: str | None = None


class BulkChange(Aggregate):
    """One order and its report; each ticket is changed by a save of its own, with its outcome."""

    TOPIC = "tickets.bulk_change"

    class Created(Aggregate.Created):
        TOPIC = "tickets.bulk_change.ordered"
        action: str
        arguments: dict[str, str]
        text: Sealed | None
        ticket_ids: tuple[UUID, ...]
        orderer_id: UUID

    def __init__(
        self,
        *,
        action: str,
        arguments: dict[str, str],
        text: Sealed | None,
        ticket_ids: tuple[UUID, ...],
        orderer_id: UUID,
    ) -> None:
        self.action = action
        self.arguments = arguments
        self.text = text
        self.ticket_ids = tuple(ticket_ids)
        self.orderer_id = orderer_id
        self.outcomes: tuple[Outcome, ...] = ()
        self.is_finished = False

    @classmethod
    def order(
        cls,
        *,
        bulk_change_id: UUID,
        action: str,
        arguments: Mapping[str, str],
        text: Sealed | None,
        ticket_ids: Sequence[UUID],
        orderer_id: UUID,
        most: int,
    ) -> Self:
        """Orders one change of many tickets.

        Args:
            bulk_change_id: its id.
            action: one of `ARGUMENTS`.
            arguments: what the action needs, in clear.
            text: the reason, or the words to the customers.
            ticket_ids: the tickets, each once.
            orderer_id: the employee who orders it, and alone may carry it out.
            most: tickets that the rules allow.

        Raises:
            BulkChangeInvalid: a field says what cannot be done.
        """
        given = {*arguments, *(() if text is None else ("text",))}
        faults = [*_wrong_tickets(ticket_ids, most=most), *_wrong_arguments(action, given)]
        faults += [
            _not_among(name, words)
            for name, words in WORDS.items()
            if name in arguments and arguments[name] not in words
        ]
        if faults:
            raise BulkChangeInvalid(fields=tuple(faults))
        return cls._create(
            cls.Created,
            id=bulk_change_id,
            action=action,
            arguments=dict(arguments),
            text=text,
            ticket_ids=tuple(ticket_ids),
            orderer_id=orderer_id,
        )

    @property
    def remaining(self) -> tuple[UUID, ...]:
        """The tickets of which nothing is known yet, in the order of the order."""
        told = {one.ticket_id for one in self.outcomes}
        return tuple(one for one in self.ticket_ids if one not in told)

    def note_done(self, ticket_id: UUID) -> None:
        """Notes, in the ticket's own save, that it was changed."""
        self._note(outcome=Outcome(ticket_id=ticket_id, result=DONE))

    def note_refused(self, ticket_id: UUID, refusal: DomainError) -> None:
        """Notes why a ticket was left as it was."""
        outcome = Outcome(
            ticket_id=ticket_id,
            result=REFUSED,
            code=refusal.code,
            en=refusal.in_language("en"),
            zh=refusal.in_language("zh"),
        )
        self._note(outcome=outcome)

    @event("TicketAnswered", topic="tickets.bulk_change.ticket_answered")
    def _note(self, outcome: Outcome) -> None:
        self.outcomes = (*self.outcomes, outcome)

    def finish(self) -> None:
        """Nothing remains; once."""
        if not self.remaining and not self.is_finished:
            done = sum(one.result == DONE for one in self.outcomes)
            self._finish(
                action=self.action,
                orderer_id=self.orderer_id,
                done=done,
                refused=len(self.outcomes) - done,
            )

    @event("Finished", topic="tickets.bulk_change.finished")
    def _finish(self, action: str, orderer_id: UUID, done: int, refused: int) -> None:
        self.is_finished = True


def _not_among(field: str, words: Sequence[str]) -> FieldError:
    names = ", ".join(words)
    return FieldError(field, f"must be one of {names}.", f"必须是 {names} 之一。")


def _wrong_tickets(ticket_ids: Sequence[UUID], *, most: int) -> list[FieldError]:
    if 0 < len(ticket_ids) <= most and len(set(ticket_ids)) == len(ticket_ids):
        return []
    return [
        FieldError(
            "ticket_ids",
            f"name 1 to {most} tickets, each once.",
            f"请填写 1 至 {most} 张工单，每张一次。",
        )
    ]


def _wrong_arguments(action: str, given: set[str]) -> list[FieldError]:
    if action not in ARGUMENTS:
        return [_not_among("action", tuple(ARGUMENTS))]
    needed = set(ARGUMENTS[action])
    missing = sorted(needed - given)
    unknown = sorted(given - needed - set(OPTIONAL.get(action, ())))
    return [
        *(FieldError(one, f"is needed to {action}.", "为该操作必填。") for one in missing),
        *(FieldError(one, f"is not used to {action}.", "该操作不使用此项。") for one in unknown),
    ]
