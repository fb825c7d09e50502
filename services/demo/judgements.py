"""What customers answered: asked of the API, counted from the events, and printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from services.demo import words
from services.demo.figures import Span
from services.demo.grids import grid, put
from services.demo.moves import TICKETS
from services.demo.seats import Seat
from services.demo.words import word
from shared.service import Service

Judgements = Mapping[str, Any]
"""A figure by kind and name, in a form that can be compared; counts, and scores as text."""

SCORES = {
    "csat": "满意度 CSAT",
    "satisfied_percent": "满意率% satisfied",
    "nps": "NPS",
    "ces": "CES",
}
TOTAL = "total"


def asked_judgements(seat: Seat, span: Span) -> Judgements:
    """The results by kind, and how many answers are listed behind each low figure."""
    shown = seat.get(f"{TICKETS}/survey-results", by="kind", **span.asked())
    rows = [*shown["items"], {"grouped_by": TOTAL, **shown["total"]}]
    figures: dict[str, Any] = {}
    for row in rows:
        for name in ("answers", "low", *SCORES):
            figures[f"{row['grouped_by']}/{name}"] = row[name] or 0
    low = list(seat.pages(f"{TICKETS}/survey-answers", is_low="true", **span.asked()))
    return {**figures, "low answers": len(low)}


def counted_judgements(tickets: Service, span: Span, *, smallest_n: int) -> Judgements:
    """The same straight from the events, past every read model."""
    given: dict[str, list[Any]] = {TOTAL: []}
    topic = "tickets.survey_answer.recorded"
    for record in tickets.store.recorder.select_records(after=0, limit=10_000, topics=[topic]):
        event = tickets.store.mapper.to_domain_event(record)
        if span.since <= event.answered_at < span.until:
            given.setdefault(event.kind, []).append(event)
            given[TOTAL].append(event)
    figures: dict[str, Any] = {"low answers": sum(one.is_low for one in given[TOTAL])}
    for kind, events in given.items():
        for name, value in _scores(events, smallest_n=smallest_n).items():
            figures[f"{kind}/{name}"] = value
    return figures


def tell_judgements(console: Console, figures: Judgements, *, smallest_n: int) -> None:
    """Prints the results by kind of ticket."""
    columns = ("答案 answers", "低分 low", *SCORES.values())
    table = grid("类型 kind", numbers=columns)
    kinds = [one for one in words.KINDS if f"{one}/answers" in figures]
    for kind in (*kinds, TOTAL):
        if kind == TOTAL:
            table.add_section()
        cells = [str(figures.get(f"{kind}/{one}", 0)) for one in ("answers", "low")]
        cells += [str(figures.get(f"{kind}/{one}") or "—") for one in SCORES]
        table.add_row("合计 total" if kind == TOTAL else word(words.KINDS, kind), *cells)
    put(console, "客户调查（按工单类型） Customer survey by kind of ticket", table)
    told = f"少于 {smallest_n} 份答案不显示平均 No average over fewer than {smallest_n} answers"
    console.print(f"{told}\n", highlight=False)


def _scores(events: list[Any], *, smallest_n: int) -> dict[str, Any]:
    csat = [one.satisfaction for one in events if one.satisfaction is not None]
    nps = [one.recommendation for one in events if one.recommendation is not None]
    ces = [one.effort for one in events if one.effort is not None]
    balance = sum(one >= 9 for one in nps) - sum(one <= 6 for one in nps)
    return {
        "answers": len(events),
        "low": sum(one.is_low for one in events),
        "csat": _ratio(sum(csat), csat, places=2, smallest_n=smallest_n),
        "satisfied_percent": _ratio(
            100 * sum(one >= 4 for one in csat), csat, places=1, smallest_n=smallest_n
        ),
        "nps": _ratio(100 * balance, nps, places=1, smallest_n=smallest_n),
        "ces": _ratio(sum(ces), ces, places=2, smallest_n=smallest_n),
    }


def _ratio(part: int, given: list[int], *, places: int, smallest_n: int) -> str | int:
    """`part` by the number of answers, rounded half up away from zero; 0 for too few."""
    if len(given) < max(smallest_n, 1):
        return 0
    unit = 10**places
    whole = (2 * abs(part) * unit + len(given)) // (2 * len(given))
    sign = "-" if part < 0 else ""
    return f"{sign}{whole // unit}.{whole % unit:0{places}d}"
