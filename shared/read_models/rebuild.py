"""Builds a read model anew beside the one in use, and swaps them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlalchemy.sql.elements import quoted_name

from shared.bus.place import Place
from shared.bus.transport import ProducerLog
from shared.crash_points import CrashPoint, reached
from shared.event_store import EventStore
from shared.read_models.model import ReadModel
from shared.read_models.row_memory import RowMemory
from shared.read_models.rows import Rows

RECORDS_A_STEP = 2000

_DAY = 24 * 3600

Progress = Callable[[int], None]
Portion = tuple[Sequence[tuple[str, object]], Place]
Source = Callable[[Place, Place | None], Portion]
"""Names and events after a place (and up to another one), and the place behind them.

At the end it gives no events and the place that it was asked from.
"""


def own_source(store: EventStore, *, topics: Sequence[str] | None = None) -> Source:
    """Reads the own log, private events included.

    Args:
        store: the log.
        topics: only events of these; all by default.
    """

    def read(place: Place, until: Place | None) -> Portion:
        recorder = store.recorder
        end = recorder.last_position()
        end = end if until is None else min(end, until.through)
        if place.through >= end:
            return [], place
        records = recorder.select_records(
            after=place.through, up_to=end, limit=RECORDS_A_STEP, topics=topics
        )
        last = records[-1].id if len(records) == RECORDS_A_STEP else end
        identity = recorder.log()
        events = [(one.topic, store.mapper.to_domain_event(one)) for one in records]
        return events, Place(str(identity.log_id), identity.generation, last, "", last)

    return read


def foreign_source(log: ProducerLog) -> Source:
    """Reads another service's public events from its log."""

    def read(place: Place, until: Place | None) -> Portion:
        excerpt = log.read_events(after=place)
        head = excerpt.head
        through = max(head.through, head.position)
        new = Place(head.log, head.generation, head.position, head.event_id, through)
        messages = list(excerpt.messages)
        if until is not None and new.through >= until.through:
            messages = [one for one in messages if one.position <= until.position]
            new = until
        if new.through == place.through:
            return [], place
        return [(one.type, one) for one in messages], new

    return read


def rebuild(model: ReadModel, source: Source, *, progress: Progress) -> int:
    """Builds `model` anew from all events while the old rows go on serving.

    Args:
        model: the read model.
        source: where its events come from.
        progress: told the position reached after each portion.

    Returns:
        The number of row changes.
    """
    beside = twins_of(model)
    database = model.database
    memory = RowMemory(were_empty=True)
    place, changes = Place(), 0
    for events, end in portions(source, place):
        with database.writing() as connection:
            changes += project_portion(model, connection, beside, events, memory)
        place = end
        progress(place.through)
    with database.writing() as connection:
        # The place first, as whoever writes takes it first: it keeps the follower out while the
        # last events are taken.
        database.put_place(connection, model.name, place)
        for table in model.tables:
            table.drop(connection, checkfirst=True)
        for events, end in portions(source, place):
            changes += project_portion(model, connection, beside, events, memory)
            place = end
        for name, twin in beside.items():
            connection.execute(text(f'ALTER TABLE "{twin.name}" RENAME TO "{name}"'))
        reached(CrashPoint.IN_REBUILD)
        database.put_place(connection, model.name, place)
    return changes


def portions(source: Source, place: Place, *, until: Place | None = None) -> Iterator[Portion]:
    """All portions after `place`, up to `until` or the end of the log."""
    while until is None or place.through < until.through:
        events, end = source(place, until)
        if end == place:
            return
        yield events, end
        place = end


def project_portion(
    model: ReadModel,
    connection: Connection,
    beside: dict[str, Table],
    events: Sequence[tuple[str, object]],
    memory: RowMemory,
) -> int:
    """Applies events to the tables beside; returns the number of row changes."""
    rows = Rows(connection, called=beside, memory=memory)
    for name, event in events:
        model.project(name, rows, event)
    return rows.flush()


def twins_of(model: ReadModel) -> dict[str, Table]:
    """Creates empty tables beside the model's, by the names of those.

    What a process that died over its twins has left is dropped, some day later.
    """
    beside = {one.name: twin_of(one) for one in model.tables}
    with model.database.writing() as connection:
        for name in inspect(connection).get_table_names():
            own, _, mark = name.rpartition("_")
            if own in beside and int(mark[:4], 16) < _today() - 1:
                connection.execute(text(f'DROP TABLE "{name}"'))
        for twin in beside.values():
            twin.create(connection)
    return beside


def twin_of(table: Table) -> Table:
    """The same table under a name of its own, indexes included; it tells the day."""
    mark = f"{_today():04x}{secrets.token_hex(2)}"
    twin = table.to_metadata(MetaData(), name=f"{table.name}_{mark}")
    for index in twin.indexes:
        index.name = quoted_name(f"{index.name}_{mark}", quote=None)
    return twin


def _today() -> int:
    return int(time.time()) // _DAY
