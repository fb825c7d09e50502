"""What is known of candidacies and certificates: applied, repeated, rebuilt equals live."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.candidacy import CERTIFIED, COMPLETED, FAILED, OPEN, Candidacy
from services.training.domain.certificate import Certificate
from services.training.domain.certificate_facts import STATES
from services.training.read_models.certificate_list import Wanted
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.ids import id_of
from shared.read_models import ReadModel, Rows
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.certificates import (
    CODE,
    ON_PAPER,
    STAGES,
    as_noter,
    certified,
    evidence_id,
    plan,
    short_plan,
)
from tests.support.parts import message, own_models, tell
from tests.support.sittings import TERMS, paper
from tests.support.training import LI, MONDAY, OTHER_TEAM, QIAN, SUN, TEAM, ZHAO
from tests.training.conftest import ActAs

DAY = timedelta(days=1)
WANTED = Wanted(at=MONDAY, expiring_days=90, visible=None)


def happened(model: ReadModel, topic: str, entity_id: UUID, at: datetime, **facts: Any) -> None:
    """Projects an event of an aggregate that another part of the service owns."""
    event = SimpleNamespace(originator_id=entity_id, meta=SimpleNamespace(occurred_at=at), **facts)
    with model.database.writing() as connection:
        rows = Rows(connection, called={})
        model.project(topic, rows, event)
        rows.flush()


def completed(school: TrainingService, course: str, *, at: datetime, by: UUID = LI) -> None:
    """Somebody has completed a course."""
    enrolment_id = id_of("enrolment", f"{course}{by}{at}")
    model = school.models.stage_results
    facts = {"course_id": id_of("course", course), "employee_id": by}
    happened(model, "training.enrolment.opened", enrolment_id, at, **facts)
    happened(model, "training.enrolment.completed", enrolment_id, at, completed_on=date(2020, 1, 6))


def sat(school: TrainingService, name: str, *, passed: bool, at: datetime, by: UUID = LI) -> None:
    """Somebody has sat the exam of the written stage, whose results are told at once."""
    started = {"exam_code": "cards", "quarter": "", "attempt": 1, "terms": TERMS}
    happened(
        school.models.sittings,
        "training.sitting.started",
        evidence_id(name),
        at,
        **started,
        exam_id=id_of("exam", "cards"),
        employee_id=by,
        paper=paper("single"),
    )
    happened(
        school.models.stage_results,
        "training.sitting.result_settled",
        evidence_id(name),
        at,
        exam_id=id_of("exam", "cards"),
        employee_id=by,
        passed=passed,
        points=Decimal("61.5"),
        full=Decimal(100),
    )


def assessed(school: TrainingService, kind: str, *, at: datetime, passed: bool = True) -> None:
    """Li was assessed."""
    happened(
        school.models.stage_results,
        "training.assessment.settled",
        evidence_id(kind),
        at,
        stage_kind=kind,
        employee_id=LI,
        certification_code=CODE,
        passed=passed,
        points=Decimal(9),
        full=Decimal(10),
    )


@pytest.fixture
def open_candidacy(school: TrainingService, as_employee: ActAs) -> Callable[..., UUID]:
    """Opens a candidacy of Li's."""

    def make(**facts: Any) -> UUID:
        with as_employee(QIAN):
            school.use_cases.certifications.create_certification(CODE, plan=plan(**facts))
            return school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE).id

    return make


def test_results_of_all_stages_are_noted_in_their_order(
    school: TrainingService, open_candidacy: Callable[..., UUID], note: Callable[[], int]
) -> None:
    completed(school, "cards_basic", at=MONDAY - 30 * DAY)
    candidacy_id = open_candidacy()
    assert 0 == note()
    completed(school, "privacy", at=MONDAY)
    sat(school, "exam", passed=True, at=MONDAY + DAY)
    assert [1, 1, 0] == [note(), note(), note()]
    for days, kind in enumerate(("oral", "simulated", "practical"), start=2):
        assessed(school, kind, at=MONDAY + days * DAY)
    assert [1, 1, 1, 0] == [note() for _ in range(4)]
    candidacy = school.store.get(Candidacy, candidacy_id)

    assert [one.code for one in STAGES] == [code for code, _ in candidacy.passed]
    assert (Decimal("61.5"), Decimal(100)) == (
        candidacy.passed[1][1].points,
        candidacy.passed[1][1].full,
    )
    assert OPEN == candidacy.state


def test_failed_attempts_are_noted_and_the_last_one_ends_it(
    school: TrainingService, note: Callable[[], int], as_employee: ActAs
) -> None:
    with as_employee(QIAN):
        school.use_cases.certifications.create_certification(CODE, plan=short_plan())
        candidacy_id = school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE).id
    sat(school, "before", passed=True, at=MONDAY - DAY)
    sat(school, "of Zhao", passed=True, at=MONDAY, by=ZHAO)
    assert 0 == note()
    sat(school, "one", passed=False, at=MONDAY + DAY)
    assert [1, 0] == [note(), note()]
    sat(school, "two", passed=False, at=MONDAY + 2 * DAY)
    sat(school, "three", passed=True, at=MONDAY + 3 * DAY)
    assert [1, 0] == [note(), note()]
    candidacy = school.store.get(Candidacy, candidacy_id)

    assert (FAILED, 2, 0) == (candidacy.state, len(candidacy.failed), len(candidacy.passed))


def test_a_result_that_was_corrected_to_passed_counts(
    school: TrainingService, note: Callable[[], int], as_employee: ActAs
) -> None:
    with as_employee(QIAN):
        school.use_cases.certifications.create_certification(CODE, plan=short_plan())
        candidacy_id = school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE).id
    sat(school, "exam", passed=False, at=MONDAY + DAY)
    assert 1 == note()
    sat(school, "exam", passed=True, at=MONDAY + 2 * DAY)
    assert [1, 0] == [note(), note()]

    assert COMPLETED == school.store.get(Candidacy, candidacy_id).state


def test_for_a_renewal_courses_of_former_years_do_not_count(
    school: TrainingService,
    note: Callable[[], int],
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    certified(school, as_employee, QIAN)
    courses = STAGES[0]
    with as_employee(QIAN):
        school.use_cases.certifications.publish_certification_version(
            id_of("certification", CODE),
            plan=short_plan(stages=(courses,), recertification=("courses",)),
        )
    for one in courses.course_codes:
        completed(school, one, at=MONDAY)
    wait(86_400)
    with as_employee(QIAN):
        school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE)
    assert 0 == note()
    for one in courses.course_codes:
        completed(school, one, at=MONDAY + 2 * DAY)

    assert 1 == note()


def test_a_withdrawn_candidacy_waits_for_nothing(
    school: TrainingService,
    open_candidacy: Callable[..., UUID],
    note: Callable[[], int],
    as_employee: ActAs,
) -> None:
    candidacy_id = open_candidacy()
    with as_employee(QIAN):
        school.use_cases.candidacies.withdraw_candidacy(candidacy_id, reason="调岗")
    for one in ("cards_basic", "privacy"):
        completed(school, one, at=MONDAY)

    assert 0 == note()


def test_who_is_on_the_way_is_listed_with_how_far(
    school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    certified(school, as_employee, QIAN)
    with as_employee(QIAN):
        school.use_cases.candidacies.open_candidacy(ZHAO, certification_code=CODE)
    project()
    model = school.models.candidacies
    everybody = model.page(visible=None, limit=9)

    assert {(LI, CERTIFIED, 1), (ZHAO, OPEN, 0)} == {
        (one.employee_id, one.state, one.passed) for one in everybody
    }
    assert [ZHAO] == [one.employee_id for one in model.page(visible=None, state=OPEN, limit=9)]
    assert [LI] == [one.employee_id for one in model.page(visible={LI}, limit=9)]
    first = everybody[0]
    rest = model.page(visible=None, after=(first.opened_at, first.candidacy_id), limit=9)
    assert list(everybody[1:]) == list(rest)
    assert [] == model.page(visible=None, certification_code="teller", limit=9)
    assert [first] == model.page(visible=None, employee_id=first.employee_id, limit=9)


@pytest.fixture
def several(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    project: Callable[[], None],
    wait: Callable[[int], None],
) -> dict[str, UUID]:
    """Certificates of Li, Zhao and Sun: one counts, one was suspended, one revoked."""
    made = {
        "valid": certified(school, as_employee, QIAN, LI),
        "suspended": certified(school, as_employee, QIAN, ZHAO),
        "revoked": certified(school, as_employee, QIAN, SUN),
    }
    with as_employee(QIAN):
        why = {"cause": "quality", "reason": "x"}
        school.use_cases.certificates.suspend_certificate(made["suspended"], **why)
        school.use_cases.certificates.revoke_certificate(made["revoked"], **why)
    project()
    return made


def test_each_state_lists_its_own_as_the_certificate_itself_says(
    school: TrainingService, several: dict[str, UUID], clock: SetClock
) -> None:
    model = school.models.certificates
    for days in (0, 300, 400):
        wanted = replace(WANTED, at=MONDAY + days * DAY)
        rows = model.page(wanted, after=None, limit=9)
        said = {
            row["certificate_id"]: school.store.get(
                Certificate, UUID(row["certificate_id"])
            ).state_at(wanted.at, expiring_days=90)
            for row in rows
        }
        listed = {
            row["certificate_id"]: state
            for state in STATES
            for row in model.page(replace(wanted, state=state), after=None, limit=9)
        }
        assert said == {row["certificate_id"]: row["state"] for row in rows} == listed
        assert 3 == len(rows)


def test_a_team_is_listed_as_it_is_today(school: TrainingService, several: dict[str, UUID]) -> None:
    def of(team_id: UUID) -> set[str]:
        found = school.models.certificates.page(
            replace(WANTED, team_id=team_id), after=None, limit=9
        )
        return {one["certificate_id"] for one in found}

    assert {str(several[one]) for one in ("valid", "suspended")} == of(TEAM)
    assert {str(several["revoked"])} == of(OTHER_TEAM)
    moved = {"employee_id": str(LI), "team_id": str(OTHER_TEAM)}
    tell(school.models.staff, message("people.team_assigned", moved))
    assert {str(several["suspended"])} == of(TEAM)


def test_a_new_course_version_outdates_what_rests_on_the_course_and_was_given_before(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> None:
    courses = STAGES[0]
    before = _given(school, as_employee, LI, clock)
    wait(86_400)
    course_id = id_of("course", courses.course_codes[0])
    model = school.models.outdated_certificates
    project()
    for number, outdates in ((2, False), (3, True)):
        version = SimpleNamespace(number=number, outdates_certificates=outdates)
        assert [] == model.to_be_outdated(limit=9)
        happened(
            model, "training.course.version_published", course_id, clock.now(), version=version
        )
    wait(86_400)
    after = _given(school, as_employee, ZHAO, clock)
    project()
    watch = school.use_cases.certificate_watch.outdate_certificates
    with as_timer():
        assert 1 == watch(clock.now())
    project()
    with as_timer():
        assert 0 == watch(clock.now())
    outdated = school.store.get(Certificate, before)

    assert outdated.is_outdated
    assert clock.now() + 30 * DAY == outdated.ends_at
    assert not school.store.get(Certificate, after).is_outdated


def _given(school: TrainingService, act: ActAs, employee_id: UUID, clock: SetClock) -> UUID:
    """A certificate that rests on courses."""
    cases = school.use_cases
    courses = STAGES[0]
    wanted = short_plan(stages=(courses,), recertification=("courses",))
    with act(QIAN):
        if not school.models.certifications.page(after=None, limit=1):
            cases.certifications.create_certification(CODE, plan=wanted)
        opened = cases.candidacies.open_candidacy(employee_id, certification_code=CODE)
        with as_noter():
            cases.candidacies.note_stage(
                opened.id,
                stage_code="courses",
                is_passed=True,
                evidence_id=evidence_id(str(employee_id)),
                happened_at=clock.now(),
                reason=ON_PAPER,
            )
        return cases.certificates.issue_certificate(opened.id).id


def test_holders_are_known_by_staff_number_and_zone(school: TrainingService) -> None:
    holders = school.models.certificate_holders

    assert ("a1", "Asia/Shanghai") == (holders.staff_number_of(LI), holders.zone_of(LI))
    assert (None, "UTC") == (holders.staff_number_of(UUID(int=1)), holders.zone_of(UUID(int=1)))
    site = {"site_id": str(UUID(int=8)), "code": "x", "name": "x", "zone": "Asia/Tokyo"}
    moved = {"employee_id": str(LI), "site_id": str(UUID(int=8))}
    tell(holders, message("people.site_opened", site), message("people.employee_moved", moved))
    assert "Asia/Tokyo" == holders.zone_of(LI)


@pytest.mark.usefixtures("several")
def test_what_was_rebuilt_equals_what_was_followed_and_reading_on_changes_nothing(
    school: TrainingService,
) -> None:
    source = own_source(school.store)
    before = school.models.certificates.page(WANTED, after=None, limit=9)
    assert 0 == OwnReaders(own_models(school), school.store).step()
    assert [] == [
        one.name for one in own_models(school) if not compare_with_replay(one, source).is_equal
    ]
    for model in own_models(school):
        rebuild(model, source, progress=lambda _: None)

    assert before == school.models.certificates.page(WANTED, after=None, limit=9)
