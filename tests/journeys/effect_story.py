"""A finding of quality inspection, from the need that follows to the effect of what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.journeys.training_centre import TRAINING, TrainingCentre

DAY = timedelta(days=1)
COMPETENCY = "communication"
METRIC = "quality_score"
BEFORE_DAYS = AFTER_DAYS = 14
TEACHING_DAYS = 7
BEFORE = (-12, -10, -4, -2)
AFTER = (10, 14, 18)
"""Days on which calls are inspected, counted from the day of the finding."""

GAIN = Decimal(6)
"""Points that the trained gain in this story, beside what chance does to everybody."""


class EffectStory:
    """What is done about a finding, step by step.

    Args:
        centre: where.
    """

    def __init__(self, centre: TrainingCentre) -> None:
        self.centre = centre
        self.found_on = centre.today
        self.trained = centre.colleagues[::2]
        self.others = centre.colleagues[1::2]
        self.need = ""

    def is_found(self) -> Any:
        """The quality system tells two findings of one kind; what became of the batch."""
        facts = [
            {
                "source": "quality",
                "fact_id": f"finding-{number}",
                "origin": "quality_finding",
                "happened_on": self.found_on.isoformat(),
                "audience": [{"kind": "employee", "target_id": employee_id}],
                "competency": COMPETENCY,
                "severity": 3 + number,
                "description": "未核实身份即办理业务",
            }
            for number, employee_id in enumerate(self.trained[:2])
        ]
        system = self.centre.quality_system
        taken = self.centre.command(system, f"{TRAINING}/need-facts", {"facts": facts})
        self.centre.settle()
        return taken.content

    def is_one_need(self) -> Any:
        """The training manager finds two needs of one competency, and merges them."""
        needs = self.centre.rows("training_manager", f"{TRAINING}/needs", origin="quality_finding")
        first, second = (one["need_id"] for one in needs)
        self.need = f"{TRAINING}/needs/{first}"
        return self.centre.change("training_manager", self.need, "merger", {"need_ids": [second]})

    def is_answered(self) -> str:
        """By a course; its id."""
        unit = {"code": "drill", "kind": "role_play", "title": "核身话术演练", "minutes": 90}
        objective = {"text": "先核身，后办理", "competencies": [COMPETENCY]}
        course = {
            "code": "identity-check",
            "level": "special",
            "title_zh": "核身话术",
            "objectives": [objective],
            "units": [unit],
        }
        made = self.centre.send("trainer", f"{TRAINING}/courses", course)
        due_on = self.found_on + TEACHING_DAYS * DAY
        answer = {"course_id": made["course_id"], "due_on": due_on.isoformat()}
        self.centre.change("training_manager", self.need, "course", answer)
        return str(made["course_id"])

    def is_to_be_measured(self, course_id: str) -> str:
        """A study, registered before anybody was taught; its path."""
        study = {
            "course_id": course_id,
            "level": 3,
            "metric": METRIC,
            "better": "higher",
            "hypothesis": "学过核身话术的客服代表质检得分更高",
            "completed_from": (self.found_on + DAY).isoformat(),
            "completed_until": (self.found_on + TEACHING_DAYS * DAY).isoformat(),
            "before_days": BEFORE_DAYS,
            "after_days": AFTER_DAYS,
        }
        made = self.centre.send("training_manager", f"{TRAINING}/studies", study)
        link = {"study_id": made["study_id"]}
        self.centre.change("training_manager", self.need, "study", link)
        return f"{TRAINING}/studies/{made['study_id']}"

    def is_taught(self, course_id: str) -> None:
        """Half of the colleagues complete the course."""
        self.centre.go_to(self.found_on + 3 * DAY)
        for employee_id in self.trained:
            body = {"course_id": course_id, "employee_id": employee_id}
            enrolled = self.centre.send("training_manager", f"{TRAINING}/enrolments", body)
            path = f"{TRAINING}/enrolments/{enrolled['enrolment_id']}"
            self.centre.change("trainer", path, "units/drill/confirmation")

    def is_inspected(self, *, numbers: Sequence[int]) -> Any:
        """The quality system brings the scores of some pairs of trained and not yet trained."""
        rows = [row for number in numbers for row in self._scores_of_pair(number)]
        system = self.centre.quality_system
        taken = self.centre.command(system, f"{TRAINING}/fact-imports", {"rows": rows})
        self.centre.settle()
        return taken.content

    def is_measured(self, study: str) -> Any:
        """The result of the study by what is known now."""
        return self.centre.change("training_manager", study, "measurement")["effect"]

    def _scores_of_pair(self, number: int) -> list[dict[str, str]]:
        pair = ((self.trained[number], GAIN), (self.others[number], Decimal(0)))
        return [
            {
                "fact_id": f"score-{employee_id}-{day}",
                "employee_id": employee_id,
                "metric": METRIC,
                "from_on": _iso(self.found_on, day),
                "value": str(_score(number, group, day) + (gain if day > 0 else 0)),
            }
            for group, (employee_id, gain) in enumerate(pair)
            for day in (*BEFORE, *AFTER)
        ]


def _score(number: int, group: int, day: int) -> Decimal:
    """Differs from agent to agent and from day to day, in both groups alike."""
    return Decimal(76 + number % 5) + Decimal((3 * number + 2 * group + day) % 7) / 2


def _iso(since: date, days: int) -> str:
    return (since + days * DAY).isoformat()
