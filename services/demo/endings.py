"""What becomes of a case when an agent's round on it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.demo.arrivals import SLOT
from services.demo.board import Board
from services.demo.crm_side import CrmSide
from services.demo.draws import Draws
from services.demo.moves import Case

COMPLICATED = ("ask", "transfer", "refer", "call-back")
"""Turns that show that one contact was not enough."""

UNHAPPY_PERCENT = 4
NEVER_ANSWERS_PERCENT = 15


class Endings:
    """Pins up what has to be taken up again, and when.

    Args:
        board: where it is pinned.
        crm: told what customers are asked.
        draws: the run's draws.
    """

    def __init__(self, board: Board, *, crm: CrmSide, draws: Draws) -> None:
        self._board = board
        self._crm = crm
        self._draws = draws

    def note(self, case: Case, turn: str, *, agent_id: str, at: datetime) -> None:
        """Notes how a round has ended.

        Args:
            case: the case.
            turn: the turn that it took.
            agent_id: whose case it is.
            at: when.
        """
        case.is_complicated = case.is_complicated or turn in COMPLICATED
        if turn == "ask":
            self._expect_answer(case, agent_id=agent_id, at=at)
        elif turn == "refer":
            result_at = at + self._minutes(90, 400, case, turn)
            self._board.referred.pin(result_at, case, agent_id=agent_id)
        elif turn == "transfer":
            self._board.transfers.pin(at, case, agent_id=agent_id)
        elif turn == "call-back":
            self._come_back(case, at, agent_id=agent_id, first="call-back", minutes=(15, 70))
        elif turn == "promise":
            self._come_back(case, at, agent_id=agent_id, first="keep-promise", minutes=(30, 150))
        elif case.rounds == 0 and self._draws.chance(UNHAPPY_PERCENT, "unhappy", case.ticket_id):
            back_at = at + self._minutes(60, 180, case, "unhappy")
            self._board.unhappy.pin(back_at, case, agent_id=agent_id)

    def _expect_answer(self, case: Case, *, agent_id: str, at: datetime) -> None:
        if self._draws.chance(NEVER_ANSWERS_PERCENT, "never-answers", case.arrival.ordinal):
            return
        answered_at = at + self._minutes(15, 150, case, "answer")
        self._crm.expect_reply(case.arrival, at=answered_at, ordinal=case.rounds)
        # The CRM reports it when the next slot begins.
        seen_at = answered_at + SLOT
        self._board.own.pin(seen_at, case, agent_id=agent_id, first=("look",))

    def _come_back(
        self, case: Case, at: datetime, *, agent_id: str, first: str, minutes: tuple[int, int]
    ) -> None:
        again_at = at + self._minutes(*minutes, case, first)
        self._board.own.pin(again_at, case, agent_id=agent_id, first=(first,))

    def _minutes(self, low: int, high: int, case: Case, what: str) -> timedelta:
        return timedelta(minutes=self._draws.between(low, high, what, case.arrival.ordinal))
