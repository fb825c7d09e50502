"""A wrong key is corrected: answers are marked anew, and the first marks stay in the log."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.application.attempts import ATTEMPTS
from services.training.application.key_corrections import LATEST_DRAW
from services.training.domain.exam_definition import Retakes
from services.training.domain.key_correction import COMPLETED, OPEN
from services.training.domain.question import Question
from services.training.domain.question_content import Answer, Choice
from services.training.domain.question_errors import QuestionNotFound, QuestionVersionUnknown
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_errors import CorrectionNotFound, CorrectionUnfit
from services.training.service import TrainingService
from shared.errors import NotAllowed
from shared.read_models.rebuild import own_source, rebuild
from tests.support.question_bank import content
from tests.support.sittings import CLOSED, EXAM, RIGHT, answer_all, at, fill_bank
from tests.support.training import LI, QIAN, WU, ZHAO, ZHOU
from tests.training.conftest import ActAs

Project = Callable[[], None]
Wait = Callable[[int], None]
SINGLE = Question.id_for("q-single")
WRONGLY = {"single": Answer(choices=("C",)), "multiple": Answer(), "fill_in": Answer()}


@pytest.fixture
def corrected(school: TrainingService, project: Project) -> TrainingService:
    """A question whose key was B, and should have been C: the second version says so."""
    fill_bank(school, retakes=Retakes(attempts=2))
    question = school.store.get(Question, SINGLE)
    with at(actor=ZHOU):
        question.revise(content("single", key=("C",)), author=str(ZHOU))
        question.revise(
            content(
                "single", choices=(Choice(key="C", zh="丙"), Choice(key="X", zh="丁")), key=("C",)
            ),
            author=str(ZHOU),
        )
    with at(actor=QIAN):
        question.review(2, reviewer=str(QIAN))
        question.review(3, reviewer=str(QIAN))
    school.store.save(question)
    project()
    return school


def order(school: TrainingService, as_employee: ActAs, *, right: int = 2) -> UUID:
    with as_employee(ZHOU):
        return school.use_cases.key_corrections.order_key_correction(
            question_id=SINGLE, wrong_version=1, right_version=right, reason="正确答案为 C"
        ).id


def sat(school: TrainingService, as_employee: ActAs, who: UUID, **instead: Answer) -> UUID:
    with as_employee(who):
        started = school.use_cases.sittings.start_sitting(EXAM)
        answer_all(school, started, **instead)
        return school.use_cases.sittings.hand_in_sitting(started.id).id


def apply(school: TrainingService, as_timer: ActAs, project: Project) -> int:
    project()
    with as_timer() as now:
        return school.use_cases.key_corrections.apply_key_corrections(now.occurred_at)


def test_whoever_was_asked_is_marked_anew_once_and_may_pass_by_it(
    corrected: TrainingService, as_employee: ActAs, as_timer: ActAs, project: Project
) -> None:
    almost = {**WRONGLY, "multiple": RIGHT["multiple"]}
    failed = sat(corrected, as_employee, LI, **almost)
    passed = sat(corrected, as_employee, ZHAO)
    order(corrected, as_employee)

    assert 2 == apply(corrected, as_timer, project)
    assert 0 == apply(corrected, as_timer, project)
    results = [corrected.store.get(Sitting, one).result for one in (failed, passed)]
    assert [(True, Decimal(6)), (True, Decimal(6))] == [
        (one.passed, one.points) for one in results if one is not None
    ]
    row = corrected.store.side_row(ATTEMPTS, f"{EXAM}/{LI}")
    assert row is not None
    assert row.content[0]["passed"]
    [listed] = corrected.models.key_corrections.page(before=None, limit=10)
    assert (OPEN, 2, 2) == (listed.state, listed.sittings, listed.changed)


def test_the_first_result_stays_in_the_log(
    corrected: TrainingService, as_employee: ActAs, as_timer: ActAs, project: Project
) -> None:
    sat(corrected, as_employee, LI, **WRONGLY)
    order(corrected, as_employee)
    apply(corrected, as_timer, project)
    topics = ["training.sitting.result_settled"]
    records = corrected.store.recorder.select_records(after=0, limit=10, topics=topics)
    settled = [corrected.store.mapper.to_domain_event(one) for one in records]

    assert [(Decimal(2), False), (Decimal(4), True)] == [
        (one.points, one.is_correction) for one in settled
    ]


def test_who_still_sits_such_a_paper_is_marked_anew_after_handing_in(
    corrected: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    project: Project,
    wait: Wait,
) -> None:
    with as_employee():
        started = corrected.use_cases.sittings.start_sitting(EXAM)
        answer_all(corrected, started, single=Answer(choices=("C",)))
    correction_id = order(corrected, as_employee)
    wait(int(LATEST_DRAW.total_seconds()) + 1)
    assert 0 == apply(corrected, as_timer, project)
    with as_employee():
        corrected.use_cases.sittings.hand_in_sitting(started.id)
    assert 1 == apply(corrected, as_timer, project)
    assert 0 == apply(corrected, as_timer, project)
    project()
    result = corrected.store.get(Sitting, started.id).result

    assert result is not None
    assert Decimal(len(CLOSED) * 2) == result.points
    with as_employee(ZHOU):
        done = corrected.use_cases.key_corrections.see_key_correction(correction_id)
    assert COMPLETED == done.state
    assert [] == corrected.models.key_corrections.open_corrections()


def test_a_rebuilt_list_is_the_same(
    corrected: TrainingService, as_employee: ActAs, as_timer: ActAs, project: Project
) -> None:
    sat(corrected, as_employee, LI)
    order(corrected, as_employee)
    apply(corrected, as_timer, project)
    project()
    model = corrected.models.key_corrections
    before = model.page(before=None, limit=10)
    rebuild(model, own_source(corrected.store), progress=lambda _: None)

    assert before == model.page(before=None, limit=10)
    assert 1 == before[0].sittings


@pytest.mark.parametrize("right", [1, 3])
def test_a_version_that_says_the_same_or_asks_something_else_is_refused(
    corrected: TrainingService, as_employee: ActAs, right: int
) -> None:
    with pytest.raises(CorrectionUnfit) as refused:
        order(corrected, as_employee, right=right)

    assert ["right_version"] == [one.field for one in refused.value.fields]


def test_a_version_that_nobody_reviewed_or_that_is_not_there_is_refused(
    corrected: TrainingService, as_employee: ActAs
) -> None:
    question = corrected.store.get(Question, SINGLE)
    with at(actor=ZHOU):
        question.revise(content("single", key=("D",)), author=str(ZHOU))
    corrected.store.save(question)
    with pytest.raises(CorrectionUnfit):
        order(corrected, as_employee, right=4)
    with pytest.raises(QuestionVersionUnknown):
        order(corrected, as_employee, right=5)


def test_only_who_manages_exams_corrects_keys(
    corrected: TrainingService, as_employee: ActAs
) -> None:
    corrections = corrected.use_cases.key_corrections
    asked = {"wrong_version": 1, "right_version": 2, "reason": "x"}
    for who in (LI, WU):
        with as_employee(who), pytest.raises(NotAllowed):
            corrections.order_key_correction(question_id=SINGLE, **asked)
        with as_employee(who), pytest.raises(NotAllowed):
            corrections.see_key_correction(UUID(int=1))
    with as_employee(ZHOU):
        with pytest.raises(QuestionNotFound):
            corrections.order_key_correction(question_id=UUID(int=1), **asked)
        with pytest.raises(CorrectionNotFound):
            corrections.see_key_correction(UUID(int=1))
