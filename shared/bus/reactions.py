"""The reader that carries out a service's reactions: effect and place in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from shared.bus.attempts import Attempts
from shared.bus.envelope import Head
from shared.bus.message import Message
from shared.bus.parking import ParkedMessage, ParkingLot, leaving, parking, waiting_behind
from shared.bus.place import Place, advanced
from shared.bus.relay import place_content, stored_place
from shared.bus.trail import Trail
from shared.bus.transport import ProducerLog, TransportFailed
from shared.clock import Clock, SystemClock, iso
from shared.context import Context, acting
from shared.errors import Conflict, DomainError, Unavailable
from shared.event_store import EventStore, SideRowConflict, SideWrite, compare_and_set, insert_once
from shared.event_store.batch import Batch
from shared.ids import IdSource
from shared.telemetry import RETRIES

_log = structlog.get_logger(__name__)

Reaction = Callable[[Message, Batch], None]
Refusal = Callable[[Message, DomainError, Batch], None]

BATCH = 100
"""Messages in one transaction at most."""

PAUSES = (timedelta(milliseconds=100), timedelta(milliseconds=500), timedelta(seconds=2))
"""Waits between tries of a failing reaction; together far below the broker's consumer timeout."""

REFUSALS = "refusals"
"""Kind of the side rows in which refusals by the own domain are kept for `loopdesk status`."""


class _Failed(Exception):
    """A reaction failed at the `index`-th message of a batch."""

    def __init__(self, index: int, cause: str) -> None:
        super().__init__(cause)
        self.index = index


@dataclass(frozen=True)
class _Pause:
    """The message that is tried again, how often it was tried, and when it may be again."""

    message_id: str
    tries: int
    until: datetime


class ReactionReader:
    """All reactions of a service to one producer.

    Args:
        store: the service's log.
        producer: name of the producing service.
        reactions: by message type, what is done.
        clock: the process's clock.
        ids: makes the id source of what a message causes.
        refusals: by message type, how a refusal is answered; without one it is only counted.
        pause_clock: times the waits between tries; the machine's clock by default.
    """

    def __init__(
        self,
        store: EventStore,
        *,
        producer: str,
        reactions: Mapping[str, Reaction],
        clock: Clock,
        ids: Callable[[str], IdSource],
        refusals: Mapping[str, Refusal] | None = None,
        pause_clock: Clock | None = None,
    ) -> None:
        self.name = f"reactions/{producer}"
        self._store = store
        self._producer = producer
        self._reactions = reactions
        self._clock = clock
        self._ids = ids
        self._refusals = refusals or {}
        self._pause_clock = pause_clock or SystemClock()
        self._lot = ParkingLot(store)
        self._trail = Trail(store, producer=producer)
        # A batch that killed the process lies within the first messages after its start.
        self._attempts = Attempts(store, first=BATCH)
        self._pause: _Pause | None = None
        self._conflicts = 0
        self._place: Place | None = None

    def is_running(self) -> bool:
        """Always: what fails is parked, and the others go on."""
        return True

    def place(self) -> Place:
        """Where the reactions stand."""
        if self._place is None:
            row = self._store.side_row("positions", self.name)
            self._place = stored_place(row.content if row else None)
        return self._place

    def take(self, messages: Sequence[Message], *, old: Place, new: Place) -> Place:
        """Reacts to messages in order and moves the place in the same transaction."""
        place, rest = old, list(messages)
        while rest:
            reached = self._take_some(rest, place)
            if reached == place:
                return place
            rest = [one for one in rest if one.position > reached.position]
            place = reached
        if (place.generation, place.through) >= (new.generation, new.through):
            # All is taken, or somebody else was quicker: to move to `new` would be to go back.
            return place
        return new if self._commit(Batch(self._store), [], place, new) else self.place()

    def run_marked(self) -> int:
        """Runs or drops the parked messages that an operator has marked, in position order.

        Returns:
            How many left the parking lot.
        """
        blocked: set[str] = set()
        left = 0
        for parked in self._lot.messages(producer=self._producer):
            subjects = set(parked.message.subjects)
            if parked.status == "parked" or blocked & subjects or not self._release(parked):
                blocked |= subjects
            else:
                left += 1
        return left

    def step_back(self, log: ProducerLog, head: Head) -> Place:
        """The producer has lost what was read: goes back to the last common record (a fork)."""
        place, self._place = self.place(), None
        fork = self._trail.fork_of(place, log, head)
        _log.error("fork", consumer=self._store.service, **fork.described())
        parked = [
            leaving(one)
            for one in self._lot.messages(producer=self._producer)
            if one.message.id in fork.vanished
        ]
        cut = self._trail.cut_after(fork.common.position)
        fork_rows = fork.writes(at=self._clock.now())
        self._store.save(beside=[*parked, *cut, *fork_rows, self._moving(place, fork.common)])
        return fork.common

    def _take_some(self, messages: Sequence[Message], place: Place) -> Place:
        """Takes the first message or more; returns the place reached."""
        if self._is_pausing(messages[0]):
            return place
        size = 1 if self._attempts.are_counted or self._conflicts > 1 else BATCH
        chosen = messages[:size]
        try:
            cause = self._attempts.begin(chosen[0])
        except SideRowConflict:
            # Another process tries the same message now.
            return self.place()
        if cause is not None:
            return self._park(chosen[0], cause, place)
        try:
            return self._take_together(chosen, place)
        except _Failed as failure:
            failed, trouble = failure.index, str(failure)
        self._attempts.survived(chosen[0])
        if failed == 0:
            return self._pause_or_park(chosen[0], trouble, place)
        return self._take_together(chosen[:failed], place)

    def _take_together(self, messages: Sequence[Message], place: Place) -> Place:
        refused: dict[str, DomainError] = {}
        effects: dict[str, int | None] = {}
        parked = self._lot.messages(producer=self._producer)
        while True:
            batch = Batch(self._store)
            rows = self._react_to_each(messages, batch, parked, refused, effects)
            if rows is not None:
                break
        rows += [*self._trail.writes(messages, effects), *self._attempts.done(messages)]
        reached = place
        for one in messages:
            reached = advanced(reached, one)
        if self._commit(batch, rows, place, reached):
            return reached
        self._attempts.survived(messages[0])
        return self.place()

    def _react_to_each(
        self,
        messages: Sequence[Message],
        batch: Batch,
        parked: list[ParkedMessage],
        refused: dict[str, DomainError],
        effects: dict[str, int | None],
    ) -> list[SideWrite] | None:
        """The side rows of the batch, or None if a refusal makes it worthless (noted).

        `effects` gets how many events each message has caused.
        """
        rows: list[SideWrite] = []
        for index, message in enumerate(messages):
            behind = waiting_behind(message, parked)
            before = batch.events
            effects[message.id] = None
            if behind is not None:
                rows.append(self._parking(message, f"It waits behind {behind}.", behind))
                continue
            try:
                if message.id in refused:
                    rows.append(self._refuse(message, refused[message.id], batch))
                else:
                    self._react(message, batch)
            except (Unavailable, TransportFailed):
                raise
            except DomainError as refusal:
                if message.id in refused:
                    raise _Failed(index, repr(refusal)) from refusal
                refused[message.id] = refusal
                return None
            except Exception as trouble:
                _log.exception("reaction-failed", message=message.id, type=message.type)
                raise _Failed(index, repr(trouble)) from trouble
            effects[message.id] = batch.events - before
        return rows

    def _react(self, message: Message, batch: Batch) -> None:
        reaction = self._reactions.get(message.type)
        if reaction is not None:
            with self._acting_for(message):
                reaction(message, batch)

    def _refuse(self, message: Message, refusal: DomainError, batch: Batch) -> SideWrite:
        """Answers the refusal where somebody waits for it; the row that counts it."""
        answer = self._refusals.get(message.type)
        if answer is not None:
            with self._acting_for(message):
                answer(message, refusal, batch)
        return self._refusal_row(message, refusal)

    def _acting_for(self, message: Message) -> AbstractContextManager[Context]:
        context = Context(
            occurred_at=self._clock.now(),
            actor=f"service:{self._store.service}",
            kind="service",
            role="service",
            channel="bus",
            correlation_id=message.correlation_id,
            causation_id=message.id,
            ids=self._ids(f"{self._store.service}/{message.id}"),
        )
        return acting(context)

    def _commit(self, batch: Batch, rows: list[SideWrite], old: Place, new: Place) -> bool:
        """Whether the batch was written; a refused one is never taken for a duplicate."""
        self._place = None
        try:
            batch.commit(beside=[*rows, self._moving(old, new)])
        except (Conflict, SideRowConflict):
            self._conflicts += 1
            self._trail.forget()
            return False
        self._conflicts = 0
        self._pause = None
        self._place = new
        return True

    def _moving(self, old: Place, new: Place) -> SideWrite:
        expected = None if old == Place() else place_content(old)
        return compare_and_set("positions", self.name, place_content(new), expected=expected)

    def _is_pausing(self, message: Message) -> bool:
        pause = self._pause
        if pause is None or pause.message_id != message.id:
            return False
        # More than the longest wait can be left only after the clock was set back.
        return timedelta() < pause.until - self._pause_clock.now() <= PAUSES[-1]

    def _pause_or_park(self, message: Message, cause: str, place: Place) -> Place:
        tries = 1
        if self._pause is not None and self._pause.message_id == message.id:
            tries = self._pause.tries + 1
        if tries > len(PAUSES):
            return self._park(message, cause, place)
        RETRIES.labels(self._store.service, self._producer).inc()
        until = self._pause_clock.now() + PAUSES[tries - 1]
        self._pause = _Pause(message.id, tries, until)
        return place

    def _park(self, message: Message, cause: str, place: Place) -> Place:
        _log.error("message-parked", message=message.id, type=message.type, cause=cause)
        rows = [
            self._parking(message, cause, None),
            *self._trail.writes([message], {message.id: None}),
            *self._attempts.done([message]),
        ]
        reached = advanced(place, message)
        return reached if self._commit(Batch(self._store), rows, place, reached) else self.place()

    def _parking(self, message: Message, cause: str, behind: str | None) -> SideWrite:
        return parking(message, cause=cause, at=self._clock.now(), behind=behind)

    def _refusal_row(self, message: Message, refusal: DomainError) -> SideWrite:
        key = f"{self._producer}/{message.position:020d}"
        content = {
            "message": message.id,
            "type": message.type,
            "code": refusal.code,
            "cause": str(refusal),
            "refused_at": iso(self._clock.now()),
        }
        return insert_once(REFUSALS, key, content)

    def _release(self, parked: ParkedMessage) -> bool:
        """Drops or runs a marked message; whether it left the parking lot."""
        batch = Batch(self._store)
        rows = [leaving(parked)]
        if parked.status == "retry":
            try:
                self._react(parked.message, batch)
            except (Unavailable, TransportFailed):
                raise
            except DomainError as refusal:
                batch = Batch(self._store)
                rows.append(self._refuse(parked.message, refusal, batch))
            except Exception as trouble:  # noqa: BLE001 (it stays parked with its cause)
                _log.exception("retry-failed", message=parked.message.id)
                self._lot.put_back(parked, cause=repr(trouble))
                return False
        try:
            batch.commit(beside=rows)
        except (Conflict, SideRowConflict):
            return False
        return True
