"""Escalations, open questions and canned replies over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.support.tickets import LI, SUN, WANG, ZHAO
from tests.tickets.conftest import LEADER, MANAGER
from tests.tickets.entrypoints.conftest import Ask

Open = Callable[..., dict[str, Any]]
WRITER = frozenset({"tickets.manage_canned_replies"})


def test_an_agent_asks_and_the_leader_answers(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    ticket = open_ticket(is_taken=True)
    asked = ask(
        "POST",
        f"/tickets/{ticket['ticket_id']}/escalations",
        {"question": "能否减免"},
        expect=201,
    ).get_json()
    project()
    path = f"/escalations/{asked['escalation_id']}"

    def waiting(by: UUID, permissions: frozenset[str], of: str) -> int:
        answer = ask("GET", f"/escalations?of={of}", by=by, permissions=permissions, expect=200)
        return len(answer.get_json()["items"])

    work = frozenset({"tickets.work"})
    assert [1, 1, 0, 0] == [
        waiting(LI, work, "me"),
        waiting(WANG, LEADER, "others"),
        waiting(ZHAO, work, "others"),
        waiting(SUN, LEADER, "others"),
    ]
    body = {"answer": "可以减免"}
    assert 403 == ask("POST", f"{path}/answer", body, if_match=1).status_code
    ask("POST", f"{path}/answer", body, by=WANG, permissions=LEADER, if_match=1, expect=200)
    shown = ask("GET", path, expect=200).get_json()
    note = ask("GET", f"/tickets/{ticket['ticket_id']}/correspondence").get_json()["entries"][0]
    project()
    counted = ask(
        "GET",
        "/escalation-rate?since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z",
        permissions=MANAGER,
        expect=200,
    ).get_json()

    assert ("answered", "可以减免", str(WANG)) == (
        shown["state"],
        shown["answer"],
        shown["answerer_id"],
    )
    assert ("note", "可以减免") == (note["sort"], note["text"])
    assert [("inquiry", 1, 1, 0)] == [tuple(one.values()) for one in counted["items"]]


def test_a_question_goes_through_the_managers_queue(ask: Ask, project: Callable[[], None]) -> None:
    asked = ask("POST", "/open-questions", {"question": "限额多少"}, expect=201).get_json()
    path = f"/open-questions/{asked['open_question_id']}"
    lead = {"by": WANG, "permissions": LEADER}
    project()
    [queued] = ask("GET", "/open-questions", **lead, expect=200).get_json()["items"]
    missing = ask("POST", f"{path}/answer", {"answer": "一万"}, **lead)
    answered = ask(
        "POST", f"{path}/answer", {"answer": "一万"}, **lead, if_match=1, expect=200
    ).get_json()
    ask(
        "POST",
        f"{path}/knowledge",
        {"question": "取现限额", "answer": "每日一万"},
        **lead,
        if_match=2,
        expect=200,
    )
    project()
    done = ask("GET", "/open-questions?state=in_knowledge", **lead, expect=200).get_json()

    assert (asked["open_question_id"], 428) == (queued["open_question_id"], missing.status_code)
    assert ("answered", "限额多少", "一万") == (
        answered["state"],
        answered["question"],
        answered["answer"],
    )
    assert 1 == len(done["items"])
    assert 404 == ask("GET", path, by=ZHAO).status_code


def test_a_canned_reply_is_written_rendered_and_counted(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    text = {
        "title": "问候",
        "zh": "{customer_name}您好：{ticket_number}",
        "skill_groups": ["cards"],
    }
    wrong = {"code": "hello", **text, "zh": "{password}"}
    refused = ask("POST", "/canned-replies", wrong, permissions=WRITER)
    made = ask(
        "POST", "/canned-replies", {"code": "hello", **text}, permissions=WRITER, expect=201
    ).get_json()
    reply_id, ticket = made["canned_reply_id"], open_ticket(is_taken=True)
    rendered = ask(
        "POST",
        f"/canned-replies/{reply_id}/rendering",
        {"ticket_id": ticket["ticket_id"], "customer_name": "王芳"},
        expect=200,
    ).get_json()
    ask(
        "POST",
        f"/tickets/{ticket['ticket_id']}/replies",
        {"text": rendered["text"], "canned_reply_id": reply_id},
        expect=201,
    )
    project()
    [listed] = ask("GET", "/canned-replies", expect=200).get_json()["items"]

    assert (422, ["zh"]) == (
        refused.status_code,
        [one["field"] for one in refused.get_json()["errors"]],
    )
    assert f"王芳您好：{ticket['number']}" == rendered["text"]
    assert (reply_id, 1) == (listed["canned_reply_id"], listed["used"])
    assert [] == ask("GET", "/canned-replies", by=SUN, expect=200).get_json()["items"]
    assert 404 == ask("GET", f"/canned-replies/{reply_id}", by=SUN).status_code
