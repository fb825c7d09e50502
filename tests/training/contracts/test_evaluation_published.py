"""What `training` publishes of its evaluation has the shape of the examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import services.training
from services.training.application.course_reviews import EvidenceAsked
from services.training.domain.survey import SurveyPlan
from services.training.messages.evaluation_events import EVALUATION
from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place
from shared.clock import SetClock
from shared.read_models import Rows
from tests.support.evaluation import COURSE, Told, plan
from tests.support.training import EVERYBODY, QIAN, ZHOU
from tests.training.application.test_surveys import QUESTIONS, SCORES
from tests.training.conftest import ActAs

FOLDER = Path(__file__).parents[2] / "contracts" / "training"
NAMES = {f"{one.name}.v1.json" for one in EVALUATION}
EXAMPLES = {name: json.loads((FOLDER / name).read_text("utf-8")) for name in NAMES}
Json = dict[str, Any]


@pytest.fixture
def published(
    school: TrainingService, as_employee: ActAs, clock: SetClock, project: Callable[[], None]
) -> Json:
    """One message of each type."""
    evaluation, model = school.use_cases.evaluation, school.models.course_reviews
    with model.database.writing() as connection:
        rows = Rows(connection, called={})
        model.project("training.course.created", rows, Told(COURSE))
        rows.flush()
    with as_employee(QIAN):
        survey_id = evaluation.surveys.open_survey(
            SurveyPlan(
                course_id=COURSE,
                trainer_ids=(ZHOU,),
                questions=QUESTIONS,
                invited=EVERYBODY,
                is_anonymous=True,
                closes_at=clock.now() + timedelta(days=7),
            )
        ).id
        study_id = evaluation.studies.register_study(plan()).id
    for one in EVERYBODY:
        with as_employee(one):
            evaluation.surveys.answer_survey(survey_id, scores=SCORES, comment="讲得好")
    clock.move_to(datetime(2020, 3, 28, tzinfo=UTC))
    with as_employee(QIAN):
        evaluation.surveys.close_survey(survey_id)
        evaluation.studies.measure_effect(study_id)
        evidence = [EvidenceAsked("study", study_id), EvidenceAsked("survey", survey_id)]
        evaluation.reviews.review_course(
            COURSE, quarter="2020-Q1", decision="keep", reasons="效果好", evidence=evidence
        )
    return by_type(school)


def by_type(school: TrainingService) -> Json:
    """The last message of each type, by name of its example."""
    translator = Translator(PUBLICATIONS, school.store.mapper, stream="loopdesk.events")
    identity, before, messages = school.store.recorder.log(), Place(), {}
    for record in school.store.recorder.select_records(after=0, limit=1000):
        made = translator.message_for(record, identity, before)
        if made is not None:
            before = place_after(made)
            messages[f"{made['type'].removeprefix('loopdesk.training.')}.json"] = made
    return messages


def test_each_of_them_is_published(published: Json) -> None:
    assert NAMES <= set(published)


def test_what_is_published_has_exactly_the_fields_of_its_example(published: Json) -> None:
    optional = {"correlationid", "causationid"}
    for name, example in EXAMPLES.items():
        assert set(example) - optional == set(published[name]) - optional, name
        assert set(example["data"]) == set(published[name]["data"]), name


def test_examples_and_messages_fit_the_described_schemas(published: Json) -> None:
    document = asyncapi_document(
        title="training", version="1", description="", published=[PUBLICATIONS]
    )
    for name, example in EXAMPLES.items():
        schema = {
            **document["components"]["messages"][example["type"]]["payload"],
            "components": document["components"],
        }
        for one in (example, published[name]):
            jsonschema.validate(one, schema, cls=jsonschema.Draft7Validator)


def test_no_words_and_no_participant_are_told(published: Json) -> None:
    everything = json.dumps(published, ensure_ascii=False)

    assert "讲得好" not in everything
    assert "效果好" not in everything
    assert all(str(one) not in everything for one in EVERYBODY)


def test_the_readme_names_these_events() -> None:
    readme = Path(services.training.__file__).with_name("README.md").read_text("utf-8")

    assert [] == [one.name for one in EVALUATION if f"`{one.name}`" not in readme]
