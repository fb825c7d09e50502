"""Every message a hundred times, in a window of fifty, and some a year old: each has one effect."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.bus.envelope import Translator, encoded
from shared.bus.log_reader import LogReader
from shared.bus.place import Place
from shared.bus.rabbitmq import RabbitPublisher
from shared.bus.session_lock import SessionLock
from shared.bus.transport import Outgoing
from shared.clock import iso
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.progress import relay_place
from tests.faults.rows.shift import Shift
from tests.support.eventually import eventually

ROW = "14 duplicates, reordered, a year old"
STREAM = "loopdesk.events"
PRODUCER = "crm"
COPIES = 100
WINDOW = 50
MESSAGES = 60
OLD = 50
A_YEAR = timedelta(days=365)
WITHIN = 60.0
BATCH = 500


def run(context: RowContext) -> RowResult:
    """Takes the relay of `crm` away and sends in its place; then the relay sends all again.

    The bus process is started anew, so it knows none of the ids that it has taken before.
    """
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        draws = random.Random(context.seeds[0])
        relay = _take_the_lead(ground, shift)
        with shift.workload.running():
            fresh = eventually(lambda: _unpublished(ground), within=WITHIN)
            sent = _send(ground, _copies(_oldest(ground), 1, draws, aged=True))
            sent += _send(ground, _copies(fresh, COPIES, draws))
            relay.close()
            shift.recover()
        absorbed = ground.installation.absorbed()
        shift.result.notes = (
            f"{sent} deliveries of {len(fresh)} new and {OLD} old messages, in no order;"
            f" {absorbed} dropped by the readers that they reached"
        )
    return shift.result


def _take_the_lead(ground: Ground, shift: Shift) -> SessionLock:
    """Stops the relay of `crm`: its lock is held here, and the bus process stands by."""
    installation = ground.installation
    shift.before_the_bus_ends()
    installation.bus.end()
    url = installation.settings.database_url_of(PRODUCER)
    lock = SessionLock(url, f"{PRODUCER}/relay/{STREAM}")
    eventually(lock.is_held, within=WITHIN)
    installation.start_again("bus")
    installation.await_ready("bus")
    return lock


def _unpublished(ground: Ground) -> list[dict[str, Any]]:
    """What the relay would send next, once there is enough of it."""
    store = ground.installation.services[PRODUCER].store
    after = relay_place(ground.installation.services[PRODUCER], STREAM)
    reader = LogReader(store, _translator(ground))
    found: list[dict[str, Any]] = reader.reply(after.position, after.event_id)["messages"]
    return found[:MESSAGES] if len(found) >= MESSAGES else []


def _oldest(ground: Ground) -> list[dict[str, Any]]:
    store = ground.installation.services[PRODUCER].store
    start = Place()
    reply = LogReader(store, _translator(ground)).reply(start.position, start.event_id)
    found: list[dict[str, Any]] = reply["messages"][:OLD]
    return found


def _translator(ground: Ground) -> Translator:
    service = ground.installation.services[PRODUCER]
    return Translator(service.publications, service.store.mapper, stream=STREAM)


def _copies(
    messages: Sequence[dict[str, Any]], count: int, draws: random.Random, *, aged: bool = False
) -> list[dict[str, Any]]:
    """So many of each, where none has moved by more than the window."""
    contents = [_aged(one) for one in messages] if aged else messages
    numbered = [
        (number + draws.uniform(0, WINDOW), copy, content)
        for number, content in enumerate(contents)
        for copy in range(count)
    ]
    return [content for _, _, content in sorted(numbered, key=lambda one: one[:2])]


def _aged(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "time": iso(datetime.fromisoformat(content["time"]) - A_YEAR)}


def _send(ground: Ground, contents: Sequence[dict[str, Any]]) -> int:
    publisher = RabbitPublisher(ground.installation.settings.amqp_url_of(PRODUCER))
    outgoing = [Outgoing(one["type"], one["id"], encoded(one)) for one in contents]
    for start in range(0, len(outgoing), BATCH):
        publisher.publish(STREAM, outgoing[start : start + BATCH])
    publisher.close()
    return len(outgoing)
