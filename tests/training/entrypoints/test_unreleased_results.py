"""Before an exam releases its results no door tells who has passed: not even a second start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.candidacy import COMPLETED, FAILED, OPEN
from services.training.domain.certification import Stage
from services.training.service import TrainingService
from shared.clock import SetClock, iso
from tests.support.certificates import CODE, short_plan
from tests.support.sittings import EXAM, WRONG, answer_all, fill_bank
from tests.support.training import LI, MONDAY, QIAN, WANG, ZHAO
from tests.training.conftest import ActAs
from tests.training.entrypoints.conftest import Ask

CLOSING = MONDAY + timedelta(days=1)
WRITTEN = Stage(code="written", kind="written", exam_code="written-cards", most_attempts=1)
ANSWERED: dict[UUID, dict[str, Any]] = {LI: {}, ZHAO: {"single": WRONG, "multiple": WRONG}}
"""Li passes and Zhao fails, by one answer more that is wrong than is allowed."""


@pytest.fixture
def ways(
    school: TrainingService,
    as_employee: ActAs,
    project: Callable[[], None],
    note: Callable[[], int],
) -> dict[UUID, str]:
    """The candidacies of Li and Zhao, who have sat an exam that tells results once it closes."""
    fill_bank(school, closes_at=CLOSING, results="after_closing", pass_percent=Decimal(75))
    cases, opened = school.use_cases, {}
    with as_employee(QIAN):
        cases.certifications.create_certification(CODE, plan=short_plan(stages=(WRITTEN,)))
        for one in ANSWERED:
            made = cases.candidacies.open_candidacy(one, certification_code=CODE)
            opened[one] = f"/candidacies/{made.id}"
    project()
    for one, instead in ANSWERED.items():
        with as_employee(one):
            started = cases.sittings.start_sitting(EXAM)
            answer_all(school, started, **instead)
            cases.sittings.hand_in_sitting(started.id)
    note()
    return opened


def told(ask: Ask, path: str, *, by: UUID, last: int) -> tuple[Any, ...]:
    """What a reader is told of a candidacy that another result might change."""
    shown = ask("GET", path, by=by, expect=200).get_json()
    before = ask("GET", path, by=by, query_string={"position": last}, expect=200).get_json()
    history = ask("GET", f"{path}/history", by=by, expect=200)
    span = {"from": "1", "to": str(last)}
    diff = ask("GET", f"{path}/diff", by=by, query_string=span, expect=200).get_json()["changes"]
    listed = ask("GET", "/candidacies", by=by, expect=200).get_json()["items"]
    assert "points" not in history.text
    return (
        *(
            (one["state"], one["next_stage"], one["passed"], one["failed"])
            for one in (shown, before)
        ),
        [one["topic"] for one in history.get_json()["items"]],
        {name: diff[name] for name in ("state", "passed", "failed")},
        {(one["state"], one["passed"]) for one in listed},
    )


def test_before_release_candidacies_tell_the_learner_and_the_leader_nothing(
    school: TrainingService, ways: dict[UUID, str], ask: Ask
) -> None:
    last = school.store.recorder.last_position()
    seen = [
        told(ask, ways[one], by=by, last=last)
        for one, by in ((LI, LI), (LI, WANG), (ZHAO, ZHAO), (ZHAO, WANG))
    ]

    open_way = (OPEN, "written", [], [])
    assert (open_way, open_way, ["training.candidacy.opened"]) == seen[0][:3]
    assert {(OPEN, 0)} == seen[0][-1]
    assert [seen[0]] * len(seen) == seen


def test_before_release_a_second_start_is_refused_alike_who_passed_and_who_failed(
    ways: dict[UUID, str], ask: Ask
) -> None:
    refused = [ask("POST", "/sittings", {"exam_id": str(EXAM)}, by=one) for one in ways]

    assert ["no-attempt-left"] * len(refused) == [one.get_json()["code"] for one in refused]
    assert 1 == len({one.get_json()["detail"] for one in refused})


def test_once_released_results_count_with_their_own_time_and_points(
    ways: dict[UUID, str], ask: Ask, clock: SetClock, note: Callable[[], int]
) -> None:
    clock.move_to(CLOSING)
    assert [2, 0] == [note(), note()]
    passed, failed = (ask("GET", ways[one], by=one, expect=200).get_json() for one in (LI, ZHAO))

    assert (COMPLETED, FAILED) == (passed["state"], failed["state"])
    for one, noted in ((LI, passed["passed"]), (ZHAO, failed["failed"])):
        [own] = ask("GET", "/sittings", by=one, expect=200).get_json()["items"]
        assert [own["result"]["points"]] == [each["points"] for each in noted]
        assert [iso(MONDAY)] == [each["happened_at"] for each in noted]
