from datetime import date

import pytest

from services.training.domain.certification import Plan, Stage
from services.training.domain.certification_errors import (
    CertificationPlanWrong,
    CertificationRetired,
)
from tests.support.certificates import STAGES, at, certification, new_events, plan, short_plan


def test_a_certification_keeps_all_its_versions() -> None:
    made = certification()
    with at():
        made.publish_version(short_plan())

    assert ["VersionPublished"] == new_events(made)
    assert [1, 2] == [one.number for one in made.versions]
    assert "written" == made.version_in_use.plan.stages[0].code


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (plan(stages=()), "stages"),
        (plan(stages=(*STAGES, STAGES[-1])), "stages"),
        (plan(stages=(Stage(code="oral", kind="oral"),)), "needs_independence"),
        (plan(recertification=("ethics",)), "recertification"),
        (plan(recertification=()), "recertification"),
        (plan(valid_until=date(2020, 12, 31)), "valid_until"),
        (short_plan(stages=(Stage(code="written", kind="written"),)), "stages.written.exam_code"),
        (
            short_plan(stages=(Stage(code="written", kind="oral", course_codes=("cards_basic",)),)),
            "stages.written.course_codes",
        ),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused_by_its_field(
    wrong: Plan, field: str
) -> None:
    made = certification()
    with at(), pytest.raises(CertificationPlanWrong) as refusal:
        made.publish_version(wrong)

    assert field in [one.field for one in refusal.value.fields]
    assert [] == new_events(made)


def test_a_renewal_asks_for_the_stages_that_the_plan_names_in_their_order() -> None:
    assert ["written", "practical"] == [one.code for one in plan().renewing_stages]


def test_a_retired_certification_changes_no_more() -> None:
    made = certification()
    with at():
        made.retire()
        with pytest.raises(CertificationRetired):
            made.retire()
        with pytest.raises(CertificationRetired):
            made.publish_version(plan())

    assert ["Retired"] == new_events(made)
