"""Who acts, when, through which door and why: written into every event that is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from shared.errors import NotAllowed
from shared.ids import IdSource, TimeOrderedIds

Channel = Literal["api", "bus", "timer", "cli", "console"]
ContextKind = Literal["person", "client", "service", "anonymous"]


class NoContext(RuntimeError):
    """An event was made outside `acting(...)`: nobody could say later who did it."""


@dataclass(frozen=True)
class Context:
    """The circumstances of one command, message or timer.

    Args:
        occurred_at: time given to the command, aware, UTC.
        actor: employee id, `service:<name>` or `client:<name>`; None when anonymous.
        kind: `service` only where the kernel itself runs a reaction, timer or installation;
            `client` for machines with a token; `anonymous` carries no actor and no correlation.
        role: name of the role in which the actor acts.
        on_behalf_of: whom the actor acts for, if not for themselves.
        channel: the door it came through.
        reason: why, in the actor's words, where the command asks for it.
        correlation_id: id that runs through everything that one outside cause set off.
        causation_id: id of the message or command that directly caused this.
        site_id: site of the actor or entity.
        permissions: names of what the actor may do.
        rules: versions of the rules and calendars that were applied, by name.
        ids: where new ids come from.
    """

    occurred_at: datetime
    actor: str | None
    kind: ContextKind = "person"
    role: str | None = None
    on_behalf_of: str | None = None
    channel: Channel = "api"
    reason: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    site_id: str | None = None
    permissions: frozenset[str] = frozenset()
    rules: Mapping[str, str] = field(default_factory=dict)
    ids: IdSource = field(default_factory=TimeOrderedIds)

    def may(self, permission: str) -> bool:
        """Whether the actor holds `permission` (such as `tickets.assign`).

        A service that reacts or keeps a timer acts on its own log and needs none.
        """
        return self.kind == "service" or permission in self.permissions

    def require(self, permission: str) -> None:
        """Refuses with `NotAllowed` unless the actor holds `permission`."""
        if not self.may(permission):
            raise NotAllowed(permission=permission)

    def applying(self, **versions: str) -> Context:
        """The same context with these versions of rules or calendars noted as applied."""
        return replace(self, rules={**self.rules, **versions})

    def because(self, reason: str | None) -> Context:
        """The same context with the actor's reason."""
        return replace(self, reason=reason)


_current: ContextVar[Context | None] = ContextVar("loopdesk_context", default=None)


@contextmanager
def acting(context: Context) -> Iterator[Context]:
    """Everything within is done in this context."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def current_context() -> Context:
    """The context of the running command, message or timer.

    Raises:
        NoContext: nothing is running in a context.
    """
    context = _current.get()
    if context is None:
        raise NoContext("No context: wrap the call in `with acting(Context(...))`.")
    return context
