"""The agents at their desks: each does one move after another, in the order of the clock."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.demo.arrivals import SLOT
from services.demo.board import Board, Note
from services.demo.cast import Player
from services.demo.crm_side import CrmSide
from services.demo.desks import Desk, Work
from services.demo.draws import Draws
from services.demo.endings import Endings
from services.demo.moves import TICKETS, Case, Moves
from services.demo.office import Office
from services.demo.plans import Plans
from services.demo.script import CHANNELS

ALL_CHANNELS = [name for name, _ in CHANNELS]

DESK = f"{TICKETS}/my-desk"

SUPERVISION = timedelta(seconds=30)
"""The end of each slot belongs to leaders and supervisors."""

NEW = ("new",)
"""First move of a case that nobody has worked on."""


class Floor:
    """Lets the agents work, slot by slot.

    Args:
        office: seats and clock.
        agents: who works on this day.
        board: what waits to be taken up again.
        crm: the contacts behind the tickets.
        moves: carries out moves.
        draws: the run's draws.
        zone: the centre's time zone.
    """

    def __init__(
        self,
        office: Office,
        agents: Sequence[Player],
        *,
        board: Board,
        crm: CrmSide,
        moves: Moves,
        draws: Draws,
        zone: ZoneInfo,
    ) -> None:
        self._office = office
        self._board = board
        self._crm = crm
        self._moves = moves
        self._draws = draws
        self._zone = zone
        self._plans = Plans(draws)
        self._endings = Endings(board, crm=crm, draws=draws)
        self._desks = [Desk(one, office.now) for one in agents]
        self.begun: dict[str, Case] = {}

    def play_slot(self, start: datetime, *, waiting: Counter[str]) -> None:
        """All moves of one slot but its end.

        Args:
            start: its beginning.
            waiting: waiting tickets by skill group, counted down as they are taken.
        """
        for desk in self._desks:
            self._change_shift(desk, start)
        until = start + SLOT - SUPERVISION
        turns = [(max(one.free_at, start), index) for index, one in enumerate(self._desks)]
        heapq.heapify(turns)
        while turns and turns[0][0] < until:
            at, index = heapq.heappop(turns)
            if self._has_moved(self._desks[index], at, waiting):
                heapq.heappush(turns, (self._desks[index].free_at, index))

    def is_present(self, agent_id: str) -> bool:
        """Whether an agent takes work."""
        return any(one.is_open for one in self._desks if one.agent_id == agent_id)

    def at_hand(self) -> tuple[str, str] | None:
        """The first agent who is at a ticket now, and the ticket."""
        busy = (one for one in self._desks if one.work is not None)
        return next(((one.agent_id, one.work.case.ticket_id) for one in busy if one.work), None)

    def most_told(self) -> str | None:
        """The ticket that was taken up again most often; the first one among equals."""
        found = max(self.begun.values(), key=_turns_taken, default=None)
        return None if found is None else found.ticket_id

    def booked_callbacks(self) -> list[str]:
        """The callbacks that were booked, in the order in which their tickets were begun."""
        return [one.callback_id for one in self.begun.values() if one.callback_id]

    def _change_shift(self, desk: Desk, start: datetime) -> None:
        """Who comes makes themselves available; who goes ends the case at hand first."""
        is_due = desk.player.is_present(start.astimezone(self._zone).time())
        if is_due == desk.is_open or desk.work is not None:
            return
        seat = self._office.seat(desk.agent_id)
        if is_due:
            self._moves.post(seat, f"{DESK}/availability", {"channels": ALL_CHANNELS})
            desk.free_at = start + self._seconds(2, 20, "coming", desk.agent_id, start)
        else:
            self._moves.post(seat, f"{DESK}/unavailability", {"reason": "off-duty"})
        desk.is_open = is_due

    def _has_moved(self, desk: Desk, at: datetime, waiting: Counter[str]) -> bool:
        """One turn of an agent; false if there is nothing to do before the next slot."""
        if desk.work is not None:
            self._step(desk, desk.work, at)
            return True
        if not desk.is_open:
            return False
        note = self._board.own.next_of(desk.agent_id, by=at)
        if note is not None:
            self._take_up(desk, note, at)
            return True
        return self._takes_next(desk, at, waiting)

    def _take_up(self, desk: Desk, note: Note, at: datetime) -> None:
        """A case of the agent's own goes on, or one that was given to them begins."""
        if note.first == NEW:
            plan = self._plans.of_new_case(note.case, is_assigned=True)
        else:
            plan = self._plans.of_continued_case(note.case, *note.first)
        desk.begin(note.case, *plan, at=at)

    def _takes_next(self, desk: Desk, at: datetime, waiting: Counter[str]) -> bool:
        """Whether there was a ticket in the queue for the agent, who has it now."""
        if not any(waiting[group] for group in desk.player.groups):
            return False
        self._office.move_clock(at)
        case = self._moves.take_next(self._office.seat(desk.agent_id), self._crm.arrivals)
        waiting[case.skill_group] -= 1
        self.begun[case.ticket_id] = case
        desk.begin(case, *self._plans.of_new_case(case), at=at)
        return True

    def _step(self, desk: Desk, work: Work, at: datetime) -> None:
        step = work.steps.popleft()
        # A transfer waits for the end of the slot: until then nobody can see it in the queue.
        if step.move != "transfer":
            self._office.move_clock(at)
            seat = self._office.seat(desk.agent_id)
            self._moves.carry_out(step.move, seat, work.case, at=at)
        if work.steps:
            desk.free_at = at + timedelta(seconds=work.steps[0].after)
            return
        desk.work = None
        desk.free_at = at + self._seconds(5, 30, "pause", desk.agent_id, at)
        self._endings.note(work.case, work.turn, agent_id=desk.agent_id, at=at)

    def _seconds(self, low: int, high: int, *purpose: object) -> timedelta:
        return timedelta(seconds=self._draws.between(low, high, *purpose))


def _turns_taken(case: Case) -> tuple[int, bool]:
    return case.rounds, case.is_complicated
