"""A message of the CRM as the gateway answered it: accepted or rejected, never both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self
from uuid import UUID

import msgspec

from shared.event_store.aggregate import Aggregate
from shared.ids import id_of


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a message.

    Args:
        cause: code of the fault, such as `missing`.
        field: dotted name of the field that is to blame; None if it is the whole message.
    """

    cause: str
    field: str | None = None


class GatewayMessage(Aggregate):
    """The one answer to a message; it keeps nothing of the body but names of fields (TX-3)."""

    TOPIC = "crm.message"

    class Created(Aggregate.Created):
        """The message was accepted, with all that it led to."""

        TOPIC = "crm.message.accepted"
        source: str
        message_id: str
        message_type: str
        entities: dict[str, UUID]

    class Rejected(Aggregate.Created):
        """The message was rejected and led to nothing."""

        TOPIC = "crm.message.rejected"
        source: str | None
        message_id: str | None
        message_type: str | None
        faults: list[Fault]

    def __init__(
        self,
        *,
        source: str | None = None,
        message_id: str | None = None,
        message_type: str | None = None,
        entities: Mapping[str, UUID] | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        self.source = source
        self.message_id = message_id
        self.message_type = message_type
        self.entities = dict(entities or {})
        self.faults = tuple(faults)

    @classmethod
    def accept(
        cls,
        *,
        answer_id: UUID,
        source: str,
        message_id: str,
        message_type: str,
        entities: Mapping[str, UUID],
    ) -> Self:
        """Answers that the message was carried out.

        Args:
            answer_id: the one id of the answer to this message.
            source: CloudEvents `source` of the message.
            message_id: CloudEvents `id` of the message.
            message_type: CloudEvents `type` of the message.
            entities: what the message concerned or made, such as `customer_id`.
        """
        return cls._create(
            cls.Created,
            id=answer_id,
            source=source,
            message_id=message_id,
            message_type=message_type,
            entities=dict(entities),
        )

    @classmethod
    def reject(
        cls,
        *,
        answer_id: UUID,
        source: str | None,
        message_id: str | None,
        message_type: str | None,
        faults: Sequence[Fault],
    ) -> Self:
        """Answers that the message was refused; what could not be read of it is None."""
        return cls._create(
            cls.Rejected,
            id=answer_id,
            source=source,
            message_id=message_id,
            message_type=message_type,
            faults=list(faults),
        )

    @property
    def is_accepted(self) -> bool:
        """Whether the message was carried out."""
        return not self.faults


def answer_id_of(*, source: str, message_id: str) -> UUID:
    """The id of the answer to a message: the same message always has the same one answer."""
    return id_of("crm", "message", source, message_id)
