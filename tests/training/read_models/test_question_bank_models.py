"""The read models of the question bank and of exams."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.exam_definition import Audience, Blueprint, Section
from services.training.domain.item_statistics import Sums
from services.training.domain.question import Question
from services.training.service import TrainingService
from shared.errors import NotAllowed
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import own_models
from tests.support.question_bank import Mark, content, exam_content, settle
from tests.support.training import LI, MONDAY, QIAN, SUN, TEAM, ZHOU
from tests.training.conftest import ActAs

DAY = timedelta(days=1)
SEED = "seed"


@pytest.fixture
def kept(school: TrainingService, as_employee: ActAs, project: Callable[[], None]) -> None:
    """Questions and exams in each state."""
    bank, exams = school.use_cases.question_bank, school.use_cases.exams
    with as_employee(ZHOU):
        for kind in ("single", "multiple", "essay", "case"):
            bank.write_question(code=kind, content=content(kind))
        bank.write_question(code="hard", content=content(difficulty=5, tags=("cards", "new")))
        bank.write_question(code="draft", content=content(competency="sales"))
    with as_employee(QIAN):
        for code in ("single", "multiple", "essay", "case", "hard"):
            bank.review_question(Question.id_for(code), number=1)
        for code in ("single", "multiple", "case", "hard"):
            bank.put_question_in_use(Question.id_for(code), number=1)
        bank.retire_question(Question.id_for("multiple"))
        bank.revise_question(Question.id_for("single"), content(zh="新版", tags=("loans",)))
        open_to_all = exams.define_exam(code="b-all", purpose="written", content=exam_content())
        exams.publish_exam_version(open_to_all.id, exam_content(zh="新版"))
        exams.define_exam(
            code="a-team",
            purpose="written",
            content=exam_content(
                opens_at=MONDAY, closes_at=MONDAY + DAY, audience=Audience(team_ids=(TEAM,))
            ),
        )
        quarterly = exams.define_exam(
            code="c-quarter", purpose="business_skill", content=exam_content()
        )
        exams.schedule_exam_quarter(
            quarterly.id,
            quarter="2020-Q1",
            opens_at=MONDAY + DAY,
            closes_at=MONDAY + 2 * DAY,
            audience=Audience(employee_ids=(LI,)),
        )
        gone = exams.define_exam(code="d-gone", purpose="written", content=exam_content())
        exams.withdraw_exam(gone.id)
    project()


def codes(school: TrainingService, **filters: Any) -> list[str]:
    return [one.code for one in school.models.questions.page(filters, after=None, limit=20)]


def drawable(school: TrainingService, **wanted: Any) -> set[str]:
    blueprint = Blueprint(sections=(Section(zh="x", count=1, **wanted),))
    return {one.code for one in school.models.question_pool.candidates(blueprint, seed=SEED)}


def open_to(school: TrainingService, *member_ids: UUID, days: int = 0) -> list[tuple[str, str]]:
    moment = MONDAY + days * DAY
    found = school.models.exams.open_to(member_ids, at=moment, after=None, limit=9)
    return [(one.exam.code, one.quarter) for one in found]


@pytest.mark.usefixtures("kept")
def test_every_read_model_equals_a_fresh_replay_and_is_rebuilt_as_it_was(
    school: TrainingService,
) -> None:
    source, before = own_source(school.store), codes(school)
    assert 0 == OwnReaders(own_models(school), school.store).step()
    for model in own_models(school):
        assert compare_with_replay(model, source).is_equal, model.name
        rebuild(model, source, progress=lambda _: None)

    assert before == codes(school)


@pytest.mark.usefixtures("kept")
def test_questions_are_listed_by_their_newest_version(school: TrainingService) -> None:
    assert ["case", "draft", "essay", "hard", "multiple", "single"] == codes(school)
    assert ["case", "hard", "single"] == codes(school, state="in_use")
    assert ["draft"] == codes(school, state="draft")
    assert ["essay"] == codes(school, state="reviewed")
    assert ["multiple"] == codes(school, state="retired")
    assert ["draft"] == codes(school, competency="sales")
    assert ["case"] == codes(school, kind="case")
    assert ["single"] == codes(school, tag="loans")
    assert ["hard"] == codes(school, tag="new", difficulty=5)
    page = school.models.questions.page({}, after="case", limit=2)
    assert ["draft", "essay"] == [one.code for one in page]


@pytest.mark.usefixtures("kept")
def test_a_paper_is_drawn_from_versions_in_use_alone(school: TrainingService) -> None:
    assert {"single", "case", "hard"} == drawable(school)
    assert {"single", "hard"} == drawable(school, kinds=("single",))
    assert {"hard"} == drawable(school, tags=("cards", "new"))
    assert {"hard"} == drawable(school, difficulties=(5, 1))
    assert set() == drawable(school, competencies=("sales",))
    assert set() == drawable(school, tags=("loans",))
    blueprint = Blueprint(sections=(Section(zh="x", count=1, kinds=("case",)),))
    [case] = school.models.question_pool.candidates(blueprint, seed=SEED)
    assert {"a": ("A", "B", "C", "D")} == case.choices


def test_no_more_of_the_bank_is_read_than_a_paper_can_use(
    school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    bank = school.use_cases.question_bank
    for one in range(70):
        with as_employee(ZHOU):
            made = bank.write_question(code=f"q-{one}", content=content()).id
        with as_employee(QIAN):
            bank.review_question(made, number=1)
            bank.put_question_in_use(made, number=1)
    project()
    blueprint = Blueprint(sections=(Section(zh="x", count=3),))
    pool = school.models.question_pool
    samples = [{one.code for one in pool.candidates(blueprint, seed=str(n))} for n in range(3)]

    assert [60, 60, 60] == [len(one) for one in samples]
    assert len({frozenset(one) for one in samples}) > 1


@pytest.mark.usefixtures("kept")
def test_an_exam_is_open_to_its_audience_while_it_is_held(school: TrainingService) -> None:
    assert [("a-team", ""), ("b-all", "")] == open_to(school, LI, TEAM)
    assert [("b-all", "")] == open_to(school, SUN)
    assert [("b-all", ""), ("c-quarter", "2020-Q1")] == open_to(school, LI, TEAM, days=1)
    assert [("b-all", "")] == open_to(school, LI, TEAM, days=2)
    later = school.models.exams.open_to([LI, TEAM], at=MONDAY, after=("a-team", ""), limit=9)
    assert ["b-all"] == [one.exam.code for one in later]
    titles = {one.code: one.zh for one in school.models.exams.page(after=None, limit=9)}
    assert ["a-team", "b-all", "c-quarter", "d-gone"] == [*titles]
    assert "新版" == titles["b-all"]


ONE, TWO = UUID(int=11), UUID(int=12)


def test_answers_count_when_the_result_is_settled_and_anew_when_it_is_corrected(
    school: TrainingService,
) -> None:
    answers = school.models.item_answers
    settle(school, 1, Mark(0, ONE, Decimal(2), ("A",)), Mark(1, TWO, Decimal(1), ("B",)))
    settle(school, 2, Mark(0, TWO, Decimal(0)), Mark(1, ONE, Decimal(0), ("C",)))
    before = answers.sums_of(ONE, version=1)
    settle(school, 2, Mark(1, ONE, Decimal(2), ("C",)))
    after = answers.sums_of(ONE, version=1)

    half = Decimal("0.5")
    assert Sums(2, Decimal(1), 2, Decimal(1), Decimal(1), half, half**2, half) == before
    assert Sums(2, Decimal(2), 2, Decimal(2), Decimal(2), half, half**2, half) == after
    assert [("A", 1, Decimal("0.75")), ("C", 1, half)] == [
        (one.choice, one.answers, one.mean_total) for one in answers.choices_of(ONE, version=1)
    ]
    scores = {(one.total, one.share) for one in answers.scores_of(ONE, version=1)}
    assert {(Decimal("0.75"), Decimal(1)), (half, Decimal(1))} == scores
    assert Sums() == answers.sums_of(ONE, version=2)


def test_statistics_of_a_question_wait_for_enough_answers(
    school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    bank, analysis = school.use_cases.question_bank, school.use_cases.item_analysis
    with as_employee(ZHOU):
        made = bank.write_question(code="q", content=content()).id
    with as_employee(QIAN):
        bank.review_question(made, number=1)
        bank.put_question_in_use(made, number=1)
    for one in range(30):
        if one == 29:
            with as_employee(QIAN):
                few = analysis.see_item_statistics(made, version=None)
        right = Decimal(2 if one < 6 else 0)
        choice = "B" if one < 6 else "D"
        settle(school, one, Mark(0, made, right, (choice,)), Mark(1, TWO, right / 2 + 1))
    with as_employee(QIAN):
        enough = analysis.see_item_statistics(made, version=None)
        bank.adopt_difficulty(made)
    project()

    assert (29, 30, False, None, ()) == (
        few.answers,
        few.needed,
        few.is_enough,
        few.facility,
        few.choices,
    )
    assert (Decimal("0.2"), 5, Decimal(1), Decimal("0.75")) == (
        enough.facility,
        enough.difficulty,
        enough.correlation,
        enough.upper_lower,
    )
    assert [("B", 6), ("D", 24)] == [(one.choice, one.answers) for one in enough.choices]
    assert ["q"] == codes(school, difficulty=5)
    assert {"q"} == drawable(school, difficulties=(5,))


def test_questions_that_tell_nobody_apart_are_listed_first(
    school: TrainingService, as_employee: ActAs
) -> None:
    good, bad, few = UUID(int=21), UUID(int=22), UUID(int=23)
    for one in range(30):
        right = Decimal(2 if one % 2 else 0)
        settle(
            school,
            one,
            Mark(0, good, right),
            Mark(1, bad, 2 - right),
            Mark(2, TWO, right, full=Decimal(4)),
            Mark(3, few if one < 29 else UUID(int=24), right),
        )
    analysis = school.use_cases.item_analysis
    with as_employee(QIAN):
        first, *others = analysis.list_weak_items(after=None, limit=9)
        place = (first.rank, first.question_id, first.version)
        rest = analysis.list_weak_items(after=place, limit=1)
    with as_employee(LI), pytest.raises(NotAllowed):
        analysis.list_weak_items(after=None, limit=1)

    assert bad == first.question_id
    assert [Decimal("0.5"), Decimal(-1)] == [first.facility, first.correlation]
    assert {good, TWO} == {one.question_id for one in others}
    assert [others[0]] == rest
