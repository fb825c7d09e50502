"""What every event says about its own making."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from shared.context import Context


class Meta(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The circumstances of an event, stored inside its state and never changed.

    The fields are those of `shared.context.Context`, taken when the event is made, with the
    event's own id and the version of its class (the shape of its state).
    """

    event_id: UUID
    occurred_at: datetime
    kind: str = "person"
    actor: str | None = None
    role: str | None = None
    on_behalf_of: str | None = None
    channel: str = "api"
    reason: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    site_id: str | None = None
    rules: dict[str, str] = msgspec.field(default_factory=dict)
    class_version: int = 1


def meta_of(context: Context, *, class_version: int) -> Meta:
    """The meta of an event that is being made in `context`.

    Raises:
        ValueError: the context's time is naive.
    """
    if context.occurred_at.tzinfo is None:
        raise ValueError("The context's time has no offset; give it in UTC.")
    return Meta(
        event_id=context.ids.new_id(),
        occurred_at=context.occurred_at,
        kind=context.kind,
        actor=context.actor,
        role=context.role,
        on_behalf_of=context.on_behalf_of,
        channel=context.channel,
        reason=context.reason,
        correlation_id=context.correlation_id,
        causation_id=context.causation_id,
        site_id=context.site_id,
        rules=dict(context.rules),
        class_version=class_version,
    )
