"""Good requests for figures, the backlog, searches and exports."""

from __future__ import annotations

from tests.api.good.asking import Ask, Good, permitted

LISTS = permitted("tickets.work", "tickets.see_team", "tickets.see_all")
REPORTS = permitted("tickets.see_all")
SPAN = {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}


def _boss(needs: frozenset[str], **asked: str) -> Good:
    return Good("boss", needs, lambda _: Ask(query=asked))


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
