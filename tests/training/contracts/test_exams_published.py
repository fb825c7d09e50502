"""What is published of exams has the shape of its examples, and no word of a question."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from services.training.domain.exam_definition import Audience
from services.training.messages.exam_events import EXAMS
from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place
from tests.support.question_bank import content, exam_content
from tests.support.training import LI, MONDAY, QIAN
from tests.training.conftest import ActAs

FOLDER = Path(__file__).parents[2] / "contracts" / "training"
DAY = timedelta(days=1)
Json = dict[str, Any]


@pytest.fixture
def published(school: TrainingService, as_employee: ActAs) -> Json:
    """The last message of each type, by its name."""
    exams = school.use_cases.exams
    with as_employee(QIAN):
        school.use_cases.question_bank.write_question(code="q-1", content=content(zh="机密题干"))
        made = exams.define_exam(code="quarterly", purpose="business_skill", content=exam_content())
        exams.publish_exam_version(made.id, exam_content(pass_percent=Decimal("72.5")))
        exams.schedule_exam_quarter(
            made.id,
            quarter="2020-Q1",
            opens_at=MONDAY,
            closes_at=MONDAY + DAY,
            audience=Audience(employee_ids=(LI,)),
        )
        exams.withdraw_exam(made.id)
    translator = Translator(PUBLICATIONS, school.store.mapper, stream="loopdesk.events")
    identity, before, found = school.store.recorder.log(), Place(), {}
    for record in school.store.recorder.select_records(after=0, limit=1000):
        message = translator.message_for(record, identity, before)
        if message is not None:
            before = place_after(message)
            found[message["type"].split(".")[-2]] = message
    return found


@pytest.mark.parametrize("name", [one.name for one in EXAMS])
def test_what_is_published_has_exactly_the_fields_of_its_example(
    published: Json, name: str
) -> None:
    optional = {"correlationid", "causationid"}
    document = asyncapi_document(
        title="training", version="1", description="", published=[PUBLICATIONS]
    )
    schema = {
        **document["components"]["messages"][f"loopdesk.training.{name}.v1"]["payload"],
        "components": document["components"],
    }
    told: Json = json.loads((FOLDER / f"{name}.v1.json").read_text("utf-8"))

    assert set(told) - optional == set(published[name]) - optional
    assert set(told["data"]) == set(published[name]["data"])
    for one in (told, published[name]):
        jsonschema.validate(one, schema, cls=jsonschema.Draft7Validator)


def test_no_word_of_a_question_is_told(published: Json) -> None:
    told = json.dumps(published, ensure_ascii=False)

    assert {one.name for one in EXAMS} <= set(published)
    assert [] == [one for one in ("机密题干", "甲", "q-1", str(LI)) if one in told]
