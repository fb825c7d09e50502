"""The stages of a certification, each taken and judged by whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.demo import cast
from services.demo.client import Answer
from services.demo.draws import Draws
from services.demo.moves import Moves
from services.demo.office import Office
from services.demo.schooling import CERTIFICATION, CRITERIA, KEYS, SINGLES, TRAINING, WORDS
from services.demo.seats import Seat

GIVEN_FOR_WORDS = ("3.25", "3.5")
"""What markers give for the open answer; so near to each other that no third has to decide."""


class Examining:
    """Lets a learner sit the written exam, and assessors judge the other stages.

    Args:
        office: seats and clock.
        moves: sends commands.
        draws: the run's draws.
        settle: returns when the lists show what was done.
    """

    def __init__(
        self, office: Office, moves: Moves, *, draws: Draws, settle: Callable[[], None]
    ) -> None:
        self._office = office
        self._moves = moves
        self._draws = draws
        self._settle = settle

    def examine(self, learner: Seat) -> None:
        """The paper is drawn by the run's seed; one answer may be wrong; two people mark it."""
        [exam] = learner.pages(f"{TRAINING}/open-exams")
        sitting = self._post(learner, "sittings", {"exam_id": exam["exam_id"]}).content
        path = f"sittings/{sitting['sitting_id']}"
        wrong = self._draws.below(len(sitting["questions"]), "wrong answer")
        for place, question in enumerate(sitting["questions"]):
            self._office.move_clock(self._office.now + timedelta(minutes=3))
            answer = {"sequence": 1, **_answer(question, is_right=place != wrong)}
            learner.send("PUT", f"{TRAINING}/{path}/answers/{question['number']}", answer)
        self._post(learner, f"{path}/handing-in")
        self._settle()
        for marker in (cast.MARKER, cast.TRAINING_MANAGER):
            self._mark(marker)

    def _mark(self, marker: cast.Player) -> None:
        seat = self._seat(marker)
        [waiting] = seat.pages(f"{TRAINING}/markings")
        path = f"markings/{waiting['marking_id']}"
        self._post(seat, f"{path}/claim")
        points = self._draws.one_of(GIVEN_FOR_WORDS, "points", marker.agent_id)
        self._post(seat, f"{path}/points", {"points": points, "comment": "要点完整"})

    def assess(self, employee_id: str, kind: str, *, rubric_id: str, on: str) -> None:
        """One stage that people judge.

        Args:
            employee_id: the candidate.
            kind: the stage.
            rubric_id: by which rubric.
            on: the day, ISO 8601.
        """
        arranged = {
            "employee_id": employee_id,
            "certification_code": CERTIFICATION,
            "rubric_id": rubric_id,
            "assessor_ids": [self._office.employee_of(cast.MARKER.agent_id)],
        }
        made = self._post(self._seat(cast.TRAINING_MANAGER), "assessments", arranged)
        levels = {
            code: self._draws.one_of(("fair", "good"), "level", kind, code)
            for code, _, _ in CRITERIA
        }
        judged = {"levels": levels, "note": "符合上岗要求", "observed_on": on}
        path = f"assessments/{made.content['assessment_id']}/judgements"
        self._post(self._seat(cast.MARKER), path, judged, version=made.version)

    def _post(
        self, seat: Seat, path: str, body: Any = None, *, version: int | None = None
    ) -> Answer:
        return self._moves.post(seat, f"{TRAINING}/{path}", body, version=version)

    def _seat(self, player: cast.Player) -> Seat:
        return self._office.seat(player.agent_id)


def _answer(question: dict[str, Any], *, is_right: bool) -> dict[str, Any]:
    """What the new hire answers; open questions always well."""
    if question["zh"] in SINGLES:
        return {"choices": [KEYS[0 if is_right else 1]]}
    return {"text": WORDS}
