"""The clients of a simulated installation: they send commands, and repeat what has no answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from flask import g

from shared.context import Context, acting
from shared.errors import DomainError, Unavailable
from shared.event_store import SideRowConflict
from shared.event_store.receipt import current_receipt
from shared.web.idempotency import once
from tests.api.centre import CRM_CLIENT
from tests.faults.evidence import Finding, Outcome
from tests.faults.simulation.commands import Commands
from tests.faults.simulation.orders import Order
from tests.faults.simulation.processes import WebProcess

if TYPE_CHECKING:
    from tests.faults.simulation.world import World

INBOX = "loopdesk.crm.inbox"


class Clients:
    """An agent, a supervisor and the CRM; each remembers only what it was told.

    Args:
        world: where they are.
        rng: decides what they do.
    """

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world = world
        self.orders: list[Order] = []
        self.commands = Commands(world, rng)

    @property
    def unanswered(self) -> list[Order]:
        """Orders that were sent and whose outcome their client does not know."""
        return [
            one
            for one in self.orders
            if one.outcome == "unknown" and one.sent and not (one.under_way or one.is_vanished)
        ]

    def noted(self, order: Order) -> Order:
        """A command that somebody is about to send."""
        self.orders.append(order)
        return order

    def send(self, order: Order) -> None:
        """Sends a command, or sends it again, to the web process that runs by now."""
        order.sent += 1
        order.under_way += 1
        web = self._world.web

        def carry_out() -> None:
            try:
                self._carry_out(order, web)
            finally:
                order.under_way -= 1

        web.do(f"{order.key}/{order.sent}", carry_out)

    def send_by_broker(self, order: Order) -> None:
        """Sends a message of the CRM into its queue; the answer comes some other way."""
        assert order.body is not None
        order.sent += 1
        self._world.broker.put(INBOX, order.body, message_id=order.key, sender=CRM_CLIENT)

    def _carry_out(self, order: Order, web: WebProcess) -> None:
        try:
            entity_id, version = self._answer(order, web)
        except Unavailable:
            return
        except (DomainError, SideRowConflict) as refusal:
            self._learn(order, "refused")
            order.code = getattr(refusal, "code", "conflict")
            return
        self._learn(order, "acknowledged")
        order.entity_id, order.version = entity_id, version
        self.commands.remember(order)

    def _learn(self, order: Order, outcome: Outcome) -> None:
        if order.outcome not in ("unknown", outcome):
            what = f"{order.key} {order.kind} was {order.outcome} and then {outcome}"
            self._world.findings.append(Finding("I2", "unexpected", what))
        order.outcome = outcome

    def _answer(self, order: Order, web: WebProcess) -> tuple[UUID, int | None]:
        if order.body is not None:
            answer = web.crm.inbox.take_message(order.body, sender=CRM_CLIENT, channel="api")
            self.commands.remember_request(answer.entities)
            return answer.id, answer.version
        claims = self._world.claims[order.seat]
        context = Context(
            occurred_at=self._world.clock.now(),
            actor=claims.sub,
            correlation_id=order.key,
            causation_id=order.key,
            site_id=claims.site_id,
            permissions=claims.permissions,
            ids=self._world.platform.ids(order.key),
        )
        versions: list[int] = []

        def handle() -> UUID:
            found = order.act(web)
            versions.append(found.version)
            receipt = current_receipt()
            order.changes_nothing = receipt is not None and receipt.entity_id is None
            return found.id

        address = f"/{order.service}/{order.kind}"
        with web.app.test_request_context(address, method="POST"), acting(context):
            g.claims = claims
            entity_id: UUID = once(
                handle,
                lambda found: found,
                key=order.key,
                # As on their own routes: what erases does more than save.
                only_saves=order.service == "tickets",
            )
        return entity_id, versions[-1] if versions else None

    def forget(self, service: str, kept: Callable[[Order], bool]) -> int:
        """After a restore: what is not in the log any more is known to nobody; how many."""
        forgotten = [
            one
            for one in self.orders
            if one.service == service and one.outcome == "acknowledged" and not kept(one)
        ]
        for one in forgotten:
            one.outcome, one.entity_id, one.version = "unknown", None, None
            one.is_vanished = True
        return len(forgotten)
