"""The documents of the APIs and of the messages keep the rules of their formats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis

from services.catalog import NAMES
from shared.bus.asyncapi import asyncapi_document
from tests.api.centre import Centre
from tests.api.operations import METHODS, document_of

EXAMPLES = Path(__file__).parents[1] / "contracts"

REFERENCE = {
    "type": "object",
    "required": ["$ref"],
    "additionalProperties": False,
    "properties": {"$ref": {"type": "string", "pattern": "^#/"}},
}
NAMED = {"propertyNames": {"pattern": r"^[A-Za-z0-9_.-]+$"}, "type": "object"}

ASYNCAPI_3 = {
    "type": "object",
    "required": ["asyncapi", "info"],
    "additionalProperties": False,
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "id": {"type": "string", "format": "uri"},
        "info": {
            "type": "object",
            "required": ["title", "version"],
            "properties": {"title": {"type": "string"}, "version": {"type": "string"}},
        },
        "defaultContentType": {"type": "string"},
        "channels": {
            **NAMED,
            "additionalProperties": {
                "type": "object",
                "required": ["address", "messages"],
                "properties": {
                    "address": {"type": ["string", "null"]},
                    "messages": {**NAMED, "additionalProperties": REFERENCE},
                    "parameters": {**NAMED},
                    "bindings": {"type": "object", "required": ["amqp"]},
                },
            },
        },
        "operations": {
            **NAMED,
            "additionalProperties": {
                "type": "object",
                "required": ["action", "channel"],
                "properties": {
                    "action": {"enum": ["send", "receive"]},
                    "channel": REFERENCE,
                    "messages": {"type": "array", "minItems": 1, "items": REFERENCE},
                },
            },
        },
        "components": {
            "type": "object",
            "properties": {
                "messages": {
                    **NAMED,
                    "additionalProperties": {
                        "type": "object",
                        "required": ["name", "payload"],
                        "properties": {"contentType": {"const": "application/cloudevents+json"}},
                    },
                },
                "schemas": {
                    **NAMED,
                    "additionalProperties": {
                        "$ref": "http://json-schema.org/draft-07/schema#",
                    },
                },
            },
        },
    },
}
"""What AsyncAPI 3.0 asks of a document that describes messages on an AMQP 0-9-1 broker."""


@pytest.fixture(params=["of the CRM", "of all public events"])
def interface(request: pytest.FixtureRequest, centre: Centre) -> dict[str, Any]:
    """An AsyncAPI document, as its readers get it."""
    if request.param == "of the CRM":
        answer = centre.app.test_client().get("/api/crm/v1/asyncapi.json")
        return dict(answer.get_json())
    published = [one.publications for one in centre.services.values()]
    document = asyncapi_document(
        title="Loopdesk", version="v1", description="All public events.", published=published
    )
    return dict(json.loads(json.dumps(document)))


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def is_there(document: Any, reference: str) -> bool:
    part = document
    for name in reference.removeprefix("#/").split("/"):
        if name not in part:
            return False
        part = part[name]
    return True


class TestOpenApi:
    @pytest.fixture(params=NAMES)
    def document(self, request: pytest.FixtureRequest, centre: Centre) -> dict[str, Any]:
        return document_of(centre, request.param)

    def test_a_document_keeps_the_rules_of_openapi_3_1(self, document: dict[str, Any]) -> None:
        assert "3.1.0" == document["openapi"]
        schemathesis.openapi.from_dict(document).validate()

    def test_every_reference_leads_somewhere(self, document: dict[str, Any]) -> None:
        assert [] == [one for one in references(document) if not is_there(document, one)]

    def test_every_operation_says_what_it_does_and_what_it_answers(
        self, document: dict[str, Any]
    ) -> None:
        operations = [
            one
            for item in document["paths"].values()
            for method, one in item.items()
            if method in METHODS
        ]
        silent = [
            one["operationId"]
            for one in operations
            if not one.get("summary") or not any(status < "300" for status in one["responses"])
        ]
        names = [one["operationId"] for one in operations]

        assert [] == silent
        assert len(names) == len(set(names))


class TestAsyncApi:
    def test_a_document_keeps_the_rules_of_asyncapi_3(self, interface: dict[str, Any]) -> None:
        jsonschema.Draft7Validator(ASYNCAPI_3).validate(interface)

    def test_every_reference_leads_somewhere(self, interface: dict[str, Any]) -> None:
        assert [] == [one for one in references(interface) if not is_there(interface, one)]

    def test_every_example_of_a_message_is_one(self, interface: dict[str, Any]) -> None:
        examples = [json.loads(path.read_text("utf-8")) for path in EXAMPLES.glob("*/*.json")]
        described = interface["components"]["messages"]
        shown = {one["type"] for one in examples}
        wrong = {
            one["type"]: error.message
            for one in examples
            if one["type"] in described
            for error in validator_of(interface, one["type"]).iter_errors(one)
        }

        assert {} == wrong
        assert [] == [name for name in described if name.startswith("loopdesk.") > (name in shown)]


def validator_of(interface: dict[str, Any], name: str) -> jsonschema.Draft7Validator:
    """Checks messages of one type against the document."""
    payload = interface["components"]["messages"][name]["payload"]
    return jsonschema.Draft7Validator({**payload, "components": interface["components"]})


def test_the_docs_page_lists_the_words_that_a_parameter_may_be(centre: Centre) -> None:
    page = centre.app.test_client().get("/api/tickets/v1/docs").text

    assert "enum low | normal | high | urgent" in page
