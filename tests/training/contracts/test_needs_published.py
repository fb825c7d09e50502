"""What is published of needs has the shape of the examples that its consumers read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from services.training.messages.need_events import NEEDS
from services.training.messages.needs_received import QUESTION_ASKED, question_fact
from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.message import Message
from shared.bus.place import Place
from tests.training.conftest import ActAs, message
from tests.training.contracts.needs_scene import WORDS, tell_needs

CONTRACTS = Path(__file__).parents[2] / "contracts"
Json = dict[str, Any]


def example(name: str) -> Json:
    """The example of a public event of needs."""
    text = (CONTRACTS / "training" / f"{name}.v1.json").read_text("utf-8")
    found: Json = json.loads(text)
    return found


@pytest.fixture
def published(
    school: TrainingService, as_employee: ActAs, react: Callable[[Message], None]
) -> Json:
    """The last message of each type, by its name."""
    tell_needs(school, as_employee, react)
    translator = Translator(PUBLICATIONS, school.store.mapper, stream="loopdesk.events")
    identity, before, found = school.store.recorder.log(), Place(), {}
    for record in school.store.recorder.select_records(after=0, limit=1000):
        made = translator.message_for(record, identity, before)
        if made is not None:
            before = place_after(made)
            found[made["type"].split(".")[-2]] = made
    return found


@pytest.mark.parametrize("name", [one.name for one in NEEDS])
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
    told = example(name)

    assert set(told) - optional == set(published[name]) - optional
    assert set(told["data"]) == set(published[name]["data"])
    for one in (told, published[name]):
        jsonschema.validate(one, schema, cls=jsonschema.Draft7Validator)


def test_no_words_about_a_person_are_told_or_stored(
    school: TrainingService, published: Json
) -> None:
    records = school.store.recorder.select_records(after=0, limit=1000)
    stored = b"".join(one.state for one in records).decode()

    assert WORDS not in json.dumps(published, ensure_ascii=False) + stored
    assert "语速" not in stored


def test_a_question_without_an_answer_is_read_as_tickets_tell_it() -> None:
    told = json.loads((CONTRACTS / "tickets" / "question_asked.v1.json").read_text("utf-8"))
    fact = question_fact(message("tickets.question_asked", told["data"]))

    assert told["type"] == QUESTION_ASKED
    assert (told["data"]["asker_id"], "cards") == (str(fact.asker_id), fact.skill_group)
