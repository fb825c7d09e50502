"""Exams, their versions, quarters and retakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.training.domain.exam import Exam
from services.training.domain.exam_definition import (
    AFTER_CLOSING,
    AT_ONCE,
    BUSINESS_SKILL,
    NEVER,
    WRITTEN,
    Attempt,
    Audience,
    Blueprint,
    Retakes,
    Run,
    Section,
    is_released,
)
from services.training.domain.exam_errors import (
    AttemptStillOpen,
    ExamAlreadyPassed,
    ExamFaulty,
    ExamNotOpen,
    ExamVersionUnknown,
    ExamWithdrawn,
    NoAttemptLeft,
    NotHeldByQuarter,
    QuarterAlreadyScheduled,
    QuarterWindowFaulty,
    RetakeTooEarly,
)
from shared.errors import DomainError
from shared.event_store.mapper import Mapper
from tests.support.question_bank import at, exam_content, new_events
from tests.support.training import LI, MONDAY, SITE, SUN, TEAM

DAY = timedelta(days=1)
SPRING = {"opens_at": MONDAY, "closes_at": MONDAY + 7 * DAY, "audience": Audience()}
FAILED = Attempt(ended_at=MONDAY, passed=False)
UNTOLD = Attempt(ended_at=MONDAY, passed=True, is_released=False)


def exam(purpose: str = WRITTEN, **changed: Any) -> Exam:
    with at():
        made = Exam.define("written", exam_content(**changed), purpose=purpose)
    made.collect_events()
    return made


def quarterly() -> Exam:
    made = exam(BUSINESS_SKILL)
    with at():
        made.schedule_quarter("2020-Q1", **SPRING)
    return made


def test_an_exam_comes_back_from_the_log_as_it_was_laid_down() -> None:
    given = exam_content(
        Section(zh="单选题", count=2, points=Decimal("2.5"), tags=("cards",)),
        opens_at=MONDAY,
        closes_at=MONDAY + DAY,
        retakes=Retakes(attempts=3, after_days=2),
        audience=Audience(team_ids=(TEAM,)),
    )
    with at():
        made = Exam.define("written", given, purpose=WRITTEN)
    mapper = Mapper([Exam])
    [laid_down] = made.pending_events

    assert given == mapper.to_domain_event(mapper.to_stored_event(laid_down)).version.content


def test_another_version_holds_for_what_starts_from_then_on() -> None:
    made = exam()
    with at():
        made.publish_version(exam_content(pass_percent=Decimal(80)))

    assert ["VersionPublished"] == new_events(made)
    assert (Decimal(60), 2) == (made.version_of(1).content.pass_percent, made.newest.number)
    assert (2, 1) == (made.run_at(MONDAY).version, made.run_of(version=1, quarter="").version)
    with pytest.raises(ExamVersionUnknown):
        made.version_of(3)


def test_a_withdrawn_exam_is_started_and_changed_no_more() -> None:
    made = exam()
    with at():
        made.withdraw()
        for step in (
            made.withdraw,
            lambda: made.publish_version(exam_content()),
            lambda: made.check_may_start(MONDAY, earlier=[]),
            lambda: made.schedule_quarter("2020-Q1", **SPRING),
        ):
            with pytest.raises(ExamWithdrawn):
                step()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"zh": ""}, "zh"),
        ({"duration_seconds": 59}, "duration_seconds"),
        ({"pass_percent": Decimal(0)}, "pass_percent"),
        ({"pass_percent": Decimal("100.01")}, "pass_percent"),
        ({"retakes": Retakes(attempts=0)}, "retakes"),
        ({"retakes": Retakes(after_days=400)}, "retakes"),
        ({"results": "soon"}, "results"),
        ({"results": NEVER, "keys": AT_ONCE}, "keys"),
        ({"opens_at": MONDAY, "closes_at": MONDAY}, "closes_at"),
        ({"blueprint": Blueprint(sections=())}, "blueprint.sections"),
        (
            {"blueprint": Blueprint(sections=(Section(zh="x", count=150),) * 2)},
            "blueprint.sections",
        ),
        ({"blueprint": Blueprint(sections=(Section(zh="", count=1),))}, "blueprint.sections.0.zh"),
        (
            {"blueprint": Blueprint(sections=(Section(zh="x", count=0),))},
            "blueprint.sections.0.count",
        ),
        (
            {"blueprint": Blueprint(sections=(Section(zh="x", count=1, points=Decimal(0)),))},
            "blueprint.sections.0.points",
        ),
        (
            {"blueprint": Blueprint(sections=(Section(zh="x", count=1, kinds=("oral",)),))},
            "blueprint.sections.0.kinds",
        ),
        (
            {"blueprint": Blueprint(sections=(Section(zh="x", count=1, difficulties=(6,)),))},
            "blueprint.sections.0.difficulties",
        ),
    ],
)
def test_what_cannot_be_held_is_refused_by_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ExamFaulty) as refused:
        exam(**changed)

    assert field in {one.field for one in refused.value.fields}


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"opens_at": MONDAY}, "opens_at"), ({"retakes": Retakes(attempts=2)}, "retakes")],
)
def test_a_business_skill_exam_has_its_times_by_quarter_and_one_attempt(
    changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(ExamFaulty) as refused:
        exam(BUSINESS_SKILL, **changed)

    assert [field] == [one.field for one in refused.value.fields]


def test_a_business_skill_exam_is_scheduled_once_a_quarter() -> None:
    made = quarterly()
    with at(), pytest.raises(QuarterAlreadyScheduled):
        made.schedule_quarter("2020-Q1", **SPRING)
    with at(), pytest.raises(NotHeldByQuarter):
        exam().schedule_quarter("2020-Q1", **SPRING)

    assert ["2020-Q1"] == [one.quarter for one in made.runs]
    assert ["QuarterScheduled"] == new_events(made)


@pytest.mark.parametrize(
    ("quarter", "opens_at", "closes_at"),
    [
        ("2020-Q5", MONDAY, MONDAY + DAY),
        ("0000-Q1", MONDAY, MONDAY + DAY),
        ("2020-Q2", MONDAY, MONDAY + DAY),
        ("2020-Q1", MONDAY + DAY, MONDAY),
        ("2020-Q1", MONDAY, datetime(2020, 4, 2, tzinfo=UTC)),
    ],
)
def test_times_outside_of_the_quarter_are_refused(
    quarter: str, opens_at: datetime, closes_at: datetime
) -> None:
    made = exam(BUSINESS_SKILL)
    with at(), pytest.raises(QuarterWindowFaulty):
        made.schedule_quarter(quarter, opens_at=opens_at, closes_at=closes_at, audience=Audience())


def test_the_last_quarter_of_a_year_ends_with_the_year() -> None:
    made = exam(BUSINESS_SKILL)
    midnight_in_shanghai = datetime(2020, 12, 31, 16, tzinfo=UTC)
    with at():
        made.schedule_quarter(
            "2020-Q4",
            opens_at=midnight_in_shanghai - 31 * DAY,
            closes_at=midnight_in_shanghai,
            audience=Audience(),
        )

    assert "2020-Q4" == made.run_at(midnight_in_shanghai - DAY).quarter


@pytest.mark.parametrize(
    ("earlier", "at_", "refusal"),
    [
        ([], MONDAY, None),
        ([Attempt()], MONDAY, AttemptStillOpen),
        ([Attempt(ended_at=MONDAY)], MONDAY, AttemptStillOpen),
        ([Attempt(ended_at=MONDAY, passed=True)], MONDAY + 9 * DAY, ExamAlreadyPassed),
        ([UNTOLD], MONDAY + 3 * DAY - timedelta(seconds=1), RetakeTooEarly),
        ([UNTOLD], MONDAY + 3 * DAY, None),
        ([FAILED], MONDAY + 3 * DAY - timedelta(seconds=1), RetakeTooEarly),
        ([FAILED], MONDAY + 3 * DAY, None),
        ([FAILED, FAILED], MONDAY + 9 * DAY, NoAttemptLeft),
    ],
)
def test_an_exam_is_retaken_by_its_rule(
    earlier: list[Attempt], at_: datetime, refusal: type[DomainError] | None
) -> None:
    made = exam(retakes=Retakes(attempts=2, after_days=3))
    if refusal is None:
        assert 1 == made.check_may_start(at_, earlier=earlier).version
    else:
        with pytest.raises(refusal):
            made.check_may_start(at_, earlier=earlier)


def test_a_quarter_has_one_attempt_and_the_next_quarter_another() -> None:
    made = quarterly()
    april = datetime(2020, 4, 1, tzinfo=UTC)
    with at():
        made.schedule_quarter("2020-Q2", opens_at=april, closes_at=april + DAY, audience=Audience())
    sat = Attempt(quarter="2020-Q1", ended_at=MONDAY, passed=False)
    with pytest.raises(NoAttemptLeft):
        made.check_may_start(MONDAY + DAY, earlier=[sat])

    assert "2020-Q2" == made.check_may_start(april, earlier=[sat]).quarter
    assert "2020-Q1" == made.run_of(version=1, quarter="2020-Q1").quarter


def test_an_exam_is_open_from_its_opening_to_its_closing() -> None:
    made = exam(opens_at=MONDAY, closes_at=MONDAY + DAY)
    for moment in (MONDAY - timedelta(microseconds=1), MONDAY + DAY):
        with pytest.raises(ExamNotOpen):
            made.check_may_start(moment, earlier=[])

    assert made.check_may_start(MONDAY, earlier=[]).is_open(MONDAY)


@pytest.mark.parametrize(
    ("audience", "is_included"),
    [
        (Audience(), True),
        (Audience(employee_ids=(LI,)), True),
        (Audience(team_ids=(TEAM,)), True),
        (Audience(employee_ids=(SUN,)), False),
        (Audience(employee_ids=(SUN,), site_ids=(SITE,)), True),
        (Audience(position_ids=(TEAM,)), False),
    ],
)
def test_who_fits_one_of_the_lists_may_sit(audience: Audience, *, is_included: bool) -> None:
    found = audience.includes(LI, position_id=None, team_id=TEAM, site_id=SITE)

    assert is_included == found


@pytest.mark.parametrize(
    ("release", "before", "after"),
    [(NEVER, False, False), (AFTER_CLOSING, False, True), (AT_ONCE, True, True)],
)
def test_keys_and_results_are_released_by_their_rule(
    release: str, *, before: bool, after: bool
) -> None:
    run = Run(version=1, closes_at=MONDAY)

    assert [before, after] == [
        is_released(release, run=run, at=moment) for moment in (MONDAY - DAY, MONDAY)
    ]
    assert before == is_released(release, run=Run(version=1), at=MONDAY + 999 * DAY)


def test_exactly_the_pass_mark_passes() -> None:
    content = exam_content(pass_percent=Decimal("66.67"))

    assert content.is_passed(Decimal("66.67"), Decimal(100))
    assert not content.is_passed(Decimal("66.66"), Decimal(100))
