"""ETags and conditions: nobody overwrites what they have not seen."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

NOTES = "/api/notes/v1/notes"
Headers = Callable[..., dict[str, str]]


def test_a_change_of_the_version_that_was_seen_succeeds(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    response = client.post(
        f"{NOTES}/{written['note_id']}/title",
        json={"title": "coffee"},
        headers=headers(If_Match='"1"'),
    )

    assert (200, '"2"') == (response.status_code, response.headers["ETag"])


def test_a_change_of_an_older_version_is_refused(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    address = f"{NOTES}/{written['note_id']}/title"
    client.post(address, json={"title": "coffee"}, headers=headers(If_Match='"1"'))

    response = client.post(address, json={"title": "milk"}, headers=headers(If_Match='"1"'))

    assert (412, "stale") == (response.status_code, response.get_json()["code"])


def test_a_change_that_names_no_version_is_refused_with_the_remedy(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    response = client.post(
        f"{NOTES}/{written['note_id']}/title", json={"title": "coffee"}, headers=headers()
    )

    assert (428, "version-missing") == (response.status_code, response.get_json()["code"])
    assert "If-Match" in response.get_json()["detail"]


@pytest.mark.parametrize("tag", ["1", "*", 'W/"1"', '"1", "2"', '"x"', '"1234567890"', ""])
def test_a_version_of_another_form_is_refused(
    client: FlaskClient, headers: Headers, written: dict[str, Any], tag: str
) -> None:
    response = client.post(
        f"{NOTES}/{written['note_id']}/title",
        json={"title": "coffee"},
        headers=headers(If_Match=tag),
    )

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "If-Match"


def test_a_version_that_nobody_would_check_is_refused(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    response = client.post(f"{NOTES}/{written['note_id']}/end", headers=headers(If_Match='"1"'))

    assert response.get_json()["errors"][0]["field"] == "If-Match"


def test_what_the_reader_has_already_is_not_sent_again(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    address = f"{NOTES}/{written['note_id']}"

    known = client.get(address, headers=headers(If_None_Match='"1"'))
    changed = client.get(address, headers=headers(If_None_Match='"7"'))

    assert (304, b"", '"1"') == (known.status_code, known.data, known.headers["ETag"])
    assert (200, '"1"') == (changed.status_code, changed.headers["ETag"])
    assert "private, no-cache" == changed.headers["Cache-Control"]
