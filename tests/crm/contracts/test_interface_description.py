"""The descriptions of the CRM's interface say what the code does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import services.crm
from services.crm.application.causes import CAUSES
from services.crm.domain.followed_ticket import CHANGES
from services.crm.messages.asyncapi import crm_interface
from services.crm.messages.crm_inbox import DEEPEST, LARGEST_MESSAGE, read_message
from services.crm.messages.crm_schemas import SCHEMAS
from services.crm.service import CrmService

FOLDER = Path(services.crm.__file__).parent
PAGE = (FOLDER / "INTEGRATION.md").read_text("utf-8")


@pytest.fixture
def interface(crm: CrmService) -> dict[str, Any]:
    return crm_interface(crm.publications)


@pytest.mark.parametrize(
    "name",
    [
        *SCHEMAS,
        *CAUSES,
        *CHANGES,
        "crm.events",
        "loopdesk.crm.outbox",
        "examples/crm_client.py",
        "examples/crm_client.mjs",
    ],
)
def test_the_integrators_page_names_everything(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_integrators_page_names_the_limits() -> None:
    assert (1024 * 1024, 32) == (LARGEST_MESSAGE, DEEPEST)
    for text in ("1 MiB", "32 层", "32 levels"):
        assert text in PAGE


def test_the_pages_example_is_a_message_that_can_be_read() -> None:
    example = PAGE.partition("```json\n")[2].partition("```")[0]
    assert () == read_message(example.encode()).faults


def test_the_interface_describes_both_directions(interface: dict[str, Any]) -> None:
    described = {
        operation["action"]: {one["$ref"].rpartition("/")[2] for one in operation["messages"]}
        for operation in interface["operations"].values()
    }
    assert {
        "receive": set(SCHEMAS),
        "send": {
            "loopdesk.crm.message_accepted.v1",
            "loopdesk.crm.message_rejected.v1",
            "loopdesk.crm.ticket_changed.v1",
            "loopdesk.crm.ticket_merged.v1",
            "loopdesk.crm.ticket_request_refused.v1",
        },
    } == described


def test_every_message_and_every_field_says_what_it_is_for(interface: dict[str, Any]) -> None:
    components = interface["components"]
    assert all(one["summary"].endswith(".") for one in components["messages"].values())
    silent = [
        f"{name}.{field}"
        for name in components["messages"]
        for field, shape in components["schemas"][name]["properties"].items()
        if not shape.get("description")
    ]
    assert [] == silent


def test_the_readme_names_all_public_events(crm: CrmService) -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    assert [] == [one.name for one in crm.publications.events if f"`{one.name}`" not in readme]
