"""The open form: it takes letters, bears repeats and abuse, and gives nothing away."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.crm.domain.ticket_request import TicketRequest
from services.crm.service import CrmService
from shared.clock import SetClock
from shared.numbers import read_number
from tests.crm.entrypoints.conftest import letters

PATH = "/api/crm/v1/web-form"
FANG = "fang.wang@example.com"
PDF = b"%PDF-1.7 bill"


@pytest.fixture
def form(client: FlaskClient, clock: SetClock) -> str:
    """A form that was opened as long ago as a person needs."""
    return opened(client, clock)


def opened(client: FlaskClient, clock: SetClock) -> str:
    mark: str = client.get(PATH).get_json()["form"]
    clock.move_to(clock.now() + timedelta(seconds=30))
    return mark


def send(client: FlaskClient, form: str, **changes: Any) -> Any:
    body = {
        "form": form,
        "category": "inquiry",
        "subject": "年费",
        "text": "怎么退？",
        "email": FANG,
        **changes,
    }
    return client.post(f"{PATH}/letters", json=body, headers={"Accept-Language": "en"})


def test_a_letter_becomes_a_request_and_its_sender_is_told_a_number(
    client: FlaskClient, crm: CrmService, form: str
) -> None:
    files = [{"file_name": "../账单.pdf", "content": b64encode(PDF).decode()}]
    answer = send(client, form, files=files)

    [letter] = letters(crm)
    assert (202, {"number": letter.facts.number}) == (answer.status_code, answer.get_json())
    assert letter.facts.number == read_number(str(letter.facts.number), prefix="W")
    facts = crm.store.get(TicketRequest, letter.request_id).facts
    assert ("web", "inquiry") == (facts.channel, facts.kind)
    assert facts.reply_to is not None
    assert FANG == crm.keys.open(facts.reply_to, purpose="test")
    assert ["账单.pdf"] == [crm.keys.open(one.file_name, purpose="test") for one in letter.files]


def test_a_form_that_is_sent_twice_is_one_letter(
    client: FlaskClient, crm: CrmService, form: str
) -> None:
    first, again = send(client, form), send(client, form)
    other = send(client, form, text="别的")
    assert first.get_json() == again.get_json()
    assert (409, "form-used") == (other.status_code, other.get_json()["code"])
    assert 1 == len(letters(crm))


@pytest.mark.parametrize("mark", ["", "x", "1.x.y", "9999999999.aaaa.bbbb", "é.é.é"])
def test_a_form_that_was_not_given_out_here_is_refused(
    client: FlaskClient, crm: CrmService, mark: str
) -> None:
    assert 422 == send(client, mark).status_code
    assert [] == letters(crm)


def test_an_old_form_is_refused(client: FlaskClient, clock: SetClock, form: str) -> None:
    clock.move_to(clock.now() + timedelta(hours=3))
    answer = send(client, form)
    assert (422, "form-expired") == (answer.status_code, answer.get_json()["code"])


@pytest.mark.parametrize(
    ("changes", "cause"), [({"website": "http://spam.example"}, "trap-filled-in"), ({}, None)]
)
def test_a_machine_gets_the_same_answer_and_its_letter_is_set_aside(
    client: FlaskClient, crm: CrmService, form: str, changes: Any, cause: str | None
) -> None:
    answer = send(client, form, **changes)
    [letter] = letters(crm)
    assert (202, {"number"}, cause) == (
        answer.status_code,
        set(answer.get_json()),
        letter.facts.cause,
    )
    assert (cause is None) == (letter.request_id is not None)


def test_whoever_sends_at_once_is_taken_for_a_machine(client: FlaskClient, crm: CrmService) -> None:
    assert 202 == send(client, client.get(PATH).get_json()["form"]).status_code
    assert ["sent-too-fast"] == [one.facts.cause for one in letters(crm)]


def test_too_many_letters_of_one_contact_are_set_aside_whatever_address_they_come_from(
    client: FlaskClient, crm: CrmService, clock: SetClock
) -> None:
    answers = [send(client, opened(client, clock)) for _ in range(6)]
    assert {202} == {one.status_code for one in answers}
    assert [None] * 5 + ["too-many-letters"] == [one.facts.cause for one in letters(crm)]


def test_too_many_letters_from_one_address_are_refused_for_a_while(
    client: FlaskClient, clock: SetClock
) -> None:
    forms = [opened(client, clock) for _ in range(21)]
    statuses = [
        send(client, form, email=f"a{number}@example.com").status_code
        for number, form in enumerate(forms)
    ]
    assert ([202] * 20, 429) == (statuses[:20], statuses[20])


@pytest.mark.parametrize(
    "changes",
    [
        {"email": None},
        {"email": "no address"},
        {"email": None, "phone": "12"},
        {"category": "refund"},
        {"subject": ""},
        {"subject": "a\r\nBcc: x@example.com"},
        {"text": "x" * 8001},
        {"text": "a\u0000b"},
        {"files": [{"file_name": "a", "content": "no base64!"}]},
        {"files": [{"file_name": "a", "content": "YQ=="}] * 6},
        {"is_admin": True},
    ],
)
def test_a_wrong_field_is_refused_and_named(
    client: FlaskClient, crm: CrmService, form: str, changes: Any
) -> None:
    answer = send(client, form, **changes)
    assert 422 == answer.status_code
    assert "application/problem+json" == answer.content_type
    assert [] == letters(crm)


def test_files_that_are_not_taken_are_left_out_and_stay_in_the_original(
    client: FlaskClient, crm: CrmService, form: str, as_wang: Callable[..., Any]
) -> None:
    program = b64encode(b"MZ\x90").decode()
    send(client, form, files=[{"file_name": "cat.png", "content": program}])
    [letter] = letters(crm)
    assert ([], ["file-type-not-taken"]) == (list(letter.files), letter.facts.notes)
    with as_wang("crm.handle_letters"):
        assert program.encode() in crm.letters.read_original(letter.id)


def test_the_answer_tells_nothing_of_whether_the_customer_is_known(
    client: FlaskClient, clock: SetClock
) -> None:
    known = send(client, opened(client, clock))
    unknown = send(client, opened(client, clock), email="nobody@example.com")
    assert set(known.get_json()) == set(unknown.get_json())
    assert {"Set-Cookie"}.isdisjoint(known.headers)
