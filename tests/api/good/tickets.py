"""Good requests to `tickets`: Li's tickets, contacts and callbacks, and what leads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.api.desk import COMPLETE, WORDS
from tests.api.good.asking import ANYBODY, Ask, Good, Supply, permitted, plain

WORK = permitted("tickets.work")
SEE = permitted("tickets.see_all")
REPORTS = permitted("tickets.see_all")
RULES = permitted("rules.change")
LISTS = permitted("tickets.work", "tickets.see_team", "tickets.see_all")
SUPERVISE = permitted("tickets.see_team", "tickets.see_all")
LEAD = permitted("tickets.assign+tickets.see_all")
"""Work on others' tickets takes both: leading, and seeing all."""

ALL_WORK = permitted("tickets.work+tickets.see_all")

REASON = {"reason": "客户要求"}
TEXT = {"text": WORDS}
SPAN = {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}


def on_ticket(state: str, body: Any = None, **facts: Any) -> Callable[[Supply], Ask]:
    """About a ticket of Li's in a state."""
    return lambda supply: Ask({"ticket_id": supply.desk.ticket(state, **facts)}, body=body)


def on_contact(state: str, body: Any = None) -> Callable[[Supply], Ask]:
    """About a contact in a state, answered by Li."""
    return lambda supply: Ask({"contact_id": supply.desk.contact(state)}, body=body)


def on_callback(body: Any = None) -> Callable[[Supply], Ask]:
    """About a callback booked on a ticket of Li's."""
    return lambda supply: Ask({"callback_id": supply.desk.callback()}, body=body)


def _unknown_customer(supply: Supply) -> UUID:
    return supply.desk.ticket(customer_id=None, contact_id=supply.desk.contact())


def _attachment(supply: Supply) -> Ask:
    ticket_id, attachment_id = supply.desk.attachment()
    return Ask({"ticket_id": ticket_id, "attachment_id": attachment_id})


def _clock(supply: Supply) -> Ask:
    ticket_id = supply.desk.ticket()
    return Ask({"ticket_id": ticket_id, "clock_id": supply.desk.clock_of(ticket_id)})


def _new_ticket(supply: Supply) -> Ask:
    return Ask(
        body={
            "kind": "inquiry",
            "channel": "email",
            "subject": WORDS,
            "customer_id": supply.desk.customer_id,
        }
    )


def _window(supply: Supply) -> Ask:
    return Ask(
        {"ticket_id": supply.desk.ticket()},
        body={"from_at": supply.in_hours(1), "until_at": supply.in_hours(2)},
    )


def _waiting(supply: Supply) -> Ask:
    supply.desk.ticket("queued")
    supply.centre.settle()
    return Ask()


def _capacity(supply: Supply) -> Ask:
    content = {"by_channel": {**supply.rule("tickets", "capacity")["by_channel"], "phone": 9}}
    body = {"content": content, "effective_from": supply.in_hours(1), **REASON}
    return Ask({"name": "capacity"}, body=body)


def li(needs: frozenset[str], make: Callable[[Supply], Ask]) -> Good:
    """Li does it."""
    return Good("li", needs, make)


def _place(supply: Supply) -> Ask:
    ticket_id = supply.desk.ticket("queued")
    supply.centre.settle()
    return Ask({"ticket_id": ticket_id})


QUESTIONS = {
    "list_tickets": li(LISTS, plain()),
    "list_my_tickets": li(permitted("people.self"), plain()),
    "show_ticket": li(SEE, on_ticket("resolved")),
    "show_queue": li(LISTS, plain()),
    "explain_place": li(SEE, _place),
    "list_certificate_losses": Good("wang", SUPERVISE, plain()),
    "list_uncertified_work": Good("wang", SUPERVISE, plain()),
    "list_queues": li(LISTS, plain()),
    "show_promise": li(LISTS, lambda _: Ask({"skill_group": "cards"})),
    "show_my_desk": li(permitted("tickets.work"), plain()),
    "show_workload": Good("wang", permitted("tickets.see_team", "tickets.see_all"), plain()),
    "show_referral": li(SEE, on_ticket("referred")),
    "show_follow_ups": li(SEE, lambda supply: Ask({"ticket_id": supply.desk.follow_up()})),
    "show_correspondence": li(SEE, lambda supply: Ask({"ticket_id": supply.desk.follow_up()})),
    "download_attachment": li(SEE, _attachment),
    "show_contact": li(permitted("tickets.see_all", "tickets.work"), on_contact("offered")),
    "list_contacts_of_ticket": li(SEE, on_ticket("in_progress")),
    "sum_contacts": Good("boss", REPORTS, lambda _: Ask(query=SPAN)),
    "list_callbacks": li(permitted("tickets.work", "tickets.see_all"), plain()),
    "list_clocks": li(SEE, on_ticket("in_progress")),
    "explain_clock": li(SEE, _clock),
    "count_clocks": Good("boss", REPORTS, lambda _: Ask(query=SPAN)),
    "list_breaches": Good("boss", REPORTS, plain()),
    "count_first_contacts": Good("boss", REPORTS, lambda _: Ask(query=SPAN)),
    "list_forms": li(ANYBODY, plain()),
    "list_rules": li(ANYBODY, plain()),
    "show_rule_set": li(ANYBODY, lambda _: Ask({"name": "sla"})),
}

LIVES = {
    "open_ticket": li(WORK, _new_ticket),
    "resolve_ticket": li(LEAD, on_ticket("agreed", {"resolution": WORDS})),
    "close_ticket": li(LEAD, on_ticket("resolved")),
    "reopen_ticket": li(LEAD, on_ticket("closed", REASON)),
    "record_information": li(LEAD, on_ticket("in_progress", {"information": COMPLETE})),
    "name_customer": li(
        LEAD,
        lambda supply: Ask(
            {"ticket_id": _unknown_customer(supply)},
            body={"customer_id": supply.desk.customer_id},
        ),
    ),
    "reclassify_ticket": li(LEAD, on_ticket("in_progress", {"kind": "suggestion", **REASON})),
    "reprioritise_ticket": li(LEAD, on_ticket("in_progress", {"priority": "high", **REASON})),
    "hand_over_channel": li(LEAD, on_ticket("in_progress", {"channel": "phone", "said": WORDS})),
    "attribute_compliment": li(
        LEAD,
        lambda supply: Ask(
            {"ticket_id": supply.desk.ticket(kind="compliment")},
            body={"praised_employee_id": supply.centre.employees["li"]},
        ),
    ),
    "take_next_ticket": li(WORK, _waiting),
    "take_ticket": li(WORK, on_ticket("queued")),
    "assign_ticket": Good(
        "wang",
        LEAD,
        lambda supply: Ask(
            {"ticket_id": supply.desk.ticket("queued")},
            body={"employee_id": supply.centre.employees["li"]},
        ),
    ),
    "accept_ticket": li(LEAD, on_ticket("assigned")),
    "return_ticket": li(LEAD, on_ticket("in_progress", REASON)),
    "transfer_ticket": li(LEAD, on_ticket("in_progress", {"skill_group": "general", **REASON})),
    "refer_ticket": li(LEAD, on_ticket("in_progress", {"department": "risk", **REASON})),
    "record_progress": li(LEAD, on_ticket("referred", TEXT)),
    "give_result": li(LEAD, on_ticket("referred", TEXT)),
    "verify_identity": li(LEAD, on_ticket("in_progress", {"method": "id_card"})),
    "propose_solution": li(
        LEAD,
        on_ticket(
            "in_progress",
            {**TEXT, "decision": "refund", "amount_minor": 20_000, "currency": "CNY"},
        ),
    ),
    "answer_solution": li(LEAD, on_ticket("proposed", {"is_confirmed": True})),
    "wait_for": li(LEAD, on_ticket("in_progress", {"state": "waiting_for_customer", **REASON})),
    "resume_ticket": li(LEAD, on_ticket("waiting_for_customer")),
    "promise_follow_up": li(
        LEAD,
        lambda supply: Ask(
            {"ticket_id": supply.desk.ticket()},
            body={"promise": WORDS, "due_at": supply.in_hours(3)},
        ),
    ),
    "record_follow_up": li(
        LEAD, lambda supply: Ask({"ticket_id": supply.desk.follow_up()}, body=TEXT)
    ),
    "keep_note": li(SEE, on_ticket("in_progress", TEXT)),
    "send_reply": li(LEAD, on_ticket("in_progress", TEXT)),
    "attach_file": li(
        SEE,
        lambda supply: Ask(
            {"ticket_id": supply.desk.ticket()}, file=("账单.txt", b"20 yuan", "text/plain")
        ),
    ),
}

BESIDE_TICKETS = {
    "go_available": li(WORK, plain(channels=["email", "phone"])),
    "go_unavailable": li(WORK, plain(reason="break")),
    "offer_contact": li(WORK, plain(channel="phone")),
    "answer_contact": li(WORK, on_contact("offered")),
    "end_contact": li(ALL_WORK, on_contact("answered")),
    "abandon_contact": li(WORK, on_contact("offered")),
    "wrap_up_contact": li(ALL_WORK, on_contact("ended", {"after_call_work_seconds": 5})),
    "link_contact": li(
        ALL_WORK,
        lambda supply: Ask(
            {"contact_id": supply.desk.contact()}, body={"ticket_id": supply.desk.ticket()}
        ),
    ),
    "name_customer_of_contact": li(
        WORK,
        lambda supply: Ask(
            {"contact_id": supply.desk.contact()}, body={"customer_id": supply.desk.customer_id}
        ),
    ),
    "book_callback": li(LEAD, _window),
    "make_callback": li(LEAD, on_callback({})),
    "cancel_callback": li(LEAD, on_callback()),
    "enter_rule_version": Good("boss", RULES, _capacity),
}
