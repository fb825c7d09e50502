"""How agents go about a case: which moves, at which distance, and what may come between."""

from __future__ import annotations

from dataclasses import dataclass

from services.demo.draws import Draws
from services.demo.moves import Case

NEEDS_IDENTITY = ("query", "complaint")
NEEDS_SOLUTION = ("inquiry", "query", "complaint")

TURNS = (
    ("solve", 72),
    ("ask", 11),
    ("transfer", 5),
    ("refer", 6),
    ("call-back", 3),
    ("promise", 3),
)
"""What becomes of a case that is begun, of 100."""

REFERRED_PERCENT = 40
"""Of 100 cases whose customers have answered, those that a department then has to look into."""

PLAIN_TURNS = (("solve", 1),)
"""Suggestions and compliments are simply recorded."""


@dataclass(frozen=True)
class Step:
    """One move of a plan.

    Args:
        after: seconds after the move before.
        move: what is done.
    """

    after: int
    move: str


class Plans:
    """Draws plans.

    Args:
        draws: the run's draws.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._has_callback = False

    def of_new_case(self, case: Case, *, is_assigned: bool = False) -> tuple[str, list[Step]]:
        """The turn that a case takes and the moves until then.

        Args:
            case: a case that was just taken, or assigned by somebody.
            is_assigned: whether its agent has to accept it first.
        """
        kind, ordinal = case.arrival.kind, case.arrival.ordinal
        may_turn = kind in NEEDS_SOLUTION and not case.is_complicated
        turns = TURNS if may_turn else PLAIN_TURNS
        turn = self._draws.weighed(turns, "turn", ordinal)
        if may_turn and not self._has_callback:
            # However short the day, one customer is called back.
            turn = "call-back"
        self._has_callback = self._has_callback or turn == "call-back"
        moves = ["accept"] if is_assigned else []
        if not case.is_complicated:
            moves += ["verify"] if kind in NEEDS_IDENTITY else []
            moves += ["fill-in"]
        if case.wants_reply and turn != "ask":
            moves.append("reply")
        moves += _ending(turn, case)
        return turn, self._timed(case, moves)

    def of_continued_case(self, case: Case, *first: str) -> tuple[str, list[Step]]:
        """The turn that a case takes when it is taken up again, and the moves until then.

        Args:
            case: the case.
            first: what it begins with, such as `accept` or `call-back`.
        """
        case.rounds += 1
        if "keep-promise" in first:
            return "solve", self._timed(case, [*first, "close"])
        needs_others = case.rounds == 1 and first == ("look",) and not case.was_referred
        if needs_others and self._draws.chance(REFERRED_PERCENT, "others", case.arrival.ordinal):
            return "refer", self._timed(case, [*first, "reply", "refer"])
        return "solve", self._timed(case, [*first, "reply", *_solution(case)])

    def _timed(self, case: Case, moves: list[str]) -> list[Step]:
        purpose = case.arrival.ordinal, case.rounds
        return [
            Step(self._draws.between(60, 150, "pace", *purpose, index), move)
            for index, move in enumerate(moves)
        ]


def _ending(turn: str, case: Case) -> list[str]:
    """The moves with which an agent's first round on a case ends."""
    if turn == "solve":
        return _solution(case)
    if turn == "promise":
        return ["propose", "confirm", "promise", "resolve"]
    return ["book-callback" if turn == "call-back" else turn]


def _solution(case: Case) -> list[str]:
    if case.arrival.kind in NEEDS_SOLUTION:
        return ["propose", "confirm", "resolve", "close"]
    return ["resolve", "close"]
