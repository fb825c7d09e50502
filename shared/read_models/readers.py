"""The readers that keep read models up to date: rows and place in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

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

    def place(self) -> Place:
        """Where the read model stands."""
        return self._model.database.place_of(self.name)

    def is_running(self) -> bool:
        """Whether it takes messages; one that failed stops alone until it is rebuilt."""
        return self._model.database.stopped_by(self.name) is None

    def take(self, messages: Sequence[Message], *, old: Place, new: Place) -> Place:
        """Writes the rows of all messages and moves the place in the same transaction."""
        database = self._model.database
        try:
            with database.writing() as connection:
                rows = Rows(connection, called={})
                for message in messages:
                    self._model.project(message.type, rows, message)
                rows.flush()
                database.move(connection, self.name, old=old, new=new)
        except PlaceMoved:
            return self.place()
        except Unavailable:
            raise
        except Exception as trouble:  # noqa: BLE001 (it stops alone, with its cause)
            stop(self._model, trouble)
            return old
        return new

    def step_back(self, log: ProducerLog, head: Head) -> Place:
        """The producer's log has forked: everything is built anew."""
        _log.error("fork", read_model=self.name, new_log=head.log)
        self._model.database.clear(self.name, self._model.tables)
        return Place()


class OwnReader:
    """Keeps one read model of the own log, private events included.

    Args:
        model: the read model.
        store: the service's log.
    """

    def __init__(self, model: ReadModel, store: EventStore) -> None:
        self.name = model.name
        self._model = model
        self._store = store
        self._topics = [one for one in model.projections if one in store.mapper.topics]

    def step(self) -> int:
        """Takes the next records, if there are any.

        Returns:
            How many positions it came forward.
        """
        database = self._model.database
        place = self._place_in_this_log()
        last = self._store.recorder.last_position()
        if database.stopped_by(self.name) is not None or place.through >= last:
            return 0
        up_to = min(last, place.through + RECORDS_A_STEP)
        records = self._store.recorder.select_records(
            after=place.through, up_to=up_to, limit=RECORDS_A_STEP, topics=self._topics
        )
        identity = self._store.recorder.log()
        new = Place(str(identity.log_id), identity.generation, up_to, "", up_to)
        try:
            with database.writing() as connection:
                rows = Rows(connection, called={})
                for record in records:
                    event = self._store.mapper.to_domain_event(record)
                    self._model.project(record.topic, rows, event)
                rows.flush()
                database.move(connection, self.name, old=place, new=new)
        except PlaceMoved:
            return 0
        except Unavailable:
            raise
        except Exception as trouble:  # noqa: BLE001 (it stops alone, with its cause)
            stop(self._model, trouble)
            return 0
        return up_to - place.through

    def _place_in_this_log(self) -> Place:
        """Where it stands; a read model of a log that was restored since is built anew."""
        database = self._model.database
        place = database.place_of(self.name)
        if place.log and place.log != str(self._store.recorder.log().log_id):
            database.clear(self.name, self._model.tables)
            return Place()
        return place


def stop(model: ReadModel, trouble: Exception) -> None:
    """Stops one read model alone; it is rebuilt after the fix."""
    _log.exception("read-model-stopped", read_model=model.name)
    model.database.note_stop(model.name, repr(trouble)[:2000])
