"""Time travel over the API: history, as of a moment, and the difference between two."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.web.history import collection_of

NOTES = "/api/notes/v1/notes"
Headers = Callable[..., dict[str, str]]


@pytest.fixture
def address(client: FlaskClient, headers: Headers, written: dict[str, Any]) -> str:
    """A note that was written, given another title and finished: positions 1 to 3."""
    address = f"{NOTES}/{written['note_id']}"
    client.post(f"{address}/title", json={"title": "咖啡"}, headers=headers(If_Match='"1"'))
    client.post(f"{address}/end", headers=headers())
    return address


def test_the_history_tells_what_who_when_and_which_way(
    client: FlaskClient, headers: Headers, address: str
) -> None:
    page = client.get(f"{address}/history", headers=headers("audit.read")).get_json()

    topics = ["notes.note.written", "notes.note.amended", "notes.note.finished"]
    assert topics == [one["topic"] for one in page["items"]]
    assert [(1, 1), (2, 2), (3, 3)] == [(one["position"], one["version"]) for one in page["items"]]
    amended = page["items"][1]
    assert {"title": {"before": "茶", "after": "咖啡"}} == amended["changes"]
    circumstances = amended["circumstances"]
    assert ("api", "agent", "site-1") == tuple(
        circumstances[name] for name in ("channel", "role", "site_id")
    )
    assert circumstances["actor"].endswith("aa")


def test_an_event_names_the_request_that_caused_it(client: FlaskClient, headers: Headers) -> None:
    sent = headers(key="cause-0001", X_Correlation_Id="case-17")
    note_id = client.post(NOTES, json={"title": "tea"}, headers=sent).get_json()["note_id"]

    page = client.get(f"{NOTES}/{note_id}/history", headers=headers("audit.read")).get_json()

    circumstances = page["items"][0]["circumstances"]
    assert ("case-17", "cause-0001") == (
        circumstances["correlation_id"],
        circumstances["causation_id"],
    )


def test_personal_data_stays_sealed_in_a_history(
    client: FlaskClient, headers: Headers, address: str
) -> None:
    response = client.get(f"{address}/history", headers=headers("audit.read"))

    about = response.get_json()["items"][0]["changes"]["about"]["after"]
    assert {"sealed": True, "subject": "customer:1"} == about
    assert "nonce" not in response.text


def test_a_long_history_comes_in_pages(client: FlaskClient, headers: Headers, address: str) -> None:
    asked = headers("audit.read")
    first = client.get(f"{address}/history?limit=2", headers=asked).get_json()
    rest = client.get(
        f"{address}/history", query_string={"cursor": first["next"]}, headers=asked
    ).get_json()

    assert [1, 2, 3] == [one["version"] for one in first["items"] + rest["items"]]
    assert rest["next"] is None


def test_an_entity_is_shown_as_of_a_position(
    client: FlaskClient, headers: Headers, address: str
) -> None:
    titles = [
        client.get(f"{address}?position={position}", headers=headers()).get_json()["title"]
        for position in (1, 2)
    ]

    assert ["茶", "咖啡"] == titles


def test_an_entity_is_shown_as_of_a_time(
    client: FlaskClient, headers: Headers, address: str
) -> None:
    page = client.get(f"{address}/history", headers=headers("audit.read")).get_json()
    moment = page["items"][0]["recorded_at"]

    then = client.get(address, query_string={"as_of": moment}, headers=headers())

    assert ("茶", '"1"') == (then.get_json()["title"], then.headers["ETag"])


def test_there_was_no_entity_before_its_first_event(
    client: FlaskClient, headers: Headers, address: str
) -> None:
    yesterday = (datetime.now(tz=UTC) - timedelta(days=1)).isoformat()

    response = client.get(address, query_string={"as_of": yesterday}, headers=headers())

    assert 404 == response.status_code


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "yesterday"},
        {"as_of": "2026-01-01T00:00:00"},
        {"position": "-1"},
        {"position": "x"},
        {"position": "9" * 20},
        {"position": "99"},
        {"as_of": "2026-01-01T00:00:00Z", "position": "1"},
    ],
)
def test_a_moment_of_another_form_is_refused(
    client: FlaskClient, headers: Headers, address: str, query: dict[str, str]
) -> None:
    assert 422 == client.get(address, query_string=query, headers=headers()).status_code


def test_two_moments_are_compared(client: FlaskClient, headers: Headers, address: str) -> None:
    response = client.get(f"{address}/diff?from=1&to=3", headers=headers("audit.read"))

    assert {
        "title": {"before": "茶", "after": "咖啡"},
        "is_finished": {"before": False, "after": True},
    } == response.get_json()["changes"]


def test_moments_are_compared_by_time_too(
    client: FlaskClient, headers: Headers, address: str
) -> None:
    asked = headers("audit.read")
    items = client.get(f"{address}/history", headers=asked).get_json()["items"]
    moments = {"from": items[0]["recorded_at"], "to": items[1]["recorded_at"]}

    response = client.get(f"{address}/diff", query_string=moments, headers=asked)

    assert {"title"} == set(response.get_json()["changes"])


@pytest.mark.parametrize("query", ["", "?from=1", "?from=1&to=x", "?from=1&to=99"])
def test_a_comparison_without_two_moments_is_refused(
    client: FlaskClient, headers: Headers, address: str, query: str
) -> None:
    response = client.get(f"{address}/diff{query}", headers=headers("audit.read"))

    assert 422 == response.status_code


@pytest.mark.parametrize("part", ["history", "diff?from=1&to=2"])
def test_the_history_is_for_auditors_and_owners_only(
    client: FlaskClient,
    make_notes_app: Callable[..., Flask],
    headers: Headers,
    address: str,
    part: str,
) -> None:
    owned = make_notes_app(owners=lambda name, note_id: name == "note" and str(note_id) in address)

    stranger = client.get(f"{address}/{part}", headers=headers("notes.write"))
    owner = owned.test_client().get(f"{address}/{part}", headers=headers("notes.write"))

    assert (403, 200) == (stranger.status_code, owner.status_code)


@pytest.mark.parametrize("part", ["history", "diff?from=0&to=0"])
def test_what_never_was_has_no_history(client: FlaskClient, headers: Headers, part: str) -> None:
    address = f"{NOTES}/0190d4f0-0000-7000-8000-000000000000"

    assert 404 == client.get(f"{address}/{part}", headers=headers("audit.read")).status_code


@pytest.mark.parametrize(
    ("sub", "kind"),
    [("client:erp", "client"), ("service:tickets", "service"), ("anna", "person")],
)
def test_an_event_tells_people_from_machines(
    client: FlaskClient, headers: Headers, sub: str, kind: str
) -> None:
    note = client.post(NOTES, json={"title": "tea"}, headers=headers(sub=sub)).get_json()

    page = client.get(
        f"{NOTES}/{note['note_id']}/history", headers=headers("audit.read")
    ).get_json()

    circumstances = page["items"][0]["circumstances"]
    assert (sub, kind) == (circumstances["actor"], circumstances.get("kind", "person"))


@pytest.mark.parametrize(
    ("name", "collection"),
    [
        ("skill_group", "skill-groups"),
        ("canned_reply", "canned-replies"),
        ("survey", "surveys"),
        ("curriculum", "curricula"),
    ],
)
def test_entities_are_found_under_their_plural(name: str, collection: str) -> None:
    assert collection == collection_of(name)
