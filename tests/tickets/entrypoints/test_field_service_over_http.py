"""Field-service orders over HTTP: the whole way, and the partner's restricted view."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from shared.clock import SetClock, iso
from tests.support.field_story import (
    ADDRESS,
    CHEN,
    FIELD,
    PAN,
    PARTNER,
    TASK,
    TELEPHONE,
    FieldStory,
)
from tests.support.tickets import CUSTOMER, LI, WANG, ZHAO
from tests.tickets.conftest import LEADER, MANAGER
from tests.tickets.entrypoints.conftest import Ask

HOUR = timedelta(hours=1)
STEPS = ("identified", "fault_found", "price_agreed", "tested", "cleaned_up")
AS_PARTNER = {"by": PAN, "permissions": PARTNER}
AS_LEADER = {"by": WANG, "permissions": LEADER | MANAGER}


@pytest.fixture
def window(clock: SetClock) -> dict[str, str]:
    now = clock.now()
    return {
        "from_at": iso(now + HOUR),
        "until_at": iso(now + 2 * HOUR),
        "address": ADDRESS,
        "telephone": TELEPHONE,
    }


@pytest.fixture
def ticket_id(open_ticket: Callable[..., dict[str, Any]]) -> UUID:
    return UUID(open_ticket(is_taken=True)["ticket_id"])


def send(ask: Ask, path: str, shown: dict[str, Any], body: Any = None, **who: Any) -> Any:
    return ask("POST", path, body, if_match=shown["version"], expect=200, **who).get_json()


def test_an_order_goes_its_whole_way_with_a_partner(
    ask: Ask,
    field: FieldStory,
    window: dict[str, str],
    clock: SetClock,
    project: Callable[[], None],
) -> None:
    partner_id = field.partner()
    new = {"kind": "repair", "task": TASK, "customer_id": str(CUSTOMER), "area": "pudong"}
    order = ask("POST", "/field-orders", new, expect=201).get_json()
    path = f"/field-orders/{order['order_id']}"
    work = f"/field-work/{order['order_id']}"
    order = send(ask, f"{path}/appointment", order, window)
    order = send(ask, f"{path}/assignment", order, {"partner_id": str(partner_id)}, **AS_LEADER)
    project()
    [row] = ask("GET", "/field-work", expect=200, **AS_PARTNER).get_json()["items"]
    assert {"order_id", "number", "kind", "area", "state", "from_at", "until_at"} == set(row)

    before = ask("GET", work, expect=200, **AS_PARTNER).get_json()
    assert (TASK, None, None) == (before["task"], before["address"], before["telephone"])
    shown = send(ask, f"{work}/acceptance", before, **AS_PARTNER)
    assert (ADDRESS, TELEPHONE) == (shown["address"], shown["telephone"])
    shown = send(ask, f"{work}/departure", shown, **AS_PARTNER)
    clock.move_to(clock.now() + HOUR)
    shown = send(ask, f"{work}/arrival", shown, **AS_PARTNER)
    for one in STEPS:
        checked = {"is_conform": True}
        ask("POST", f"{work}/checklist/{one}", checked, expect=200, **AS_PARTNER)
    evidence = f"{work}/checklist/tested/evidence"
    files = {"data": {"file": (BytesIO(b"photo"), "试机.jpg", "image/jpeg")}}
    record = ask("POST", evidence, expect=201, **AS_PARTNER, **files).get_json()
    [file] = next(one for one in record["checklist"] if one["item"] == "tested")["evidence"]
    result = {"outcome": "completed", "report": "已更换密封圈"}
    shown = send(ask, f"{work}/result", shown, result, **AS_PARTNER)
    assert ("performed", "on_time", None, None, None) == tuple(
        shown[name] for name in ("state", "punctuality", "task", "address", "telephone")
    )

    order = ask("GET", path, expect=200).get_json()
    assert ("已更换密封圈", 5, 5) == (order["report"], order["items"], order["conform_items"])
    order = send(ask, f"{path}/evaluation", order, {"score": 5, "comment": "很专业"})
    order = send(ask, f"{path}/closure", order)
    assert ("closed", 5, "很专业") == (order["state"], order["score"], order["comment"])
    downloaded = ask("GET", f"{work}/evidence/{file['evidence_id']}", expect=200)
    assert b"photo" == downloaded.data
    assert "attachment" in downloaded.headers["Content-Disposition"]


def test_a_partners_people_are_shown_no_field_of_ticket_customer_or_requester(
    ask: Ask, field: FieldStory, ticket_id: UUID, project: Callable[[], None]
) -> None:
    order_id = field.assigned(partner_id=field.partner(), ticket_id=ticket_id, customer_id=None)
    number = field.order(order_id).number
    project()
    ticket = ask("GET", f"/tickets/{ticket_id}", expect=200).get_json()
    seen = [
        ask("GET", "/field-work", expect=200, **AS_PARTNER).text,
        ask("GET", f"/field-work/{order_id}", expect=200, **AS_PARTNER).text,
    ]
    hidden = (str(ticket_id), ticket["number"], str(CUSTOMER), str(LI), ADDRESS, TELEPHONE)

    assert all(number in one for one in seen)
    assert [] == [text for text in hidden if any(text in one for one in seen)]
    for path, status in (
        (f"/field-orders/{order_id}", 404),
        (f"/field-orders/{order_id}/problems", 404),
        (f"/field-orders/{order_id}/history", 403),
        ("/field-orders", 403),
        ("/field-problems", 403),
        ("/field-results?since=2020-01-01T00:00:00Z&until=2021-01-01T00:00:00Z", 403),
        ("/partners", 403),
        ("/tickets", 403),
        (f"/tickets/{ticket_id}", 404),
        (f"/field-orders?ticket_id={ticket_id}", 403),
    ):
        assert status == ask("GET", path, **AS_PARTNER).status_code, path


def test_a_ticket_lists_its_orders_to_whoever_sees_it(
    ask: Ask, field: FieldStory, ticket_id: UUID, project: Callable[[], None]
) -> None:
    order_id = field.requested(ticket_id=ticket_id, customer_id=None)
    field.requested()
    project()
    found = ask("GET", f"/field-orders?ticket_id={ticket_id}", expect=200).get_json()
    refused = ask("GET", f"/field-orders?ticket_id={ticket_id}", by=UUID(int=1))

    assert [str(order_id)] == [one["order_id"] for one in found["items"]]
    assert 404 == refused.status_code


def test_orders_are_listed_by_number_state_and_window_page_by_page(
    ask: Ask, field: FieldStory, project: Callable[[], None]
) -> None:
    orders = [field.order(field.assigned()) for _ in range(3)]
    project()
    spoken = orders[0].number.replace("-", "").lower()
    by_number = ask("GET", f"/field-orders?number={spoken}", expect=200).get_json()["items"]
    mistyped = ask("GET", "/field-orders?number=F-000001-4")
    first = ask("GET", "/field-orders?sort=from_at&state=assigned&limit=2", expect=200).get_json()
    second = ask(
        "GET",
        f"/field-orders?sort=from_at&state=assigned&limit=2&cursor={first['next']}",
        expect=200,
    ).get_json()

    assert [orders[0].number] == [one["number"] for one in by_number]
    assert 422 == mistyped.status_code
    pages = [*first["items"], *second["items"]]
    assert {one.number for one in orders} == {one["number"] for one in pages}
    assert 3 == len(pages)
    assert second["next"] is None


def test_refusals_are_told_in_the_readers_language(
    ask: Ask, field: FieldStory, window: dict[str, str]
) -> None:
    order = field.order(field.assigned())
    path = f"/field-orders/{order.id}/appointment"
    english = {"Accept-Language": "en"}
    answers = [
        ask("POST", path, window, if_match=order.version, headers=one) for one in ({}, english)
    ]
    blind = ask("POST", path, window)
    stale = ask("POST", path, window, if_match=1)

    assert ["appointment-already-agreed"] * 2 == [one.get_json()["code"] for one in answers]
    assert "已有约定" in answers[0].get_json()["detail"]
    assert "has an appointment" in answers[1].get_json()["detail"]
    assert (428, 412) == (blind.status_code, stale.status_code)


def test_a_repeated_request_takes_one_order_in(ask: Ask) -> None:
    body = {"kind": "delivery", "task": TASK, "customer_id": str(CUSTOMER)}
    key = {"Idempotency-Key": "the-same-order"}
    first, second = (ask("POST", "/field-orders", body, headers=key, expect=201) for _ in "ab")

    assert first.get_json() == second.get_json()


def test_the_figures_hold_rates_and_lead_to_their_orders(
    ask: Ask, field: FieldStory, project: Callable[[], None]
) -> None:
    good, late = field.performed(), field.performed(late=3 * HOUR, failing="tested")
    field.evaluate(good)
    project()
    span = "since=2020-01-01T00:00:00Z&until=2021-01-01T00:00:00Z"
    [own] = ask("GET", f"/field-results?{span}", expect=200, **AS_LEADER).get_json()["items"]

    assert ("0.5000", "0.5000", "5.0000") == (
        own["on_time_rate"],
        own["conform_rate"],
        own["mean_score"],
    )
    for figure, orders in (("late", [late]), ("conform", [good]), ("arrived", [good, late])):
        query = f"{span}&figure={figure}&performer={own['performer']}"
        behind = ask("GET", f"/field-results/orders?{query}", expect=200, **AS_LEADER)
        assert [str(one) for one in orders] == [
            one["order_id"] for one in behind.get_json()["items"]
        ]
    assert 403 == ask("GET", f"/field-results?{span}").status_code


def test_a_problem_is_opened_handed_on_listed_and_solved(
    ask: Ask, field: FieldStory, clock: SetClock, project: Callable[[], None]
) -> None:
    order_id, due_at = field.assigned(), iso(clock.now() + HOUR)
    path = f"/field-orders/{order_id}/problems"
    body = {"text": "门锁被刮花", "owner_id": str(LI), "due_at": due_at}
    shown = ask("POST", path, body, expect=201).get_json()
    problem = f"{path}/{shown['problems'][0]['problem_id']}"
    handed_on = {"owner_id": str(ZHAO), "due_at": due_at, "reason": "转交"}
    ask("POST", f"{problem}/reassignment", handed_on, expect=200)
    project()
    assert [] == ask("GET", "/field-problems", expect=200).get_json()["items"]
    [row] = ask("GET", "/field-problems", by=ZHAO, expect=200).get_json()["items"]
    ask("POST", f"{problem}/solution", {"text": "已更换"}, by=ZHAO, expect=200)
    [solved] = ask("GET", path, expect=200).get_json()["problems"]

    assert (str(order_id), "found") == (row["order_id"], row["cause"])
    assert ("门锁被刮花", "已更换") == (solved["text"], solved["solution"])


def test_partners_are_registered_changed_and_listed(
    ask: Ask, field: FieldStory, project: Callable[[], None]
) -> None:
    manager = {"by": WANG, "permissions": frozenset({"tickets.manage_partners"})}
    body = {
        "code": "swift",
        "name": "迅捷服务",
        "kinds": ["repair"],
        "effective_from": "2020-01-01T00:00:00Z",
    }
    shown = ask("POST", "/partners", body, expect=201, **manager).get_json()
    path = f"/partners/{shown['partner_id']}"
    agreement = {"kinds": ["repair", "delivery"], "effective_from": "2020-01-01T00:00:00Z"}
    shown = send(ask, f"{path}/agreement", shown, agreement, **manager)
    member = {"employee_id": str(PAN)}
    shown = ask(
        "POST", f"{path}/members", member, if_match=shown["version"], expect=201, **manager
    ).get_json()
    assert [str(PAN)] == shown["members"]
    shown = send(ask, f"{path}/members/dismissal", shown, member, **manager)
    shown = send(ask, f"{path}/suspension", shown, {"reason_code": "late"}, **manager)
    shown = send(ask, f"{path}/resumption", shown, **manager)
    project()
    [row] = ask("GET", "/partners", expect=200, **manager).get_json()["items"]
    then = ask("GET", f"{path}?position=1000000", **manager)

    assert ("swift", False) == (row["code"], row["is_suspended"])
    assert (["repair", "delivery"], []) == (shown["kinds"], shown["members"])
    assert then.status_code in {200, 422}
    assert 403 == ask("GET", path).status_code


def test_own_staff_list_their_own_work(
    ask: Ask, field: FieldStory, project: Callable[[], None]
) -> None:
    order_id = field.assigned()
    field.assigned(partner_id=field.partner())
    project()
    own = ask("GET", "/field-work", by=CHEN, permissions=FIELD, expect=200).get_json()["items"]

    assert [str(order_id)] == [one["order_id"] for one in own]
    nobodys = ask("GET", "/field-work", by=ZHAO, permissions=PARTNER, expect=200).get_json()
    assert [] == nobodys["items"]
    assert 403 == ask("GET", "/field-work").status_code


def test_an_order_is_shown_as_it_stood_and_its_history_hides_what_is_sealed(
    ask: Ask, field: FieldStory, clock: SetClock
) -> None:
    order_id = field.assigned()
    history = ask("GET", f"/field-orders/{order_id}/history", expect=200).get_json()["items"]
    position = history[0]["position"]
    then = ask("GET", f"/field-orders/{order_id}?position={position}", expect=200).get_json()

    assert ("requested", None) == (then["state"], then["address"])
    assert 3 == len(history)
    assert ADDRESS not in str(history)
