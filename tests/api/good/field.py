"""Good requests about field-service orders, their problems, and partners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.desk import WORDS
from tests.api.field_desk import OWN, PARTNERS
from tests.api.good.asking import Ask, Good, Supply, permitted, plain
from tests.api.good.tickets import LEAD, LISTS, REPORTS, SEE, SPAN, TEXT, WORK, li

MANAGE = permitted("tickets.manage_partners")
GO_OUT = permitted("tickets.field_work", "tickets.partner_work")
AGREED = {"kinds": ["repair"], "effective_from": "2020-01-01T00:00:00Z"}
REASON = {"reason_code": "customer_asked", "words": WORDS}


def on_order(state: str, body: Any = None, **facts: Any) -> Callable[[Supply], Ask]:
    """About an order of Li's in a state."""
    return lambda supply: Ask({"field_order_id": supply.field.order(state, **facts)}, body=body)


def technician(make: Callable[[Supply], Ask]) -> Good:
    """One of our own staff does it; who leads may report for them."""
    return Good(OWN, LEAD, make)


def boss(make: Callable[[Supply], Ask]) -> Good:
    """Who manages partners does it."""
    return Good("boss", MANAGE, make)


def _window(state: str, *, has_window: bool, **more: Any) -> Callable[[Supply], Ask]:
    def make(supply: Supply) -> Ask:
        window = {"from_at": supply.in_hours(1), "until_at": supply.in_hours(2), "address": WORDS}
        order_id = supply.field.order(state, has_window=has_window)
        return Ask({"field_order_id": order_id}, body={**window, **more})

    return make


def _new_order(supply: Supply) -> Ask:
    body = {"kind": "repair", "task": WORDS, "customer_id": supply.desk.customer_id}
    return Ask(body=body)


def _checked(supply: Supply) -> Ask:
    order_id = supply.field.order("on_site")
    return Ask({"field_order_id": order_id, "item": "identified"}, body={"is_conform": True})


def _shown(supply: Supply) -> Ask:
    path = {"field_order_id": supply.field.order("on_site"), "item": "identified"}
    return Ask(path, file=("证件.txt", b"badge", "text/plain"))


def _evidence(supply: Supply) -> Ask:
    order_id, evidence_id = supply.field.evidence()
    return Ask({"field_order_id": order_id, "evidence_id": evidence_id})


def _problem(body: Callable[[Supply], Any]) -> Callable[[Supply], Ask]:
    def make(supply: Supply) -> Ask:
        order_id, problem_id = supply.field.problem()
        return Ask({"field_order_id": order_id, "problem_id": problem_id}, body=body(supply))

    return make


def _owner(supply: Supply) -> dict[str, Any]:
    return {"owner_id": supply.centre.employees["li"], "due_at": supply.in_hours(24)}


def _behind(supply: Supply) -> Ask:
    performer = f"employee:{supply.centre.employees[OWN]}"
    return Ask(query={**SPAN, "figure": "on_time", "performer": performer})


def _partner(body: Any = None, *, suspended: bool = False) -> Callable[[Supply], Ask]:
    def make(supply: Supply) -> Ask:
        partner_id = supply.field.another_partner(f"p{supply.number}")
        if suspended:
            with supply.centre.acting_as("boss"):
                supply.centre.tickets.use_cases.partners.suspend_partner(
                    partner_id, reason_code="late"
                )
        return Ask({"partner_id": partner_id}, body=body)

    return make


def _to_admit(supply: Supply) -> Ask:
    employee = supply.newcomer()
    supply.centre.settle()
    return Ask(_partner()(supply).path, body=employee)


def _to_dismiss(supply: Supply) -> Ask:
    employee = supply.newcomer()
    supply.centre.settle()
    partner_id = supply.field.another_partner(f"p{supply.number}", member=employee["employee_id"])
    return Ask({"partner_id": partner_id}, body=employee)


ORDERS = {
    "list_field_orders": li(LISTS, plain()),
    "show_field_order": li(SEE, on_order("evaluated")),
    "request_field_order": li(WORK, _new_order),
    "assign_field_order": Good(
        "boss",
        LEAD,
        lambda supply: Ask(
            {"field_order_id": supply.field.order()},
            body={"partner_id": supply.field.partner_id},
        ),
    ),
    "agree_appointment": li(LEAD, _window("requested", has_window=False)),
    "change_appointment": li(
        LEAD, _window("accepted", has_window=True, reason_code="customer_asked", words=WORDS)
    ),
    "cancel_field_order": li(LEAD, on_order("accepted", REASON)),
    "evaluate_field_order": li(LEAD, on_order("performed", {"score": 5, "comment": WORDS})),
    "close_field_order": li(LEAD, on_order("evaluated")),
    "list_field_problems": li(LISTS, plain()),
    "show_problems_of_order": li(
        SEE, lambda supply: Ask({"field_order_id": supply.field.problem()[0]})
    ),
    "open_field_problem": li(
        LEAD,
        lambda supply: Ask(
            {"field_order_id": supply.field.order()}, body={**TEXT, **_owner(supply)}
        ),
    ),
    "reassign_field_problem": li(
        LEAD, _problem(lambda supply: {**_owner(supply), "reason": WORDS})
    ),
    "solve_field_problem": li(LEAD, _problem(lambda _: TEXT)),
    "sum_field_results": Good("boss", REPORTS, lambda _: Ask(query=SPAN)),
    "list_orders_behind": Good("boss", REPORTS, _behind),
}

CARRYING_OUT = {
    "list_field_work": Good(PARTNERS, GO_OUT, plain()),
    "show_field_work": Good(PARTNERS, LEAD, on_order("accepted", by=PARTNERS)),
    "accept_field_order": Good(PARTNERS, LEAD, on_order("assigned", by=PARTNERS)),
    "decline_field_order": Good(
        PARTNERS, LEAD, on_order("assigned", {"reason_code": "too_far"}, by=PARTNERS)
    ),
    "depart": technician(on_order("accepted")),
    "arrive": technician(on_order("on_the_way")),
    "check_item": technician(_checked),
    "attach_evidence": technician(_shown),
    "download_evidence": Good(OWN, SEE, _evidence),
    "report_result": technician(
        on_order(
            "on_site",
            {"outcome": "not_completed", "report": WORDS, "reason_code": "customer_absent"},
        )
    ),
}

PARTNERSHIPS = {
    "list_partners": Good("boss", permitted("tickets.assign", "tickets.manage_partners"), plain()),
    "show_partner": boss(_partner()),
    "register_partner": boss(
        lambda supply: Ask(body={"code": f"p{supply.number}", "name": "公司", **AGREED})
    ),
    "renew_agreement": boss(_partner(AGREED)),
    "suspend_partner": boss(_partner({"reason_code": "late"})),
    "resume_partner": boss(_partner(suspended=True)),
    "admit_partner_member": boss(_to_admit),
    "dismiss_partner_member": boss(_to_dismiss),
}
