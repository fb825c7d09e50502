"""Importing packages, launching them and taking their reports."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.training.application.plays import Said
from services.training.domain.course import Unit
from services.training.domain.course_errors import CourseNotFound, CourseRetired
from services.training.domain.enrolment import COMPLETED, OPEN, Enrolment
from services.training.domain.enrolment_errors import EnrolmentClosed, EnrolmentNotFound
from services.training.domain.package import Package
from services.training.domain.package_errors import (
    PackageFaulty,
    PackageNotFound,
    PlayNotFound,
    UnitHasNoPackage,
)
from services.training.domain.scorm_attempt import ScormAttempt
from services.training.service import TrainingService
from shared.errors import NotAllowed
from shared.settings import Settings
from tests.support.catalogue import READING, draft, teach
from tests.support.scorm import PAGE, archive
from tests.support.training import LI, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs

ANSWER = "第三题答案是退款"


@pytest.fixture
def course_id(school: TrainingService, as_employee: ActAs) -> UUID:
    """A course of reading and a package."""
    made = teach(school, units=(READING,))
    with as_employee(ZHOU):
        package = school.use_cases.packages.import_package(made, content=archive())
        unit = Unit(
            code="package", kind="scorm", title="课件", minutes=30, text="", package_id=package.id
        )
        school.use_cases.courses.publish_course_version(made, draft(units=(READING, unit)))
    return made


@pytest.fixture
def enrolment_id(school: TrainingService, course_id: UUID, as_employee: ActAs) -> UUID:
    """Li learns it."""
    with as_employee(ZHOU):
        return school.use_cases.enrolments.enrol_employee(course_id, employee_id=LI).id


@pytest.fixture
def attempt(school: TrainingService, enrolment_id: UUID, as_employee: ActAs) -> ScormAttempt:
    """Li has launched the package."""
    with as_employee(LI):
        return school.use_cases.plays.launch_unit(enrolment_id, unit_code="package")


def said(**facts: Any) -> Said:
    given: dict[str, Any] = {
        "lesson_status": "incomplete",
        "score": None,
        "location": "p3",
        "suspend_data": ANSWER,
        "session_seconds": 60,
        "exit": "suspend",
        "is_finished": False,
    }
    return Said(**{**given, **facts})


def test_a_package_is_kept_encrypted_by_those_who_may(
    school: TrainingService, course_id: UUID, as_employee: ActAs, settings: Settings
) -> None:
    packages = school.use_cases.packages
    with as_employee(ZHOU):
        package = packages.import_package(course_id, content=archive())
        assert 3 == len(packages.see_package(package.id).files)
        with pytest.raises(PackageNotFound):
            packages.see_package(UUID(int=1))
        with pytest.raises(CourseNotFound):
            packages.import_package(UUID(int=1), content=archive())
        school.use_cases.courses.retire_course(course_id)
        with pytest.raises(CourseRetired):
            packages.import_package(course_id, content=archive())
    with as_employee(LI), pytest.raises(NotAllowed):
        packages.import_package(course_id, content=archive())

    kept = b"".join(one.read_bytes() for one in folder_of(settings).iterdir())
    assert PAGE[:40].encode() not in kept


def test_a_refused_archive_changes_nothing(
    school: TrainingService, as_employee: ActAs, settings: Settings
) -> None:
    course_id = teach(school)
    end = school.store.recorder.last_position()
    with as_employee(ZHOU), pytest.raises(PackageFaulty):
        school.use_cases.packages.import_package(course_id, content=archive()[:-30])

    assert end == school.store.recorder.last_position()
    assert not folder_of(settings).exists()


def folder_of(settings: Settings) -> Path:
    return settings.attachments_dir / "training"


def test_only_the_learner_launches_a_package(
    school: TrainingService, enrolment_id: UUID, as_employee: ActAs
) -> None:
    plays = school.use_cases.plays
    for who in (ZHAO, WANG, ZHOU):
        with as_employee(who), pytest.raises(EnrolmentNotFound):
            plays.launch_unit(enrolment_id, unit_code="package")
    with as_employee(LI), pytest.raises(UnitHasNoPackage):
        plays.launch_unit(enrolment_id, unit_code="reading")


def test_a_link_opens_the_files_of_its_package_and_nothing_else(
    school: TrainingService, attempt: ScormAttempt, as_employee: ActAs
) -> None:
    plays = school.use_cases.plays
    key = plays.key_of(attempt)
    with as_employee(LI):
        page = plays.read_file(attempt.id, key=key, path="content/index.html")
        for wrong in (
            {"key": "0" * 64, "path": "content/index.html"},
            {"key": key, "path": "../../../etc/passwd"},
            {"key": key, "path": "content"},
        ):
            with pytest.raises(PlayNotFound):
                plays.read_file(attempt.id, **wrong)
        with pytest.raises(PlayNotFound):
            plays.read_file(UUID(int=1), key=key, path="content/index.html")

    assert PAGE.encode() == page


def test_a_link_ends_with_the_next_launch_with_its_time_and_with_the_withdrawal(
    school: TrainingService,
    attempt: ScormAttempt,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    plays = school.use_cases.plays
    first = plays.key_of(attempt)
    with as_employee(LI):
        second = plays.key_of(plays.launch_unit(attempt.enrolment_id, unit_code="package"))
        with pytest.raises(PlayNotFound):
            plays.begin(attempt.id, key=first)
        assert 2 == plays.begin(attempt.id, key=second).session
    wait(8 * 3600)
    with as_employee(LI):
        with pytest.raises(PlayNotFound):
            plays.begin(attempt.id, key=second)
        third = plays.key_of(plays.launch_unit(attempt.enrolment_id, unit_code="package"))
        assert 3 == plays.begin(attempt.id, key=third).session
    with as_employee(ZHOU):
        school.use_cases.enrolments.withdraw_enrolment(attempt.enrolment_id, reason="调岗")
    with as_employee(LI):
        with pytest.raises(PlayNotFound):
            plays.begin(attempt.id, key=third)
        with pytest.raises(EnrolmentClosed):
            plays.launch_unit(attempt.enrolment_id, unit_code="package")


def test_an_attempt_goes_on_where_it_was_left_and_nothing_of_it_is_in_clear(
    school: TrainingService, attempt: ScormAttempt, as_employee: ActAs
) -> None:
    plays = school.use_cases.plays
    with as_employee(LI):
        plays.commit_report(attempt.id, key=plays.key_of(attempt), said=said())
        end = school.store.recorder.last_position()
        plays.commit_report(attempt.id, key=plays.key_of(attempt), said=said())
        assert end == school.store.recorder.last_position()
        again = plays.launch_unit(attempt.enrolment_id, unit_code="package")
        texts = plays.texts_of(again)
    log = b"".join(one.state for one in school.store.recorder.select_records(after=0, limit=1000))

    assert ("p3", ANSWER) == texts
    assert ("resume", 60, 0) == (again.entry, again.seconds_before, again.seconds)
    assert ANSWER.encode() not in log


def test_what_a_package_reports_completes_its_unit_and_with_it_the_course(
    school: TrainingService, attempt: ScormAttempt, as_employee: ActAs
) -> None:
    plays, key = school.use_cases.plays, school.use_cases.plays.key_of(attempt)
    with as_employee(LI):
        school.use_cases.enrolments.tick_unit(attempt.enrolment_id, unit_code="reading")
        plays.commit_report(attempt.id, key=key, said=said(score=Decimal(79), is_finished=True))
        assert OPEN == school.store.get(Enrolment, attempt.enrolment_id).state
        done = plays.commit_report(
            attempt.id, key=key, said=said(score=Decimal(80), is_finished=True)
        )
        plays.commit_report(attempt.id, key=key, said=said(lesson_status="failed"))
    learned = school.store.get(Enrolment, attempt.enrolment_id)

    assert "passed" == done.lesson_status
    assert (COMPLETED, "package") == (learned.state, learned.done["package"].confirmed_by)


def test_whoever_holds_the_link_reports_as_the_learner(
    school: TrainingService, attempt: ScormAttempt, as_timer: ActAs
) -> None:
    plays = school.use_cases.plays
    with as_timer():
        plays.commit_report(attempt.id, key=plays.key_of(attempt), said=said())
    [last] = school.store.recorder.select_records(
        after=school.store.recorder.last_position() - 1, limit=1
    )

    assert str(LI) == school.store.mapper.to_domain_event(last).meta.actor


def test_a_package_belongs_to_its_course(
    school: TrainingService, course_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(ZHOU):
        package = school.use_cases.packages.import_package(course_id, content=archive())

    assert course_id == school.store.get(Package, package.id).course_id
