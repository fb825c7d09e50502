"""Whether the process lives, is ready, and what it has counted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.clock import ScriptedClock, SetClock
from shared.platform import Platform
from shared.settings import Settings
from shared.web import make_app
from shared.web.host import EXTENSION
from tests.support.notes_api import build_notes

Headers = Callable[..., dict[str, str]]
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def test_a_process_that_answers_lives(client: FlaskClient) -> None:
    assert {"status": "ok"} == client.get("/livez").get_json()


def test_a_process_that_reaches_all_it_needs_is_ready(client: FlaskClient) -> None:
    response = client.get("/readyz")

    assert 200 == response.status_code
    assert {"log:notes": "ok", "keys": "ok"} == response.get_json()["checks"]


def test_a_process_without_its_log_is_not_ready(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    app.extensions[EXTENSION].services["notes"].store.recorder.close()
    for file in settings.data_dir.glob("notes.sqlite*"):
        file.unlink()

    response = client.get("/readyz", headers={"Accept-Language": "en"})

    problem = response.get_json()
    assert (503, "not-ready", "ok") == (
        response.status_code,
        problem["code"],
        problem["checks"]["keys"],
    )
    assert "This process is not ready: log:notes." == problem["detail"]
    assert "1" == response.headers["Retry-After"]


def test_a_process_without_the_key_store_is_not_ready(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    app.extensions[EXTENSION].keys.close()
    (file,) = settings.data_dir.glob("keys*.sqlite")
    file.unlink()
    file.mkdir()

    response = client.get("/readyz")

    assert 503 == response.status_code
    assert "KeyStoreUnavailable" == response.get_json()["checks"]["keys"]


@pytest.mark.parametrize("seconds", [-5, 5])
def test_a_process_whose_clock_is_wrong_is_not_ready(settings: Settings, seconds: int) -> None:
    clock = SetClock(datetime.now(tz=UTC) + timedelta(seconds=seconds))
    platform = Platform(settings=settings, clock=clock)
    client = make_app(settings, [build_notes(platform)], platform).test_client()

    response = client.get("/readyz")

    assert 503 == response.status_code
    assert "off the database's" in response.get_json()["checks"]["log:notes"]


def test_the_demos_clock_may_differ(settings: Settings) -> None:
    clock = ScriptedClock(settings.data_dir / "clock")
    clock.move_to(datetime(2003, 3, 3, tzinfo=UTC))
    platform = Platform(settings=settings, clock=clock)
    client = make_app(settings, [build_notes(platform)], platform).test_client()

    assert 200 == client.get("/readyz").status_code


def test_metrics_tell_the_machine_itself_how_long_commands_took(
    client: FlaskClient, headers: Headers
) -> None:
    client.post("/api/notes/v1/notes", json={"title": "tea"}, headers=headers())

    told = client.get("/metrics").text

    assert (
        'loopdesk_command_duration_seconds_count{operation="write_note",service="notes",status="201"}'
        in told
    )


def test_metrics_are_for_other_machines_only_with_the_permission(
    client: FlaskClient, headers: Headers
) -> None:
    def ask(*permissions: str) -> int:
        asked = headers(*permissions) if permissions else {}
        return client.get("/metrics", headers=asked, environ_overrides=ELSEWHERE).status_code

    assert [401, 403, 200] == [ask(), ask("notes.write"), ask("telemetry.read")]


def test_a_request_that_a_proxy_hands_on_is_none_of_the_machine_itself(
    client: FlaskClient,
) -> None:
    response = client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})

    assert 401 == response.status_code
