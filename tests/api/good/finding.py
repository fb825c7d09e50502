"""Good requests for figures, the backlog, searches and exports."""

from __future__ import annotations

from collections.abc import Callable

from tests.api.exporting import exported
from tests.api.good.asking import NOBODY_ELSE, Ask, Good, Supply, permitted

LISTS = permitted("tickets.work", "tickets.see_team", "tickets.see_all")
REPORTS = permitted("tickets.see_all")
SPAN = {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}


def _boss(needs: frozenset[str], **asked: str) -> Good:
    return Good("boss", needs, lambda _: Ask(query=asked))


EXPORTS = permitted("tickets.export")


def _export(state: str = "requested") -> Callable[[Supply], Ask]:
    """About an export of the boss's."""
    return lambda supply: Ask({"export_id": exported(supply.centre, state)})


EXPORTED = {
    "request_export": Good(
        "boss",
        EXPORTS,
        lambda _: Ask(body={"list_name": "tickets", "format": "csv", "filters": {}}),
    ),
    "list_exports": Good("boss", EXPORTS, lambda _: Ask()),
    "show_export": Good("boss", NOBODY_ELSE, _export()),
    "download_export": Good("boss", NOBODY_ELSE, _export("finished")),
}

SEARCHES = {"search_tickets": _boss(LISTS, text="账单")}

FIGURES = {
    "show_figures": _boss(LISTS, **SPAN, by="channel"),
    "show_durations": _boss(LISTS, **SPAN, measure="first_response"),
    "show_first_contacts": _boss(LISTS, **SPAN),
    "list_facts": _boss(LISTS, **SPAN, measure="opened"),
    "show_backlog": _boss(LISTS, by="kind"),
    "list_open_tickets": _boss(LISTS),
    "show_backlog_days": _boss(REPORTS, **SPAN),
}
