"""Compares what the service publishes with the examples that its consumers read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place

CONTRACTS = Path(__file__).parents[2] / "contracts"
OPTIONAL = {"correlationid", "causationid"}
Json = dict[str, Any]


def published_by(school: TrainingService) -> Json:
    """The last message of each type that the service has published, by name."""
    translator = Translator(PUBLICATIONS, school.store.mapper, stream="loopdesk.events")
    identity, before, found = school.store.recorder.log(), Place(), {}
    for record in school.store.recorder.select_records(after=0, limit=1000):
        made = translator.message_for(record, identity, before)
        if made is not None:
            before = place_after(made)
            found[made["type"].split(".")[-2]] = made
    return found


def assert_like_its_example(name: str, message: Json) -> None:
    """The message has exactly the fields of its example, and both fit the described schema."""
    text = (CONTRACTS / "training" / f"{name}.v1.json").read_text("utf-8")
    example: Json = json.loads(text)
    document = asyncapi_document(
        title="training", version="1", description="", published=[PUBLICATIONS]
    )
    schema = {
        **document["components"]["messages"][example["type"]]["payload"],
        "components": document["components"],
    }
    assert set(example) - OPTIONAL == set(message) - OPTIONAL
    assert set(example["data"]) == set(message["data"])
    for one in (example, message):
        jsonschema.validate(one, schema, cls=jsonschema.Draft7Validator)
