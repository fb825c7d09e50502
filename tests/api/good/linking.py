"""Good requests about several tickets at once: merging, linking, splitting, changing many."""

from __future__ import annotations

from collections.abc import Callable

from tests.api.desk import WORDS
from tests.api.good.asking import NOBODY_ELSE, Ask, Good, Supply, permitted
from tests.api.good.tickets import LEAD, REASON, SEE, TEXT, li, on_ticket


def _two(supply: Supply) -> Ask:
    other = str(supply.desk.ticket())
    return Ask({"ticket_id": supply.desk.ticket()}, body={"ticket_ids": [other], **REASON})


def _other(supply: Supply) -> Ask:
    other = {"kind": "related", "ticket_id": str(supply.desk.ticket())}
    return Ask({"ticket_id": supply.desk.ticket()}, body=other)


def _linked(supply: Supply) -> Ask:
    ticket_id, other_id = supply.desk.linked()
    return Ask({"ticket_id": ticket_id}, body={"kind": "related", "ticket_id": str(other_id)})


def _not_the_same(supply: Supply) -> Ask:
    other = {"ticket_id": str(supply.desk.ticket()), **REASON}
    return Ask({"ticket_id": supply.desk.ticket()}, body=other)


def _order(supply: Supply) -> Ask:
    ids = [str(supply.desk.ticket("queued")) for _ in range(2)]
    return Ask(body={"action": "reprioritise", "ticket_ids": ids, "priority": "high", **TEXT})


def _ordered(supply: Supply) -> Ask:
    return Ask({"bulk_change_id": supply.desk.bulk_change()})


def boss(needs: frozenset[str], make: Callable[[Supply], Ask]) -> Good:
    """The boss does it."""
    return Good("boss", needs, make)


LINKING = {
    "split_ticket": li(LEAD, on_ticket("in_progress", {"subject": WORDS})),
    "suggest_duplicates": li(SEE, on_ticket("in_progress")),
    "dismiss_duplicate": li(LEAD, _not_the_same),
    "list_links": li(SEE, on_ticket("in_progress")),
    "link_tickets": li(LEAD, _other),
    "unlink_tickets": li(LEAD, _linked),
    "order_bulk_change": boss(permitted("tickets.change_many"), _order),
    "show_bulk_change": boss(NOBODY_ELSE, _ordered),
    "preview_bulk_change": boss(NOBODY_ELSE, _ordered),
    "carry_out_bulk_change": boss(NOBODY_ELSE, _ordered),
    "merge_tickets": li(LEAD, _two),
    "show_whole_ticket": li(SEE, on_ticket("in_progress")),
}
