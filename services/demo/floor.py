"""The agents at their desks: each does one move after another, in the order of the clock."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.demo.arrivals import SLOT
from services.demo.board import Board
from services.demo.cast import Player
from services.demo.crm_side import CrmSide
from services.demo.draws import Draws
from services.demo.moves import TICKETS, Case, Moves
from services.demo.office import Office
from services.demo.plans import Plans, Step
from services.demo.script import CHANNELS

ALL_CHANNELS = [name for name, _ in CHANNELS]
SUPERVISION = timedelta(seconds=30)
"""The end of each slot belongs to leaders and supervisors."""


@dataclass
class Desk:
    """An agent's desk.

    Args:
        player: whose.
        free_at: when the next move may begin.
        is_open: whether the agent takes work.
        case: what the agent works on.
        turn: what becomes of it when the steps are done.
        steps: the moves still to do.
    """

    player: Player
    free_at: datetime
    is_open: bool = False
    case: Case | None = None
    turn: str = ""
    steps: deque[Step] = field(default_factory=deque)

    @property
    def agent_id(self) -> str:
        """Whose desk it is."""
        return self.player.agent_id


class Floor:
    """Lets the agents work, slot by slot.

    Args:
        office: seats and clock.
        agents: who works on this day.
        board: what waits to be taken up again.
        crm: told what customers are asked.
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
        self._desks = [Desk(one, office.now) for one in agents]
        self.taken: set[str] = set()

    def play_slot(self, start: datetime, *, waiting: Counter[str]) -> None:
        """All moves of one slot.

        Args:
            start: its beginning.
            waiting: waiting tickets by skill group, counted down as they are taken.
        """
        for desk in self._desks:
            self._begin_slot(desk, start)
        until = start + SLOT - SUPERVISION
        turns = [(max(one.free_at, start), index) for index, one in enumerate(self._desks)]
        heapq.heapify(turns)
        while turns and turns[0][0] < until:
            at, index = heapq.heappop(turns)
            desk = self._desks[index]
            if self._has_moved(desk, at, waiting):
                heapq.heappush(turns, (desk.free_at, index))

    def is_present(self, agent_id: str) -> bool:
        """Whether an agent takes work."""
        return any(one.is_open for one in self._desks if one.agent_id == agent_id)

    def _begin_slot(self, desk: Desk, start: datetime) -> None:
        """Who comes makes themselves available, who goes does not."""
        is_here = desk.player.is_present(self._time_of(start))
        if is_here == desk.is_open or (desk.is_open and desk.case is not None):
            return
        seat = self._office.seat(desk.agent_id)
        path = f"{TICKETS}/my-desk"
        self._office.move_clock(start)
        if is_here:
            self._moves.post(seat, f"{path}/availability", {"channels": ALL_CHANNELS})
            desk.free_at = start + self._seconds(2, 20, "arrival", desk.agent_id, start)
        else:
            self._moves.post(seat, f"{path}/unavailability", {"reason": "off-duty"})
        desk.is_open = is_here

    def _has_moved(self, desk: Desk, at: datetime, waiting: Counter[str]) -> bool:
        """One move of an agent; false if there is nothing to do before the next slot."""
        if desk.case is None and not self._begins(desk, at, waiting):
            return False
        if desk.case is not None and desk.steps:
            self._step(desk, at)
        return True

    def _begins(self, desk: Desk, at: datetime, waiting: Counter[str]) -> bool:
        """Whether the agent takes up a case of their own, or the next of the queue."""
        if not desk.is_open:
            return False
        note = self._board.own.next_of(desk.agent_id, by=at)
        if note is not None:
            if note.first == ("assigned",):
                self._take_up(desk, note.case, *self._plans.of_new_case(note.case, is_assigned=True))
            else:
                steps = self._plans.of_continued_case(note.case, *note.first)
                self._take_up(desk, note.case, "solve", steps)
            desk.free_at = at + timedelta(seconds=desk.steps[0].after)
            return True
        if not any(waiting[group] for group in desk.player.groups):
            return False
        self._office.move_clock(at)
        case = self._moves.take_next(self._office.seat(desk.agent_id), self._crm.arrivals)
        waiting[case.skill_group] -= 1
        self.taken.add(case.ticket_id)
        self._take_up(desk, case, *self._plans.of_new_case(case))
        desk.free_at = at + timedelta(seconds=desk.steps[0].after)
        return True

    def _take_up(self, desk: Desk, case: Case, turn: str, steps: Sequence[Step]) -> None:
        desk.case, desk.turn, desk.steps = case, turn, deque(steps)

    def _step(self, desk: Desk, at: datetime) -> None:
        case, step = desk.case, desk.steps.popleft()
        assert case is not None
        if step.move == "transfer":
            self._board.transfers.pin(at, case, agent_id=desk.agent_id)
        else:
            self._office.move_clock(at)
            self._moves.carry_out(step.move, self._office.seat(desk.agent_id), case, at=at)
        pause = self._seconds(5, 30, "pause", desk.agent_id, at)
        if desk.steps:
            pause = timedelta(seconds=desk.steps[0].after)
        else:
            self._end(desk, case, at)
        desk.free_at = at + pause

    def _end(self, desk: Desk, case: Case, at: datetime) -> None:
        """Notes what becomes of a case whose moves are done."""
        turn, desk.case = desk.turn, None
        case.is_complicated = case.is_complicated or turn in ("ask", "transfer", "refer", "call-back")
        pin = self._board.own.pin
        if turn == "ask":
            self._expect_answer(desk, case, at)
        elif turn == "refer":
            result_at = at + self._minutes(40, 180, turn, case)
            self._board.referred.pin(result_at, case, agent_id=desk.agent_id)
        elif turn == "call-back":
            pin(at + self._minutes(15, 70, turn, case), case, agent_id=desk.agent_id, first=(turn,))
        elif turn == "promise":
            first = ("keep-promise",)
            pin(at + self._minutes(30, 150, turn, case), case, agent_id=desk.agent_id, first=first)
        elif turn == "solve" and case.rounds == 0 and self._draws.chance(3, "unhappy", case.ticket_id):
            back_at = at + self._minutes(60, 180, "unhappy", case)
            self._board.unhappy.pin(back_at, case, agent_id=desk.agent_id)

    def _expect_answer(self, desk: Desk, case: Case, at: datetime) -> None:
        ordinal = case.arrival.ordinal
        if self._draws.chance(15, "never-answers", ordinal):
            return
        answered_at = at + self._minutes(15, 150, "ask", case)
        self._crm.expect_reply(case.arrival, at=answered_at, ordinal=case.rounds)
        seen_at = answered_at + SLOT
        self._board.own.pin(seen_at, case, agent_id=desk.agent_id, first=("look",))

    def _seconds(self, low: int, high: int, *purpose: object) -> timedelta:
        return timedelta(seconds=self._draws.between(low, high, *purpose))

    def _minutes(self, low: int, high: int, what: str, case: Case) -> timedelta:
        return timedelta(minutes=self._draws.between(low, high, what, case.arrival.ordinal))

    def _time_of(self, at: datetime) -> time:
        return at.astimezone(self._zone).time()
