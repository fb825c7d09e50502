"""The AsyncAPI document keeps the rules of the format and says what the schemas say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from shared.bus.asyncapi import Inbound, asyncapi_document
from shared.bus.publication import Publications, PublicEvent

KEY = re.compile(r"[\w.-]+")


class PlaceSchema(Schema):
    """Where a parcel is."""

    town = fields.String(required=True)


class ParcelSentSchema(Schema):
    """A parcel was sent.

    It has left the house.
    """

    parcel_id = fields.UUID(required=True)
    place = fields.Nested(PlaceSchema, required=True, allow_none=True)
    weight = fields.Integer(allow_none=True)


class ParcelLostSchema(Schema):
    """A parcel was lost."""

    cause = fields.String(required=True, validate=OneOf(["fire", "theft"]))


class LossReportedSchema(ParcelLostSchema):
    """The shop misses a parcel."""


class Sent:
    TOPIC = "parcels.parcel.sent"


class Lost:
    TOPIC = "parcels.parcel.lost"


PARCELS = Publications(
    "parcels",
    [
        PublicEvent(Sent, "parcel_sent", 1, ParcelSentSchema, vars, lambda _: ("parcel:1",)),
        PublicEvent(
            Lost, "parcel_lost", 2, ParcelLostSchema, vars, lambda _: ("parcel:1",), "loopdesk.crm"
        ),
    ],
)
INBOX = Inbound("shop.events", "parcels.inbox", "The shop's.", {"shop.lost": LossReportedSchema})


@pytest.fixture
def document() -> dict[str, Any]:
    return asyncapi_document(
        title="Parcels", version="1.0.0", description="All.", published=[PARCELS], received=[INBOX]
    )


def references(part: Any) -> Iterator[str]:
    """All references within `part`."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def resolved(document: dict[str, Any], reference: str) -> Any:
    part: Any = document
    for name in reference.removeprefix("#/").split("/"):
        part = part[name]
    return part


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        assert resolved(document, reference), reference


def test_names_have_the_form_that_the_format_asks_for(document: dict[str, Any]) -> None:
    for section in ("channels", "operations"):
        assert all(KEY.fullmatch(name) for name in document[section])
    for section in ("messages", "schemas"):
        assert all(KEY.fullmatch(name) for name in document["components"][section])


def test_what_is_published_is_sent_and_what_comes_in_is_received(
    document: dict[str, Any],
) -> None:
    assert {
        "send.loopdesk.events": ["loopdesk.parcels.parcel_sent.v1"],
        "send.loopdesk.crm": ["loopdesk.parcels.parcel_lost.v2"],
        "receive.parcels.inbox": ["shop.lost"],
    } == {
        name: [one["$ref"].rpartition("/")[2] for one in operation["messages"]]
        for name, operation in document["operations"].items()
    }
    assert ["send", "send", "receive"] == [one["action"] for one in document["operations"].values()]


def test_an_operations_messages_are_those_of_its_channel(document: dict[str, Any]) -> None:
    for operation in document["operations"].values():
        channel = operation["channel"]["$ref"]
        assert all(one["$ref"].startswith(f"{channel}/messages/") for one in operation["messages"])
        listed = len(resolved(document, channel)["messages"])
        assert len(operation["messages"]) == listed


def test_only_the_streams_asked_for_are_described() -> None:
    document = asyncapi_document(
        title="Parcels",
        version="1",
        description="",
        published=[PARCELS],
        streams=["loopdesk.crm"],
    )
    assert ["loopdesk.crm"] == list(document["channels"])


def test_a_summary_is_the_first_line_of_the_schemas_docstring(document: dict[str, Any]) -> None:
    message = document["components"]["messages"]["loopdesk.parcels.parcel_sent.v1"]
    assert "A parcel was sent." == message["summary"]


@pytest.mark.parametrize(
    ("data", "is_good"),
    [
        ({"parcel_id": "x", "place": {"town": "上海"}, "weight": 3}, True),
        ({"parcel_id": "x", "place": None, "weight": None}, True),
        ({"parcel_id": "x"}, False),
        ({"parcel_id": "x", "place": {"town": 1}}, False),
        ({"parcel_id": "x", "place": None, "weight": "heavy"}, False),
    ],
)
def test_payloads_are_json_schema_of_draft_07(
    document: dict[str, Any], data: dict[str, Any], is_good: bool
) -> None:
    name = "loopdesk.parcels.parcel_sent.v1"
    schema = {"components": document["components"], "$ref": f"#/components/schemas/{name}"}
    jsonschema.Draft7Validator.check_schema(schema)
    assert is_good == jsonschema.Draft7Validator(schema).is_valid(data)


def test_a_payload_is_the_envelope_of_its_own_type(document: dict[str, Any]) -> None:
    payload = document["components"]["messages"]["shop.lost"]["payload"]
    schema = {**payload, "components": document["components"]}
    event = {
        "specversion": "1.0",
        "type": "shop.lost",
        "source": "shop",
        "id": "1",
        "data": {"cause": "fire"},
    }
    validator = jsonschema.Draft7Validator(schema)
    assert validator.is_valid(event)
    assert not validator.is_valid({**event, "type": "shop.found"})
    assert not validator.is_valid({**event, "data": {"cause": "rain"}})
    assert not validator.is_valid({name: value for name, value in event.items() if name != "id"})
