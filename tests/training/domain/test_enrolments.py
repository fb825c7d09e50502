"""Somebody's way through a course."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.training.domain.course_errors import CourseRetired
from services.training.domain.enrolment import (
    BY_CURRICULUM,
    BY_STAFF,
    COMPLETED,
    LEARNER,
    PACKAGE,
    TRAINER,
    WITHDRAWN,
    Enrolment,
    confirms,
)
from services.training.domain.enrolment_errors import (
    EnrolmentClosed,
    UnitAlreadyCompleted,
    UnitNotTickedByLearners,
    UnitUnknown,
)
from shared.sealed import Sealed
from tests.support.catalogue import at, course, draft, new_events, without_events
from tests.support.training import LI

DAY = date(2020, 1, 6)
REASON = Sealed(subject=f"employee:{LI}", key_id="k", algorithm="A256GCM", nonce="n", text="t")


def enrolment() -> Enrolment:
    """Li learns reading, which is ticked off, and a drill, which is confirmed."""
    with at():
        made = Enrolment.open(
            course(),
            employee_id=LI,
            ordinal=1,
            due_on=DAY,
            origin=BY_STAFF,
            ticked_by_learners=("document",),
        )
    return without_events(made)


def test_with_the_last_unit_the_course_is_completed() -> None:
    made = enrolment()
    with at():
        made.complete_unit("reading", by=LEARNER, on=DAY)
        made.complete_unit("drill", by=TRAINER, on=DAY)

    assert ["UnitCompleted", "UnitCompleted", "Completed"] == new_events(made)
    assert (COMPLETED, DAY) == (made.state, made.completed_on)


def test_what_a_trainer_confirms_is_not_ticked_off() -> None:
    made = enrolment()
    with at():
        with pytest.raises(UnitNotTickedByLearners):
            made.complete_unit("drill", by=LEARNER, on=DAY)
        with pytest.raises(UnitUnknown):
            made.complete_unit("other", by=TRAINER, on=DAY)

    assert [] == new_events(made)


def test_a_unit_is_done_once() -> None:
    made = enrolment()
    with at():
        made.complete_unit("reading", by=LEARNER, on=DAY)
        with pytest.raises(UnitAlreadyCompleted):
            made.complete_unit("reading", by=TRAINER, on=DAY)

    assert ["UnitCompleted"] == new_events(made)


def test_a_withdrawn_enrolment_is_changed_no_more() -> None:
    made = enrolment()
    with at():
        made.withdraw(REASON)
        for change in (
            lambda: made.withdraw(REASON),
            lambda: made.complete_unit("reading", by=LEARNER, on=DAY),
            lambda: made.move_deadline(None),
            lambda: made.join_assignment(UUID(int=1)),
        ):
            with pytest.raises(EnrolmentClosed):
                change()

    assert ["Withdrawn"] == new_events(made)
    assert WITHDRAWN == made.state


def test_the_same_deadline_changes_nothing() -> None:
    made = enrolment()
    with at():
        made.move_deadline(DAY)
        assert [] == new_events(made)
        made.move_deadline(None)

    assert ["DeadlineMoved"] == new_events(made)
    assert made.due_on is None


def test_nobody_begins_a_retired_course() -> None:
    retired = course()
    with at():
        retired.retire()
        with pytest.raises(CourseRetired):
            Enrolment.open(retired, employee_id=LI, ordinal=1, due_on=None, origin=BY_CURRICULUM)


def test_a_new_version_leaves_those_who_have_begun_with_theirs() -> None:
    taught = course()
    with at():
        made = Enrolment.open(taught, employee_id=LI, ordinal=1, due_on=None, origin=BY_STAFF)
        taught.publish_version(draft(units=draft().units[:1]))

    assert (1, 2) == (made.course_version, len(made.units))


@pytest.mark.parametrize(
    ("kind", "by"),
    [("document", LEARNER), ("video", TRAINER), ("shadowing", TRAINER), ("scorm", PACKAGE)],
)
def test_the_rules_say_what_learners_tick_off_but_a_package_reports_itself(
    kind: str, by: str
) -> None:
    assert by == confirms(kind, ticked_by_learners=("document", "scorm"))
