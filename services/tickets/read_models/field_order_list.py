"""Which field-service orders are there, by state, performer and time window?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.tickets.domain import field_terms as terms
from services.tickets.read_models.field_order_rows import (
    FILTERS,
    ORDERS,
    SORTS,
    ListedOrder,
    Part,
    listed_order,
    of_people,
    ordered,
    within,
)
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects


class FieldOrderList(ReadModel):
    """One row for each field-service order (SR-1)."""

    name = "field_order_list"
    source = "tickets"
    tables = (ORDERS,)

    @projects("tickets.field_order.requested")
    def requested(self, rows: Rows, event: Any) -> None:
        """There is a further order."""
        rows[ORDERS].put(
            order_id=str(event.originator_id),
            number=event.number,
            state=terms.REQUESTED,
            kind=event.kind,
            area=event.area,
            ticket_id=text_or_none(event.ticket_id),
            customer_id=text_or_none(event.customer_id),
            site_id=text_or_none(event.site_id),
            requester_id=str(event.requester_id),
            requested_at=iso(event.timestamp),
            is_missed=False,
        )

    @projects("tickets.field_order.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """Somebody is to carry it out."""
        _change(
            rows,
            event,
            state=terms.ASSIGNED,
            employee_id=text_or_none(event.employee_id),
            partner_id=text_or_none(event.partner_id),
        )

    @projects("tickets.field_order.accepted")
    def accepted(self, rows: Rows, event: Any) -> None:
        """They have taken it on."""
        _change(rows, event, state=terms.ACCEPTED)

    @projects("tickets.field_order.declined")
    def declined(self, rows: Rows, event: Any) -> None:
        """They have not."""
        _change(rows, event, state=terms.REQUESTED, employee_id=None, partner_id=None)

    @projects("tickets.field_order.appointment_agreed")
    def appointment_agreed(self, rows: Rows, event: Any) -> None:
        """A window is agreed."""
        _change(rows, event, **_window(event))

    @projects("tickets.field_order.appointment_changed")
    def appointment_changed(self, rows: Rows, event: Any) -> None:
        """Another window is."""
        _change(rows, event, state=event.state, is_missed=False, **_window(event))

    @projects("tickets.field_order.cancelled")
    def cancelled(self, rows: Rows, event: Any) -> None:
        """Nobody goes out."""
        _change(rows, event, state=terms.CANCELLED)

    @projects("tickets.field_order.departed")
    def departed(self, rows: Rows, event: Any) -> None:
        """Somebody is on the way."""
        _change(rows, event, state=terms.ON_THE_WAY)

    @projects("tickets.field_order.arrived")
    def arrived(self, rows: Rows, event: Any) -> None:
        """Somebody is there."""
        _change(rows, event, state=terms.ON_SITE, punctuality=event.punctuality)

    @projects("tickets.field_order.window_missed")
    def window_missed(self, rows: Rows, event: Any) -> None:
        """Nobody came in time."""
        _change(rows, event, is_missed=True)

    @projects("tickets.field_order.performed")
    def performed(self, rows: Rows, event: Any) -> None:
        """The visit is over."""
        _change(rows, event, state=terms.PERFORMED, outcome=event.outcome)

    @projects("tickets.field_order.evaluated")
    def evaluated(self, rows: Rows, event: Any) -> None:
        """The customer has judged it."""
        _change(rows, event, score=event.evaluation.score)

    @projects("tickets.field_order.closed")
    def closed(self, rows: Rows, event: Any) -> None:
        """Everything is done."""
        _change(rows, event, state=terms.CLOSED)

    def page(
        self, filters: Mapping[str, str], part: Part, *, people: Collection[UUID] | None = None
    ) -> Sequence[ListedOrder]:
        """A page of orders.

        Args:
            filters: values by name, each one of `FILTERS`.
            part: which part of the list.
            people: only what these have requested or carry out; None for all.

        Raises:
            KeyError: a filter or sort is none of the names.
        """
        if not set(filters) <= set(FILTERS) or part.sort not in SORTS:
            raise KeyError(f"The list knows no filter or sort {sorted(filters)}, {part.sort}.")
        found = select(ORDERS).where(*(ORDERS.c[name] == one for name, one in filters.items()))
        found = within(found, part)
        if people is not None:
            return self._listed(of_people(found, people, part))
        return self._listed(ordered(found, ORDERS.c, part))

    def open_of(self, customer_id: UUID) -> Sequence[UUID]:
        """Orders of a customer for which nobody has come yet."""
        query = (
            select(ORDERS.c.order_id)
            .where(
                ORDERS.c.customer_id == str(customer_id),
                ORDERS.c.state.in_(terms.UNARRIVED_STATES),
            )
            .order_by(ORDERS.c.order_id)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def of_ids(self, order_ids: Sequence[UUID]) -> Sequence[ListedOrder]:
        """These orders, in this order."""
        query = select(ORDERS).where(ORDERS.c.order_id.in_([str(one) for one in order_ids]))
        found = {one.order_id: one for one in self._listed(query)}
        return [found[one] for one in order_ids if one in found]

    def _listed(self, query: Select[Any]) -> Sequence[ListedOrder]:
        with self.database.reading() as connection:
            return [listed_order(row) for row in connection.execute(query).mappings()]


def _window(event: Any) -> dict[str, str]:
    return {
        "from_at": iso(event.appointment.from_at),
        "until_at": iso(event.appointment.until_at),
    }


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    rows[ORDERS].change(str(event.originator_id), **changes)
