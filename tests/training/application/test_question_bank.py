"""Questions and exams by use cases: who may, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from services.training.application.question_bank import QuestionBank
from services.training.domain.errors import CompetencyUnknown, NotAnEmployee
from services.training.domain.exam import Exam
from services.training.domain.exam_definition import Audience, Section
from services.training.domain.exam_errors import (
    ExamAlreadyDefined,
    ExamNotFound,
    SectionCannotBeFilled,
)
from services.training.domain.question import Question
from services.training.domain.question_errors import (
    QuestionAlreadyWritten,
    QuestionNeedsAnotherReviewer,
    QuestionNotFound,
    TooFewAnswers,
)
from services.training.service import TrainingService
from shared.context import Context, acting
from shared.errors import Conflict, NotAllowed, Stale
from tests.support.question_bank import content, exam_content
from tests.support.training import HR, LI, MONDAY, QIAN, WU, ZHOU
from tests.training.conftest import ActAs

Project = Callable[[], None]
DAY = timedelta(days=1)


@pytest.fixture
def bank(school: TrainingService) -> QuestionBank:
    return school.use_cases.question_bank


@pytest.fixture
def question_id(bank: QuestionBank, as_employee: ActAs) -> UUID:
    """A question that Zhou wrote."""
    with as_employee(ZHOU):
        return bank.write_question(code="q-1", content=content()).id


@pytest.fixture
def fill(bank: QuestionBank, as_employee: ActAs, project: Project) -> Callable[[int], None]:
    """Puts so many questions in use."""

    def put(count: int) -> None:
        for one in range(count):
            with as_employee(ZHOU):
                made = bank.write_question(code=f"in-use-{one}", content=content()).id
            with as_employee(QIAN):
                bank.review_question(made, number=1)
                bank.put_question_in_use(made, number=1)
        project()

    return put


def test_a_question_is_written_once_reviewed_by_another_and_put_in_use(
    school: TrainingService, bank: QuestionBank, question_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(ZHOU):
        with pytest.raises(QuestionAlreadyWritten):
            bank.write_question(code="q-1", content=content())
        with pytest.raises(QuestionNeedsAnotherReviewer):
            bank.review_question(question_id, number=1)
    with as_employee(QIAN):
        with pytest.raises(Stale):
            bank.review_question(question_id, number=1, expected_version=7)
        bank.review_question(question_id, number=1, expected_version=1)
        bank.put_question_in_use(question_id, number=1)
    with as_employee(ZHOU):
        bank.revise_question(question_id, content(zh="新版"))
        bank.retire_question(question_id)

    assert "retired" == school.store.get(Question, question_id).state


@pytest.mark.parametrize("who", [LI, WU, HR])
def test_who_does_not_manage_exams_does_nothing_in_the_bank(
    bank: QuestionBank, question_id: UUID, as_employee: ActAs, who: UUID
) -> None:
    with as_employee(who):
        for step in (
            lambda: bank.write_question(code="q-2", content=content()),
            lambda: bank.revise_question(question_id, content(zh="新版")),
            lambda: bank.review_question(question_id, number=1),
            lambda: bank.put_question_in_use(question_id, number=1),
            lambda: bank.adopt_difficulty(question_id),
            lambda: bank.retire_question(question_id),
            lambda: bank.see_question(question_id),
            lambda: bank.see_question(UUID(int=1)),
        ):
            with pytest.raises(NotAllowed):
                step()


def test_of_two_who_revise_at_once_one_learns_of_the_other(
    school: TrainingService, question_id: UUID, as_employee: ActAs
) -> None:
    first, second = (school.store.get(Question, question_id) for _ in range(2))
    with as_employee(ZHOU):
        first.revise(content(zh="甲"), author="a")
        second.revise(content(zh="乙"), author="b")
        school.store.save(first)
        with pytest.raises(Conflict):
            school.store.save(second)


def test_a_machine_may_write_but_not_review(bank: QuestionBank) -> None:
    held = frozenset({"training.manage_exams"})
    with acting(Context(occurred_at=MONDAY, actor="client:hr", kind="client", permissions=held)):
        made = bank.write_question(code="q-1", content=content())
        with pytest.raises(NotAnEmployee):
            bank.review_question(made.id, number=1)

    assert "client:hr" == made.version_of(1).author


def test_what_is_no_competency_is_refused(
    school: TrainingService, bank: QuestionBank, question_id: UUID, as_employee: ActAs
) -> None:
    unknown = Section(zh="x", count=1, competencies=("sales", "flying"))
    with as_employee(ZHOU):
        with pytest.raises(CompetencyUnknown):
            bank.write_question(code="q-2", content=content(competency="flying"))
        with pytest.raises(CompetencyUnknown):
            bank.revise_question(question_id, content(competency="flying"))
        with pytest.raises(CompetencyUnknown) as refused:
            school.use_cases.exams.define_exam(
                code="x", purpose="written", content=exam_content(unknown)
            )

    assert ["blueprint.sections.0.competencies"] == [one.field for one in refused.value.fields]


def test_a_question_as_of_before_it_was_written_is_not_there(
    school: TrainingService, bank: QuestionBank, question_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(ZHOU), pytest.raises(QuestionNotFound):
        bank.see_question(UUID(int=1))
    assert school.store.find(Question, question_id) is not None


def test_difficulty_is_not_adopted_from_too_few_answers(
    bank: QuestionBank, fill: Callable[[int], None], as_employee: ActAs
) -> None:
    fill(1)
    with as_employee(QIAN), pytest.raises(TooFewAnswers):
        bank.adopt_difficulty(Question.id_for("in-use-0"))


def test_an_exam_is_laid_down_revised_held_by_quarter_and_withdrawn(
    school: TrainingService, as_employee: ActAs
) -> None:
    exams = school.use_cases.exams
    with as_employee(QIAN):
        made = exams.define_exam(code="quarterly", purpose="business_skill", content=exam_content())
        with pytest.raises(ExamAlreadyDefined):
            exams.define_exam(code="quarterly", purpose="written", content=exam_content())
        with pytest.raises(Stale):
            exams.publish_exam_version(made.id, exam_content(), expected_version=5)
        exams.publish_exam_version(made.id, exam_content(pass_percent=Decimal(70)))
        exams.schedule_exam_quarter(
            made.id,
            quarter="2020-Q1",
            opens_at=MONDAY,
            closes_at=MONDAY + DAY,
            audience=Audience(),
        )
        exams.withdraw_exam(made.id)
        with pytest.raises(ExamNotFound):
            exams.see_exam(UUID(int=1))
    with as_employee(LI), pytest.raises(NotAllowed):
        exams.see_exam(made.id)
    with as_employee(HR), pytest.raises(NotAllowed):
        exams.withdraw_exam(made.id)

    stored = school.store.get(Exam, made.id)
    assert (4, True, 2) == (stored.version, stored.is_withdrawn, stored.quarters[0].version)


def test_a_trial_paper_shows_whether_the_bank_fills_every_section(
    school: TrainingService, fill: Callable[[int], None], as_employee: ActAs
) -> None:
    exams = school.use_cases.exams
    fill(5)
    with as_employee(QIAN):
        enough = exams.define_exam(
            code="5", purpose="written", content=exam_content(Section(zh="五题", count=5))
        )
        many = exams.define_exam(
            code="6", purpose="written", content=exam_content(Section(zh="六题", count=6))
        )
        paper = exams.draw_trial_paper(enough.id, seed="1")
        with pytest.raises(SectionCannotBeFilled, match="六题"):
            exams.draw_trial_paper(many.id, seed="1")
    with as_employee(HR), pytest.raises(NotAllowed):
        exams.draw_trial_paper(enough.id, seed="1")

    assert {Question.id_for(f"in-use-{one}") for one in range(5)} == {
        one.question_id for one in paper.questions
    }


def test_the_log_says_by_which_competencies_a_question_was_accepted(
    school: TrainingService, question_id: UUID
) -> None:
    [record] = school.store.recorder.select_history(question_id)
    meta = msgspec.json.decode(record.state)["meta"]

    assert {"competencies": "1"} == meta["rules"]
