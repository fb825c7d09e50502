"""Starting exams, saving answers, handing in, and what happens when the time is over."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.application.attempts import RUNNING_SITTINGS
from services.training.domain.exam_definition import Audience, Retakes
from services.training.domain.exam_errors import (
    AttemptStillOpen,
    ExamAlreadyPassed,
    ExamNotFound,
    ExamNotOpen,
    NoAttemptLeft,
    RetakeTooEarly,
    SectionCannotBeFilled,
)
from services.training.domain.question_content import Answer
from services.training.domain.sitting import BY_LEARNER, BY_TIME, RUNNING, SETTLED, Sitting
from services.training.domain.sitting_errors import (
    AnswerUnfit,
    SittingHandedIn,
    SittingNotFound,
    SittingStillRunning,
    TimeIsOver,
)
from services.training.service import TrainingService
from shared.errors import NotAllowed
from tests.support.sittings import (
    ALL_KINDS,
    CLOSED,
    EXAM,
    MINUTES,
    RIGHT,
    WRONG,
    answer_all,
    fill_bank,
)
from tests.support.training import LI, MONDAY, QIAN, SUN, WANG, ZHAO
from tests.training.conftest import ActAs

DAY = 86_400
Project = Callable[[], None]
Wait = Callable[[int], None]


@pytest.fixture
def held(school: TrainingService, project: Project) -> TrainingService:
    """The service with an exam of one closed question of each kind."""
    fill_bank(school, retakes=Retakes(attempts=2, after_days=3))
    project()
    return school


def start(school: TrainingService) -> Sitting:
    return school.use_cases.sittings.start_sitting(EXAM)


def save(school: TrainingService, sitting: Sitting, answer: Answer, **more: int) -> Sitting:
    return school.use_cases.sittings.save_answer(
        sitting.id,
        place=more.get("place", 0),
        answer=answer,
        sequence=more.get("sequence", 1),
        session="one",
    )


def sat(school: TrainingService, **instead: Answer) -> Sitting:
    started = start(school)
    answer_all(school, started, **instead)
    return school.use_cases.sittings.hand_in_sitting(started.id)


FAILED = dict.fromkeys(("single", "multiple"), WRONG) | {"fill_in": Answer()}


def test_a_start_draws_a_paper_whose_seed_is_kept_and_one_answer_is_one_event(
    held: TrainingService, as_employee: ActAs
) -> None:
    with as_employee():
        started = start(held)
        before = held.store.recorder.last_position()
        save(held, started, RIGHT["single"])

    assert [*CLOSED] == [one.kind for one in started.paper.questions]
    assert 64 == len(started.paper.seed)
    assert 1 == held.store.recorder.last_position() - before


def test_nobody_sits_two_exams_at_once_and_of_two_starts_one_wins(
    held: TrainingService, as_employee: ActAs
) -> None:
    with as_employee():
        first = start(held)
        with pytest.raises(SittingStillRunning):
            start(held)

    row = held.store.side_row(RUNNING_SITTINGS, str(LI))
    assert row is not None
    assert str(first.id) == row.content["sitting_id"]


def test_a_start_that_was_overtaken_between_reading_and_saving_is_refused(
    held: TrainingService, as_employee: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, overtaken = held.store.save, []

    def save_later(*aggregates: object, **more: object) -> int:
        if not overtaken:
            overtaken.append(True)
            start(held)
        return real(*aggregates, **more)  # type: ignore[arg-type]

    with as_employee():
        monkeypatch.setattr(held.store, "save", save_later)
        with pytest.raises(SittingStillRunning):
            start(held)

    topics = ["training.sitting.started"]
    assert 1 == len(held.store.recorder.select_records(after=0, limit=100, topics=topics))


def test_an_exam_is_started_by_whom_it_is_for_while_it_is_open(
    school: TrainingService, project: Project, as_employee: ActAs
) -> None:
    fill_bank(school, audience=Audience(employee_ids=(LI,)), closes_at=MONDAY)
    project()
    with as_employee(), pytest.raises(ExamNotOpen):
        start(school)
    with as_employee(), pytest.raises(ExamNotFound):
        school.use_cases.sittings.start_sitting(UUID(int=1))
    with as_employee(LI, frozenset()), pytest.raises(NotAllowed):
        start(school)


def test_who_is_not_of_the_audience_is_not_told_that_there_is_an_exam(
    school: TrainingService, project: Project, as_employee: ActAs
) -> None:
    fill_bank(school, audience=Audience(employee_ids=(LI,)))
    project()
    with as_employee(ZHAO), pytest.raises(ExamNotFound):
        start(school)
    with as_employee(LI):
        assert RUNNING == start(school).state


def test_a_bank_with_too_few_questions_starts_nothing(
    school: TrainingService, as_employee: ActAs
) -> None:
    fill_bank(school)
    with as_employee(), pytest.raises(SectionCannotBeFilled):
        start(school)

    assert school.store.side_row(RUNNING_SITTINGS, str(LI)) is None


def test_retakes_are_as_the_exam_lays_down(
    held: TrainingService, as_employee: ActAs, wait: Wait
) -> None:
    with as_employee():
        assert not sat(held, **FAILED).result.passed  # type: ignore[union-attr]
        with pytest.raises(RetakeTooEarly):
            start(held)
    wait(3 * DAY)
    with as_employee():
        second = sat(held, **FAILED)
        assert 2 == second.attempt
    wait(3 * DAY)
    with as_employee(), pytest.raises(NoAttemptLeft):
        start(held)


def test_who_passed_sits_it_anew_only_when_that_no_longer_counts(
    held: TrainingService, as_employee: ActAs, wait: Wait
) -> None:
    with as_employee():
        sat(held)
    wait(179 * DAY)
    with as_employee(), pytest.raises(ExamAlreadyPassed):
        start(held)
    wait(2 * DAY)
    with as_employee():
        assert 2 == start(held).attempt


@pytest.mark.parametrize("answered", [{}, FAILED])
def test_until_results_are_released_retakes_go_by_number_and_days_alone(
    school: TrainingService,
    project: Project,
    as_employee: ActAs,
    wait: Wait,
    answered: dict[str, Answer],
) -> None:
    fill_bank(school, results="never", retakes=Retakes(attempts=2, after_days=3))
    project()
    with as_employee():
        sat(school, **answered)
        with pytest.raises(RetakeTooEarly):
            start(school)
    wait(3 * DAY)
    with as_employee():
        assert 2 == sat(school, **answered).attempt
    wait(3 * DAY)
    with as_employee(), pytest.raises(NoAttemptLeft):
        start(school)


def test_a_repeat_and_an_older_copy_that_come_late_change_nothing(
    held: TrainingService, as_employee: ActAs
) -> None:
    with as_employee():
        started = start(held)
        save(held, started, WRONG, sequence=2)
        before = held.store.recorder.last_position()
        save(held, started, WRONG, sequence=2)
        kept = save(held, started, RIGHT["single"], sequence=1)

    assert before == held.store.recorder.last_position()
    assert {"": ("A",)} == kept.answers[0].choices


def test_answers_that_come_at_once_are_all_kept(
    held: TrainingService, as_employee: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, overtaken = held.store.save, []

    def save_later(*aggregates: object, **more: object) -> int:
        if not overtaken:
            overtaken.append(True)
            save(held, started, RIGHT["multiple"], place=1)
        return real(*aggregates, **more)  # type: ignore[arg-type]

    with as_employee():
        started = start(held)
        monkeypatch.setattr(held.store, "save", save_later)
        save(held, started, RIGHT["single"], place=0)

    assert {0, 1} == set(held.store.get(Sitting, started.id).answers)


def test_what_is_no_answer_to_the_question_is_refused_by_its_field(
    held: TrainingService, as_employee: ActAs
) -> None:
    wrong = {
        (0, "choices"): Answer(choices=("A", "B")),
        (1, "choices"): Answer(choices=("E",)),
        (2, "text"): Answer(text="wahr"),
        (3, "blanks"): Answer(blanks=("1", "2", "3")),
        (0, "parts"): Answer(parts={"a": Answer()}),
    }
    with as_employee():
        started = start(held)
        for (place, field), answer in wrong.items():
            with pytest.raises(AnswerUnfit) as refused:
                save(held, started, answer, place=place)
            assert [field] == [one.field for one in refused.value.fields]

    assert {} == held.store.get(Sitting, started.id).answers


def test_nobody_touches_or_sees_the_sitting_of_another(
    held: TrainingService, as_employee: ActAs
) -> None:
    with as_employee():
        started = start(held)
    for who in (ZHAO, SUN):
        with as_employee(who):
            with pytest.raises(SittingNotFound):
                save(held, started, RIGHT["single"])
            with pytest.raises(SittingNotFound):
                held.use_cases.sittings.hand_in_sitting(started.id)
            with pytest.raises(SittingNotFound):
                held.use_cases.sitting_results.see_sitting(started.id)
    with as_employee(WANG), pytest.raises(SittingNotFound):
        held.use_cases.sittings.hand_in_sitting(started.id)


def test_a_paper_of_closed_questions_is_marked_and_settled_at_once(
    held: TrainingService, as_employee: ActAs
) -> None:
    with as_employee():
        handed_in = sat(held, fill_in=Answer(blanks=("95588", "呼叫中心")))
        again = held.use_cases.sittings.hand_in_sitting(handed_in.id)
        result = held.use_cases.sitting_results.result_shown(again)

    assert handed_in.version == again.version
    assert (SETTLED, BY_LEARNER) == (again.state, again.handed_in_by)
    assert result is not None
    assert (True, Decimal(6), Decimal(8)) == (result.passed, result.points, result.full)
    assert held.store.side_row(RUNNING_SITTINGS, str(LI)) is None


def test_what_was_written_is_sealed_and_gone_with_the_person(
    school: TrainingService, project: Project, as_employee: ActAs
) -> None:
    fill_bank(school, *ALL_KINDS)
    project()
    with as_employee():
        started = start(school)
        answer_all(school, started)
    log = b"".join(one.state for one in school.store.recorder.select_records(after=0, limit=1000))

    for text in ("先核身", "冒用"):
        assert text.encode() not in log
    opened = school.use_cases.sitting_answers.opened(
        school.store.get(Sitting, started.id).answers[ALL_KINDS.index("case")]
    )
    assert RIGHT["case"] == opened


def test_when_the_time_is_over_a_timer_hands_in_once_what_is_saved(
    held: TrainingService, as_employee: ActAs, as_timer: ActAs, wait: Wait, project: Project
) -> None:
    with as_employee():
        started = start(held)
        save(held, started, RIGHT["single"])
    project()
    wait(MINUTES * 60 + 10)
    with as_employee():
        late = save(held, started, RIGHT["multiple"], place=1)
        assert ("late",) == late.answers[1].noted
    with as_timer() as now:
        assert 0 == held.use_cases.sittings.hand_in_over(now.occurred_at)
    wait(6)
    with as_employee(), pytest.raises(TimeIsOver):
        save(held, started, RIGHT["true_false"], place=2)
    with as_timer() as now:
        assert 1 == held.use_cases.sittings.hand_in_over(now.occurred_at)
        assert 0 == held.use_cases.sittings.hand_in_over(now.occurred_at)
    closed = held.store.get(Sitting, started.id)

    assert (BY_TIME, SETTLED) == (closed.handed_in_by, closed.state)
    assert closed.result is not None
    assert Decimal(4) == closed.result.points
    with as_employee(), pytest.raises(SittingHandedIn):
        save(held, started, RIGHT["true_false"], place=2)
    project()
    assert [] == held.models.sittings.over(at=now.occurred_at, limit=10)


def test_of_a_learner_and_the_timer_who_hand_in_at_once_one_does(
    held: TrainingService, as_employee: ActAs, as_timer: ActAs, wait: Wait, project: Project
) -> None:
    with as_employee():
        started = start(held)
    project()
    wait(MINUTES * 60 + 20)
    with as_employee():
        assert BY_TIME == held.use_cases.sittings.hand_in_sitting(started.id).handed_in_by
    with as_timer() as now:
        assert 0 == held.use_cases.sittings.hand_in_over(now.occurred_at)


def test_an_attempt_without_a_result_bars_the_next(
    school: TrainingService, project: Project, as_employee: ActAs, wait: Wait
) -> None:
    fill_bank(school, *ALL_KINDS, retakes=Retakes(attempts=3))
    project()
    with as_employee():
        sat(school)
    wait(400 * DAY)
    with as_employee(), pytest.raises(AttemptStillOpen):
        start(school)


def test_the_training_manager_sees_results_of_others_but_sits_like_anybody(
    school: TrainingService, project: Project, as_employee: ActAs
) -> None:
    fill_bank(school, results="never", keys="never")
    project()
    results = school.use_cases.sitting_results
    with as_employee(LI):
        learners = sat(school)
        assert results.result_shown(learners) is None
    with as_employee(QIAN):
        own = sat(school)
        assert results.result_shown(own) is None
        assert results.result_shown(learners) is not None
    with as_employee(WANG):
        assert results.result_shown(results.see_sitting(learners.id)) is None
