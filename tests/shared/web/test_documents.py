"""The OpenAPI document and the docs page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.errors import Unavailable
from shared.platform import Platform
from shared.read_models import ReadDatabase
from shared.settings import Settings
from shared.web import Blueprint, after_write, command, make_app
from shared.web.factory import UnguardedOperation
from tests.support.notes_api import build_notes


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    return dict(client.get("/api/notes/v1/openapi.json").get_json())


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for method, operation in methods.items()
        if method != "parameters"
    }


def names(operation: dict[str, Any]) -> set[str]:
    """Names of the shared parameters of an operation."""
    return {one["$ref"].rpartition("/")[2] for one in operation["parameters"] if "$ref" in one}


def test_the_document_is_openapi_3_1_and_names_every_operation(document: dict[str, Any]) -> None:
    assert "3.1.0" == document["openapi"]
    assert {
        "write_note",
        "list_notes",
        "read_note",
        "amend_note",
        "finish_note",
        "guess",
        "hand_in_form",
        "fail",
        "mistake_note",
        "list_history_of_note",
        "compare_note",
    } == set(operations(document))


def test_every_error_is_declared_as_a_problem(document: dict[str, Any]) -> None:
    responses = document["components"]["responses"]
    declared = {
        (status, reference["$ref"].rpartition("/")[2])
        for operation in operations(document).values()
        for status, reference in operation["responses"].items()
        if status >= "400"
    }

    assert {"400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429"} <= {
        status for status, _ in declared
    }
    assert [] == [
        name
        for _, name in declared
        if ["application/problem+json"] != [*responses[name]["content"]]
    ]


def test_an_operation_documents_the_headers_and_moments_that_it_reads(
    document: dict[str, Any],
) -> None:
    found = operations(document)

    assert {"IdempotencyKey"} == names(found["write_note"])
    assert {"IdempotencyKey", "IfMatch"} == names(found["amend_note"])
    assert {"IdempotencyKey"} == names(found["finish_note"])
    assert {"AsOf", "Position", "IfNoneMatch"} == names(found["read_note"])
    assert set() == names(found["guess"])


def test_an_operation_says_whether_it_asks_for_a_token(document: dict[str, Any]) -> None:
    found = operations(document)

    assert [{"token": []}] == found["write_note"]["security"]
    assert [] == found["guess"]["security"]


def test_every_reference_leads_somewhere(client: FlaskClient, document: dict[str, Any]) -> None:
    text = client.get("/api/notes/v1/openapi.json").text

    for kind, name in set(re.findall(r'"#/components/(\w+)/(\w+)"', text)):
        assert name in document["components"][kind]


def test_the_docs_page_shows_every_operation_in_the_readers_language(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    chinese = client.get("/api/notes/v1/docs").text
    english = client.get("/api/notes/v1/docs", headers={"Accept-Language": "en"}).text

    assert '<html lang="zh-CN">' in chinese
    assert "必填" in chinese
    assert "required" in english
    for name in operations(document):
        assert f'id="{name}"' in english
        assert f'<a href="#{name}">' in english


def test_the_docs_page_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/api/notes/v1/docs").text
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', page)

    assert {"/api/static/docs.css", "openapi.json"} == set(loaded)
    assert "<script" not in page
    assert "style=" not in page
    style = client.get("/api/static/docs.css")
    assert "text/css; charset=utf-8" == style.content_type
    assert "url(" not in style.text
    assert "@import" not in style.text


def open_door() -> dict[str, str]:
    """An operation without `@command` or `@query`."""
    return {"door": "open"}


def test_an_operation_that_nobody_guards_stops_the_start(
    settings: Settings, platform: Platform
) -> None:
    def blueprint() -> Blueprint:
        made = Blueprint("notes", __name__, url_prefix="/api/notes/v1")
        made.route("/open")(open_door)
        return made

    service = build_notes(platform)
    object.__setattr__(service, "blueprint", blueprint)

    with pytest.raises(UnguardedOperation, match=r"notes\.open_door"):
        make_app(settings, [service], platform)


def test_a_command_that_could_not_show_a_repeat_is_no_command() -> None:
    with pytest.raises(TypeError, match="shows="):
        command()
    with pytest.raises(TypeError, match="signed in"):
        command(shows=str, signed_in=False)


def test_reading_ones_own_write_returns_when_the_read_model_has_it(
    platform: Platform, make_notes_app: Callable[..., Flask]
) -> None:
    make_notes_app()
    database: ReadDatabase = platform.read_database("notes")

    after_write(database, "written_notes", 0)
    with pytest.raises(Unavailable):
        after_write(database, "written_notes", 1, within=0.0)
