"""What a message leads to, before it is saved together with its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.event_store import Aggregate, SideWrite


@dataclass(frozen=True, kw_only=True)
class Effects:
    """New and changed aggregates, rows beside them, and the ids that the sender is told.

    Args:
        aggregates: to be saved, in this order.
        rows: to be written in the same transaction.
        entities: what the message concerned or made, by name (`customer_id`).
    """

    aggregates: Sequence[Aggregate]
    rows: Sequence[SideWrite] = ()
    entities: Mapping[str, UUID]


def present(**ids: UUID | None) -> dict[str, UUID]:
    """The ids that there are."""
    return {name: one for name, one in ids.items() if one is not None}
