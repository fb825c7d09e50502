"""The read models of courses, enrolments, curricula and compliance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.application.compliance import Demand
from services.training.domain.course import Course
from services.training.service import TrainingService
from shared.errors import NotAllowed
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.catalogue import draft, enter_rules
from tests.support.learning import live_a_term
from tests.support.parts import message, own_models, tell
from tests.support.training import EVERYBODY, HR, LI, OTHER_TEAM, SITE, SUN, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs

TODAY = date(2020, 1, 6)
DAY = timedelta(days=1)


@pytest.fixture
def first(
    school: TrainingService,
    as_employee: ActAs,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> UUID:
    """A term was lived and projected; the first course of its curriculum."""
    course_id = live_a_term(school, as_employee=as_employee, wait=wait)
    project()
    return course_id


def demand(course_id: UUID, **facts: Any) -> Demand:
    given: dict[str, Any] = {"counts_from": None, "site_ids": (), "position_ids": (), **facts}
    return Demand(course_id=course_id, **given)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.usefixtures("first")
def test_every_projected_event_exists_and_every_model_equals_a_fresh_replay(
    school: TrainingService,
) -> None:
    source, models = own_source(school.store), own_models(school)
    known = school.store.mapper.topics

    assert set() == {name for one in models for name in one.projections if name not in known}
    assert [] == [one.name for one in models if not compare_with_replay(one, source).is_equal]


def test_what_was_read_is_not_read_again_and_a_rebuilt_model_answers_as_before(
    school: TrainingService, first: UUID
) -> None:
    assert 0 == OwnReaders(own_models(school), school.store).step()
    before = school.models.completions.count(demand(first))
    for model in own_models(school):
        rebuild(model, own_source(school.store), progress=lambda _: None)

    assert before == school.models.completions.count(demand(first))


@pytest.mark.usefixtures("first")
def test_courses_are_listed_as_their_newest_versions_have_them(school: TrainingService) -> None:
    def listed(**asked: Any) -> list[tuple[str, str, int]]:
        given = {"level": None, "competency": None, "is_retired": False, "after": None, "limit": 50}
        found = school.models.courses.page(**{**given, **asked})
        return [(one.code, one.title_zh, one.number) for one in found]

    def codes(**asked: Any) -> list[str]:
        return [code for code, _, _ in listed(**asked)]

    assert 10 == len(codes())
    assert ["old"] == codes(is_retired=True)
    assert ["information-security"] == codes(level="special")
    assert ["etiquette-and-communication", "first", "second"] == codes(competency="communication")
    assert [("second", "新版", 2)] == listed(competency="communication", after="first", limit=1)


@pytest.mark.usefixtures("first")
def test_curricula_are_listed_with_their_courses(school: TrainingService) -> None:
    found = school.models.curricula.page(after=None, limit=10)
    rest = school.models.curricula.page(after="onboarding", limit=10)

    assert [("gone", 1, True), ("onboarding", 8, False), ("two", 2, False)] == [
        (one.code, one.courses, one.is_retired) for one in found
    ]
    assert ["two"] == [one.code for one in rest]


def test_enrolments_are_listed_the_newest_first_page_by_page(
    school: TrainingService, first: UUID
) -> None:
    model = school.models.enrolments
    asked: dict[str, Any] = {"employee_ids": None, "course_id": None, "state": None, "limit": 9}
    seen, after = [], None
    while page := model.page(**{**asked, "limit": 2}, after=after):
        seen += page
        after = (moment(page[-1].opened_at), page[-1].enrolment_id)
    opened = [one.opened_at for one in seen]
    of_li = model.page(**{**asked, "employee_ids": {LI}}, after=None)
    [withdrawn] = model.page(**{**asked, "state": "withdrawn"}, after=None)

    assert 5 == len(seen) == len({one.enrolment_id for one in seen})
    assert sorted(opened, reverse=True) == opened
    assert {("first", "completed", 1, 1), ("second", "completed", 2, 2)} == {
        (one.course_code, one.state, one.units_done, one.units) for one in of_li
    }
    assert 3 == len(model.page(**{**asked, "course_id": first}, after=None))
    assert ZHAO == withdrawn.employee_id


@pytest.mark.usefixtures("first")
def test_who_is_behind_is_listed_the_most_overdue_first(school: TrainingService) -> None:
    model = school.models.enrolments

    def late(on: date, after: Any = None, **asked: Any) -> list[UUID]:
        found = model.overdue(**{"employee_ids": None, **asked}, on=on, after=after, limit=9)
        return [one.employee_id for one in found]

    [sun] = model.overdue(on=TODAY + 9 * DAY, employee_ids=None, after=None, limit=1)

    assert [] == late(TODAY + DAY)
    assert [SUN] == late(TODAY + 2 * DAY)
    assert [SUN, ZHAO] == late(TODAY + 9 * DAY)
    assert [ZHAO] == late(TODAY + 9 * DAY, (sun.due_on, sun.enrolment_id))
    assert [ZHAO] == late(TODAY + 9 * DAY, employee_ids={LI, ZHAO})
    tell(school.models.staff, message("people.employee_left", {"employee_id": str(SUN)}))
    assert [ZHAO] == late(TODAY + 9 * DAY)


@pytest.mark.usefixtures("first")
def test_curriculum_assignments_tell_how_much_is_left(school: TrainingService) -> None:
    model = school.models.curriculum_progress
    found = model.page(employee_ids=None, after=None, limit=9)
    last = (moment(found[0].assigned_at), found[0].assignment_id)
    rest = model.page(employee_ids=None, after=last, limit=9)
    [of_li] = model.page(employee_ids={LI}, after=None, limit=9)

    assert {(LI, 0, "completed", TODAY), (ZHAO, 1, "open", None)} == {
        (one.employee_id, one.remaining, one.state, one.completed_on) for one in found
    }
    assert found[1:] == rest
    assert LI == of_li.employee_id


def test_who_has_not_completed_a_course_is_missing(school: TrainingService, first: UUID) -> None:
    model = school.models.completions
    found = model.missing(demand(first), employee_ids=None, after=None, limit=50)
    rest = model.missing(demand(first), employee_ids=None, after=found[0].employee_id, limit=50)
    [sun] = model.missing(demand(first), employee_ids={SUN}, after=None, limit=9)

    assert (len(EVERYBODY), 1) == model.count(demand(first))
    assert sorted(set(EVERYBODY) - {LI}) == [one.employee_id for one in found]
    assert found[1:] == rest
    assert (0, 0) == model.count(demand(first, site_ids=(UUID(int=1),)))
    assert (10, 1) == model.count(demand(first, site_ids=(SITE,)))
    assert (0, 0) == model.count(demand(first, position_ids=(UUID(int=1),)))
    assert OTHER_TEAM == sun.team_id


def test_a_completion_counts_for_a_time_and_not_of_an_outdated_version(
    school: TrainingService, first: UUID
) -> None:
    model, second = school.models.completions, Course.id_for("second")
    of_li = model.missing(demand(second), employee_ids={LI}, after=None, limit=9)

    assert (10, 1) == model.count(demand(first, counts_from=TODAY))
    assert (10, 0) == model.count(demand(first, counts_from=TODAY + DAY))
    assert [TODAY] == [one.last_completed_on for one in of_li]


def test_the_centre_is_told_whether_enough_have_completed_its_compliance_courses(
    school: TrainingService, first: UUID, as_employee: ActAs
) -> None:
    rule = {"course": "first", "site_ids": [], "position_ids": [], "valid_days": 365}
    courses = [{**rule, "required_rate": "0.1"}, {**rule, "required_rate": "0.2"}]
    enter_rules(school, "compliance", courses=courses)
    compliance = school.use_cases.compliance
    with as_employee(HR):
        assert [(10, 1, True), (10, 1, False)] == [
            (one.audience, one.done, one.is_met) for one in compliance.standings()
        ]
    with as_employee(WANG):
        missing = compliance.missing(first, whose="team", after=None, limit=9)
        with pytest.raises(NotAllowed):
            compliance.missing(first, whose="all", after=None, limit=9)
        with pytest.raises(NotAllowed):
            compliance.standings()
    with as_employee(LI), pytest.raises(NotAllowed):
        compliance.missing(first, whose="team", after=None, limit=9)

    assert [ZHAO] == [one.employee_id for one in missing]


def test_a_version_that_outdates_none_leaves_completions_standing(
    school: TrainingService, first: UUID, as_employee: ActAs, project: Callable[[], None]
) -> None:
    with as_employee(ZHOU):
        school.use_cases.courses.publish_course_version(first, draft())
    project()

    assert (10, 1) == school.models.completions.count(demand(first))
