"""Plays a day, slot by slot: messages of the CRM, commands, timers, each when all is at rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.demo import cast
from services.demo.arrivals import SLOT, Slot
from services.demo.board import Board
from services.demo.client import Client
from services.demo.crm_side import CrmSide
from services.demo.draws import Draws
from services.demo.field_visit import FieldVisit
from services.demo.floor import Floor
from services.demo.founding import Centre
from services.demo.merge import Merge
from services.demo.moves import TICKETS, Moves
from services.demo.office import Office
from services.demo.script import Arrival, Script
from services.demo.stage import Stage
from services.demo.supervision import Supervision

CLOSING_SLOTS = 4
"""Slots after the last contacts, in which the late shift finishes what it has."""


@dataclass(frozen=True)
class QueueMoment:
    """The queue as it was shown at a moment.

    Args:
        at: when.
        position: last position of the log of `tickets` then.
        tickets: the waiting tickets in their order, with the reasons for it.
    """

    at: datetime
    position: int
    tickets: Sequence[dict[str, Any]]


class Day:
    """One working day on a stage.

    Args:
        stage: the installation.
        client: sends the requests.
        centre: who works there.
        agents: the agents of the day.
        draws: the run's draws.
        zone: the centre's time zone.
    """

    def __init__(
        self,
        stage: Stage,
        client: Client,
        centre: Centre,
        *,
        agents: Sequence[cast.Player],
        draws: Draws,
        zone: ZoneInfo,
    ) -> None:
        self._stage = stage
        self._agents = agents
        self._draws = draws
        self._zone = zone
        self.office = Office(client, centre, clock=stage.clock, now=stage.clock.now())
        self._crm = CrmSide(centre.crm, answerer_of=self._answerer_of)
        self._script = Script(draws)
        board, moves = Board(), Moves(draws)
        self._floor = Floor(
            self.office,
            agents,
            board=board,
            crm=self._crm,
            moves=moves,
            draws=draws,
            zone=zone,
        )
        self._supervision = Supervision(
            self.office,
            board=board,
            moves=moves,
            floor=self._floor,
            arrivals=self._crm.arrivals,
        )
        self._visit = FieldVisit(self.office, moves, self._floor)
        self.worst = QueueMoment(self.office.now, 0, ())
        self.merge = Merge(self.office, agent_id=cast.SUPERVISOR.agent_id)

    def play(self, slots: Sequence[Slot], *, told: Callable[[Slot], None]) -> None:
        """Plays the slots and what follows until the late shift goes home.

        Args:
            slots: the day's slots.
            told: called after each slot.
        """
        last = slots[-1]
        after = [
            Slot(last.index + number, last.starts_at + number * SLOT, 0)
            for number in range(1, CLOSING_SLOTS + 1)
        ]
        for slot in (*slots, *after):
            self._play_slot(slot)
            told(slot)
        self.merge.carry_out(self._crm.customer_ids[0])
        self._stage.settle()
        self._visit.finish(settle=self._stage.settle)

    def let_window_pass(self) -> None:
        """Eight days later: what the rules judge after a week is judged."""
        self.office.move_clock(self.office.now + timedelta(days=8))
        while self._stage.run_timers():
            self._stage.settle()

    def told_ticket(self) -> str | None:
        """A ticket worth telling: one that was continued after something had come between."""
        return self._floor.most_told()

    def field_order(self) -> str | None:
        """The field-service order of the day, if there was a ticket to go out for."""
        return self._visit.order_id

    def booked_callbacks(self) -> list[str]:
        """The callbacks of the day."""
        return self._floor.booked_callbacks()

    def _play_slot(self, slot: Slot) -> None:
        self.office.move_clock(slot.starts_at)
        self._crm.expect(self._script.arrivals_of(slot))
        if self._crm.send_due(slot.starts_at):
            self._stage.settle()
        queue = self._shown_queue(slot.starts_at)
        waiting = Counter(one["skill_group"] for one in queue)
        self._floor.play_slot(slot.starts_at, waiting=waiting)
        end = slot.starts_at + SLOT
        self.office.move_clock(end - timedelta(seconds=30))
        self._supervision.end_slot(end, queue=queue)
        self._visit.end_slot(self.office.now)
        self._stage.settle()
        self.office.move_clock(end)
        if self._stage.run_timers():
            self._stage.settle()

    def _shown_queue(self, at: datetime) -> list[dict[str, Any]]:
        """The queue as a leader sees it."""
        seat = self.office.seat(cast.TEAMS[0][2])
        queue = list(seat.pages(f"{TICKETS}/queue"))
        if len(queue) > len(self.worst.tickets):
            position = self._stage.service("tickets").store.recorder.last_position()
            self.worst = QueueMoment(at, position, queue)
        return queue

    def _answerer_of(self, arrival: Arrival) -> str | None:
        """Who answers a live contact: one of those who are at their desks then."""
        at = arrival.started_at.astimezone(self._zone).time()
        present = [one.agent_id for one in self._agents if one.is_present(at)]
        return self._draws.one_of(present, "answerer", arrival.ordinal) if present else None
