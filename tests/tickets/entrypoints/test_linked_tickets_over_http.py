"""What is done between tickets, over HTTP."""

from collections.abc import Callable
from typing import Any

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
