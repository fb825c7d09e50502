"""Lists a page at a time."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.errors import Invalid
from shared.read_models import Rows
from shared.web import after, page_of
from shared.web.host import EXTENSION
from tests.support.notes import NOTES as TABLE

NOTES = "/api/notes/v1/notes"
Headers = Callable[..., dict[str, str]]


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.fixture
def thirty(app: Flask) -> list[str]:
    """Thirty notes, three of each title; their ids in the order of the list."""
    rows = [(f"title {number % 10}", str(uuid4())) for number in range(30)]
    database = app.extensions[EXTENSION].services["notes"].read_database
    with database.writing() as connection:
        table_rows = Rows(connection, called={})
        for title, note_id in rows:
            table_rows[TABLE].add(note_id=note_id, title=title)
        table_rows.flush()
    return [note_id for _, note_id in sorted(rows)]


def test_pages_give_every_row_once_in_order(
    client: FlaskClient, headers: Headers, thirty: list[str]
) -> None:
    seen: list[str] = []
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        cursor = {"cursor": page["next"]} if page["next"] else {}
        page = client.get(NOTES, query_string={"limit": 7, **cursor}, headers=headers()).get_json()
        seen += [one["note_id"] for one in page["items"]]

    assert thirty == seen


def test_a_page_holds_25_rows_unless_asked_otherwise(
    client: FlaskClient, headers: Headers, thirty: list[str]
) -> None:
    page = client.get(NOTES, headers=headers()).get_json()

    assert len(page["items"]) == 25


def test_the_last_page_that_is_just_full_has_no_next(
    client: FlaskClient, headers: Headers, thirty: list[str]
) -> None:
    page = client.get(f"{NOTES}?limit=30", headers=headers()).get_json()

    assert (30, None) == (len(page["items"]), page["next"])


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many", ""])
def test_a_page_of_an_impossible_size_is_refused(
    client: FlaskClient, headers: Headers, limit: str
) -> None:
    response = client.get(f"{NOTES}?limit={limit}", headers=headers())

    assert (422, "limit") == (response.status_code, response.get_json()["errors"][0]["field"])


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!",
        encoded('["a"]'),
        encoded('["a", 1]'),
        encoded('["a", "b", "c"]'),
        encoded('["a\\u0000", "b"]'),
        encoded("{}"),
        "x" * 600,
    ],
)
def test_a_cursor_of_another_list_is_refused(
    client: FlaskClient, headers: Headers, cursor: str
) -> None:
    response = client.get(NOTES, query_string={"cursor": cursor}, headers=headers())

    assert (422, "cursor") == (response.status_code, response.get_json()["errors"][0]["field"])


@pytest.mark.parametrize("query", ["?sort=title", "?title=tea", "?limit=5&Limit=6"])
def test_a_filter_that_is_not_on_the_list_is_refused(
    client: FlaskClient, headers: Headers, query: str
) -> None:
    assert client.get(f"{NOTES}{query}", headers=headers()).status_code == 422


def test_an_operation_without_filters_refuses_all_of_them(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    response = client.get(f"{NOTES}/{written['note_id']}?as_off=2026", headers=headers())

    assert (422, "as_off") == (response.status_code, response.get_json()["errors"][0]["field"])


def test_a_cursor_brings_back_ids_and_numbers_as_they_were() -> None:
    key = (7, UUID(int=1))
    cursor = page_of([key, key], 1, key=lambda row: row)["next"]

    assert key == after(cursor, tuple[int, UUID])


def test_the_first_page_is_after_nothing() -> None:
    assert after(None, tuple[int]) is None


def test_a_cursor_is_checked_against_the_type_of_the_key() -> None:
    with pytest.raises(Invalid):
        after(encoded('["1"]'), tuple[int])


def test_a_cursor_with_a_time_of_no_zone_is_refused() -> None:
    with pytest.raises(Invalid):
        after(encoded('["2026-01-05T09:00:00"]'), tuple[datetime])
