"""A request of the gateway that led to no ticket, kept so that whoever asked is told why."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

import msgspec

from shared.errors import DomainError, Invalid
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field and how to mend it, in both languages."""

    field: str
    en: str
    zh: str


class RefusedRequest(Aggregate):
    """A request that the rules of tickets do not let through (TX-3, TK-10)."""

    TOPIC = "tickets.refused_request"

    class Created(Aggregate.Created):
        TOPIC = "tickets.refused_request.refused"
        request_id: UUID
        customer_id: UUID | None
        code: str
        en: str
        zh: str
        faults: tuple[Fault, ...]

        def apply(self, aggregate: Any) -> None:
            """Keeps why."""
            aggregate.request_id = self.request_id
            aggregate.code = self.code

    def __init__(self) -> None:
        self.request_id: UUID
        self.code: str

    @staticmethod
    def id_for(request_id: UUID) -> UUID:
        """The one id of a request's refusal."""
        return id_of("refused-request", request_id)

    @classmethod
    def refuse(cls, request_id: UUID, *, customer_id: UUID | None, refusal: DomainError) -> Self:
        """Notes why a request led to no ticket.

        Args:
            request_id: the gateway's id of the request.
            customer_id: for whom it was made, if known.
            refusal: what opening the ticket has answered.
        """
        wrong = refusal.fields if isinstance(refusal, Invalid) else ()
        return cls._create(
            cls.Created,
            id=cls.id_for(request_id),
            request_id=request_id,
            customer_id=customer_id,
            code=refusal.code,
            en=refusal.in_language("en"),
            zh=refusal.in_language("zh"),
            faults=tuple(Fault(field=one.field, en=one.en, zh=one.zh) for one in wrong),
        )
