"""Which clocks go on when tickets are merged, and which end without a verdict (TK-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.tickets.application.clocks import Clocks
from services.tickets.domain import sla
from services.tickets.domain.clock_succession import MERGED
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket


@dataclass(frozen=True)
class _Running:
    clock: SlaClock
    ticket: Ticket


class MergedClocks:
    """Of the running clocks of one name, the one that was started first goes on.

    To be asked before the tickets are merged, while each still stands in its own state.

    Args:
        clocks: the clocks of tickets.
        at: when the tickets are merged.
    """

    def __init__(self, clocks: Clocks, *, at: datetime) -> None:
        self._clocks = clocks
        self._at = at

    def of(
        self, survivor: Ticket, others: Sequence[Ticket], *, questions: int, promises: int
    ) -> list[SlaClock]:
        """All clocks that change.

        Args:
            survivor: the ticket that goes on.
            others: the tickets that end.
            questions: questions of the customer that the survivor has from now on.
            promises: follow-ups that it has from now on.
        """
        own = self._clocks.all_running(survivor)
        foreign = [_Running(one, each) for each in others for one in self._clocks.all_running(each)]
        ordinals = {
            sla.REPLY: questions,
            sla.FOLLOW_UP: promises,
            sla.RESOLUTION: survivor.reopenings + 1,
        }
        changed: list[SlaClock] = []
        for name in sla.CLOCKS:
            ending = [one for one in foreign if one.clock.clock == name]
            mine = [one for one in own if one.clock == name]
            if ending:
                ordinal = ordinals.get(name) or self._free_ordinal(survivor)
                changed += self._succession(survivor, mine, ending, ordinal=ordinal)
        return changed

    def _succession(
        self, survivor: Ticket, mine: list[SlaClock], ending: list[_Running], *, ordinal: int
    ) -> list[SlaClock]:
        first = min(ending, key=lambda one: one.clock.started_at)
        heir = min(mine, key=lambda one: one.started_at) if mine else None
        for one in ending:
            self._note_breach(one)
        if heir is None:
            heir = self._started_for(first.clock, survivor, ordinal=ordinal)
            self._hand_over(first, heir, survivor)
        elif first.clock.started_at < heir.started_at:
            self._note_breach(_Running(heir, survivor))
            self._hand_over(first, heir, survivor)
        for one in ending:
            self._end(one, heir)
        return [heir, *(one.clock for one in ending)]

    def _hand_over(self, first: _Running, heir: SlaClock, survivor: Ticket) -> None:
        """The survivor's clock goes on for the first one, under the policy that fits it."""
        heir.take_over(
            first.clock,
            moments=first.ticket.moments,
            state=survivor.state,
            at=self._at,
            about=survivor.about,
        )
        applied = self._clocks.applied(
            survivor, heir.clock, since=self._at, started_at=heir.started_at
        )
        if applied is not None and heir.clock != sla.FOLLOW_UP:
            heir.change_policy(applied, about=survivor.about)

    def _started_for(self, first: SlaClock, survivor: Ticket, *, ordinal: int) -> SlaClock:
        return SlaClock.start(
            survivor.about,
            ordinal=ordinal,
            started_at=first.started_at,
            applied=first.applied[0],
        )

    def _note_breach(self, running: _Running) -> None:
        """What was late and not noticed yet is recorded where it came to pass."""
        reading = self._clocks.reading(running.clock, running.ticket, at=self._at)
        running.clock.note(reading, at=self._at, about=running.ticket.about)

    def _end(self, running: _Running, heir: SlaClock) -> None:
        reading = self._clocks.reading(running.clock, running.ticket, at=self._at)
        running.clock.end_for(
            heir.id, cause=MERGED, reading=reading, at=self._at, about=running.ticket.about
        )

    def _free_ordinal(self, survivor: Ticket) -> int:
        """The first response that the survivor owes besides those that it owed before."""
        ordinal = 1
        while self._clocks.find(survivor, sla.FIRST_RESPONSE, ordinal=ordinal) is not None:
            ordinal += 1
        return ordinal
