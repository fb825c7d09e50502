"""Who marks which open answers, and what they see of learners and of each other."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.domain.question_content import Answer
from services.training.domain.sitting import HANDED_IN, SETTLED, Sitting
from services.training.domain.sitting_errors import (
    AlreadyMarked,
    MarkingNotFound,
    MarkingTaken,
    NotClaimed,
    PointsUnfit,
)
from services.training.service import TrainingService
from shared.errors import NotAllowed
from tests.support.catalogue import enter_rules
from tests.support.sessions import came, plan
from tests.support.sittings import ALL_KINDS, EXAM, RIGHT, answer_all, fill_bank
from tests.support.training import FENG, LI, QIAN, SUN, WANG, WU, ZHAO, ZHENG
from tests.training.conftest import ActAs

Project = Callable[[], None]
Wait = Callable[[int], None]
MARK = frozenset({"people.self", "training.mark"})


@pytest.fixture
def sitting_id(school: TrainingService, project: Project, as_employee: ActAs) -> UUID:
    """Li has handed in an essay and a case beside closed questions."""
    fill_bank(school, *ALL_KINDS)
    project()
    with as_employee():
        started = school.use_cases.sittings.start_sitting(EXAM)
        answer_all(school, started)
        school.use_cases.sittings.hand_in_sitting(started.id)
    project()
    return started.id


def queue_of(school: TrainingService, as_employee: ActAs, who: UUID) -> list[UUID]:
    with as_employee(who, MARK):
        found = school.models.markings.page(
            marker_id=who,
            kept_away=school.use_cases.markings.kept_away(),
            at=school.use_cases.bench.now,
            after=None,
            limit=10,
        )
    return [one.marking_id for one in found]


def give(school: TrainingService, marking_id: UUID, points: str) -> None:
    markings = school.use_cases.markings
    markings.claim_marking(marking_id)
    markings.give_points(marking_id, points=Decimal(points), comment="王芳写得清楚")


def test_only_open_answers_wait_and_the_result_waits_for_them(
    school: TrainingService, sitting_id: UUID, as_employee: ActAs
) -> None:
    assert 2 == len(queue_of(school, as_employee, WU))
    waiting = school.store.get(Sitting, sitting_id)
    assert (HANDED_IN, None) == (waiting.state, waiting.result)


def test_an_open_question_without_an_answer_waits_for_nobody(
    school: TrainingService, project: Project, as_employee: ActAs
) -> None:
    fill_bank(school, "single", "essay")
    project()
    with as_employee():
        started = school.use_cases.sittings.start_sitting(EXAM)
        answer_all(school, started, essay=Answer(text="  "))
        handed_in = school.use_cases.sittings.hand_in_sitting(started.id)
    project()

    assert [] == queue_of(school, as_employee, WU)
    assert SETTLED == handed_in.state


def test_two_markers_who_agree_settle_all_and_the_case_earns_its_parts_together(
    school: TrainingService, sitting_id: UUID, project: Project, as_employee: ActAs
) -> None:
    for marking_id in queue_of(school, as_employee, WU):
        for who in (WU, ZHENG):
            with as_employee(who):
                give(school, marking_id, "1")
    project()
    settled = school.store.get(Sitting, sitting_id)

    assert settled.result is not None
    assert Decimal(11) == settled.result.points
    assert [Decimal(2)] * 4 + [Decimal(1), Decimal(2)] == [
        settled.marks[place].points for place in range(6)
    ]
    assert [] == queue_of(school, as_employee, FENG)


def test_a_third_settles_what_two_disagree_about(
    school: TrainingService, sitting_id: UUID, project: Project, as_employee: ActAs
) -> None:
    first = queue_of(school, as_employee, WU)[0]
    for who, points in ((WU, "0"), (ZHENG, "1")):
        with as_employee(who):
            give(school, first, points)
    project()
    assert first not in queue_of(school, as_employee, WU)
    assert first in queue_of(school, as_employee, FENG)
    with as_employee(FENG):
        give(school, first, "0.5")
    project()

    assert first not in queue_of(school, as_employee, FENG)


@pytest.mark.parametrize("who", [LI, WANG])
def test_neither_the_learner_nor_the_supervisor_marks(
    school: TrainingService, sitting_id: UUID, as_employee: ActAs, who: UUID
) -> None:
    marking_id = queue_of(school, as_employee, WU)[0]
    assert [] == queue_of(school, as_employee, who)
    with as_employee(who, MARK), pytest.raises(MarkingNotFound):
        school.use_cases.markings.claim_marking(marking_id)
    for stranger in (ZHAO, SUN):
        with as_employee(stranger), pytest.raises(NotAllowed):
            school.use_cases.markings.claim_marking(marking_id)


def test_who_taught_a_learner_lately_does_not_mark_where_the_rule_says_so(
    school: TrainingService, sitting_id: UUID, project: Project, as_employee: ActAs, wait: Wait
) -> None:
    with as_employee(QIAN):
        session_id = plan(school, trainer_ids=[WU]).id
    with as_employee(LI):
        school.use_cases.session_places.take_place(session_id)
    wait(86_400)
    attendance = school.use_cases.session_attendance
    with as_employee(WU, MARK | {"training.teach"}):
        attendance.note_attendance(session_id, came(LI))
        attendance.hold_session(session_id, taught_minutes=None)
    project()
    [marking_id, _] = queue_of(school, as_employee, WU)

    enter_rules(school, "marking", trainers_kept_away_days=90)

    assert [] == queue_of(school, as_employee, WU)
    with as_employee(WU), pytest.raises(MarkingNotFound):
        school.use_cases.markings.claim_marking(marking_id)
    assert 2 == len(queue_of(school, as_employee, ZHENG))
    wait(91 * 86_400)
    assert 2 == len(queue_of(school, as_employee, WU))


def test_what_two_have_claimed_waits_for_nobody_else_until_a_claim_runs_out(
    school: TrainingService, sitting_id: UUID, project: Project, as_employee: ActAs, wait: Wait
) -> None:
    marking_id = queue_of(school, as_employee, WU)[0]
    for who in (WU, ZHENG):
        with as_employee(who):
            school.use_cases.markings.claim_marking(marking_id)
    project()
    assert marking_id not in queue_of(school, as_employee, FENG)
    with as_employee(FENG), pytest.raises(MarkingTaken):
        school.use_cases.markings.claim_marking(marking_id)
    wait(30 * 60)
    assert marking_id in queue_of(school, as_employee, FENG)
    with as_employee(WU), pytest.raises(NotClaimed):
        school.use_cases.markings.give_points(marking_id, points=Decimal(1))


def test_an_answer_is_shown_only_to_who_has_it_and_never_with_others_points(
    school: TrainingService, sitting_id: UUID, as_employee: ActAs
) -> None:
    markings = school.use_cases.markings
    marking_id = queue_of(school, as_employee, WU)[0]
    with as_employee(WU):
        give(school, marking_id, "1")
        _, text = markings.see_marking(marking_id)
    assert text in {RIGHT["essay"].text, RIGHT["case"].parts["b"].text}
    with as_employee(ZHENG):
        with pytest.raises(MarkingNotFound):
            markings.see_marking(marking_id)
        markings.claim_marking(marking_id)
        marking, _ = markings.see_marking(marking_id)
        assert marking.given_by(ZHENG) is None


def test_points_are_given_once_within_the_full_ones_and_comments_are_sealed(
    school: TrainingService, sitting_id: UUID, as_employee: ActAs
) -> None:
    marking_id = queue_of(school, as_employee, WU)[0]
    with as_employee(WU):
        with pytest.raises(PointsUnfit):
            give(school, marking_id, "2.01")
        give(school, marking_id, "1")
        with pytest.raises(AlreadyMarked):
            give(school, marking_id, "1")
    log = b"".join(one.state for one in school.store.recorder.select_records(after=0, limit=1000))

    assert "王芳".encode() not in log


def test_who_marks_at_the_same_moment_is_not_lost(
    school: TrainingService, sitting_id: UUID, as_employee: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = queue_of(school, as_employee, WU)
    for marking_id in (first, second):
        with as_employee(WU):
            give(school, marking_id, "1")
        with as_employee(ZHENG):
            school.use_cases.markings.claim_marking(marking_id)
    real, overtaken = school.store.save, []

    def save_later(*aggregates: object, **more: object) -> int:
        if not overtaken:
            overtaken.append(True)
            school.use_cases.markings.give_points(second, points=Decimal(1))
        return real(*aggregates, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(school.store, "save", save_later)
    with as_employee(ZHENG):
        school.use_cases.markings.give_points(first, points=Decimal(1))

    assert SETTLED == school.store.get(Sitting, sitting_id).state
