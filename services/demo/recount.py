"""The same figures counted straight from the events of the logs, past every read model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.demo.figures import SLA_CLOCKS, Span, Table
from services.tickets.domain.assignment import QueueRules, Ranked, Waiting, queue_in_order
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.sla_clock import SlaClock
from shared.rules import Rules
from shared.service import Service

AT_A_TIME = 2000

_LEAVES_QUEUE = ("assigned", "resolved", "closed", "merged")
_CLOCK_STEPS = ("at_risk", "breached", "met", "missed", "superseded", "took_over")
_ENTERS_QUEUE = ("returned_to_queue", "transferred")


class Recount:
    """Reads the logs from their beginning.

    Args:
        tickets: the service `tickets`.
        crm: the service `crm`.
        span: the day.
    """

    def __init__(self, tickets: Service, crm: Service, span: Span) -> None:
        self._tickets = tickets
        self._crm = crm
        self._span = span

    def contacts(self) -> Table:
        """Complete contacts by channel, direction and what became of them."""
        figures: Counter[str] = Counter()
        for _, event in events_in(self._tickets, "tickets.contact.logged"):
            if not self._span.since <= event.offered_at < self._span.until:
                continue
            name = f"{event.channel}/{event.direction}"
            is_answered = event.answered_at is not None
            figures[f"{name}/offered"] += 1
            figures[f"{name}/answered"] += is_answered
            figures[f"{name}/abandoned"] += event.measures.is_abandoned
            figures[f"{name}/waiting_seconds"] += is_answered * event.measures.waiting_seconds
            figures[f"{name}/talk_seconds"] += event.measures.talk_seconds
        return figures

    def tickets(self) -> Table:
        """Tickets by channel and kind."""
        opened = events_in(self._tickets, "tickets.ticket.opened")
        return Counter(f"{event.channel}/{event.kind}" for _, event in opened)

    def sla(self) -> Table:
        """Clocks by name and state, and how many came to risk on the way."""
        names: dict[UUID, str] = {}
        states: dict[UUID, str] = {}
        at_risk: set[UUID] = set()
        steps = [f"tickets.sla_clock.{one}" for one in _CLOCK_STEPS]
        for topic, event in events_in(self._tickets, "tickets.sla_clock.started", *steps):
            clock_id, state = event.originator_id, topic.rpartition(".")[2]
            if state == "started":
                names[clock_id], state = event.clock, "running"
            if state == "took_over":
                state = event.state
            if state == "at_risk":
                at_risk.add(clock_id)
            states[clock_id] = state
        figures = Counter(f"{names[one]}/{state}" for one, state in states.items())
        figures.update(f"{names[one]}/were_at_risk" for one in at_risk)
        return {one: count for one, count in figures.items() if one.startswith(SLA_CLOCKS)}

    def first_contacts(self) -> Table:
        """Resolved tickets by reason code, how many were judged, and how many came again."""
        reasons: dict[UUID, str | None] = {}
        verdicts: dict[UUID, bool] = {}
        topics = ("tickets.ticket.resolved", "tickets.ticket.reopened")
        judged = "tickets.first_contact_resolution.assessed"
        for topic, event in events_in(self._tickets, *topics, judged):
            if topic == judged:
                verdicts[event.about.ticket_id] = event.is_first_contact
            elif topic.endswith("reopened"):
                reasons.pop(event.originator_id, None)
            elif self._span.since <= event.timestamp < self._span.until:
                reasons[event.originator_id] = event.reason_code
        figures: Counter[str] = Counter()
        for ticket_id, reason in reasons.items():
            name = reason or "first_contact"
            figures[f"{name}/tickets"] += 1
            figures[f"{name}/assessed"] += ticket_id in verdicts
            figures[f"{name}/repeated"] += reason is None and verdicts.get(ticket_id) is False
        return +figures

    def field_service(self) -> Table:
        """Visits by performer and kind: punctuality, conformity, judgements."""
        names: dict[UUID, str] = {}
        figures: Counter[str] = Counter()
        topics = [f"tickets.field_order.{one}" for one in ("arrived", "performed", "evaluated")]
        for _, event in events_in(self._tickets, *topics):
            about = event.about
            whose = f"partner:{about.partner_id}" if about.partner_id else "employee:"
            name = names.setdefault(about.order_id, f"{whose}/{about.kind}")
            figures.update(_of_visit(event, name))
        return +figures

    def queue(self, *, position: int, at: datetime) -> list[Ranked]:
        """The queue as it must have been, in its order.

        Args:
            position: the log's last position then.
            at: the moment.
        """
        rules = Rules(self._tickets.store, TicketRules).read("queue", QueueRules, at=at)
        return queue_in_order(self._waiting(position), rules=rules, at=at)

    def history(self, ticket_id: UUID) -> list[tuple[int, str]]:
        """Position and topic of every event of a ticket."""
        records = self._tickets.store.recorder.select_history(ticket_id)
        return [(one.id, one.topic) for one in records]

    def was_kept_in_time(self, callback_id: UUID) -> bool:
        """Whether the last event of a callback is that it was made, within its window."""
        store = self._tickets.store
        records = store.recorder.select_history(callback_id)
        booked, last = (store.mapper.to_domain_event(records[one]) for one in (0, -1))
        is_made = records[-1].topic == "tickets.callback.made"
        return is_made and booked.from_at <= last.timestamp <= booked.until_at

    def standing(self, ticket_id: UUID, *, at: datetime) -> tuple[int, str]:
        """Version and state of a ticket at a moment, folded from its events until then."""
        store = self._tickets.store
        ticket: Any = None
        for record in store.recorder.select_history(ticket_id):
            if record.recorded_at <= at:
                ticket = store.mapper.to_domain_event(record).mutate(ticket)
        return ticket.version, ticket.state

    def merge(self, ticket_ids: Sequence[UUID]) -> dict[str, Any]:
        """What the events say of merged tickets: states, where the waiting began, time at work.

        Args:
            ticket_ids: the ticket that goes on, then those that were merged into it.
        """
        said: dict[str, Any] = {}
        for ticket_id in ticket_ids:
            began_at = None
            for topic, event in self._events_of(ticket_id):
                if topic.endswith(("assigned", "accepted", "absorbed", "merged")):
                    said[f"{ticket_id}/last"] = topic.rpartition(".")[2]
                if topic.endswith("accepted"):
                    began_at = event.timestamp
                if topic.endswith("merged") and began_at is not None:
                    said[f"{ticket_id}/worked"] = int((event.timestamp - began_at).total_seconds())
            clock_id = SlaClock.id_for(ticket_id, clock="resolution", ordinal=1)
            for topic, event in self._events_of(clock_id):
                if topic.endswith(("started", "took_over")):
                    said[f"{ticket_id}/since"] = event.started_at
                if topic.endswith("superseded"):
                    said[f"{ticket_id}/counted"] = event.counted_seconds
        return said

    def _events_of(self, entity_id: UUID) -> Iterator[tuple[str, Any]]:
        store = self._tickets.store
        for record in store.recorder.select_history(entity_id):
            yield record.topic, store.mapper.to_domain_event(record)

    def breach(self, clock_id: UUID) -> dict[str, Any]:
        """What the events say of a clock that broke its promise."""
        said: dict[str, Any] = {}
        for record in self._tickets.store.recorder.select_history(clock_id):
            event = self._tickets.store.mapper.to_domain_event(record)
            if record.topic.endswith("breached"):
                said |= {"due_at": event.due_at, "target_seconds": event.target_seconds}
            elif record.topic.endswith("missed"):
                said["counted_seconds"] = event.counted_seconds
        return said

    def _waiting(self, position: int) -> list[Waiting]:
        levels = self._levels()
        known: dict[UUID, Waiting] = {}
        waiting: dict[UUID, Waiting] = {}
        topics = [f"tickets.ticket.{one}" for one in ("opened", *_LEAVES_QUEUE, *_ENTERS_QUEUE)]
        for topic, event in events_in(self._tickets, *topics, up_to=position):
            ticket_id, what = event.originator_id, topic.rpartition(".")[2]
            if what == "opened":
                known[ticket_id] = _waiting_ticket(event, levels.get(event.customer_id))
            if what in _LEAVES_QUEUE:
                waiting.pop(ticket_id, None)
            else:
                waiting[ticket_id] = known[ticket_id]
        return list(waiting.values())

    def _levels(self) -> dict[UUID, str]:
        topics = ("crm.customer.registered", "crm.customer.level_changed")
        return {event.originator_id: event.level for _, event in events_in(self._crm, *topics)}


def _of_visit(event: Any, name: str) -> Counter[str]:
    """What one event of a visit adds to the figures."""
    found: Counter[str] = Counter()
    if event.TOPIC.endswith("arrived"):
        found.update((f"{name}/arrived", f"{name}/{event.punctuality}"))
    elif event.TOPIC.endswith("performed"):
        items, conform = event.conformity.items, event.conformity.conform
        standard = "conform" if items == conform else "not_conform"
        found.update((f"{name}/performed", f"{name}/{event.outcome}", f"{name}/{standard}"))
        found.update({f"{name}/items": items, f"{name}/conform_items": conform})
    else:
        found.update({f"{name}/evaluated": 1, f"{name}/score_sum": event.evaluation.score})
    return found


def _waiting_ticket(event: Any, level: str | None) -> Waiting:
    return Waiting(
        ticket_id=event.originator_id,
        number=event.number,
        kind=event.kind,
        channel=event.channel,
        priority=event.priority,
        skill_group=event.skill_group,
        business_line=event.business_line,
        customer_level=level,
        queued_at=event.asked_at,
    )


def events_in(
    service: Service, *topics: str, up_to: int | None = None
) -> Iterator[tuple[str, Any]]:
    """Topic and content of the log's events, in order."""
    after = 0
    while True:
        records = service.store.recorder.select_records(
            after=after, limit=AT_A_TIME, up_to=up_to, topics=topics
        )
        if not records:
            return
        for record in records:
            yield record.topic, service.store.mapper.to_domain_event(record)
        after = records[-1].id
