"""The readers that keep read models up to date: rows and place in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import structlog

from shared.bus.envelope import Head
from shared.bus.message import Message
from shared.bus.place import Place
from shared.bus.transport import ProducerLog
from shared.errors import Unavailable
from shared.event_store import EventStore
from shared.read_models.database import PlaceMoved
from shared.read_models.model import ReadModel
from shared.read_models.rows import Rows

_log = structlog.get_logger(__name__)

RECORDS_A_STEP = 1000


class ForeignReader:
    """Keeps one read model of another service's public events.

    Args:
        model: the read model.
    """

    def __init__(self, model: ReadModel) -> None:
        self.name = model.name
        self._model = model
        self._place: Place | None = None
        """Where it stood last; whoever else moves it on makes the next transaction fail."""
        self._has_just_run = False

    def place(self) -> Place:
        """Where the read model stands."""
        if self._place is None:
            self._place = self._model.database.place_of(self.name)
        return self._place

    def is_running(self) -> bool:
        """Whether it takes messages; one that failed stops alone until it is rebuilt."""
        return self._has_just_run or self._model.database.stopped_by(self.name) is None

    def take(self, messages: Sequence[Message], *, old: Place, new: Place) -> Place:
        """Writes the rows of all messages and moves the place in the same transaction."""
        database = self._model.database
        self._place, self._has_just_run = None, False
        try:
            with database.writing() as connection:
                # The place first: who is overtaken learns it here and touches no row.
                database.move(connection, self.name, old=old, new=new)
                rows = Rows(connection, called={})
                for message in messages:
                    self._model.project(message.type, rows, message)
                rows.flush()
        except PlaceMoved:
            return self.place()
        except Unavailable:
            raise
        except Exception as trouble:  # noqa: BLE001 (it stops alone, with its cause)
            stands_at = database.place_of(self.name)
            if stands_at == old:
                stop(self._model, trouble)
            return stands_at
        self._place, self._has_just_run = new, True
        return new

    def step_back(self, log: ProducerLog, head: Head) -> Place:
        """The producer's log has forked: everything is built anew."""
        _log.error("fork", read_model=self.name, new_log=head.log)
        self._place = None
        self._model.database.clear(self.name, self._model.tables)
        return Place()


class OwnReaders:
    """Keeps read models of the own log, private events included.

    Those that stand at the same place are written together: each event is read once, and one
    transaction takes them all. If that fails, each goes on alone.

    Args:
        models: the read models.
        store: the service's log.
    """

    def __init__(self, models: Sequence[ReadModel], store: EventStore) -> None:
        self._models = models
        self._store = store

    def step(self) -> int:
        """Takes the next records, if there are any.

        Returns:
            How many positions the read models came forward, all together.
        """
        log = self._store.recorder.log()
        last = self._store.recorder.last_position()
        together: dict[Place, list[ReadModel]] = {}
        for model, place in self._standing(str(log.log_id)):
            if place.through < last:
                together.setdefault(place, []).append(model)
        moved = 0
        for old, models in together.items():
            up_to = min(last, old.through + RECORDS_A_STEP)
            new = Place(str(log.log_id), log.generation, up_to, "", up_to)
            moved += self._take(models, old, new)
        return moved

    def _standing(self, log_id: str) -> Iterator[tuple[ReadModel, Place]]:
        """Those that run with their places; one of a log restored since is built anew."""
        places = self._models[0].database.places() if self._models else {}
        for model in self._models:
            place, stopped_by = places.get(model.name, (Place(), None))
            if place.log and place.log != log_id:
                model.database.clear(model.name, model.tables)
                place, stopped_by = Place(), None
            if stopped_by is None:
                yield model, place

    def _take(self, models: Sequence[ReadModel], old: Place, new: Place) -> int:
        try:
            self._write(models, old, new)
        except PlaceMoved:
            return 0
        except Unavailable:
            raise
        except Exception as trouble:  # noqa: BLE001 (it stops alone, with its cause)
            if len(models) > 1:
                return sum(self._take([one], old, new) for one in models)
            if models[0].database.place_of(models[0].name) == old:
                stop(models[0], trouble)
            return 0
        return (new.through - old.through) * len(models)

    def _write(self, models: Sequence[ReadModel], old: Place, new: Place) -> None:
        known = self._store.mapper.topics
        topics = {one for model in models for one in model.projections if one in known}
        records = self._store.recorder.select_records(
            after=old.through, up_to=new.through, limit=RECORDS_A_STEP, topics=sorted(topics)
        )
        events = [(one.topic, self._store.mapper.to_domain_event(one)) for one in records]
        database = models[0].database
        with database.writing() as connection:
            # The place first: who is overtaken learns it here and touches no row.
            database.move(connection, *(one.name for one in models), old=old, new=new)
            for model in models:
                rows = Rows(connection, called={})
                for topic, event in events:
                    model.project(topic, rows, event)
                rows.flush()


def stop(model: ReadModel, trouble: Exception) -> None:
    """Stops one read model alone; it is rebuilt after the fix."""
    _log.exception("read-model-stopped", read_model=model.name)
    model.database.note_stop(model.name, repr(trouble)[:2000])
