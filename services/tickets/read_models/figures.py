"""How much was asked, answered, resolved, reopened, escalated: by hour, never by scanning tickets?

Each fact is counted in its hour twice, for the desk and for the agent who had the ticket; it also
stands by itself, so that a number leads to its tickets.
"""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String

from services.tickets.domain import figures
from services.tickets.domain.figures import bucket_of
from services.tickets.domain.sla import FIRST_RESPONSE, RESOLUTION
from services.tickets.read_models.sums import add_up
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

DESK = read_table(
    "figures_of_desk",
    Column("hour_at", String, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("skill_group", String, primary_key=True),
    Column("site_id", String, primary_key=True),
    Column("detail", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
)

AGENTS = read_table(
    "figures_of_agents",
    Column("employee_id", String, primary_key=True),
    Column("hour_at", String, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("skill_group", String, primary_key=True),
    Column("site_id", String, primary_key=True),
    Column("detail", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
)

FACTS = read_table(
    "figure_facts",
    Column("measure", String, primary_key=True),
    Column("at", String, primary_key=True),
    Column("fact_id", String, primary_key=True),
    Column("ticket_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("skill_group", String, nullable=False),
    Column("site_id", String, nullable=False),
    Column("employee_id", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("seconds", Integer, nullable=False),
)
"""In the order of its key a measure's facts are read newest first, a page at a time."""

NOT_ESCALATED = read_table(
    "figures_not_escalated",
    Column("ticket_id", String, primary_key=True),
    Column("opened_at", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("skill_group", String, nullable=False),
    Column("site_id", String, nullable=False),
)
"""Tickets that nobody has escalated yet, as they were opened: so their first escalation counts."""

_COUNTED = {
    "tickets.ticket.closed": figures.CLOSED,
    "tickets.ticket.transferred": figures.TRANSFERRED,
    "tickets.ticket.referred": figures.REFERRED,
}
_CLOCKS = {FIRST_RESPONSE: figures.FIRST_RESPONSE, RESOLUTION: figures.RESOLUTION}


class FigureCounts(ReadModel):
    """Counts by hour, and the facts that they count (KM-1, TK-8, TK-9, TK-11)."""

    name = "figure_counts"
    source = "tickets"
    tables = (DESK, AGENTS, FACTS, NOT_ESCALATED)

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """A customer came with a request."""
        _count(rows, event, figures.OPENED, about=event, ticket_id=event.originator_id)
        _await_escalation(rows, event, opened_at=event.timestamp)

    @projects("tickets.ticket.taken_over")
    def taken_over(self, rows: Rows, event: Any) -> None:
        """It came, and was done, in an earlier system; it counts when that was."""
        _await_escalation(rows, event, opened_at=event.asked_at)
        past = {figures.OPENED: event.asked_at}
        past |= {figures.RESOLVED: event.origin.solved_at, figures.CLOSED: event.origin.closed_at}
        for measure, at in past.items():
            if at is not None:
                _count(
                    rows,
                    event,
                    measure,
                    about=event,
                    ticket_id=event.originator_id,
                    at=at,
                    detail=figures.TAKEN_OVER,
                )

    @projects("tickets.ticket.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """An agent has it."""
        _count(rows, event, figures.ASSIGNED, employee_id=event.assignee_id, detail=event.why)

    @projects(*_COUNTED)
    def came_to_pass(self, rows: Rows, event: Any) -> None:
        """It was closed, transferred or referred."""
        _count(rows, event, _COUNTED[event.TOPIC])

    @projects("tickets.escalation.raised")
    def escalated(self, rows: Rows, event: Any) -> None:
        """Its agent asked a level above; a ticket counts once, as it was opened (TK-12)."""
        row = rows[NOT_ESCALATED].get(str(event.about.ticket_id))
        if row is None:
            return
        rows[NOT_ESCALATED].remove(row["ticket_id"])
        _count(
            rows,
            event,
            figures.ESCALATED,
            about=SimpleNamespace(**row),
            ticket_id=row["ticket_id"],
            employee_id=event.about.assignee_id,
            at=datetime.fromisoformat(row["opened_at"]),
            detail=str(event.level.number),
        )

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """It was not done after all."""
        _count(rows, event, figures.REOPENED, detail=event.cause)

    @projects("tickets.ticket.resolved")
    def resolved(self, rows: Rows, event: Any) -> None:
        """The work is done: at the first contact up to now, or with the reason why not."""
        detail = event.reason_code or figures.AT_FIRST_CONTACT
        _count(rows, event, figures.RESOLVED, detail=detail)

    @projects("tickets.first_contact_resolution.assessed")
    def judged(self, rows: Rows, event: Any) -> None:
        """The window has passed; it counts when it was resolved."""
        detail = event.reason_code or figures.REPEATED
        if event.is_first_contact:
            detail = figures.AT_FIRST_CONTACT
        _count(rows, event, figures.JUDGED, at=event.resolved_at, detail=detail)

    @projects("tickets.sla_clock.met", "tickets.sla_clock.missed")
    def clock_stopped(self, rows: Rows, event: Any) -> None:
        """The customer was answered, or has a solution, after so many counted seconds."""
        measure = _CLOCKS.get(event.clock)
        if measure is not None:
            seconds = event.counted_seconds
            detail = bucket_of(seconds)
            _count(rows, event, measure, at=event.stopped_at, detail=detail, seconds=seconds)


def _await_escalation(rows: Rows, event: Any, *, opened_at: datetime) -> None:
    rows[NOT_ESCALATED].put(
        ticket_id=str(event.originator_id),
        opened_at=iso(opened_at),
        channel=event.channel,
        kind=event.kind,
        skill_group=event.skill_group,
        site_id=str(event.site_id or ""),
    )


def hour_of(at: datetime) -> str:
    """The hour in which a moment lies, as it stands in the tables."""
    return iso(at.astimezone(UTC).replace(minute=0, second=0, microsecond=0))


def _count(
    rows: Rows,
    event: Any,
    measure: str,
    *,
    about: Any = None,
    ticket_id: Any = None,
    employee_id: Any = None,
    at: datetime | None = None,
    detail: str = "",
    seconds: int = 0,
) -> None:
    """Counts one fact about a ticket as it stood: `about` is the event's where left out."""
    at = at or event.timestamp
    about = about or event.about
    agent = str(employee_id or getattr(about, "assignee_id", None) or "")
    place = {
        "hour_at": hour_of(at),
        "measure": measure,
        "channel": about.channel,
        "kind": about.kind,
        "skill_group": about.skill_group,
        "site_id": str(about.site_id or ""),
        "detail": detail,
    }
    add_up(rows[DESK], place, count=1, seconds=seconds)
    if agent:
        add_up(rows[AGENTS], {"employee_id": agent, **place}, count=1, seconds=seconds)
    fact = {name: value for name, value in place.items() if name != "hour_at"}
    rows[FACTS].add(
        **fact,
        at=iso(at),
        fact_id=f"{event.originator_id}.{event.originator_version}",
        ticket_id=str(ticket_id or about.ticket_id),
        employee_id=agent,
        seconds=seconds,
    )
