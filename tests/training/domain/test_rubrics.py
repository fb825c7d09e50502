"""By which criteria stages are judged."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from services.training.domain.rubric import Criterion, Rubric
from services.training.domain.stage_errors import (
    JudgementIncomplete,
    RubricRetired,
    RubricUnusable,
)
from tests.support.stages import CRITERIA, GOOD, RUBRIC, UNSAFE, at, names_of, settled_events


def rubric() -> Rubric:
    with at():
        made = Rubric.create("simulated-call", stage_kind="simulated")
        made.publish_version(title="模拟接听", pass_percent=60, criteria=CRITERIA)
    return settled_events(made)


def test_a_version_is_added_and_the_newest_one_is_used() -> None:
    made = rubric()
    with at():
        made.publish_version(title="二版", pass_percent=80, criteria=CRITERIA)

    assert ["VersionPublished"] == names_of(made)
    assert (2, 80) == (made.version_in_use.number, made.version_in_use.pass_percent)
    assert Decimal(10) == made.version_in_use.full


def test_a_retired_rubric_gets_no_version() -> None:
    made = rubric()
    with at():
        made.retire()
        with pytest.raises(RubricRetired):
            made.publish_version(title="二版", pass_percent=80, criteria=CRITERIA)

    assert ["Retired"] == names_of(made)


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ((CRITERIA[0], CRITERIA[0]), "criteria"),
        ((msgspec.structs.replace(CRITERIA[0], must_reach="best"),), "criteria.0.must_reach"),
        (
            (msgspec.structs.replace(CRITERIA[0], levels=(*CRITERIA[0].levels,) * 2),),
            "criteria.0.levels",
        ),
        ((msgspec.structs.replace(CRITERIA[0], levels=CRITERIA[0].levels[:1]),), "criteria"),
    ],
)
def test_a_rubric_by_which_nobody_can_be_judged_is_refused_by_its_field(
    criteria: tuple[Criterion, ...], field: str
) -> None:
    made = rubric()
    with at(), pytest.raises(RubricUnusable) as refused:
        made.publish_version(title="坏", pass_percent=60, criteria=criteria)

    assert [field] == [one.field for one in refused.value.fields]
    assert [] == names_of(made)


def test_what_must_be_reached_is_missed_whatever_else_is_good() -> None:
    assert RUBRIC.misses_a_must(UNSAFE)
    assert not RUBRIC.misses_a_must(GOOD)


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ({"greeting": "good"}, "levels.identity"),
        ({**GOOD, "identity": "best"}, "levels.identity"),
        ({**GOOD, "smile": "good"}, "levels.smile"),
    ],
)
def test_a_judgement_names_a_level_for_each_criterion_and_nothing_else(
    levels: dict[str, str], field: str
) -> None:
    with pytest.raises(JudgementIncomplete) as refused:
        RUBRIC.check_judgement(levels)

    assert [field] == [one.field for one in refused.value.fields]
