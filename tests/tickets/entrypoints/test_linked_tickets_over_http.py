"""What is done between tickets, over HTTP."""

from collections.abc import Callable
from typing import Any

from tests.support.tickets import WANG
from tests.tickets.conftest import LEADER
from tests.tickets.entrypoints.conftest import Ask

Open = Callable[..., dict[str, Any]]


def test_merged_tickets_refer_to_each_other(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    ask("POST", f"/tickets/{second['ticket_id']}/notes", {"text": "已核实"}, expect=201)
    body = {"ticket_ids": [second["ticket_id"]], "reason": "同一件事"}
    missing = ask("POST", f"/tickets/{first['ticket_id']}/merge", body)
    assert 428 == missing.status_code
    shown = ask(
        "POST",
        f"/tickets/{first['ticket_id']}/merge",
        body,
        if_match=first["version"],
        expect=200,
    ).get_json()
    origin = {"ticket_id": second["ticket_id"], "number": second["number"]}
    assert [origin] == shown["absorbed"]
    project()

    old = ask("GET", f"/tickets/{second['ticket_id']}", expect=200).get_json()
    assert ("merged", first["number"]) == (old["state"], old["merged_into"]["number"])
    [row] = ask("GET", f"/tickets?number={second['number']}", expect=200).get_json()["items"]
    assert ("merged", second["ticket_id"]) == (row["state"], row["ticket_id"])
    refused = ask(
        "POST",
        f"/tickets/{second['ticket_id']}/notes",
        {"text": "x"},
        headers={"Accept-Language": "zh"},
    )
    assert (409, "ticket-merged-away") == (refused.status_code, refused.get_json()["code"])
    assert first["number"] in refused.get_json()["detail"]

    whole = ask("GET", f"/tickets/{first['ticket_id']}/whole", expect=200).get_json()
    assert [first["number"], second["number"]] == [
        one["ticket"]["number"] for one in whole["parts"]
    ]
    assert ["已核实"] == [one["text"] for one in whole["parts"][1]["correspondence"]["entries"]]
    assert {"in_progress_seconds": 0, "talk_seconds": 0, "after_call_work_seconds": 0} == (
        whole["worked"]
    )


def test_a_repeated_merge_has_one_effect(ask: Ask, open_ticket: Open) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    body = {"ticket_ids": [second["ticket_id"]], "reason": "同一件事"}
    key = {"Idempotency-Key": "merge-once"}
    path = f"/tickets/{first['ticket_id']}/merge"
    answers = [
        ask("POST", path, body, if_match=first["version"], headers=key, expect=200)
        for _ in range(2)
    ]
    assert answers[0].get_json() == answers[1].get_json()


def test_a_link_is_shown_from_both_tickets(ask: Ask, open_ticket: Open) -> None:
    one, other = open_ticket(is_taken=True), open_ticket(is_taken=True)
    body = {"kind": "caused_by", "ticket_id": other["ticket_id"]}
    path = f"/tickets/{one['ticket_id']}/links"
    made = ask("POST", path, body, expect=201).get_json()
    opposite = ask("GET", f"/tickets/{other['ticket_id']}/links", expect=200).get_json()

    assert [("caused_by", other["number"], "in_progress")] == [
        (each["kind"], each["number"], each["state"]) for each in made["links"]
    ]
    assert [("causes", one["number"])] == [
        (each["kind"], each["number"]) for each in opposite["links"]
    ]
    assert [] == ask("POST", f"{path}/removal", body, expect=200).get_json()["links"]


def test_a_bulk_change_is_foreseen_carried_out_and_reported_in_the_readers_language(
    ask: Ask, open_ticket: Open
) -> None:
    mine, others = open_ticket(is_taken=True), open_ticket(skill_group="loans")
    ids = [mine["ticket_id"], others["ticket_id"]]
    leader = {"by": WANG, "permissions": LEADER | {"tickets.change_many"}}
    body = {"action": "reply", "ticket_ids": ids, "text": "统一答复"}
    ordered = ask("POST", "/bulk-changes", body, expect=201, **leader).get_json()
    path = f"/bulk-changes/{ordered['bulk_change_id']}"
    foreseen = ask("GET", f"{path}/preview", expect=200, **leader).get_json()["items"]
    assert ["done", "refused"] == [one["result"] for one in foreseen]
    assert (mine["number"], None) == (foreseen[0]["after"]["number"], foreseen[1]["before"])

    key = {"Idempotency-Key": "run-once"}
    for _ in range(2):
        report = ask("POST", f"{path}/execution", expect=200, headers=key, **leader).get_json()
        assert (True, 1, 1, []) == (
            report["is_finished"],
            report["done"],
            report["refused"],
            report["remaining"],
        )
    shown = {
        language: ask(
            "GET", path, expect=200, headers={"Accept-Language": language}, **leader
        ).get_json()["outcomes"][1]["sentence"]
        for language in ("zh", "en")
    }
    assert "没有找到工单" in shown["zh"]
    assert "There is no ticket" in shown["en"]


def test_a_ticket_is_split_and_both_parts_are_shown(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    source = open_ticket(is_taken=True)
    path = f"/tickets/{source['ticket_id']}"
    noted = ask("POST", f"{path}/notes", {"text": "另有一事"}, expect=201).get_json()
    entry_id = noted["entries"][0]["entry_id"]
    body = {"subject": "另一件事", "entry_ids": [entry_id], "skill_group": "cards"}
    opened = ask("POST", f"{path}/split", body, expect=201).get_json()
    letters = ask("GET", f"{path}/correspondence", expect=200).get_json()
    project()

    assert (source["kind"], source["asked_at"]) == (opened["kind"], opened["asked_at"])
    assert [opened["ticket_id"]] == [one["moved_to"] for one in letters["entries"]]
    refused = ask("POST", f"{path}/split", body, headers={"Accept-Language": "zh"})
    assert (422, "nothing-to-split") == (refused.status_code, refused.get_json()["code"])
    assert "须为本工单的往来内容" in refused.get_json()["errors"][0]["detail"]


def test_a_suggested_duplicate_says_why_in_the_readers_language(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    ticket, other = open_ticket(is_taken=True, topic="card.lost"), open_ticket(topic="card.lost")
    project()
    path = f"/tickets/{ticket['ticket_id']}/duplicates"
    sentences = {
        language: ask("GET", path, expect=200, headers={"Accept-Language": language}).get_json()[
            "items"
        ][0]["sentence"]
        for language in ("zh", "en")
    }
    assert {
        "zh": "主题文字相同、同一问题分类",
        "en": "the same words in the subject, the same topic",
    } == (sentences)
    body = {"ticket_id": other["ticket_id"], "reason": "两回事"}
    left = ask("POST", f"{path}/dismissal", body, expect=200).get_json()
    assert [] == left["items"]
