"""What a package has reported of one learner."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.domain.package_errors import TooManyCommits
from services.training.domain.scorm_attempt import Report, ScormAttempt
from tests.support.catalogue import at, new_events, without_events
from tests.support.training import LI, MONDAY


def attempt(mastery_score: Decimal | None = None) -> ScormAttempt:
    """A package that was launched once."""
    with at():
        made = ScormAttempt.open(
            UUID(int=1),
            employee_id=LI,
            unit_code="package",
            package_id=UUID(int=2),
            mastery_score=mastery_score,
        )
        made.launch(at=MONDAY)
    return without_events(made)


def report(lesson_status: str = "incomplete", seconds: int = 60, **facts: object) -> Report:
    return Report(lesson_status=lesson_status, session_seconds=seconds, **facts)  # type: ignore[arg-type]


def test_what_is_said_again_is_kept_once() -> None:
    made = attempt()
    with at():
        made.commit(report(), most=9)
        made.commit(report(), most=9)
        made.commit(report(seconds=61), most=9)

    assert ["Committed", "Committed"] == new_events(made)
    assert ("incomplete", 61, 2) == (made.lesson_status, made.seconds, made.commits)


def test_a_package_reports_only_so_often() -> None:
    made = attempt()
    with at():
        made.commit(report(seconds=1), most=1)
        made.commit(report(seconds=1), most=1)
        with pytest.raises(TooManyCommits):
            made.commit(report(seconds=2), most=1)

    assert ["Committed"] == new_events(made)


def test_the_time_of_all_sessions_adds_up() -> None:
    made = attempt()
    with at():
        made.commit(report(seconds=60), most=9)
        made.launch(at=MONDAY)
        made.commit(report(seconds=60), most=9)

    assert (60, 60, 2) == (made.seconds_before, made.seconds, made.session)
    assert ["Committed", "Launched", "Committed"] == new_events(made)


def test_a_package_goes_on_where_it_was_laid_aside() -> None:
    made = attempt()
    begun = made.entry
    with at():
        made.commit(report(exit="suspend"), most=9)
        aside = made.entry
        made.commit(report(exit="logout"), most=9)

    assert ("ab-initio", "resume", "") == (begun, aside, made.entry)


@pytest.mark.parametrize(
    ("said", "score", "mastery", "settled"),
    [
        ("incomplete", "80", "80", "passed"),
        ("passed", "79.9", "80", "failed"),
        ("completed", None, "80", "completed"),
        ("not attempted", None, None, "completed"),
        ("failed", "99", None, "failed"),
    ],
)
def test_when_a_package_ends_its_status_is_settled(
    said: str, score: str | None, mastery: str | None, settled: str
) -> None:
    made = attempt(None if mastery is None else Decimal(mastery))
    last = report(said, score=None if score is None else Decimal(score), is_finished=True)
    with at():
        made.commit(last, most=9)

    assert settled == made.lesson_status
    assert made.is_done is (settled in {"passed", "completed"})


def test_while_it_runs_the_mastery_score_decides_nothing() -> None:
    made = attempt(Decimal(80))
    with at():
        made.commit(report("incomplete", score=Decimal(90)), most=9)

    assert not made.is_done


def test_a_session_is_played_for_a_time() -> None:
    made = attempt()

    assert made.is_playable(at=MONDAY + timedelta(hours=7), hours=8)
    assert not made.is_playable(at=MONDAY + timedelta(hours=8), hours=8)
