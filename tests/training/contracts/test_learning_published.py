"""What `training` publishes of courses and learning has the shape of its examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import services.training
from services.training.messages.learning_events import LEARNING
from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from tests.support.learning import REASON, live_a_term
from tests.support.publishing import messages_of
from tests.training.conftest import ActAs

FOLDER = Path(__file__).parents[2] / "contracts" / "training"
NAMES = [f"{one.name}.v1.json" for one in LEARNING]
EXAMPLES = {name: json.loads((FOLDER / name).read_text("utf-8")) for name in NAMES}
Json = dict[str, Any]


@pytest.fixture
def published(
    school: TrainingService, as_employee: ActAs, wait: Callable[[int], None]
) -> dict[str, Json]:
    """One message of each type, by name of its example."""
    live_a_term(school, as_employee=as_employee, wait=wait)
    return messages_of(school.store, PUBLICATIONS)


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


def test_a_new_version_says_whether_it_outdates_certificates(published: dict[str, Json]) -> None:
    data = published["course_version_published.v1.json"]["data"]

    assert ("second", 2, True) == (data["code"], data["number"], data["outdates_certificates"])


def test_why_somebody_was_taken_out_is_told_to_nobody(published: dict[str, Json]) -> None:
    assert REASON not in json.dumps(published, ensure_ascii=False)


def test_the_readme_names_all_public_events() -> None:
    readme = Path(services.training.__file__).with_name("README.md").read_text("utf-8")
    assert [] == [one.name for one in LEARNING if f"`{one.name}`" not in readme]
