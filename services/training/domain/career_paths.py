"""Career paths [职业发展通道]: their steps, and what each asks for (CA-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from services.training.domain.development_errors import CareerStepUnknown
from shared.errors import FieldError

LEAST_LEVEL, MOST_LEVEL = 0, 5


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """How well something can be done.

    Args:
        competency: what.
        level: 1 to 5; 0 not at all.
    """

    competency: str
    level: int


class Direction(msgspec.Struct, frozen=True, kw_only=True):
    """The step of a career path that somebody goes for.

    Args:
        path: code of the path.
        step: code of the step.
        needed: what it asked for when it was chosen.
    """

    path: str
    step: str
    needed: tuple[Level, ...]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing for a step.

    Args:
        competency: what.
        needed: how well it must be done.
        present: how well it is done.
    """

    competency: str
    needed: int
    present: int


@dataclass(frozen=True)
class CareerStep:
    """A step of a career path.

    Args:
        code: its code.
        zh: its name in Chinese.
        en: its name in English.
        needed: by competency, the level that it asks for.
    """

    code: str
    zh: str
    en: str
    needed: dict[str, int]


@dataclass(frozen=True)
class CareerPath:
    """A career path.

    Args:
        code: its code.
        zh: its name in Chinese.
        en: its name in English.
        steps: from the lowest to the highest.
    """

    code: str
    zh: str
    en: str
    steps: tuple[CareerStep, ...]


@dataclass(frozen=True)
class CareerRules:
    """The rule set `career_paths`."""

    paths: tuple[CareerPath, ...]

    def direction(self, *, path: str, step: str) -> Direction:
        """A step as a direction.

        Raises:
            CareerStepUnknown: no path has it.
        """
        for one in self.paths:
            for each in one.steps:
                if (one.code, each.code) == (path, step):
                    needed = tuple(
                        Level(competency=name, level=level)
                        for name, level in sorted(each.needed.items())
                    )
                    return Direction(path=path, step=step, needed=needed)
        among = ", ".join(f"{one.code}/{each.code}" for one in self.paths for each in one.steps)
        fault = FieldError("step", f"is none of {among}.", f"应为以下之一：{among}。")
        raise CareerStepUnknown(fields=(fault,))


def gaps_of(needed: Sequence[Level], present: Sequence[Level]) -> tuple[Gap, ...]:
    """What is missing; what was never assessed counts as not at all."""
    known = {one.competency: one.level for one in present}
    return tuple(
        Gap(competency=one.competency, needed=one.level, present=known.get(one.competency, 0))
        for one in needed
        if known.get(one.competency, 0) < one.level
    )
