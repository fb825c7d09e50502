"""What happens between tickets, so that each of its public events is made once."""

from __future__ import annotations

from collections.abc import Callable

from services.tickets.application.access import CHANGE_MANY
from services.tickets.application.bulk_changes import Order
from services.tickets.application.tickets import NewTicket
from services.tickets.service import TicketsService
from tests.support.tickets import CUSTOMER, LI
from tests.tickets.conftest import AGENT, ActAs


def asked_again() -> NewTicket:
    """Another ticket about the same."""
    return NewTicket(
        kind="inquiry",
        channel="phone",
        subject="又问收费",
        customer_id=CUSTOMER,
        skill_group="cards",
        business_line="retail",
        topic="card.fee",
        is_taken=True,
    )


def merge_two(desk: TicketsService, as_employee: ActAs, wait: Callable[[int], None]) -> None:
    """A ticket goes on for one that was opened before."""
    with as_employee(LI):
        elder = desk.use_cases.tickets.open_ticket(asked_again()).id
    wait(1)
    with as_employee(LI):
        younger = desk.use_cases.tickets.open_ticket(asked_again()).id
        desk.use_cases.merging.merge_tickets(younger, [elder], reason="同一件事")


def link_and_change(desk: TicketsService, as_employee: ActAs) -> None:
    """Two tickets are linked and taken apart again; one order about both is carried out."""
    links, changes = desk.use_cases.links, desk.use_cases.bulk_changes
    with as_employee(LI, AGENT | {CHANGE_MANY}):
        ids = [desk.use_cases.tickets.open_ticket(asked_again()).id for _ in range(2)]
        links.link_tickets(ids[0], kind="duplicate_of", other_id=ids[1])
        links.unlink_tickets(ids[0], kind="duplicate_of", other_id=ids[1])
        ordered = changes.order_bulk_change(
            Order(action="reply", ticket_ids=ids, arguments={}, text="统一答复")
        )
        changes.carry_out(ordered.id)
