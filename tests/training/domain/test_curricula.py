"""Curricula and somebody's way through one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from services.training.domain.course_errors import CurriculumFaulty, CurriculumRetired
from services.training.domain.curriculum import Curriculum, Step
from services.training.domain.curriculum_assignment import (
    BY_STAFF,
    COMPLETED,
    OPEN,
    AssignedCourse,
    CurriculumAssignment,
)
from services.training.domain.enrolment_errors import CurriculumNotLearned
from services.training.domain.learning_rules import ComplianceCourse, OnboardingRules
from shared.event_store import Mapper
from tests.support.catalogue import at, codes, new_events, without_events
from tests.support.training import LI

DAY = date(2020, 1, 6)
FIRST, SECOND = UUID(int=1), UUID(int=2)
STEPS = (Step(course_id=FIRST, due_days=3), Step(course_id=SECOND, due_days=10))


def curriculum(certification_code: str | None = None) -> Curriculum:
    with at():
        made = Curriculum.create("onboarding")
        made.publish_version(
            title_zh="入职", title_en="", steps=STEPS, certification_code=certification_code
        )
    return without_events(made)


def assignment(
    *, is_first_done: bool = False, certification_code: str | None = None
) -> CurriculumAssignment:
    courses = [
        AssignedCourse(course_id=FIRST, enrolment_id=FIRST, due_on=DAY, is_done=is_first_done),
        AssignedCourse(course_id=SECOND, enrolment_id=SECOND, due_on=DAY, is_done=False),
    ]
    with at():
        made = CurriculumAssignment.assign(
            curriculum(certification_code),
            employee_id=LI,
            ordinal=1,
            started_on=DAY,
            trigger=BY_STAFF,
            courses=courses,
        )
    return without_events(made)


def test_courses_stand_once_and_in_the_order_of_their_days() -> None:
    made = curriculum()
    wrong = (*STEPS, Step(course_id=FIRST, due_days=9))
    with at(), pytest.raises(CurriculumFaulty) as refused:
        made.publish_version(title_zh="入职", title_en="", steps=wrong)

    assert ["steps.2.course_id", "steps.2.due_days"] == codes(refused.value.fields)
    assert [] == new_events(made)


def test_a_retired_curriculum_is_changed_no_more() -> None:
    made = curriculum()
    with at():
        made.retire()
        with pytest.raises(CurriculumRetired):
            made.retire()
        with pytest.raises(CurriculumRetired):
            made.publish_version(title_zh="入职", title_en="", steps=STEPS)

    assert ["Retired"] == new_events(made)


def test_with_the_last_course_the_curriculum_is_completed() -> None:
    made = assignment()
    with at():
        made.note_course_completed(FIRST, on=DAY)
        made.note_course_completed(FIRST, on=DAY)
        assert OPEN == made.state
        made.note_course_withdrawn(SECOND, on=DAY)
        made.note_course_withdrawn(SECOND, on=DAY)

    assert ["CourseCompleted", "CourseDropped", "Completed"] == new_events(made)
    assert (COMPLETED, DAY) == (made.state, made.completed_on)


def test_what_was_learned_before_counts() -> None:
    made = assignment(is_first_done=True)
    with at():
        made.note_course_completed(SECOND, on=DAY)

    assert ["CourseCompleted", "Completed"] == new_events(made)


def test_a_completed_curriculum_leads_to_its_certification_once() -> None:
    made = assignment(is_first_done=True, certification_code="cards")
    aims = [made.awaited_certification]
    with at():
        made.lead_to(FIRST)
        made.note_course_completed(SECOND, on=DAY)
        aims.append(made.awaited_certification)
        made.check_learned()
        made.lead_to(FIRST)
        made.lead_to(SECOND)
        made.refuse_candidacy(cause="already-certified")

    assert ["CourseCompleted", "Completed", "LedToCandidacy"] == new_events(made)
    assert [None, "cards", None] == [*aims, made.awaited_certification]
    assert (FIRST, None) == (made.candidacy_id, made.candidacy_refusal)


def test_what_was_refused_at_the_end_of_a_curriculum_stays_so() -> None:
    made = assignment(is_first_done=True, certification_code="cards")
    with at():
        made.note_course_withdrawn(SECOND, on=DAY)
        with pytest.raises(CurriculumNotLearned):
            made.check_learned()
        made.refuse_candidacy(cause="curriculum-not-learned")
        made.refuse_candidacy(cause="already-certified")
        made.lead_to(FIRST)

    assert ["CourseDropped", "Completed", "CandidacyRefused"] == new_events(made)
    assert (None, "curriculum-not-learned") == (made.candidacy_id, made.candidacy_refusal)


def test_a_curriculum_without_a_certification_leads_to_none() -> None:
    made = assignment(is_first_done=True)
    with at():
        made.note_course_completed(SECOND, on=DAY)
        made.lead_to(FIRST)
        made.refuse_candidacy(cause="already-certified")

    assert ["CourseCompleted", "Completed"] == new_events(made)


def test_a_curriculum_all_of_whose_courses_were_retired_has_taught_nothing() -> None:
    with at():
        made = CurriculumAssignment.assign(
            curriculum("cards"),
            employee_id=LI,
            ordinal=1,
            started_on=DAY,
            trigger=BY_STAFF,
            courses=[],
        )
        with pytest.raises(CurriculumNotLearned):
            made.check_learned()

    assert COMPLETED == made.state


META = (
    '"meta":{"event_id":"01a20131-966b-7b9a-ae45-834ece14135d",'
    '"occurred_at":"2020-01-06T04:51:11.000000Z","kind":"service","class_version":1}'
)
VERSION_1 = (
    f'{{"code":"onboarding",{META},"version":{{"number":1,'
    f'"steps":[{{"course_id":"{FIRST}","due_days":3}}],"title_en":"","title_zh":"入职"}}}}'
)
ASSIGNED_1 = (
    f'{{"courses":[{{"course_id":"{FIRST}","due_on":"2020-01-09","enrolment_id":"{SECOND}",'
    f'"is_done":false}}],"curriculum_code":"onboarding","curriculum_id":"{FIRST}",'
    f'"curriculum_version":1,"employee_id":"{LI}",{META},"ordinal":1,'
    '"started_on":"2020-01-06","trigger":"by_staff"}'
)
"""What the first release stored; it stays for ever."""


def stored(topic: str, state: str, version: int) -> StoredEvent:
    return StoredEvent(
        originator_id=FIRST, originator_version=version, topic=topic, state=state.encode()
    )


def test_a_curriculum_of_the_first_release_led_to_no_certification() -> None:
    mapper = Mapper([Curriculum])
    event = mapper.to_domain_event(
        stored("training.curriculum.version_published", VERSION_1, version=2)
    )

    assert (STEPS[:1], None) == (event.version.steps, event.version.certification_code)


def test_an_assignment_of_the_first_release_leads_to_no_certification() -> None:
    mapper = Mapper([CurriculumAssignment])
    event = mapper.to_domain_event(
        stored("training.curriculum_assignment.assigned", ASSIGNED_1, version=1)
    )
    made = event.mutate(None)
    with at():
        made.note_course_completed(SECOND, on=DAY)

    assert (LI, date(2020, 1, 9), COMPLETED) == (
        made.employee_id,
        made.courses[0].due_on,
        made.state,
    )
    assert (None, None) == (made.certification_code, made.awaited_certification)


def test_only_who_was_entered_soon_is_a_new_hire() -> None:
    rules = OnboardingRules(curricula=(), new_for_days=30)

    assert rules.is_new(DAY, told_on=date(2020, 2, 5))
    assert rules.is_new(DAY, told_on=date(2019, 12, 1))
    assert not rules.is_new(DAY, told_on=date(2020, 2, 6))


@pytest.mark.parametrize(
    ("rate", "done", "is_met"),
    [("1", 3, True), ("1", 2, False), ("0.6666", 2, True), ("0.6667", 2, False)],
)
def test_enough_is_counted_without_rounding(rate: str, done: int, *, is_met: bool) -> None:
    rule = ComplianceCourse(
        course="x", required_rate=Decimal(rate), site_ids=(), position_ids=(), valid_days=0
    )

    assert is_met is rule.is_met(done=done, audience=3)
    assert rule.is_met(done=0, audience=0)
