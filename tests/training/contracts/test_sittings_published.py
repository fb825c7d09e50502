"""What `training` publishes of exams and stages has the shape of its examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import services.training
from services.training.messages.published import PUBLICATIONS
from services.training.messages.sitting_events import SITTING_EVENTS
from services.training.messages.stage_events import STAGE_EVENTS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator
from shared.bus.place import Place
from tests.support.sittings import EXAM, answer_all, fill_bank
from tests.support.stages import CRITERIA, FIRST_DAY, GOOD
from tests.support.training import LI, QIAN, WU, ZHOU
from tests.training.conftest import ActAs

FOLDER = Path(__file__).parents[2] / "contracts" / "training"
EVENTS = (*SITTING_EVENTS, *STAGE_EVENTS)
EXAMPLES = {
    one.name: json.loads((FOLDER / f"{one.name}.v1.json").read_text("utf-8")) for one in EVENTS
}
Json = dict[str, Any]


@pytest.fixture
def published(
    school: TrainingService, project: Callable[[], None], as_employee: ActAs
) -> dict[str, Json]:
    """Li passes an exam and a simulated stage; the messages of that, by name."""
    cases = school.use_cases
    fill_bank(school)
    project()
    with as_employee(LI):
        started = cases.sittings.start_sitting(EXAM)
        answer_all(school, started)
        cases.sittings.hand_in_sitting(started.id)
    with as_employee(ZHOU):
        rubric = cases.rubrics.create_rubric(
            code="call", stage_kind="simulated", title="通话", pass_percent=60, criteria=CRITERIA
        )
    with as_employee(QIAN):
        assessment = cases.assessments.arrange_assessment(
            employee_id=LI, certification_code="cards", rubric_id=rubric.id, assessor_ids=[WU]
        )
    with as_employee(WU):
        cases.assessments.judge_candidate(
            assessment.id, levels=GOOD, note="客户王芳", observed_on=FIRST_DAY
        )
    translator = Translator(PUBLICATIONS, school.store.mapper, stream="loopdesk.events")
    records = school.store.recorder.select_records(after=0, limit=1000)
    made = [translator.message_for(one, school.store.recorder.log(), Place()) for one in records]
    return {one["type"].split(".")[2]: one for one in made if one is not None}


def test_what_is_published_has_exactly_the_fields_of_its_example(
    published: dict[str, Json],
) -> None:
    optional = {"correlationid", "causationid"}
    for name, example in EXAMPLES.items():
        assert set(example) - optional == set(published[name]) - optional, name
        assert set(example["data"]) == set(published[name]["data"]), name


def test_examples_and_messages_fit_the_described_schemas(published: dict[str, Json]) -> None:
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


def test_neither_answers_nor_notes_are_published(published: dict[str, Json]) -> None:
    said = json.dumps(published, ensure_ascii=False)

    assert not [one for one in ("95588", "choices", "王芳", "note", "question") if one in said]


def test_the_readme_names_all_of_them() -> None:
    readme = Path(services.training.__file__).with_name("README.md").read_text("utf-8")
    assert [] == [one.name for one in EVENTS if f"`{one.name}`" not in readme]
