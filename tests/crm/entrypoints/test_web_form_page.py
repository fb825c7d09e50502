"""The web form as a customer sees it: a page that shows, takes and refuses letters in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.crm.domain.ticket_request import TicketRequest
from services.crm.service import CrmService
from shared.clock import SetClock
from shared.numbers import read_number
from tests.crm.entrypoints.conftest import letters
from tests.support.read_page import ReadPage

PATH = "/api/crm/v1/web-form/page"
TYPED = {
    "category": "complaint",
    "subject": "年费",
    "text": "怎么退？\n急",
    "email": "fang.wang@example.com",
    "phone": "",
}
PDF = b"%PDF-1.7 bill"
SCRIPT = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}'

Fill = Callable[..., dict[str, str]]


@pytest.fixture
def fill(client: FlaskClient, clock: SetClock) -> Fill:
    """Opens the page and fills it in, as slowly as a person does."""

    def carry_out(**changes: str) -> dict[str, str]:
        form = ReadPage(client.get(PATH).text).form
        clock.move_to(clock.now() + timedelta(seconds=30))
        return {**form, **TYPED, **changes}

    return carry_out


def send(client: FlaskClient, form: dict[str, str], **files: bytes) -> TestResponse:
    chosen = [(BytesIO(content), name) for name, content in files.items()] or [(BytesIO(), "")]
    typed = {name: text.replace("\n", "\r\n") for name, text in form.items()}
    return client.post(
        f"{PATH}?lang=en",
        data={**typed, "files": chosen},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ["联系我们", "咨询", "详细内容", "最多 3 个", ".pdf"]),
        ("en", ["Write to us", "Question", "Your message", "3 at most", "2 MB"]),
    ],
)
def test_everybody_reads_the_page_in_their_language_and_it_runs_nothing(
    client: FlaskClient, language: str, words: list[str]
) -> None:
    answer = client.get(PATH, headers={"Accept-Language": language})
    page = ReadPage(answer.text)
    [style] = [one.attributes["href"] for one in page.all("link", rel="stylesheet")]
    shown = client.get(style)

    assert (200, "text/html; charset=utf-8") == (answer.status_code, answer.content_type)
    assert language == page.all("html")[0].attributes["lang"]
    assert ([], []) == (page.unnamed, page.not_plain)
    assert [] == [one for one in words if one not in page.text]
    assert "Write to us" in client.get(f"{PATH}?lang=en").text
    assert ("no-store", "no-referrer") == (
        answer.headers["Cache-Control"],
        answer.headers["Referrer-Policy"],
    )
    assert "Set-Cookie" not in answer.headers
    assert (200, "text/css; charset=utf-8") == (shown.status_code, shown.content_type)


def test_a_letter_with_a_file_becomes_a_request_and_its_sender_is_told_a_number(
    client: FlaskClient, crm: CrmService, fill: Fill
) -> None:
    answer = send(client, fill(), **{"../账单.pdf": PDF})

    [letter] = letters(crm)
    page = ReadPage(answer.text)
    assert 202 == answer.status_code
    assert letter.facts.number == read_number(str(letter.facts.number), prefix="W")
    assert str(letter.facts.number) in page.text
    facts = crm.store.get(TicketRequest, letter.request_id).facts
    assert ("web", "complaint") == (facts.channel, facts.kind)
    assert "怎么退？\n急" == crm.keys.open(facts.description, purpose="test")
    assert ["账单.pdf"] == [crm.keys.open(one.file_name, purpose="test") for one in letter.files]


def test_a_page_that_is_sent_twice_is_one_letter_and_another_text_needs_another_page(
    client: FlaskClient, crm: CrmService, fill: Fill, clock: SetClock
) -> None:
    form = fill()
    first, again = send(client, form), send(client, form)
    other = send(client, form | {"text": "别的"})
    page = ReadPage(other.text)

    assert [202, 202, 409] == [one.status_code for one in (first, again, other)]
    assert first.data == again.data
    assert "别的" == page.form["text"]
    assert "This form was used already; open a new one." in page.text
    clock.move_to(clock.now() + timedelta(seconds=30))
    assert 202 == send(client, page.form).status_code
    assert 2 == len(letters(crm))


@pytest.mark.parametrize(
    ("changes", "at", "told"),
    [
        ({"email": ""}, "email", "E-mail address or phone is required."),
        ({"email": "nobody"}, "email", "E-mail address is no e-mail address."),
        ({"phone": "12x"}, "phone", "Telephone number is no telephone number."),
        ({"category": "refund"}, "category", "Matter is none of the form's."),
        ({"subject": " "}, "subject", "Subject is missing; give it."),
        ({"subject": "a\nBcc: x@example.com"}, "subject", "Subject must be one line of text."),
        ({"text": "x" * 8001}, "text", "Your message must have a length between 1 and 8000."),
        ({"text": "a\0b"}, "text", "Your message holds control characters."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_all_else_is_kept(
    client: FlaskClient,
    crm: CrmService,
    fill: Fill,
    changes: dict[str, str],
    at: str,
    told: str,
) -> None:
    refused = send(client, fill(**changes), **{"账单.pdf": PDF})
    page = ReadPage(refused.text)

    assert 422 == refused.status_code
    assert told == page.error_of(at)
    assert [None] * 5 == [page.error_of(one) for one in (*TYPED, "files") if one != at]
    assert "Your files could not be kept" in page.text
    assert [] == letters(crm)
    corrected = page.form | {at: TYPED[at]}
    assert TYPED.items() <= corrected.items()
    assert 202 == send(client, corrected).status_code
    assert [None] == [one.facts.cause for one in letters(crm)]


@pytest.mark.parametrize(
    "files",
    [
        {f"{number}.txt": b"a" for number in range(6)},
        {"empty.txt": b""},
        {"large.pdf": PDF + bytes(4 * 1024 * 1024)},
        {"n" * 256: b"a"},
    ],
    ids=["many", "empty", "large", "named"],
)
def test_files_that_no_letter_may_have_are_refused_at_their_field(
    client: FlaskClient, crm: CrmService, fill: Fill, files: dict[str, bytes]
) -> None:
    refused = send(client, fill(), **files)

    assert 422 == refused.status_code
    assert str(ReadPage(refused.text).error_of("files")).startswith("Files are too many, or one")
    assert [] == letters(crm)


def test_files_that_are_left_out_are_told(client: FlaskClient, crm: CrmService, fill: Fill) -> None:
    answer = send(client, fill(), **{"cat.png": b"MZ\x90", "账单.pdf": PDF})

    assert "One was of a kind that we do not take." in ReadPage(answer.text).text
    assert [["file-type-not-taken"]] == [list(one.facts.notes) for one in letters(crm)]


def test_a_request_that_is_too_large_is_refused_in_words(client: FlaskClient, fill: Fill) -> None:
    refused = send(client, fill(), **{"large.pdf": bytes(13 * 1024 * 1024)})

    assert (413, "text/html") == (refused.status_code, refused.mimetype)
    assert [] == ReadPage(refused.text).not_plain


def test_an_old_or_foreign_page_is_refused_and_a_new_one_holds_what_was_typed(
    client: FlaskClient, crm: CrmService, fill: Fill, clock: SetClock
) -> None:
    old = fill()
    clock.move_to(clock.now() + timedelta(hours=3))
    for form in (old, old | {"form": "9999999999.a.b"}, old | {"form": ""}):
        refused = send(client, form)
        page = ReadPage(refused.text)
        assert 422 == refused.status_code
        assert old["subject"] == page.form["subject"]
        assert form["form"] != page.form["form"]
    assert [] == letters(crm)
    clock.move_to(clock.now() + timedelta(seconds=30))
    assert 202 == send(client, page.form).status_code


def test_a_machine_is_told_what_everybody_is_told(
    client: FlaskClient, crm: CrmService, fill: Fill
) -> None:
    trapped = send(client, fill(website="http://spam.example"))
    at_once = send(client, {**ReadPage(client.get(PATH).text).form, **TYPED})
    person = send(client, fill())

    told = [ReadPage(one.text).text for one in (trapped, at_once, person)]
    numbers = [str(one.facts.number) for one in letters(crm)]
    assert 1 == len({text.replace(one, "") for text, one in zip(told, numbers, strict=True)})
    assert ["trap-filled-in", "sent-too-fast", None] == [one.facts.cause for one in letters(crm)]


def test_people_do_not_see_the_trap(client: FlaskClient) -> None:
    [trap] = ReadPage(client.get(PATH).text).all("input", name="website")

    assert any("hidden" in one.attributes for one in trap.within)
    assert ("-1", "off") == (trap.attributes["tabindex"], trap.attributes["autocomplete"])


def test_what_anybody_types_is_shown_as_text(
    client: FlaskClient, crm: CrmService, fill: Fill
) -> None:
    typed = dict.fromkeys(("subject", "text", "email", "category"), f"</textarea>{SCRIPT}")
    refused = send(client, fill(**typed, form=SCRIPT, is_admin=SCRIPT), **{SCRIPT: PDF})
    page = ReadPage(refused.text)

    assert 422 == refused.status_code
    assert ([], []) == (page.unnamed, page.not_plain)
    assert f"</textarea>{SCRIPT}" == page.form["text"] == page.form["subject"]
    assert "49" not in page.text
    assert [] == letters(crm)


def test_pages_and_other_letters_count_together_against_one_address(
    client: FlaskClient, fill: Fill
) -> None:
    form = fill()
    door, letter = PATH.replace("page", "letters"), {**form, "form": "x", "phone": None}
    statuses = [client.post(door, json=letter).status_code for _ in range(20)]
    refused = send(client, form)

    assert {422} == set(statuses)
    assert (429, "text/html") == (refused.status_code, refused.mimetype)
    assert int(refused.headers["Retry-After"]) > 0
    assert form == ReadPage(refused.text).form
