"""Hiring, probation, confirmation and leaving (TR-14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.people.domain.departure import Departure, check_departure
from services.people.domain.employee import Employee
from services.people.domain.errors import (
    AlreadyAcknowledged,
    AlreadyActive,
    DismissalCauseUnknown,
    EmployeeHasLeft,
    NotOnProbation,
    OwnSupervisor,
    PositionNotHeld,
    ProbationNotPossible,
    ProbationTooLong,
    UnmetConditionMissing,
)
from services.people.domain.position import Decision
from shared.context import Context, acting
from shared.errors import DomainError
from shared.sealed import Sealed

START = date(2020, 1, 6)
SEALED = Sealed(subject="employee:x", key_id="k", algorithm="a", nonce="n", text="t")
POSITION = UUID(int=3)
RESIGNATION = Departure(kind="resigned", last_day=date(2021, 1, 1))
FAILURE = Departure(
    kind="probation_failed",
    last_day=date(2020, 2, 1),
    unmet_condition=SEALED,
    reason=SEALED,
)


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    with acting(Context(occurred_at=datetime(2020, 1, 6, tzinfo=UTC), actor="tester")):
        yield


def hired() -> Employee:
    employee = Employee.hire(
        uuid4(),
        staff_number="S1",
        name=SEALED,
        phone=None,
        email=None,
        site_id=UUID(int=1),
        hired_on=START,
    )
    employee.collect_events()
    return employee


def on_probation() -> Employee:
    employee = hired()
    employee.start_probation(until=START + timedelta(days=60), longest_days=90)
    employee.collect_events()
    return employee


def active() -> Employee:
    employee = hired()
    employee.activate(on=START)
    employee.appoint(POSITION, level=2)
    employee.collect_events()
    return employee


def gone() -> Employee:
    employee = active()
    employee.leave(RESIGNATION)
    employee.collect_events()
    return employee


def topics(employee: Employee) -> list[str]:
    return [one.TOPIC for one in employee.collect_events()]  # type: ignore[attr-defined]


def test_probation_begins_after_hiring() -> None:
    employee = hired()
    employee.start_probation(until=START + timedelta(days=90), longest_days=90)
    assert ["people.employee.probation_started"] == topics(employee)
    assert "probation" == employee.status


@pytest.mark.parametrize("days", [-1, 91])
def test_probation_keeps_within_the_bound_of_the_rules(days: int) -> None:
    employee = hired()
    with pytest.raises(ProbationTooLong):
        employee.start_probation(until=START + timedelta(days=days), longest_days=90)
    assert [] == topics(employee)


def test_probation_begins_once() -> None:
    with pytest.raises(ProbationNotPossible):
        on_probation().start_probation(until=START, longest_days=90)


@pytest.mark.parametrize("employee", [hired, on_probation])
def test_an_employee_is_confirmed_with_or_without_probation(
    employee: Callable[[], Employee],
) -> None:
    found = employee()
    found.activate(on=date(2020, 3, 1))
    assert ["people.employee.activated"] == topics(found)
    assert ("active", date(2020, 3, 1)) == (found.status, found.active_since)


def test_a_confirmed_employee_is_not_confirmed_again() -> None:
    with pytest.raises(AlreadyActive):
        active().activate(on=START)


def test_who_fails_in_probation_leaves_with_the_unmet_condition() -> None:
    employee = on_probation()
    employee.leave(FAILURE)
    assert ["people.employee.left"] == topics(employee)
    assert (SEALED, SEALED) == (FAILURE.unmet_condition, FAILURE.reason)
    assert FAILURE == employee.departure


@pytest.mark.parametrize("employee", [hired, active])
def test_only_probation_can_be_failed(employee: Callable[[], Employee]) -> None:
    with pytest.raises(NotOnProbation):
        employee().leave(FAILURE)


@pytest.mark.parametrize(
    ("unmet_condition", "reason"), [(None, "x"), ("x", None), (" ", "x"), (None, None)]
)
def test_a_failed_probation_names_the_condition_and_the_reason(
    unmet_condition: str | None, reason: str | None
) -> None:
    with pytest.raises(UnmetConditionMissing):
        check_departure(
            kind="probation_failed",
            cause=None,
            unmet_condition=unmet_condition,
            reason=reason,
            known_causes=[],
        )


@pytest.mark.parametrize("cause", [None, "bad mood"])
def test_a_dismissal_names_a_cause_of_the_rules(cause: str | None) -> None:
    with pytest.raises(DismissalCauseUnknown, match="dereliction"):
        check_departure(
            kind="dismissed",
            cause=cause,
            unmet_condition=None,
            reason=None,
            known_causes=["dereliction"],
        )


@pytest.mark.parametrize(
    "decide",
    [
        lambda one: one.activate(on=START),
        lambda one: one.leave(RESIGNATION),
        lambda one: one.move_to_site(uuid4()),
        lambda one: one.assign_team(uuid4()),
        lambda one: one.assign_supervisor(uuid4()),
        lambda one: one.appoint(uuid4(), level=1),
    ],
)
def test_nothing_is_decided_about_somebody_who_has_left(
    decide: Callable[[Employee], None],
) -> None:
    employee = gone()
    with pytest.raises(EmployeeHasLeft):
        decide(employee)
    assert [] == topics(employee)


def test_names_of_those_who_have_left_can_be_corrected() -> None:
    employee = gone()
    employee.correct_personal_data(name=SEALED, phone=SEALED, email=None)
    assert ["people.employee.personal_data_corrected"] == topics(employee)


def test_nobody_supervises_themselves() -> None:
    employee = active()
    with pytest.raises(OwnSupervisor):
        employee.assign_supervisor(employee.id)


@pytest.mark.parametrize(
    "repeat",
    [
        lambda one: one.move_to_site(one.site_id),
        lambda one: one.assign_team(one.team_id),
        lambda one: one.assign_supervisor(one.supervisor_id),
        lambda one: one.appoint(one.position_id, level=2),
    ],
)
def test_a_place_that_somebody_has_already_changes_nothing(
    repeat: Callable[[Employee], None],
) -> None:
    employee = active()
    repeat(employee)
    assert [] == topics(employee)


def test_a_description_is_acknowledged_with_its_authority() -> None:
    employee = active()
    authority = (Decision(decision="refund", limit_minor=20_000, currency="CNY"),)
    employee.acknowledge_position_description(POSITION, version=1, authority=authority)
    assert ["people.employee.position_description_acknowledged"] == topics(employee)
    assert (1, authority) == (employee.acknowledged_version, employee.authority)


def test_only_the_holder_acknowledges() -> None:
    with pytest.raises(PositionNotHeld):
        active().acknowledge_position_description(uuid4(), version=1, authority=())


def test_a_version_is_acknowledged_once() -> None:
    employee = active()
    employee.acknowledge_position_description(POSITION, version=2, authority=())
    for version in (1, 2):
        with pytest.raises(AlreadyAcknowledged):
            employee.acknowledge_position_description(POSITION, version=version, authority=())


def test_another_position_voids_the_authority() -> None:
    employee = active()
    employee.acknowledge_position_description(
        POSITION, version=1, authority=(Decision(decision="refund"),)
    )
    employee.appoint(UUID(int=4), level=1)
    assert ((), 0, 1) == (employee.authority, employee.acknowledged_version, employee.level)


def test_refusals_speak_both_languages() -> None:
    refusal: DomainError = ProbationTooLong(longest=90, latest=START)
    assert "90 days" in refusal.in_language("en")
    assert "90 天" in refusal.in_language("zh-CN")
