"""Requests that are not even read: malformed, deep, large, of another type."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

NOTES = "/api/notes/v1/notes"
Headers = Callable[..., dict[str, str]]


def post(client: FlaskClient, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    response = client.post(NOTES, data=body, headers=headers | {"Content-Type": "application/json"})
    return response.status_code, response.get_json().get("code", "")


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"title": NaN}', b'{"title": 1e999}', b'"\xff"', b'{"title": "\\ud800"}', b"\xff\xfe"],
)
def test_what_is_no_json_is_refused(client: FlaskClient, headers: Headers, body: bytes) -> None:
    assert (400, "malformed-json") == post(client, headers(), body)


def test_json_nested_too_deeply_is_refused(client: FlaskClient, headers: Headers) -> None:
    for body in (b"[" * 1000 + b"]" * 1000, b'{"a":' * 40 + b"1" + b"}" * 40, b"[" * 4000):
        assert (422, "nested-too-deeply") == post(client, headers(), body)


@pytest.mark.parametrize("text", ["[" * 40, '"' + "[" * 40, "\\" + "[" * 40])
def test_brackets_in_a_text_are_no_nesting(
    client: FlaskClient, headers: Headers, text: str
) -> None:
    body = json.dumps({"title": text[:40], "x": text}).encode()

    assert (422, "invalid-input") == post(client, headers(), body)


def test_many_brackets_side_by_side_are_no_nesting(client: FlaskClient, headers: Headers) -> None:
    body = json.dumps({"title": "tea", "x": [[]] * 50}).encode()

    assert (422, "invalid-input") == post(client, headers(), body)


def test_a_null_character_is_refused_wherever_it_stands(
    client: FlaskClient, headers: Headers
) -> None:
    in_body = post(client, headers(), b'{"title": "a\\u0000"}')
    in_query = client.get(f"{NOTES}?cursor=%00", headers=headers())

    assert (422, "null-character") == in_body
    assert "null-character" == in_query.get_json()["code"]


def test_a_text_that_only_looks_like_a_null_character_is_read(
    client: FlaskClient, headers: Headers
) -> None:
    status, _ = post(client, headers(), rb'{"title": "a\\u0000"}')

    assert 201 == status


def test_another_content_type_is_refused(client: FlaskClient, headers: Headers) -> None:
    response = client.post(NOTES, data="title=tea", headers=headers())

    assert (415, 415) == (response.status_code, response.get_json()["status"])


def test_a_missing_body_is_told_field_by_field(client: FlaskClient, headers: Headers) -> None:
    response = client.post(NOTES, headers=headers())

    assert (422, "title") == (response.status_code, response.get_json()["errors"][0]["field"])


@pytest.mark.parametrize("body", [b"[]", b'"tea"', b"1", b"null"])
def test_json_of_another_shape_is_refused(
    client: FlaskClient, headers: Headers, body: bytes
) -> None:
    assert (422, "invalid-input") == post(client, headers(), body)


def test_a_body_over_the_limit_is_refused(client: FlaskClient, headers: Headers) -> None:
    body = json.dumps({"title": "x" * 5000}).encode()

    status, _ = post(client, headers(), body)

    assert 413 == status


def test_a_body_over_the_limit_without_a_stated_length_is_refused(
    app: Flask, headers: Headers
) -> None:
    """Werkzeug would hand out its first part as if it were all."""
    body = b'{"title": "tea"}' + b" " * 5000
    environ = EnvironBuilder(
        NOTES, method="POST", headers=headers() | {"Content-Type": "application/json"}
    ).get_environ()
    environ |= {"wsgi.input": BytesIO(body), "wsgi.input_terminated": True}
    environ.pop("CONTENT_LENGTH", None)

    _, status, _ = run_wsgi_app(app, environ)

    assert "413 REQUEST ENTITY TOO LARGE" == status


def test_a_number_that_no_database_can_hold_is_refused(
    client: FlaskClient, headers: Headers
) -> None:
    body = b'{"title": "tea", "stars": 123456789012345678901234567890}'

    assert (422, "invalid-input") == post(client, headers(), body)
