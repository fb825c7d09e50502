"""Commands that are sent again under one Idempotency-Key have one effect (SE-6, fault 18)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.event_store.receipt import RECEIPTS
from shared.web.host import EXTENSION
from shared.web.idempotency import ReceiptOfAnotherEntity
from tests.support.notes import NoteIsFinished

NOTES = "/api/notes/v1/notes"
Headers = Callable[..., dict[str, str]]


def events(app: Flask) -> int:
    """How many events the log holds."""
    return int(app.extensions[EXTENSION].services["notes"].store.recorder.last_position())


def both(*calls: Callable[[], TestResponse]) -> list[TestResponse]:
    """The answers to calls made at the same time."""
    with ThreadPoolExecutor(len(calls)) as threads:
        return [one.result() for one in [threads.submit(call) for call in calls]]


def test_a_repeat_shows_the_same_entity_with_the_same_status(
    app: Flask, client: FlaskClient, headers: Headers
) -> None:
    sent = {"json": {"title": "tea"}, "headers": headers(key="first-0001")}

    first = client.post(NOTES, **sent)
    again = client.post(NOTES, **sent)

    assert (201, first.get_json()) == (again.status_code, again.get_json())
    assert first.headers["ETag"] == again.headers["ETag"]
    assert events(app) == 1


def test_an_answer_shows_what_the_log_holds(client: FlaskClient, headers: Headers) -> None:
    """The log keeps texts in one Unicode form, whatever was sent."""
    note = client.post(NOTES, json={"title": "the\u0301"}, headers=headers()).get_json()
    address = f"{NOTES}/{note['note_id']}"
    sent = {"json": {"title": "cafe\u0301"}, "headers": headers(If_Match='"1"')}

    amended = client.post(f"{address}/title", **sent).get_json()

    assert ("th\u00e9", "caf\u00e9") == (note["title"], amended["title"])
    assert amended == client.get(address, headers=headers()).get_json()


def test_an_answer_is_made_without_asking_the_log_again(
    app: Flask, client: FlaskClient, headers: Headers
) -> None:
    recorder = app.extensions[EXTENSION].services["notes"].store.recorder
    read = []
    select = recorder.select_history
    recorder.select_history = lambda *args, **more: read.append(args) or select(*args, **more)

    note = client.post(NOTES, json={"title": "tea"}, headers=headers()).get_json()
    assert [] == read

    address = f"{NOTES}/{note['note_id']}/title"
    answer = client.post(address, json={"title": "milk"}, headers=headers(If_Match='"1"'))
    assert (2, "milk") == (answer.get_json()["version"], answer.get_json()["title"])
    assert 1 == len(read)


def test_a_repeat_shows_the_entity_as_it_stands_by_then(
    client: FlaskClient, headers: Headers
) -> None:
    sent = {"json": {"title": "tea"}, "headers": headers(key="first-0001")}
    note_id = client.post(NOTES, **sent).get_json()["note_id"]
    client.post(f"{NOTES}/{note_id}/end", headers=headers())

    again = client.post(NOTES, **sent)

    assert (201, '"2"', True) == (
        again.status_code,
        again.headers["ETag"],
        again.get_json()["is_finished"],
    )


def test_a_repeated_change_happens_once(
    app: Flask, client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    address = f"{NOTES}/{written['note_id']}/title"
    sent = {"json": {"title": "coffee"}, "headers": headers(key="change-01", If_Match='"1"')}

    first = client.post(address, **sent)
    again = client.post(address, **sent)

    assert first.get_json() == again.get_json()
    assert events(app) == 2


@pytest.mark.parametrize(
    ("address", "body"), [(NOTES, {"title": "coffee"}), (f"{NOTES}?", {"title": "tea "})]
)
def test_another_request_under_the_same_key_is_refused(
    app: Flask, client: FlaskClient, headers: Headers, address: str, body: dict[str, str]
) -> None:
    client.post(NOTES, json={"title": "tea"}, headers=headers(key="first-0001"))

    other = client.post(address, json=body, headers=headers(key="first-0001"))

    assert (422, "idempotency-key-reused") == (other.status_code, other.get_json()["code"])
    assert events(app) == 1


def test_another_form_under_the_same_key_is_refused(client: FlaskClient, headers: Headers) -> None:
    """Reading a form uses the body up, yet all of it counts."""
    answers = [
        client.post("/api/notes/v1/forms", data={"title": title}, headers=headers(key="form-0001"))
        for title in ("tea", "tea", "coffee")
    ]

    assert [201, 201, 422] == [one.status_code for one in answers]


def test_the_same_body_at_another_entity_is_another_request(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    other = client.post(NOTES, json={"title": "tea"}, headers=headers()).get_json()
    client.post(f"{NOTES}/{written['note_id']}/end", headers=headers(key="finish-01"))

    response = client.post(f"{NOTES}/{other['note_id']}/end", headers=headers(key="finish-01"))

    assert response.get_json()["code"] == "idempotency-key-reused"


def test_keys_of_different_callers_never_meet(
    app: Flask, client: FlaskClient, headers: Headers
) -> None:
    client.post(NOTES, json={"title": "tea"}, headers=headers(sub="anna", key="first-0001"))
    client.post(NOTES, json={"title": "tea"}, headers=headers(sub="bert", key="first-0001"))

    assert events(app) == 2


def test_a_refusal_is_not_kept(app: Flask, client: FlaskClient, headers: Headers) -> None:
    sent = {"json": {"title": "tea"}}
    refused = client.post(NOTES, **sent, headers=headers("notes.read", key="first-0001"))

    allowed = client.post(NOTES, **sent, headers=headers("notes.write", key="first-0001"))

    assert (403, 201) == (refused.status_code, allowed.status_code)
    assert events(app) == 1


@pytest.mark.parametrize("key", ["short", "with space", "é" * 9, "x" * 129])
def test_a_key_of_another_form_is_refused(client: FlaskClient, headers: Headers, key: str) -> None:
    response = client.post(NOTES, json={"title": "tea"}, headers=headers(key=key))

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_post_without_a_key_is_refused_with_the_remedy(
    client: FlaskClient, headers: Headers
) -> None:
    response = client.post(NOTES, json={"title": "tea"}, headers=headers(key=None))

    assert (400, "idempotency-key-missing") == (response.status_code, response.get_json()["code"])
    assert "new random `Idempotency-Key`" in response.get_json()["detail"]


def test_of_two_at_once_one_wins_and_both_get_its_answer(
    make_notes_app: Callable[..., Flask], headers: Headers
) -> None:
    app = make_notes_app(meanwhile=Barrier(2, timeout=20).wait)
    sent = {"json": {"title": "tea"}, "headers": headers(key="first-0001")}

    answers = both(*[lambda: app.test_client().post(NOTES, **sent)] * 2)

    assert [201, 201] == [one.status_code for one in answers]
    assert answers[0].get_json() == answers[1].get_json()
    assert events(app) == 1


def test_of_two_other_requests_at_once_under_one_key_the_loser_is_refused(
    make_notes_app: Callable[..., Flask], headers: Headers
) -> None:
    app = make_notes_app(meanwhile=Barrier(2, timeout=20).wait)

    answers = both(
        *(
            lambda title=title: app.test_client().post(
                NOTES, json={"title": title}, headers=headers(key="first-0001")
            )
            for title in ("tea", "coffee")
        )
    )

    assert [201, 422] == sorted(one.status_code for one in answers)
    assert events(app) == 1


def test_a_repeat_that_meets_the_changed_state_gets_the_first_answer(
    make_notes_app: Callable[..., Flask], headers: Headers
) -> None:
    """The twin commits after the repeat has looked for a receipt and before it decides."""
    turns: list[Callable[[], object]] = []
    app = make_notes_app(meanwhile=lambda: turns.pop()() if turns else None)
    client = app.test_client()
    note_id = client.post(NOTES, json={"title": "tea"}, headers=headers()).get_json()["note_id"]
    sent = {"headers": headers(key="finish-01")}
    twins: list[TestResponse] = []
    turns.append(lambda: twins.append(app.test_client().post(f"{NOTES}/{note_id}/end", **sent)))

    answer = client.post(f"{NOTES}/{note_id}/end", **sent)

    assert [200, 200] == [answer.status_code, twins[0].status_code]
    assert answer.get_json() == twins[0].get_json()
    assert events(app) == 2


def test_a_second_try_with_another_key_is_told_of_the_rule(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    address = f"{NOTES}/{written['note_id']}/end"
    client.post(address, headers=headers())

    response = client.post(address, headers=headers())

    assert (409, NoteIsFinished.code) == (response.status_code, response.get_json()["code"])


def test_a_receipt_holds_nothing_of_the_body(
    app: Flask, client: FlaskClient, headers: Headers
) -> None:
    client.post(NOTES, json={"title": "tea"}, headers=headers(sub="anna", key="first-0001"))

    store = app.extensions[EXTENSION].services["notes"].store
    row = store.side_row(RECEIPTS, "anna|notes.write_note|first-0001")

    assert {"body_hash", "entity_id", "status", "version"} == set(row.content)
    assert (201, 1) == (row.content["status"], row.content["version"])
    assert b"tea" not in row.value


def test_a_handler_that_answers_another_entity_than_it_saved_first_is_found_out(
    make_notes_app: Callable[..., Flask], headers: Headers
) -> None:
    """Its repeats would show something else."""
    app = make_notes_app()
    app.config["TESTING"] = True
    app.error_handler_spec[None][None].pop(Exception)

    with pytest.raises(ReceiptOfAnotherEntity):
        app.test_client().post("/api/notes/v1/mistakes", headers=headers())
