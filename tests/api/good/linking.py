"""Good requests about several tickets at once: merging, linking, splitting, changing many."""

from __future__ import annotations

from tests.api.good.asking import Ask, Supply
from tests.api.good.tickets import LEAD, REASON, SEE, li, on_ticket


def _two(supply: Supply) -> Ask:
    other = str(supply.desk.ticket())
    return Ask({"ticket_id": supply.desk.ticket()}, body={"ticket_ids": [other], **REASON})


LINKING = {
    "merge_tickets": li(LEAD, _two),
    "show_whole_ticket": li(SEE, on_ticket("in_progress")),
}
