"""The read models of evaluation: what they hold, and that a rebuilt one answers as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.application.course_reviews import EvidenceAsked
from services.training.domain.errors import EmployeeUnknown
from services.training.domain.evaluation_errors import (
    CourseAlreadyReviewed,
    CourseReviewNotFound,
    EvaluatedCourseUnknown,
    EvidenceUnknown,
)
from services.training.domain.session_attendance import Teacher
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.errors import NotAllowed
from shared.read_models import ReadModel, Rows
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source
from tests.support.evaluation import COURSE, EXAM, EXAM_AFTER, Told, ToldMeta, plan
from tests.support.parts import own_models
from tests.support.training import EVERYBODY, LI, MONDAY, QIAN, SUN, ZHAO, ZHOU
from tests.training.application.test_surveys import asked
from tests.training.conftest import ActAs

SPAN = {"since": date(2020, 1, 1), "until": date(2020, 3, 31)}
QUARTER = "2020-Q1"


def apply(model: ReadModel, *events: tuple[str, Any]) -> None:
    """Events of other parts of the service, as the projector is given them."""
    with model.database.writing() as connection:
        rows = Rows(connection, called={})
        for topic, told in events:
            model.project(topic, rows, told)
        rows.flush()


def course(code: str, *, at: datetime = MONDAY) -> Told:
    meta = ToldMeta(occurred_at=at)
    return Told(UUID(int=len(code) * 1000 + ord(code[0])), code=code, meta=meta)


def sitting(number: int, employee_id: UUID, exam_id: UUID, *, points: int, on: int) -> Told:
    meta = ToldMeta(occurred_at=MONDAY + timedelta(days=on))
    told = Told(UUID(int=number), employee_id=employee_id, exam_id=exam_id, meta=meta)
    return replace(told, points=type(told.points)(points), passed=points >= 60)


@pytest.fixture
def evaluated(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> dict[str, UUID]:
    """Everything happens once at least: ids by what they are of."""
    evaluation = school.use_cases.evaluation
    apply(school.models.course_reviews, ("training.course.created", Told(COURSE)))
    with as_employee(QIAN):
        anonymous = evaluation.surveys.open_survey(asked()).id
        named = evaluation.surveys.open_survey(asked(is_anonymous=False, invited=(LI,))).id
        study = evaluation.studies.register_study(plan()).id
        given_up = evaluation.studies.register_study(plan(level=4)).id
        evaluation.studies.withdraw_study(given_up, reason="重复")
        row = {"fact_id": "a", "employee_id": str(LI), "metric": "csat", "from_on": "2020-03-02"}
        kept = evaluation.facts.import_facts([{**row, "value": "4.5"}]).id
        gone = evaluation.facts.import_facts([{**row, "fact_id": "b", "value": "1"}]).id
        evaluation.facts.withdraw_fact_import(gone, reason="有误")
    for one in EVERYBODY:
        with as_employee(one):
            evaluation.surveys.answer_survey(
                anonymous, scores={"useful": 3, "clear": 4}, comment=None
            )
    with as_employee(LI):
        evaluation.surveys.answer_survey(named, scores={"useful": 5, "clear": 5}, comment=None)
    project()
    clock.move_to(datetime(2020, 3, 28, tzinfo=UTC))
    with as_timer():
        evaluation.surveys.write_answers(clock.now())
    with as_employee(QIAN):
        evaluation.studies.measure_effect(study)
        evidence = [EvidenceAsked("study", study), EvidenceAsked("survey", anonymous)]
        review = evaluation.reviews.review_course(
            COURSE, quarter=QUARTER, decision="revise", reasons="讲得太快", evidence=evidence
        ).id
    project()
    return {
        "anonymous": anonymous,
        "named": named,
        "study": study,
        "given_up": given_up,
        "kept": kept,
        "review": review,
    }


@pytest.mark.usefixtures("evaluated")
def test_what_was_read_is_not_read_again_and_a_replay_comes_to_the_same(
    school: TrainingService,
) -> None:
    source = own_source(school.store)
    evaluated = {"facts", "studies", "surveys"}
    named = evaluated | {"study_completions", "trainer_figures", "evaluated_results"}
    models = [one for one in own_models(school) if one.name in named]

    assert 0 == OwnReaders(own_models(school), school.store).step()
    assert named == {one.name for one in models}
    assert [] == [one.name for one in models if not compare_with_replay(one, source).is_equal]


def test_studies_are_listed_with_what_became_of_them(
    school: TrainingService, evaluated: dict[str, UUID]
) -> None:
    model = school.models.studies
    both = model.page(course_id=COURSE, after=None, limit=10)
    states = {one["study_id"]: (one["state"], one["verdict"]) for one in both}

    assert {
        str(evaluated["study"]): ("measured", "data_insufficient"),
        str(evaluated["given_up"]): ("withdrawn", None),
    } == states
    last = (both[0]["registered_at"], both[0]["study_id"])
    assert both[1:] == model.page(course_id=None, after=last, limit=10)
    assert [] == model.page(course_id=UUID(int=1), after=None, limit=10)


def test_surveys_are_listed_for_those_asked_and_for_those_who_taught(
    school: TrainingService, evaluated: dict[str, UUID]
) -> None:
    model = school.models.surveys

    def seen_by(employee_id: UUID | None) -> set[str]:
        page = model.page(employee_id=employee_id, after=None, limit=10)
        return {one["survey_id"] for one in page}

    both = {str(evaluated["anonymous"]), str(evaluated["named"])}
    assert [both, both, {str(evaluated["anonymous"])}, both, set()] == [
        seen_by(one) for one in (None, LI, SUN, ZHOU, UUID(int=1))
    ]
    [first, second] = model.page(employee_id=None, after=None, limit=10)
    last = (first["closes_at"], first["survey_id"])
    assert [second] == model.page(employee_id=None, after=last, limit=10)
    assert (10, True) == (
        next(one["answers"] for one in (first, second) if one["is_anonymous"]),
        first["is_closed"],
    )


def test_answers_are_listed_page_by_page(
    school: TrainingService, evaluated: dict[str, UUID]
) -> None:
    model, survey_id = school.models.surveys, evaluated["anonymous"]
    first = model.answers(survey_id, after=None, limit=6)
    rest = model.answers(survey_id, after=str(first[-1]), limit=6)

    assert (6, 4, 10) == (len(first), len(rest), len({*first, *rest}))


def test_a_review_freezes_the_figures_of_its_evidence(
    school: TrainingService, evaluated: dict[str, UUID], as_employee: ActAs
) -> None:
    with as_employee(QIAN):
        review = school.use_cases.evaluation.reviews.see_course_review(evaluated["review"])

    assert [
        ("study", {"metric": "quality_score", "verdict": "data_insufficient"}),
        ("survey", {"answers": "10", "content": "3.00", "lecturer": "4.00"}),
    ] == [(one.kind, one.figures) for one in review.evidence]


def test_a_course_is_due_until_it_is_reviewed_and_again_in_the_next_quarter(
    school: TrainingService, evaluated: dict[str, UUID]
) -> None:
    model = school.models.course_reviews
    late = course("zz", at=datetime(2020, 4, 1, tzinfo=UTC))
    apply(
        model,
        ("training.course.created", course("a")),
        ("training.course.created", course("bb")),
        ("training.course.retired", course("bb")),
        ("training.course.created", late),
    )

    def due(quarter: str, after: str | None = None) -> list[str]:
        found = model.due(quarter, after=after, limit=50)
        # Beside those that a centre is shipped with.
        return [one["code"] for one in found if one["code"] in ("a", "bb", "soothing", "zz")]

    assert (["a"], ["a", "soothing", "zz"]) == (due(QUARTER), due("2020-Q2"))
    assert (["zz"], []) == (due("2020-Q2", "soothing"), due("2019-Q4"))
    [row] = model.page(QUARTER, after=None, limit=10)
    assert ("revise", str(evaluated["review"])) == (row["decision"], row["course_review_id"])
    assert [] == model.page(QUARTER, after=row["course_review_id"], limit=10)


def test_a_course_is_reviewed_once_a_quarter_by_those_who_may(
    school: TrainingService, evaluated: dict[str, UUID], as_employee: ActAs
) -> None:
    reviews = school.use_cases.evaluation.reviews
    given: dict[str, Any] = {"decision": "keep", "reasons": "好", "evidence": []}
    with as_employee(QIAN):
        with pytest.raises(CourseAlreadyReviewed):
            reviews.review_course(COURSE, quarter=QUARTER, **given)
        with pytest.raises(EvaluatedCourseUnknown):
            reviews.review_course(UUID(int=5), quarter=QUARTER, **given)
        with pytest.raises(CourseReviewNotFound):
            reviews.see_course_review(UUID(int=5))
        assert "2020-Q2" == reviews.review_course(COURSE, quarter="2020-Q2", **given).quarter
    with as_employee(LI), pytest.raises(NotAllowed):
        reviews.review_course(COURSE, quarter="2020-Q3", **given)


def test_evidence_without_a_result_is_refused_by_its_place(
    school: TrainingService, evaluated: dict[str, UUID], as_employee: ActAs
) -> None:
    gain = EvidenceAsked("learning_gain", EXAM_AFTER, before_exam_id=EXAM, **SPAN)
    evidence = [
        EvidenceAsked("study", evaluated["study"]),
        EvidenceAsked("study", evaluated["given_up"]),
        EvidenceAsked("survey", evaluated["named"]),
        gain,
        EvidenceAsked("learning_gain", EXAM_AFTER),
    ]
    with as_employee(QIAN), pytest.raises(EvidenceUnknown) as refused:
        school.use_cases.evaluation.reviews.review_course(
            COURSE, quarter="2020-Q3", decision="keep", reasons="好", evidence=evidence
        )

    assert [f"evidence.{number}.source_id" for number in (1, 2, 3, 4)] == [
        one.field for one in refused.value.fields
    ]


def test_a_learning_gain_pairs_the_first_sitting_before_with_the_last_one_after(
    school: TrainingService, as_employee: ActAs
) -> None:
    people = [UUID(int=100 + number) for number in range(10)]
    told = []
    for number, one in enumerate(people):
        told += [
            sitting(number * 10 + 1, one, EXAM, points=50 + number, on=1),
            sitting(number * 10 + 2, one, EXAM, points=90, on=2),
            sitting(number * 10 + 3, one, EXAM_AFTER, points=10, on=3),
            sitting(number * 10 + 4, one, EXAM_AFTER, points=70 + number + number % 2, on=4),
        ]
    only_before = sitting(999, SUN, EXAM, points=50, on=1)
    outside = sitting(998, SUN, EXAM_AFTER, points=100, on=200)
    told += [only_before, outside]
    apply(
        school.models.evaluated_results, *(("training.sitting.result_settled", one) for one in told)
    )
    gains = school.use_cases.evaluation.gains
    with as_employee(QIAN):
        found = gains.see_learning_gain(EXAM, EXAM_AFTER, **SPAN)
        same = gains.see_learning_gain(EXAM, EXAM, **SPAN)
        few = gains.see_learning_gain(EXAM_AFTER, EXAM, **SPAN)

    assert (10, "enough", "0.5450", "0.7500") == (
        found.employees,
        found.verdict,
        found.before,
        found.after,
    )
    assert found.gain is not None
    assert ("0.2050", "0.2012", "0.2088") == (
        found.gain.estimate,
        found.gain.lower,
        found.gain.upper,
    )
    assert (10, "0.9000") == (same.employees, same.after)
    assert (0, "few_pairs", None) == (few.employees, few.verdict, few.gain)
    with as_employee(LI), pytest.raises(NotAllowed):
        gains.see_learning_gain(EXAM, EXAM_AFTER, **SPAN)


def test_a_corrected_result_keeps_its_day(school: TrainingService) -> None:
    first = sitting(1, LI, EXAM, points=50, on=1)
    corrected = sitting(1, LI, EXAM, points=70, on=150)
    after = sitting(2, LI, EXAM_AFTER, points=80, on=2)
    settled = "training.sitting.result_settled"
    model = school.models.evaluated_results
    apply(model, (settled, first), (settled, after))
    apply(model, (settled, corrected))
    [found] = model.scored_twice(EXAM, EXAM_AFTER, **SPAN)

    assert ("0.7", "0.8") == (str(found.before), str(found.after))


def test_a_trainer_s_figures_come_from_sessions_surveys_exams_and_studies(
    school: TrainingService, evaluated: dict[str, UUID], as_employee: ActAs
) -> None:
    session = Told(UUID(int=1), teachers=(Teacher(employee_id=ZHOU),))
    earlier = replace(session, originator_id=UUID(int=2), day=date(2019, 12, 1))
    came = [replace(session, employee_id=one) for one in (LI, ZHAO)]
    absent = replace(session, employee_id=SUN)
    told: list[tuple[str, Any]] = [
        ("training.session.held", session),
        ("training.session.held", earlier),
        *(("training.session.attendance_noted", one) for one in (*came, absent)),
        ("training.session.attendance_noted", replace(absent, status="absent")),
    ]
    for number, (who, points) in enumerate([(LI, 80), (LI, 90), (LI, 40), (ZHAO, 70), (ZHAO, 65)]):
        told.append(
            ("training.sitting.result_settled", sitting(number, who, EXAM, points=points, on=70))
        )
    told.append(("training.sitting.result_settled", sitting(50, SUN, EXAM, points=10, on=70)))
    told.append(("training.sitting.result_settled", sitting(51, LI, EXAM, points=10, on=1)))
    apply(school.models.trainer_figures, *told)
    trainers = school.use_cases.evaluation.trainers
    with as_employee(ZHOU):
        found = trainers.see_trainer_figures(ZHOU, **SPAN)

    assert (1, "1.50", "4.00", 10, 5, "0.8000") == (
        found.sessions,
        found.hours,
        found.satisfaction,
        found.scores,
        found.sittings,
        found.pass_rate,
    )
    [effect] = found.effects
    assert (str(evaluated["study"]), "data_insufficient", None) == (
        effect["study_id"],
        effect["verdict"],
        effect["estimate"],
    )


def test_a_trainer_s_figures_are_for_the_trainer_and_for_who_evaluates(
    school: TrainingService, as_employee: ActAs
) -> None:
    trainers = school.use_cases.evaluation.trainers
    for who in (QIAN, ZHOU):
        with as_employee(who):
            nothing = trainers.see_trainer_figures(ZHOU, **SPAN)
            assert (0, "0.00", None, None) == (
                nothing.sessions,
                nothing.hours,
                nothing.satisfaction,
                nothing.pass_rate,
            )
    with as_employee(LI), pytest.raises(EmployeeUnknown):
        trainers.see_trainer_figures(ZHOU, **SPAN)
