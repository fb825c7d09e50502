from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.tickets.domain.rules import TicketRules
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.service import TicketsService
from shared.context import Context, acting
from shared.rules.keeping import RuleKeeping
from tests.support.tickets import CUSTOMER, LI, SUN, WANG, ZHAO
from tests.tickets.conftest import LEADER, MANAGER
from tests.tickets.entrypoints.conftest import Ask

Open = Callable[..., dict[str, Any]]


def test_an_opened_ticket_is_shown_with_its_texts_in_clear(open_ticket: Open) -> None:
    shown = open_ticket(description="昨天丢的", information={"product": "储蓄卡"})

    assert ("queued", "银行卡丢失", "昨天丢的", {"product": "储蓄卡"}) == (
        shown["state"],
        shown["subject"],
        shown["description"],
        shown["information"],
    )
    filled = {one["name"]: one["is_filled"] for one in shown["fields_asked_for"]}
    assert {"subject": True, "product": True, "question": False, "answer_source": False} == filled


def test_a_repeated_request_opens_one_ticket(ask: Ask) -> None:
    body = {"kind": "query", "channel": "chat", "subject": "x", "customer_id": str(CUSTOMER)}
    key = {"Idempotency-Key": "the-same-key"}
    first, second = (ask("POST", "/tickets", body, headers=key, expect=201) for _ in range(2))
    other = ask("POST", "/tickets", {**body, "subject": "y"}, headers=key)

    assert first.get_json() == second.get_json()
    assert (422, "idempotency-key-reused") == (other.status_code, other.get_json()["code"])


def test_a_missing_field_is_named_in_the_readers_language(ask: Ask) -> None:
    answer = ask("POST", "/tickets", {"kind": "fax", "channel": "phone", "subject": " "})

    assert 422 == answer.status_code
    assert {"kind", "subject"} == {one["field"] for one in answer.get_json()["errors"]}
    lacking = ask("POST", "/tickets", {"kind": "query", "channel": "phone", "subject": "x"})
    assert "请填写客户或联络记录。" in lacking.get_json()["errors"][0]["detail"]


def test_a_ticket_goes_its_whole_way(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    ticket = open_ticket(kind="query")
    project()
    shown = ask("POST", "/queue/next", expect=200).get_json()
    assert (ticket["ticket_id"], "in_progress") == (shown["ticket_id"], shown["state"])
    path = f"/tickets/{ticket['ticket_id']}"

    def step(name: str, body: Any = None) -> dict[str, Any]:
        nonlocal shown
        answer = ask("POST", f"{path}/{name}", body, if_match=shown["version"], expect=200)
        shown = answer.get_json()
        assert f'"{shown["version"]}"' == answer.headers["ETag"]
        return shown

    step("identity", {"method": "id_card"})
    step("waiting", {"state": "waiting_for_customer", "reason": "补件"})
    step("resumption")
    step("solution", {"text": "已查到"})
    step("solution/answer", {"is_confirmed": True})
    points = {"product": "卡", "purchase_record": "已核实", "queried_period": "一月"}
    step("information", {"information": points})
    step("priority", {"priority": "high", "reason": "重要"})
    refused = ask("POST", f"{path}/resolution", {"resolution": "办结"}, if_match=shown["version"])
    assert (422, "reason-code-missing") == (refused.status_code, refused.get_json()["code"])
    step("resolution", {"resolution": "办结", "reason_code": "process_obstacle"})
    step("closure")
    step("reopening", {"reason": "又来电"})

    assert "assigned" == shown["state"]
    assert "已查到" == shown["solution"]["text"]


def test_a_change_needs_the_version_that_was_seen(ask: Ask, open_ticket: Open) -> None:
    ticket = open_ticket(is_taken=True)
    path = f"/tickets/{ticket['ticket_id']}/identity"

    assert 428 == ask("POST", path, {"method": "callback"}).status_code
    stale = ask("POST", path, {"method": "callback"}, if_match=1)
    assert (412, "stale") == (stale.status_code, stale.get_json()["code"])
    ask("POST", path, {"method": "callback"}, if_match=ticket["version"], expect=200)


def test_a_ticket_is_seen_by_those_who_may_and_by_no_others(ask: Ask, open_ticket: Open) -> None:
    path = f"/tickets/{open_ticket(is_taken=True)['ticket_id']}"

    seen = {
        name: ask("GET", path, by=by, permissions=permissions).status_code
        for name, by, permissions in (
            ("agent", LI, frozenset({"tickets.work"})),
            ("colleague", ZHAO, frozenset({"tickets.work"})),
            ("other group", SUN, frozenset({"tickets.work"})),
            ("leader", WANG, LEADER),
            ("leader of others", SUN, LEADER),
            ("manager", UUID(int=9), MANAGER),
            ("nobody", LI, frozenset()),
        )
    }
    assert {
        "agent": 200,
        "colleague": 404,
        "other group": 404,
        "leader": 200,
        "leader of others": 404,
        "manager": 200,
        "nobody": 404,
    } == seen


def test_nobody_sees_anything_without_a_token(client: FlaskClient) -> None:
    for path in ("/tickets", "/queue", "/workload", f"/tickets/{CUSTOMER}"):
        assert 401 == client.get(f"/api/tickets/v1{path}").status_code


def test_the_past_is_shown_by_time_and_by_position(
    ask: Ask, desk: TicketsService, open_ticket: Open
) -> None:
    ticket = open_ticket()
    position = desk.store.recorder.last_position()
    path = f"/tickets/{ticket['ticket_id']}"
    ask("POST", f"{path}/taking", if_match=ticket["version"], expect=200)

    assert "in_progress" == ask("GET", path).get_json()["state"]
    assert "queued" == ask("GET", f"{path}?position={position}").get_json()["state"]
    before = ask("GET", f"{path}?as_of=2020-01-01T00:00:00Z")
    assert 404 == before.status_code


def test_the_history_of_a_ticket_says_who_did_what(ask: Ask, open_ticket: Open) -> None:
    ticket = open_ticket(is_taken=True)
    history = ask("GET", f"/tickets/{ticket['ticket_id']}/history", expect=200).get_json()

    assert ["opened", "assigned", "accepted"] == [
        one["topic"].removeprefix("tickets.ticket.") for one in history["items"]
    ]
    assert {str(LI)} == {one["circumstances"]["actor"] for one in history["items"]}
    assert 403 == ask("GET", f"/tickets/{ticket['ticket_id']}/history", by=SUN).status_code


def test_lists_show_agents_their_own_and_managers_all(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    mine = open_ticket(is_taken=True)["ticket_id"]
    waiting = open_ticket(channel="chat")["ticket_id"]
    project()

    def listed(path: str, **who: Any) -> list[str]:
        return [one["ticket_id"] for one in ask("GET", path, expect=200, **who).get_json()["items"]]

    assert [mine] == listed("/tickets")
    assert [mine] == listed("/my-tickets?state=in_progress")
    assert [] == listed("/tickets", by=SUN)
    manager = {"by": UUID(int=9), "permissions": MANAGER}
    assert {mine, waiting} == set(listed("/tickets", **manager))
    assert [waiting] == listed("/tickets?channel=chat", **manager)
    assert [mine] == listed("/tickets?number=t1-3", **manager)
    assert 403 == ask("GET", "/tickets", permissions=frozenset()).status_code


def test_a_list_is_read_page_by_page(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    opened = {open_ticket(is_taken=True)["ticket_id"] for _ in range(3)}
    project()
    first = ask("GET", "/tickets?limit=2", expect=200).get_json()
    second = ask("GET", f"/tickets?limit=2&cursor={first['next']}", expect=200).get_json()

    assert (2, 1, None) == (len(first["items"]), len(second["items"]), second["next"])
    assert opened == {one["ticket_id"] for one in first["items"] + second["items"]}
    assert {"银行卡丢失"} == {one["subject"] for one in first["items"]}


@pytest.mark.parametrize("query", ["sort=number", "state=gone", "colour=red", "limit=0"])
def test_a_filter_or_sort_that_there_is_not_is_refused(ask: Ask, query: str) -> None:
    assert 422 == ask("GET", f"/tickets?{query}").status_code


def test_the_queue_says_why_it_stands_as_it_does(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    open_ticket(), open_ticket(priority="urgent")
    project()
    first, second = ask("GET", "/queue", expect=200).get_json()["items"]

    assert (1, 80, 2, 20) == (
        first["place"],
        first["points"],
        second["place"],
        second["points"],
    )
    assert {"what": "priority", "value": "urgent", "points": 60} in first["reasons"]


def test_an_empty_queue_has_nothing_to_take(ask: Ask) -> None:
    answer = ask("POST", "/queue/next")

    assert (404, "nothing-waiting") == (answer.status_code, answer.get_json()["code"])


def test_a_leader_assigns_and_sees_the_workload(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    ticket = open_ticket()
    ask("POST", "/my-desk/availability", {"channels": ["phone"]}, by=ZHAO, expect=200)
    leader = {"by": WANG, "permissions": LEADER}
    shown = ask(
        "POST",
        f"/tickets/{ticket['ticket_id']}/assignment",
        {},
        if_match=ticket["version"],
        expect=200,
        **leader,
    ).get_json()
    project()
    [load] = ask("GET", "/workload", expect=200, **leader).get_json()["items"]

    assert str(ZHAO) == shown["assignee_id"]
    assert {"phone": {"assigned": 1}} == load["open_tickets"]
    assert 403 == ask("GET", "/workload").status_code


def test_a_transferred_ticket_is_shown_once_more_to_who_transferred_it(
    ask: Ask, open_ticket: Open
) -> None:
    ticket = open_ticket(is_taken=True, information={"product": "卡", "question": "问"})
    path = f"/tickets/{ticket['ticket_id']}"
    body = {"skill_group": "loans", "reason": "贷款"}
    shown = ask("POST", f"{path}/transfer", body, if_match=ticket["version"], expect=200).get_json()

    assert ("loans", "queued", None) == (
        shown["skill_group"],
        shown["state"],
        shown["assignee_id"],
    )


def test_a_referral_is_tracked(ask: Ask, open_ticket: Open) -> None:
    ticket = open_ticket(is_taken=True, information={"product": "卡", "question": "问"})
    path = f"/tickets/{ticket['ticket_id']}"
    assert 404 == ask("GET", f"{path}/referral").status_code
    ask(
        "POST",
        f"{path}/referral",
        {"department": "risk", "reason": "核查"},
        if_match=ticket["version"],
        expect=200,
    )
    ask("POST", f"{path}/referral/progress", {"text": "已受理"}, expect=201)
    shown = ask("GET", f"{path}/referral", expect=200).get_json()

    assert ("risk", "核查", ["已受理"]) == (
        shown["department"],
        shown["reason"],
        [one["text"] for one in shown["progress"]],
    )


def test_notes_and_replies_are_shown_to_the_desk(ask: Ask, open_ticket: Open) -> None:
    path = f"/tickets/{open_ticket(is_taken=True)['ticket_id']}"
    assert [] == ask("GET", f"{path}/correspondence", expect=200).get_json()["entries"]
    ask("POST", f"{path}/notes", {"text": "情绪激动"}, expect=201)
    shown = ask("POST", f"{path}/replies", {"text": "您好"}, expect=201).get_json()

    assert [("note", "情绪激动", None), ("reply", "您好", "phone")] == [
        (one["sort"], one["text"], one["channel"]) for one in shown["entries"]
    ]


@pytest.mark.parametrize("name", ["file_name", "", "file"])
def test_a_text_beside_or_instead_of_the_file_is_refused_by_name(
    ask: Ask, open_ticket: Open, name: str
) -> None:
    path = f"/tickets/{open_ticket(is_taken=True)['ticket_id']}/attachments"
    form = {"file": (BytesIO(b"%PDF-1.7"), "合同.pdf", "application/pdf")} | {name: "text"}
    refused = ask("POST", path, data=form, expect=422).get_json()
    assert [name or "body"] == [one["field"] for one in refused["errors"]]


def test_an_attachment_is_downloaded_and_never_shown_in_the_page(
    ask: Ask, open_ticket: Open
) -> None:
    path = f"/tickets/{open_ticket(is_taken=True)['ticket_id']}/attachments"
    file = (BytesIO(b"%PDF-1.7"), "合同 1.pdf", "application/pdf")
    shown = ask("POST", path, data={"file": file}, expect=201).get_json()
    [attachment] = shown["attachments"]
    answer = ask("GET", f"{path}/{attachment['attachment_id']}", expect=200)

    assert ("合同 1.pdf", 8) == (attachment["file_name"], attachment["size"])
    assert b"%PDF-1.7" == answer.data
    assert (
        "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C%201.pdf"
        == (answer.headers["Content-Disposition"])
    )
    assert ("application/octet-stream", "nosniff") == (
        answer.content_type,
        answer.headers["X-Content-Type-Options"],
    )
    svg = (BytesIO(b"<svg/>"), "x.svg", "image/svg+xml")
    refused = ask("POST", path, data={"file": svg})
    assert (422, "attachment-type-not-allowed") == (
        refused.status_code,
        refused.get_json()["code"],
    )


def test_a_promise_is_recorded_with_its_clock(ask: Ask, open_ticket: Open) -> None:
    path = f"/tickets/{open_ticket(is_taken=True)['ticket_id']}"
    assert 0 == ask("GET", f"{path}/follow-ups", expect=200).get_json()["count"]
    body = {"promise": "明天回电", "due_at": "2020-01-07T09:00:00+08:00"}
    shown = ask("POST", f"{path}/follow-ups", body, expect=201).get_json()
    assert ("明天回电", "2020-01-07T01:00:00.000000Z") == (shown["promise"], shown["due_at"])
    done = ask("POST", f"{path}/follow-ups/reply", {"text": "满意"}, expect=200).get_json()

    assert (["满意"], None) == (done["replies"], done["due_at"])
    clocks = ask("GET", f"{path}/clocks", expect=200).get_json()["items"]
    assert {"first_response": "running", "follow_up": "met", "resolution": "running"} == {
        one["clock"]: one["state"] for one in clocks
    }


def test_a_clock_is_explained_in_the_readers_language(
    ask: Ask, open_ticket: Open, wait: Callable[[int], None]
) -> None:
    ticket = open_ticket(is_taken=True)
    wait(100)
    path = f"/tickets/{ticket['ticket_id']}"
    waiting = {"state": "waiting_for_customer", "reason": "补件"}
    ask("POST", f"{path}/waiting", waiting, if_match=ticket["version"], expect=200)
    wait(60)
    clock_id = SlaClock.id_for(UUID(ticket["ticket_id"]), clock="resolution", ordinal=1)
    chinese = ask("GET", f"{path}/clocks/{clock_id}", expect=200).get_json()
    english = ask("GET", f"{path}/clocks/{clock_id}", headers={"Accept-Language": "en"}).get_json()

    assert (100, 60) == (chinese["counted_seconds"], chinese["paused_seconds"])
    assert [(100, 100), (60, 100)] == [
        (one["seconds"], one["counted_until_then"]) for one in chinese["lines"]
    ]
    assert "工单状态为待客户，该状态暂停计时" in chinese["lines"][1]["sentence"]
    assert "which pauses this clock" in english["lines"][1]["sentence"]


def test_a_contact_lives_over_http(ask: Ask, wait: Callable[[int], None]) -> None:
    contact = ask("POST", "/contacts", {"channel": "phone"}, expect=201).get_json()
    path = f"/contacts/{contact['contact_id']}"
    wait(5)
    ask("POST", f"{path}/answer", expect=200)
    wait(60)
    ask("POST", f"{path}/end", expect=200)
    shown = ask("POST", f"{path}/wrap-up", {"after_call_work_seconds": 7}, expect=200).get_json()

    assert (5, 60, 7) == tuple(
        shown["measures"][name]
        for name in ("waiting_seconds", "talk_seconds", "after_call_work_seconds")
    )
    assert shown == ask("GET", path, expect=200).get_json()
    assert 409 == ask("POST", f"{path}/abandonment").status_code


def test_a_callback_is_booked_listed_and_made(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    path = f"/tickets/{open_ticket(is_taken=True)['ticket_id']}/callbacks"
    window = {
        "from_at": "2020-01-06T10:00:00+08:00",
        "until_at": "2020-01-06T11:00:00+08:00",
        "telephone": "13800138000",
    }
    booked = ask("POST", path, window, expect=201).get_json()
    project()
    [listed] = ask("GET", "/callbacks", expect=200).get_json()["items"]
    made = ask("POST", f"/callbacks/{booked['callback_id']}/call", {}, expect=200).get_json()

    assert ("13800138000", "booked", "made") == (
        booked["telephone"],
        listed["state"],
        made["state"],
    )
    assert 409 == ask("POST", f"/callbacks/{booked['callback_id']}/cancellation").status_code


def test_results_are_for_those_who_see_everything(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    open_ticket()
    project()
    span = "?since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z"
    paths = (
        f"/sla-results{span}",
        f"/contact-measures{span}",
        f"/first-contact-resolution{span}",
        "/sla-breaches",
    )
    manager = {"by": UUID(int=9), "permissions": MANAGER}

    assert {403} == {ask("GET", one).status_code for one in paths}
    assert {200} == {ask("GET", one, **manager).status_code for one in paths}
    counts = ask("GET", paths[0], **manager).get_json()["items"]
    assert [("first_response", 1), ("resolution", 1)] == [
        (one["clock"], one["clocks"]) for one in counts
    ]


def test_another_version_of_the_rules_is_entered_by_those_who_may(ask: Ask) -> None:
    shown = ask("GET", "/rules/fcr", expect=200).get_json()
    body = {
        "content": {"window_days": 3},
        "effective_from": "2020-01-06T00:00:00Z",
        "reason": "更严",
    }
    path, version = "/rules/fcr/versions", shown["version"]
    assert 403 == ask("POST", path, body, if_match=version).status_code
    changer = frozenset({"rules.change"})
    entered = ask("POST", path, body, if_match=version, permissions=changer, expect=201).get_json()
    wrong = ask(
        "POST",
        path,
        {**body, "content": {"window": 3}},
        if_match=entered["version"],
        permissions=changer,
    )

    assert [7, 3] == [one["content"]["window_days"] for one in entered["versions"]]
    assert 422 == wrong.status_code
    assert 404 == ask("GET", "/rules/nothing").status_code


def test_a_version_that_another_process_has_entered_counts_at_once(
    ask: Ask, open_ticket: Open, desk: TicketsService
) -> None:
    """A command decided by the former version is refused by its save, and decided anew."""
    keeping = RuleKeeping(desk.store, TicketRules)
    body = {"kind": "inquiry", "channel": "phone", "subject": "x", "customer_id": str(CUSTOMER)}
    statuses = []
    open_ticket()
    for steps in (["creation", "transfer"], ["transfer"]):
        now = desk.store.clock.now()
        book = desk.store.get(TicketRules, TicketRules.id_for("forms"))
        content = {"forms": [dict(one) for one in book.in_force(now).content["forms"]]}
        inquiry = next(one for one in content["forms"] if one["kind"] == "inquiry")
        inquiry["fields"] = [
            {**one, "at": steps} if one["name"] == "product" else one for one in inquiry["fields"]
        ]
        context = Context(now, actor=str(ZHAO), permissions=frozenset({"rules.change"}))
        with acting(context):
            keeping.enter_rule_version(
                "forms", content=content, effective_from=now, reason="agreed"
            )
        statuses.append(ask("POST", "/tickets", {**body, "skill_group": "cards"}).status_code)

    assert [422, 201] == statuses


def test_the_forms_are_told_in_both_languages(ask: Ask) -> None:
    forms = {one["kind"]: one for one in ask("GET", "/forms", expect=200).get_json()["items"]}

    assert {"inquiry", "query", "suggestion", "compliment", "complaint"} == set(forms)
    [demand] = [one for one in forms["complaint"]["fields_asked_for"] if one["name"] == "demand"]
    assert ("客户诉求", ["transfer", "closing"]) == (demand["zh"], demand["at"])
