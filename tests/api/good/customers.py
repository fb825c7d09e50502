"""Good requests to `crm`: customer files, the CRM's gateway and feed, rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tests.api.centre import CRM_CLIENT
from tests.api.good.asking import ANYBODY, Ask, Good, Supply, permitted, plain
from tests.crm.crm_messages import customer_upserted

SEE = permitted("crm.see_customers")
EDIT = permitted("crm.edit_customers")
ERASE = permitted("crm.erase_customers")
FEED = permitted("crm.feed")
RULES = permitted("rules.change")


def of_a_customer(number: int, body: Any = None) -> Callable[[Supply], Ask]:
    """About one of the customers."""
    return lambda supply: Ask({"customer_id": supply.centre.customer_ids[number]}, body=body)


def _merger(supply: Supply) -> Ask:
    duplicate, survivor = supply.centre.customer_ids[2:4]
    return Ask({"customer_id": duplicate}, body={"survivor_id": survivor})


def _message(supply: Supply) -> Ask:
    number = supply.number
    message = customer_upserted(f"C-9{number}", message_id=f"over-http-{number}")
    return Ask(body=msgspec.json.decode(message), content_type="application/cloudevents+json")


def _rules(supply: Supply) -> Ask:
    content = {**supply.rule("crm", "customers"), "default_level": "silver"}
    body = {"content": content, "effective_from": supply.in_hours(1), "reason": "约定"}
    return Ask({"rule_set_id": "customers"}, body=body)


CUSTOMERS = {
    "list_customers": Good("li", SEE, plain()),
    "search_customers": Good("li", SEE, plain(number="C-1")),
    "show_customer": Good("li", SEE, of_a_customer(0)),
    "change_level": Good("li", EDIT, of_a_customer(0, {"level": "vip"})),
    "record_consent": Good("li", EDIT, of_a_customer(0, {"purpose": "survey", "is_granted": True})),
    "merge_customers": Good("li", EDIT, _merger),
    "erase_customer": Good("boss", ERASE, of_a_customer(4, {"reason": "客户要求"})),
    "take_message": Good(CRM_CLIENT, FEED, _message),
    "read_feed": Good(CRM_CLIENT, FEED, plain()),
    "show_interface": Good(None, ANYBODY, plain()),
    "show_rule_set": Good("li", SEE, lambda _: Ask({"rule_set_id": "customers"})),
    "show_rule_in_force": Good("li", SEE, lambda _: Ask({"rule_set_id": "customers"})),
    "enter_rule_version": Good("boss", RULES, _rules),
}
