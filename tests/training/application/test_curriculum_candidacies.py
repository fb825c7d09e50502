"""Whoever completes a curriculum that leads to a certification is on the way to it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from services.training.domain.candidacy import (
    BY_CURRICULUM,
    BY_PERSON,
    FIRST,
    OPEN,
    RENEWAL,
    Candidacy,
)
from services.training.domain.certification import Certification
from services.training.domain.course_errors import CurriculumFaulty
from services.training.domain.curriculum import Step
from services.training.domain.curriculum_assignment import CurriculumAssignment
from services.training.domain.enrolment import Enrolment
from services.training.read_models.staff import STAFF
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.errors import Conflict
from tests.support.catalogue import codes
from tests.support.certificates import CODE, certified
from tests.support.leading import COURSE, assigned, leading_curriculum, learned
from tests.support.parts import message, tell
from tests.support.training import LI, QIAN, SITE, SUN, ZHAO, ZHOU
from tests.training.conftest import ActAs

DAY = 86_400
Decide = Callable[[], int]


@pytest.fixture
def curriculum_id(school: TrainingService, as_employee: ActAs) -> UUID:
    return leading_curriculum(school, as_employee)


def candidacy_of(school: TrainingService, employee_id: UUID, ordinal: int = 1) -> Candidacy | None:
    key = Candidacy.id_for(employee_id, CODE, ordinal=ordinal)
    return school.store.find(Candidacy, key)


def outcome(school: TrainingService, assignment_id: UUID) -> tuple[UUID | None, str | None]:
    """The candidacy to which an assignment has led, and why to none."""
    found = school.store.get(CurriculumAssignment, assignment_id)
    return found.candidacy_id, found.candidacy_refusal


def test_whoever_has_completed_all_courses_is_on_the_way_once(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs, decide: Decide
) -> None:
    begun = assigned(school, as_employee, curriculum_id, ZHAO)
    assert 0 == decide()
    assignment_id = learned(school, as_employee, curriculum_id)
    assert [1, 0] == [decide(), decide()]
    made = candidacy_of(school, LI)

    assert made is not None
    assert (BY_CURRICULUM, OPEN, FIRST) == (made.origin, made.state, made.candidate.purpose)
    assert (made.id, None) == outcome(school, assignment_id)
    assert (None, None) == outcome(school, begun)
    assert None is candidacy_of(school, ZHAO)


def test_a_timer_that_reads_an_old_list_opens_nothing_again(
    school: TrainingService,
    curriculum_id: UUID,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> None:
    learned(school, as_employee, curriculum_id)
    project()
    with as_timer():
        runs = [
            school.use_cases.curriculum_candidacies.open_candidacies(clock.now()) for _ in range(2)
        ]

    assert [1, 0] == runs
    assert None is candidacy_of(school, LI, ordinal=2)


def test_of_many_timers_at_once_one_opens_it(
    school: TrainingService,
    curriculum_id: UUID,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> None:
    assignment_id = learned(school, as_employee, curriculum_id)
    project()

    def run(_: int) -> int:
        with as_timer():
            return school.use_cases.curriculum_candidacies.open_candidacies(clock.now())

    with ThreadPoolExecutor(4) as pool:
        assert [0, 0, 0, 1] == sorted(pool.map(run, range(4)))
    assert (Candidacy.id_for(LI, CODE, ordinal=1), None) == outcome(school, assignment_id)
    assert None is candidacy_of(school, LI, ordinal=2)


def test_of_a_person_and_the_timer_at_once_one_opens_it(
    school: TrainingService,
    curriculum_id: UUID,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
    decide: Decide,
) -> None:
    assignment_id = learned(school, as_employee, curriculum_id)
    project()

    def by_hand() -> bool:
        with as_employee(QIAN):
            try:
                school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE)
            except Conflict:
                return False
        return True

    def by_timer() -> bool:
        with as_timer():
            school.use_cases.curriculum_candidacies.open_candidacies(clock.now())
        return outcome(school, assignment_id)[0] is not None

    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(one) for one in (by_hand, by_timer)]
        [is_by_hand, is_by_timer] = [one.result() for one in tried]
    decide()
    made = candidacy_of(school, LI)

    assert is_by_hand is not is_by_timer
    assert made is not None
    assert (BY_PERSON if is_by_hand else BY_CURRICULUM) == made.origin
    refusal = "candidacy-already-open" if is_by_hand else None
    assert (None if is_by_hand else made.id, refusal) == outcome(school, assignment_id)
    assert None is candidacy_of(school, LI, ordinal=2)


def test_what_was_withdrawn_is_not_opened_again_but_by_completing_once_more(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs, decide: Decide
) -> None:
    learned(school, as_employee, curriculum_id)
    decide()
    first = Candidacy.id_for(LI, CODE, ordinal=1)
    with as_employee(QIAN):
        school.use_cases.candidacies.withdraw_candidacy(first, reason="调岗")
    assert 0 == decide()
    again = assigned(school, as_employee, curriculum_id)

    assert 1 == decide()
    assert (Candidacy.id_for(LI, CODE, ordinal=2), None) == outcome(school, again)


def on_the_way(school: TrainingService, act: ActAs) -> None:
    with act(QIAN):
        school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE)


def holding(school: TrainingService, act: ActAs) -> None:
    certified(school, act, QIAN)


def suspended(school: TrainingService, act: ActAs) -> None:
    certificate_id = certified(school, act, QIAN)
    with act(QIAN):
        school.use_cases.certificates.suspend_certificate(
            certificate_id, cause="quality", reason="x"
        )


def gone(school: TrainingService, act: ActAs) -> None:
    del act
    tell(school.models.staff, message("people.employee_left", {"employee_id": str(LI)}))


REFUSALS: dict[str, tuple[Callable[[TrainingService, ActAs], None], str]] = {
    "on the way": (on_the_way, "candidacy-already-open"),
    "certified": (holding, "already-certified"),
    "suspended": (suspended, "already-certified"),
    "left": (gone, "employee-unknown"),
}


@pytest.mark.parametrize(("before", "cause"), REFUSALS.values(), ids=REFUSALS)
def test_what_refuses_one_is_noted_and_keeps_nobody_else(
    school: TrainingService,
    curriculum_id: UUID,
    as_employee: ActAs,
    decide: Decide,
    before: Callable[[TrainingService, ActAs], None],
    cause: str,
) -> None:
    of_li = learned(school, as_employee, curriculum_id)
    of_zhao = learned(school, as_employee, curriculum_id, ZHAO)
    before(school, as_employee)

    assert [2, 0] == [decide(), decide()]
    assert (None, cause) == outcome(school, of_li)
    assert (Candidacy.id_for(ZHAO, CODE, ordinal=1), None) == outcome(school, of_zhao)


def test_a_retired_certification_is_begun_by_nobody(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs, decide: Decide
) -> None:
    assignments = [learned(school, as_employee, curriculum_id, one) for one in (LI, ZHAO)]
    with as_employee(QIAN):
        school.use_cases.certifications.retire_certification(Certification.id_for(CODE))

    assert [2, 0] == [decide(), decide()]
    assert [(None, "certification-retired")] * 2 == [outcome(school, one) for one in assignments]


def test_whoever_was_spared_a_course_has_not_learned_it(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs, decide: Decide
) -> None:
    assignment_id = assigned(school, as_employee, curriculum_id)
    with as_employee(ZHOU):
        school.use_cases.enrolments.withdraw_enrolment(
            Enrolment.id_for(COURSE, LI, ordinal=1), reason="已掌握"
        )

    assert [1, 0] == [decide(), decide()]
    assert (None, "curriculum-not-learned") == outcome(school, assignment_id)


@pytest.mark.parametrize("days", [300, 400])
def test_a_certificate_that_ends_soon_or_has_ended_is_renewed(
    school: TrainingService,
    curriculum_id: UUID,
    as_employee: ActAs,
    decide: Decide,
    wait: Callable[[int], None],
    days: int,
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    wait(days * DAY)
    learned(school, as_employee, curriculum_id)
    assert 1 == decide()
    made = candidacy_of(school, LI, ordinal=2)

    assert made is not None
    assert (RENEWAL, certificate_id) == (made.candidate.purpose, made.candidate.certificate_id)


def test_after_a_revocation_one_begins_anew(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs, decide: Decide
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    with as_employee(QIAN):
        school.use_cases.certificates.revoke_certificate(
            certificate_id, cause="violation", reason="x"
        )
    learned(school, as_employee, curriculum_id)
    assert 1 == decide()
    made = candidacy_of(school, LI, ordinal=2)

    assert made is not None
    assert FIRST == made.candidate.purpose


def test_of_whom_nobody_has_told_yet_is_decided_later(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs, decide: Decide
) -> None:
    assignment_id = learned(school, as_employee, curriculum_id)
    with school.read_database.writing() as connection:
        connection.execute(delete(STAFF).where(STAFF.c.employee_id == str(LI)))
    assert 0 == decide()
    assert (None, None) == outcome(school, assignment_id)
    hired = {"employee_id": str(LI), "site_id": str(SITE), "hired_on": "2020-01-02"}
    tell(school.models.staff, message("people.employee_hired", hired))

    assert 1 == decide()
    assert (Candidacy.id_for(LI, CODE, ordinal=1), None) == outcome(school, assignment_id)


def test_whoever_has_begun_keeps_the_aim_of_their_version(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs, decide: Decide
) -> None:
    of_li = assigned(school, as_employee, curriculum_id)
    steps = [Step(course_id=COURSE, due_days=5)]
    draft: dict[str, Any] = {"title_zh": "信用卡", "title_en": "", "steps": steps}
    with as_employee(ZHOU):
        school.use_cases.curricula.publish_curriculum_version(curriculum_id, **draft)
    of_sun = learned(school, as_employee, curriculum_id, SUN)
    with as_employee(LI):
        school.use_cases.enrolments.tick_unit(
            Enrolment.id_for(COURSE, LI, ordinal=1), unit_code="reading"
        )

    assert 1 == decide()
    assert (Candidacy.id_for(LI, CODE, ordinal=1), None) == outcome(school, of_li)
    assert (None, None) == outcome(school, of_sun)


def test_a_curriculum_leads_to_no_certification_that_is_not_there(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs
) -> None:
    steps = [Step(course_id=COURSE, due_days=5), Step(course_id=UUID(int=1), due_days=5)]
    draft: dict[str, Any] = {"title_zh": "x", "title_en": "", "steps": steps}
    curricula = school.use_cases.curricula
    with as_employee(ZHOU), pytest.raises(CurriculumFaulty) as unknown:
        curricula.create_curriculum(code="other", **draft, certification_code="loans")
    with as_employee(QIAN):
        school.use_cases.certifications.retire_certification(Certification.id_for(CODE))
    with as_employee(ZHOU), pytest.raises(CurriculumFaulty) as retired:
        curricula.publish_curriculum_version(
            curriculum_id, **{**draft, "steps": steps[:1]}, certification_code=CODE
        )

    assert ["steps.1.course_id", "certification_code"] == codes(unknown.value.fields)
    assert ["certification_code"] == codes(retired.value.fields)
