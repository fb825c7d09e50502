"""A command passes the crash points c1 to c4, in this order, and dies at each without harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.crash_points import CrashPoint
from shared.web.host import EXTENSION
from tests.support.crash_points import dying_at, points_passed

NOTES = "/api/notes/v1/notes"
OF_A_COMMAND = [
    CrashPoint.BEFORE_VALIDATION,
    CrashPoint.AFTER_VALIDATION,
    CrashPoint.BEFORE_COMMIT,
    CrashPoint.AFTER_COMMIT,
]
Headers = Callable[..., dict[str, str]]


def events(app: Flask) -> int:
    """How many events the log holds."""
    return int(app.extensions[EXTENSION].services["notes"].store.recorder.last_position())


def test_a_command_passes_its_points_in_order(client: FlaskClient, headers: Headers) -> None:
    with points_passed() as passed:
        client.post(NOTES, json={"title": "tea"}, headers=headers())
    assert OF_A_COMMAND == passed


def test_a_command_that_is_refused_passes_the_first_one_only(
    client: FlaskClient, headers: Headers
) -> None:
    with points_passed() as passed:
        client.post(NOTES, json={"title": ""}, headers=headers())
    assert [CrashPoint.BEFORE_VALIDATION] == passed


def test_a_question_passes_none(client: FlaskClient, headers: Headers) -> None:
    with points_passed() as passed:
        client.get(NOTES, headers=headers())
    assert [] == passed


@pytest.mark.parametrize("point", OF_A_COMMAND)
def test_a_command_sent_again_after_a_death_has_one_effect(
    app: Flask, client: FlaskClient, headers: Headers, point: CrashPoint
) -> None:
    sent = {"json": {"title": "tea"}, "headers": headers(key="first-0001")}
    with dying_at(point):
        client.post(NOTES, **sent)
    assert int(point is CrashPoint.AFTER_COMMIT) == events(app)

    assert 201 == client.post(NOTES, **sent).status_code
    assert 1 == events(app)
