"""The figures of the day, asked for over the API by those who may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.demo.moves import TICKETS
from services.demo.seats import Seat
from shared.clock import iso

SLA_CLOCKS = ("first_response", "resolution")
"""The clocks whose results are printed."""

CONTACT_FIGURES = ("offered", "answered", "abandoned", "waiting_seconds", "talk_seconds")

Table = Mapping[str, int]
"""A figure by its name, in a form that can be compared."""


@dataclass(frozen=True)
class Span:
    """The day that is asked about.

    Args:
        since: its beginning.
        until: its end, not included.
    """

    since: datetime
    until: datetime

    def asked(self) -> dict[str, str]:
        """As query parameters."""
        return {"since": iso(self.since), "until": iso(self.until)}


@dataclass(frozen=True)
class Breach:
    """One broken promise, explained.

    Args:
        number: number of its ticket.
        explained: the clock as the API explains it.
    """

    number: str
    explained: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """One ticket's life.

    Args:
        ticket: as it stands.
        history: every event, the oldest first.
        earlier: the moments asked for, with the ticket as it stood then.
    """

    ticket: dict[str, Any]
    history: Sequence[dict[str, Any]]
    earlier: Sequence[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Visit:
    """One field-service order's life.

    Args:
        order: as it stands.
        history: every event, the oldest first.
    """

    order: dict[str, Any]
    history: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class KeptCallback:
    """A booked callback that was kept.

    Args:
        callback_id: the callback.
        number: number of its ticket.
        from_at: beginning of the window that was promised.
        until_at: end of it.
        history: every event, the oldest first.
    """

    callback_id: str
    number: str
    from_at: str
    until_at: str
    history: Sequence[dict[str, Any]]


class Asking:
    """Asks the API.

    Args:
        supervisor: may see all tickets.
        auditor: may see everything's past.
        span: the day.
    """

    def __init__(self, supervisor: Seat, auditor: Seat, span: Span) -> None:
        self._supervisor = supervisor
        self._auditor = auditor
        self._span = span

    def contacts(self) -> Table:
        """Complete contacts by channel, direction and what became of them."""
        figures = {}
        for one in self._supervisor.get(f"{TICKETS}/contact-measures", **self._span.asked())[
            "items"
        ]:
            for what in ("offered", "answered", "abandoned", "waiting_seconds", "talk_seconds"):
                figures[f"{one['channel']}/{one['direction']}/{what}"] = int(one[what])
        return figures

    def tickets(self) -> Table:
        """Tickets by channel and kind."""
        rows = self._supervisor.pages(f"{TICKETS}/tickets")
        return Counter(f"{one['channel']}/{one['kind']}" for one in rows)

    def sla(self) -> Table:
        """Clocks by name and state, and how many came to risk on the way."""
        figures: Counter[str] = Counter()
        for one in self._supervisor.get(f"{TICKETS}/sla-results", **self._span.asked())["items"]:
            if one["clock"] in SLA_CLOCKS:
                figures[f"{one['clock']}/{one['state']}"] += one["clocks"]
                figures[f"{one['clock']}/were_at_risk"] += one["were_at_risk"]
        return +figures

    def first_contacts(self) -> Table:
        """Resolved tickets by reason code, how many were judged, and how many came again."""
        path = f"{TICKETS}/first-contact-resolution"
        figures: Counter[str] = Counter()
        for one in self._supervisor.get(path, **self._span.asked())["items"]:
            code = one["reason_code"] or "first_contact"
            for what in ("tickets", "assessed", "repeated"):
                figures[f"{code}/{what}"] += one[what]
        return +figures

    def field_service(self) -> Table:
        """Visits by performer and kind: punctuality, conformity, judgements."""
        figures: Counter[str] = Counter()
        for one in self._supervisor.get(f"{TICKETS}/field-results", **self._span.asked())["items"]:
            name = f"{one['performer']}/{one['kind']}"
            sums = ("items", "conform_items", "score_sum")
            counted = {**one["counts"], **{what: one[what] for what in sums}}
            figures.update({f"{name}/{what}": count for what, count in counted.items()})
        return +figures

    def visit(self, order_id: str) -> Visit:
        """A field-service order's whole life."""
        path = f"{TICKETS}/field-orders/{order_id}"
        return Visit(self._auditor.get(path), list(self._auditor.pages(f"{path}/history")))

    def breach(self) -> Breach | None:
        """A breach worth explaining: of a clock that was paused if there is one."""
        breaches = list(self._supervisor.pages(f"{TICKETS}/sla-breaches"))
        breaches.sort(key=lambda one: (one["clock"] != "resolution", one["breached_at"]))
        found = [self._explained(one) for one in breaches[:5]]
        paused = [one for one in found if one.explained["paused_seconds"]]
        return next(iter([*paused, *found]), None)

    def story(self, ticket_id: str) -> Story:
        """A ticket's whole life, and how it stood at two moments on the way."""
        path = f"{TICKETS}/tickets/{ticket_id}"
        history = list(self._auditor.pages(f"{path}/history"))
        moments = [history[len(history) * part // 3]["recorded_at"] for part in (1, 2)]
        earlier = [(one, self._auditor.get(path, as_of=one)) for one in moments]
        return Story(self._auditor.get(path), history, earlier)

    def kept_callback(self, callback_ids: Sequence[str]) -> KeptCallback | None:
        """The first of these callbacks that was kept."""
        for callback_id in callback_ids:
            path = f"{TICKETS}/callbacks/{callback_id}/history"
            history = list(self._auditor.pages(path))
            if history[-1]["topic"] == "tickets.callback.made":
                booked = {name: one["after"] for name, one in history[0]["changes"].items()}
                return KeptCallback(
                    callback_id,
                    booked["about"]["number"],
                    booked["from_at"],
                    booked["until_at"],
                    history,
                )
        return None

    def _explained(self, breach: Mapping[str, Any]) -> Breach:
        path = f"{TICKETS}/tickets/{breach['ticket_id']}/clocks/{breach['clock_id']}"
        return Breach(breach["number"], self._supervisor.get(path))
