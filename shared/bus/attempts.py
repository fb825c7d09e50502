"""Counts the tries of messages after a start, so that one that kills the process is parked."""

from __future__ import annotations

from collections.abc import Sequence

from shared.bus.message import Message
from shared.bus.parking import parked_key
from shared.event_store import EventStore, SideWrite, compare_and_set, delete

ATTEMPTS = "attempts"
MOST = 3
"""Deaths of the process that one message may cause before it is parked."""


class Attempts:
    """The tries of the first messages after a start; later ones cost nothing.

    Args:
        store: the consumer's log.
        first: how many messages are counted, no fewer than a batch holds.
    """

    def __init__(self, store: EventStore, *, first: int) -> None:
        self._store = store
        self._left = first
        self._begun = ""

    @property
    def are_counted(self) -> bool:
        """Whether messages are taken one at a time and counted."""
        return self._left > 0

    def begin(self, message: Message) -> str | None:
        """Notes a try before it starts; the cause to park it for if it was tried too often.

        Raises:
            SideRowConflict: another process notes a try of its own.
        """
        if not self.are_counted:
            return None
        key = parked_key(message)
        if key == self._begun:
            # An outage has ended the former try, and no process died of it.
            return None
        row = self._store.side_row(ATTEMPTS, key)
        tries = row.content if row else 0
        if tries >= MOST:
            return f"The process died {tries} times while it took this message."
        self._store.save(beside=[compare_and_set(ATTEMPTS, key, tries + 1, expected=tries or None)])
        self._begun = key
        return None

    def survived(self, message: Message) -> None:
        """The try failed but the process lives: it counts as no death."""
        if self.are_counted:
            self._store.save(beside=[delete(ATTEMPTS, parked_key(message))])
            self._begun = ""

    def done(self, messages: Sequence[Message]) -> list[SideWrite]:
        """The side rows that forget the tries of messages that were taken."""
        if not self.are_counted:
            return []
        self._left -= len(messages)
        return [delete(ATTEMPTS, parked_key(one)) for one in messages]
