"""What makes a training need matter, in points of which each is shown (TR-5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

SUPERVISOR = "supervisor"
SELF = "self"
QUALITY_FINDING = "quality_finding"
APPRAISAL = "appraisal"
PRODUCT = "product"
PROCESS = "process"
INCIDENT = "incident"
ROOT_CAUSE = "root_cause"
OPEN_QUESTION = "open_question"

ORIGINS = (
    SUPERVISOR,
    SELF,
    QUALITY_FINDING,
    APPRAISAL,
    PRODUCT,
    PROCESS,
    INCIDENT,
    ROOT_CAUSE,
    OPEN_QUESTION,
)
"""Who or what says that there is a need."""

FACT_ORIGINS = (QUALITY_FINDING, APPRAISAL, PRODUCT, PROCESS, INCIDENT, ROOT_CAUSE)
"""Origins that other systems tell of."""

URGENCIES = ("low", "normal", "high", "urgent")

LEAST_SEVERITY, MOST_SEVERITY = 1, 5

_FIRST_MONDAY = date(1970, 1, 5)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Something that shows the need, kept elsewhere.

    Args:
        source: where it is kept, such as `quality`.
        reference: what it is called there.
        happened_on: the day of it.
        severity: 1 to 5.
    """

    source: str
    reference: str
    happened_on: date
    severity: int

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.source, self.reference


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a score.

    Args:
        part: `origin`, `urgency`, `evidences`, `severity` or `age`.
        because: what it was counted from, as the rule names it, or how many.
        points: what it counts.
    """

    part: str
    because: str
    points: int


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """What a need counts, apart from its age.

    Args:
        parts: each part of it.
        points_per_week: what each week counts that the need waits.
    """

    parts: tuple[Points, ...]
    points_per_week: int

    @property
    def points(self) -> int:
        """The sum of its parts."""
        return sum(one.points for one in self.parts)

    def rank(self, raised_on: date) -> int:
        """Where the need stands among others; the same on each day, whatever their ages."""
        return self.points - self.points_per_week * week_of(raised_on)

    def at(self, raised_on: date, *, today: date) -> tuple[Points, ...]:
        """All parts as they count today, the age with them."""
        weeks = max(0, week_of(today) - week_of(raised_on))
        age = Points(part="age", because=str(weeks), points=self.points_per_week * weeks)
        return (*self.parts, age)


@dataclass(frozen=True)
class QuestionRule:
    """Which competency a question without an answer asks for.

    Args:
        topic: the topic begins so; empty for any.
        skill_group: the skill group; empty for any.
        competency: what is missing.
    """

    topic: str
    skill_group: str
    competency: str


@dataclass(frozen=True)
class NeedRules:
    """The rule set `needs`.

    Args:
        origins: points by origin.
        urgencies: points by urgency.
        points_per_evidence: what each evidence counts.
        most_for_evidences: what all of them count at most.
        points_per_severity: what each grade of the worst evidence counts.
        points_per_week: what each week of waiting counts.
        open_questions: the first that fits a question without an answer says what is missing;
            where none fits, the question is no need.
    """

    origins: dict[str, int]
    urgencies: dict[str, int]
    points_per_evidence: int
    most_for_evidences: int
    points_per_severity: int
    points_per_week: int
    open_questions: tuple[QuestionRule, ...]

    def weigh(
        self, *, origins: Collection[str], urgency: str, evidences: Sequence[Evidence]
    ) -> Weight:
        """What a need counts: the weightiest origin, the urgency, how much shows it, how bad."""
        origin = max(sorted(origins), key=lambda one: self.origins.get(one, 0))
        worst = max((one.severity for one in evidences), default=0)
        for_evidences = min(self.points_per_evidence * len(evidences), self.most_for_evidences)
        counted = (
            ("origin", origin, self.origins.get(origin, 0)),
            ("urgency", urgency, self.urgencies.get(urgency, 0)),
            ("evidences", str(len(evidences)), for_evidences),
            ("severity", str(worst), self.points_per_severity * worst),
        )
        return Weight(
            parts=tuple(Points(part=one, because=why, points=n) for one, why, n in counted),
            points_per_week=self.points_per_week,
        )

    def competency_of_question(self, *, topic: str | None, skill_group: str | None) -> str | None:
        """What a question without an answer asks for, if the rules say so."""
        for one in self.open_questions:
            if (topic or "").startswith(one.topic) and one.skill_group in ("", skill_group):
                return one.competency
        return None


def week_of(day: date) -> int:
    """The number of the week, which begins on Monday."""
    return (day - _FIRST_MONDAY).days // 7


def most_urgent(urgencies: Collection[str]) -> str:
    """The most urgent of these."""
    return max(urgencies, key=URGENCIES.index)


def worth_of(parts: Sequence[Points]) -> int:
    """The score of these parts."""
    return sum(one.points for one in parts)


def quarter_of(moment: datetime) -> str:
    """The quarter of a moment, such as `2020-Q1`."""
    return f"{moment.year}-Q{(moment.month + 2) // 3}"
