"""What people write comes back as they wrote it, as data and never as a page or a program."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.centre import Centre, json_of
from tests.api.desk import TicketDesk
from tests.api.good.asking import Ask
from tests.api.operations import operations_of, send

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}${7*7}<%= 7*7 %>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE tickets; --",
    "\\u003cscript\\u003e\u2028\u2029\x7f",
    "%s %(name)s {0} %00",
    "\u202egnp.exe\ufeff",
]


def ask(centre: Centre, name: str, *, by: str = "li", **parts: Any) -> Any:
    return send(centre, operations_of(centre, "tickets")[name], Ask(**parts), by=by)


@pytest.fixture(scope="class")
def desk(centre: Centre) -> TicketDesk:
    return TicketDesk(centre)


class TestTexts:
    @pytest.mark.parametrize("text", PAYLOADS)
    def test_every_text_of_a_ticket_comes_back_as_json_and_nothing_else(
        self, centre: Centre, text: str
    ) -> None:
        opened = ask(
            centre,
            "open_ticket",
            body={
                "kind": "suggestion",
                "channel": "web",
                "subject": text,
                "description": text,
                "information": {"expected_effect": text},
                "customer_id": centre.customer_ids[0],
                "is_taken": True,
            },
        )
        path = {"ticket_id": json_of(opened)["ticket_id"]}
        ask(centre, "keep_note", path=path, body={"text": text})
        ask(centre, "send_reply", path=path, body={"text": text})

        ticket = ask(centre, "show_ticket", path=path)
        letters = ask(centre, "show_correspondence", path=path)

        shown = json_of(ticket)
        assert [text] * 3 == [
            shown["subject"],
            shown["description"],
            shown["information"]["expected_effect"],
        ]
        assert [text, text] == [one["text"] for one in json_of(letters)["entries"]]
        for answer in (opened, ticket, letters):
            assert "application/json" == answer.content_type
            assert "nosniff" == answer.headers["X-Content-Type-Options"]
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("text", PAYLOADS)
    def test_a_refusal_that_repeats_what_was_sent_is_a_problem_and_no_page(
        self, centre: Centre, text: str
    ) -> None:
        answers = [
            ask(centre, "list_tickets", query={text: text}),
            ask(centre, "list_tickets", query={"cursor": text}),
            ask(centre, "show_rule_set", path={"name": text}),
            ask(centre, "open_ticket", body={text: text}),
        ]

        assert {"application/problem+json"} == {one.content_type for one in answers}
        assert {"nosniff"} == {one.headers["X-Content-Type-Options"] for one in answers}
        assert {404, 422} == {one.status_code for one in answers}

    @pytest.mark.parametrize("text", PAYLOADS)
    def test_a_filter_takes_a_text_for_a_text(self, centre: Centre, text: str) -> None:
        refused = ask(centre, "list_tickets", query={"number": text})
        search = operations_of(centre, "crm")["search_customers"]
        found = send(centre, search, Ask(body={"number": text}), by="li")

        assert 422 == refused.status_code
        assert [] == json_of(found)["items"]


class TestFiles:
    @pytest.mark.parametrize(
        "name", ["账单.txt", 'a"; filename="b.html', "x\r\nSet-Cookie: a=b.txt", "../../etc/passwd"]
    )
    def test_a_file_is_given_back_to_be_saved_under_its_own_name_alone(
        self, centre: Centre, desk: TicketDesk, name: str
    ) -> None:
        content = b"<html><script>alert(1)</script></html>"
        ticket_id = desk.ticket()
        with centre.acting_as("li"):
            attached = centre.tickets.use_cases.correspondences.attach_file(
                ticket_id, file_name=name, media_type="text/plain", content=content
            )
        path = {"ticket_id": ticket_id, "attachment_id": attached.attachment_id}

        answer = ask(centre, "download_attachment", path=path)

        disposition = answer.headers["Content-Disposition"]
        assert content == answer.data
        assert "application/octet-stream" == answer.content_type
        assert "nosniff" == answer.headers["X-Content-Type-Options"]
        assert disposition.startswith("attachment; filename*=UTF-8''")
        assert not set('"\r\n/;') & set(disposition.partition("''")[2])
        assert "Set-Cookie" not in answer.headers

    @pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/xhtml+xml"])
    def test_a_file_that_a_browser_would_run_is_not_taken(
        self, centre: Centre, desk: TicketDesk, media_type: str
    ) -> None:
        path = {"ticket_id": desk.ticket()}
        answer = ask(centre, "attach_file", path=path, file=("a.svg", b"<svg/>", media_type))

        assert 422 == answer.status_code
