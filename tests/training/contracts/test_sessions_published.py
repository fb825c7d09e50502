"""What `training` publishes of sessions and mentors has the shape of the examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import services.training
from services.training.messages.people_received import employee_gone
from services.training.messages.published import PUBLICATIONS
from services.training.messages.session_events import SESSIONS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place
from tests.support.parts import message
from tests.training.conftest import ActAs
from tests.training.contracts.session_scenes import play_mentoring, play_sessions

Json = dict[str, Any]
ROOT = Path(__file__).parents[2] / "contracts"
NAMES = [f"{one.name}.v1" for one in SESSIONS]
EXAMPLES = {
    name: json.loads((ROOT / "training" / f"{name}.json").read_text("utf-8")) for name in NAMES
}


@pytest.fixture
def published(
    school: TrainingService, as_employee: ActAs, wait: Callable[[int], None]
) -> dict[str, Json]:
    """The last message of each type of this part, by name of its example."""
    play_mentoring(school, as_employee)
    play_sessions(school, as_employee, wait)
    translator = Translator(PUBLICATIONS, school.store.mapper, stream="loopdesk.events")
    identity, before, messages = school.store.recorder.log(), Place(), {}
    for record in school.store.recorder.select_records(after=0, limit=1000):
        made = translator.message_for(record, identity, before)
        if made is not None:
            before = place_after(made)
            messages[made["type"].removeprefix("loopdesk.training.")] = made
    return {name: messages[name] for name in NAMES}


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


def test_nothing_personal_is_in_clear(school: TrainingService, published: dict[str, Json]) -> None:
    stored = b"".join(
        one.state for one in school.store.recorder.select_records(after=0, limit=1000)
    ).decode()
    everything = json.dumps(published, ensure_ascii=False) + stored

    assert [] == [one for one in ("张三", "李四", "王芳", "紧张", "住院") if one in everything]


def test_the_readme_names_all_public_events() -> None:
    readme = Path(services.training.__file__).with_name("README.md").read_text("utf-8")
    assert [] == [one.name for one in SESSIONS if f"`{one.name}`" not in readme]


def test_a_departure_is_read_from_the_example_of_people() -> None:
    example = json.loads((ROOT / "people" / "employee_left.v1.json").read_text("utf-8"))
    gone = employee_gone(message("people.employee_left", example["data"]))

    assert example["data"]["employee_id"] == str(gone.employee_id)
