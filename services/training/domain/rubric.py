"""Rubrics [评分标准]: by which criteria and levels people judge a stage (TR-3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.stage_errors import (
    JudgementIncomplete,
    RubricRetired,
    RubricUnusable,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

ORAL, SIMULATED, PRACTICAL = "oral", "simulated", "practical"
STAGE_KINDS = (ORAL, SIMULATED, PRACTICAL)
"""The stages that people judge; the written one is an exam."""


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """How well a criterion may be met.

    Args:
        code: as stored and sent.
        points: what it is worth.
        zh: what is seen at this level, in Chinese.
        en: the same in English; empty where there is none.
    """

    code: str
    points: Decimal
    zh: str
    en: str = ""


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is judged by itself.

    Args:
        code: as stored and sent.
        zh: what is judged, in Chinese.
        en: the same in English; empty where there is none.
        levels: how well it may be met.
        must_reach: the level without which nobody passes; None if other criteria make up for it.
    """

    code: str
    zh: str
    en: str = ""
    levels: tuple[Level, ...]
    must_reach: str | None = None

    @property
    def full(self) -> Decimal:
        """The most points that it gives."""
        return max(one.points for one in self.levels)

    def points_of(self, level: str) -> Decimal:
        """What a level is worth."""
        return next(one.points for one in self.levels if one.code == level)

    def is_reached_by(self, level: str) -> bool:
        """Whether somebody at this level may pass."""
        if self.must_reach is None:
            return True
        return self.points_of(level) >= self.points_of(self.must_reach)


class RubricVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The rubric as it is used from a publication on.

    Args:
        number: 1 for the first.
        title: what it is for.
        pass_percent: percent of the full points from which one passes.
        criteria: what is judged.
    """

    number: int
    title: str
    pass_percent: int
    criteria: tuple[Criterion, ...]

    @property
    def full(self) -> Decimal:
        """The most points that it gives."""
        return sum((one.full for one in self.criteria), Decimal(0))

    def points_of(self, levels: Mapping[str, str]) -> Decimal:
        """What a whole judgement is worth."""
        return sum((one.points_of(levels[one.code]) for one in self.criteria), Decimal(0))

    def misses_a_must(self, levels: Mapping[str, str]) -> bool:
        """Whether a criterion is met so badly that nothing makes up for it."""
        return not all(one.is_reached_by(levels[one.code]) for one in self.criteria)

    def check_judgement(self, levels: Mapping[str, str]) -> None:
        """Refuses a judgement that leaves out a criterion, or names what is not there.

        Raises:
            JudgementIncomplete: each criterion that is wrong is named.
        """
        known = {one.code: [level.code for level in one.levels] for one in self.criteria}
        faults = [
            FieldError(
                f"levels.{code}",
                f"must be one of {', '.join(among)}.",
                f"应为 {'、'.join(among)} 之一。",
            )
            for code, among in known.items()
            if levels.get(code) not in among
        ]
        faults += [
            FieldError(f"levels.{code[:60]}", "is no criterion of it.", "不是该标准的评分项。")
            for code in levels
            if code not in known
        ]
        if faults:
            raise JudgementIncomplete(fields=tuple(faults))


class Rubric(Aggregate):
    """One rubric with all its versions; it is the centre's own text and about nobody."""

    TOPIC = "training.rubric"

    class Created(Aggregate.Created):
        TOPIC = "training.rubric.created"
        code: str
        stage_kind: str

    def __init__(self, code: str, stage_kind: str) -> None:
        self.code = code
        self.stage_kind = stage_kind
        self.versions: tuple[RubricVersion, ...] = ()
        self.is_retired = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the rubric with this code."""
        return id_of("rubric", code)

    @classmethod
    def create(cls, code: str, *, stage_kind: str) -> Self:
        """A rubric without a version yet."""
        return cls._create(cls.Created, id=cls.id_for(code), code=code, stage_kind=stage_kind)

    def publish_version(
        self, *, title: str, pass_percent: int, criteria: Sequence[Criterion]
    ) -> None:
        """Judges by these criteria from now on; assessments arranged before keep theirs.

        Raises:
            RubricUnusable: codes occur twice, or a criterion must reach a level that it has not.
        """
        self.check_in_use()
        check_usable(criteria)
        self._publish_version(
            version=RubricVersion(
                number=len(self.versions) + 1,
                title=title,
                pass_percent=pass_percent,
                criteria=tuple(criteria),
            )
        )

    @event("VersionPublished", topic="training.rubric.version_published")
    def _publish_version(self, version: RubricVersion) -> None:
        self.versions = (*self.versions, version)

    def retire(self) -> None:
        """Nobody is judged by it any more."""
        self.check_in_use()
        self._retire()

    @event("Retired", topic="training.rubric.retired")
    def _retire(self) -> None:
        self.is_retired = True

    def check_in_use(self) -> None:
        """Refuses what was retired."""
        if self.is_retired:
            raise RubricRetired(rubric_code=self.code)

    @property
    def version_in_use(self) -> RubricVersion:
        """The newest version."""
        return self.versions[-1]


def check_usable(criteria: Sequence[Criterion]) -> None:
    """Refuses criteria by which nobody could be judged.

    Raises:
        RubricUnusable: each field that is wrong is named.
    """
    twice = FieldError("criteria", "name each code only once.", "代码不可重复。")
    faults = [twice] if _has_twice(one.code for one in criteria) else []
    for number, one in enumerate(criteria):
        codes = [level.code for level in one.levels]
        if _has_twice(codes):
            field = f"criteria.{number}.levels"
            faults.append(FieldError(field, "name each code only once.", "代码不可重复。"))
        if one.must_reach is not None and one.must_reach not in codes:
            field = f"criteria.{number}.must_reach"
            faults.append(FieldError(field, "is none of its levels.", "不是该评分项的等级。"))
    if not any(one.full for one in criteria):
        faults.append(FieldError("criteria", "must give points.", "须至少有一项可得分。"))
    if faults:
        raise RubricUnusable(fields=tuple(faults))


def _has_twice(codes: Iterable[str]) -> bool:
    return any(times > 1 for times in Counter(codes).values())
