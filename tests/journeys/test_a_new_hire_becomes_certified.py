"""A new hire learns, is certified, loses the certificate to the calendar, and renews it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.journeys.broker import ProductBroker
from tests.journeys.certifying_side import JUDGED, ONBOARDING
from tests.journeys.conftest import MONDAY, environment_on
from tests.journeys.effect_story import AFTER_DAYS, TEACHING_DAYS, EffectStory
from tests.journeys.new_hire_story import DAY
from tests.journeys.new_hire_year import Lived, live_through_a_year
from tests.journeys.training_centre import COLLEAGUES, TrainingCentre
from tests.support.installation import Installations


@pytest.fixture(scope="module")
def installations(run_folder: Path) -> Iterator[Installations]:
    """Makes the installation of all tests of this module."""
    made = Installations(run_folder)
    yield made
    made.end()


@pytest.fixture(scope="module")
def training(
    installations: Installations, broker: ProductBroker, new_database: Callable[[], str]
) -> TrainingCentre:
    """A centre on PostgreSQL and RabbitMQ that trains."""
    installation = installations.new(
        starts_at=MONDAY, environment=environment_on(broker, new_database())
    )
    installation.start()
    return TrainingCentre(installation)


@pytest.fixture(scope="module")
def lived(training: TrainingCentre) -> Lived:
    """A year and some days of a new hire."""
    return live_through_a_year(training)


def test_a_new_hire_has_the_onboarding_curriculum_from_the_first_day(lived: Lived) -> None:
    onboarding, curriculum = lived.seen["onboarding"], lived.seen["curriculum"]
    assert ("on_hiring", "open", len(ONBOARDING)) == (
        onboarding["trigger"],
        onboarding["state"],
        len(onboarding["courses"]),
    )
    assert ("completed", 0) == (curriculum["state"], curriculum["remaining"])
    [place] = lived.seen["session"]["places"]
    assert (lived.story.employee_id, "present") == (place["employee_id"], place["attendance"])


def test_a_mentor_signs_off_each_task_and_the_whole(lived: Lived) -> None:
    mentored = lived.seen["mentored"]
    mentor_id = lived.story.centre.id_of("mentor")
    assert ("ended", True) == (mentored["state"], mentored["is_ready"])
    assert {(mentor_id, True)} == {
        (one["signed_off_by"], one["is_acknowledged"]) for one in mentored["tasks"]
    }


def test_the_certificate_rests_on_stages_of_all_kinds_and_on_proven_independence(
    lived: Lived,
) -> None:
    passed = lived.seen["passed"]
    assert {"passed": True, "points": "9.00", "full": "10"} == lived.seen["written"]["result"]
    assert [("settled", True)] * 3 == [
        (lived.seen[kind]["state"], lived.seen[kind]["passed"]) for kind in JUDGED
    ]
    assert ("open", None, None) == (
        passed["state"],
        passed["next_stage"],
        passed["independence_accepted_by"],
    )
    assert ["onboarding", "written", *JUDGED] == [one["stage_code"] for one in passed["passed"]]
    assert "valid" == lived.seen["issued"]["state"]


def test_gated_work_is_given_while_the_certificate_counts_and_refused_with_the_reason_else(
    lived: Lived,
) -> None:
    last_day = lived.seen["issued"]["terms"][0]["valid_until"]
    expired = {
        "leader": "certificate-lacking: Only certified agents may take this work: "
        f"card_service expired with {last_day}.",
        "manager": "certificate-lacking: 仅限持证客服代表承接该工作："
        f"card_service 已于 {last_day} 到期。",
    }
    assert {
        "leader": "certificate-lacking: Only certified agents may take this work: "
        "card_service is missing.",
        "manager": "certificate-lacking: 仅限持证客服代表承接该工作：card_service 未取得。",
    } == lived.refusals["without_a_certificate"]
    assert lived.story.employee_id == lived.seen["assigned"]["assignee_id"]
    assert expired == lived.refusals["after_the_end"]
    assert "expired" == lived.seen["expired"]["state"]
    assert expired == lived.refusals["after_the_timers"]
    assert lived.story.employee_id == lived.seen["assigned_again"]["assignee_id"]


def test_a_renewal_keeps_the_number_and_the_former_term(lived: Lived) -> None:
    issued, renewed = lived.seen["issued"], lived.seen["renewed"]
    assert ("valid", issued["number"]) == (renewed["state"], renewed["number"])
    assert issued["terms"] == renewed["terms"][:1]
    assert [1, 2] == [one["ordinal"] for one in renewed["terms"]]


def test_who_was_certified_on_a_day_is_told_as_known_now_and_as_known_then(lived: Lived) -> None:
    story, at = lived.story, lived.at
    hire = [story.employee_id]
    while_it_counted = at["issued"] + 30 * DAY
    between = at["expired"]
    in_the_second_term = at["renewed"] + 30 * DAY

    assert [] == story.certified(at["issued"] - DAY)
    assert hire == story.certified(while_it_counted)
    assert [] == story.certified(between)
    assert hire == story.certified(in_the_second_term)

    assert [] == story.certified(while_it_counted, known=at["issued"] - DAY)
    assert hire == story.certified(while_it_counted, known=at["expired"])
    assert [] == story.certified(in_the_second_term, known=at["expired"])


def test_a_quality_finding_becomes_a_need_a_course_and_a_measured_effect(
    training: TrainingCentre,
) -> None:
    story = EffectStory(training)
    assert (2, 2) == ((taken := story.is_found())["rows"], taken["raised"])
    need = story.is_one_need()
    assert ("open", "quality_finding", 2, 2) == (
        need["state"],
        need["origin"],
        len(need["audience"]),
        len(need["evidences"]),
    )
    course_id = story.is_answered()
    study = story.is_to_be_measured(course_id)
    story.is_taught(course_id)

    training.go_to(story.found_on + (TEACHING_DAYS + AFTER_DAYS + 1) * DAY)
    story.is_inspected(numbers=range(4))
    too_little = story.is_measured(study)
    story.is_inspected(numbers=range(4, COLLEAGUES // 2))
    effect = story.is_measured(study)

    assert ("data_insufficient", ["few_treated", "few_others"]) == (
        too_little["verdict"],
        too_little["lacks"],
    )
    assert (4, 4) == (too_little["treated"]["employees"], too_little["others"]["employees"])
    assert "数据不足" in too_little["sentence_zh"]
    assert ("improved", 12, 12) == (
        effect["verdict"],
        effect["treated"]["employees"],
        effect["others"]["employees"],
    )
    assert Decimal(effect["difference"]["lower"]) > 0
    outcome = training.look("training_manager", story.need)["outcome"]
    assert ("course", course_id, study.rpartition("/")[2]) == (
        outcome["answer"],
        outcome["course_id"],
        outcome["study_id"],
    )


def test_logs_and_lists_are_proven_after_all_of_it(training: TrainingCentre, lived: Lived) -> None:
    assert lived.seen["renewed"]
    training.installation.verify()
