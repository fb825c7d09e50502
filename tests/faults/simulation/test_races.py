"""What seeds come upon by chance, brought about on purpose: two at once on the same entity."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from services.tickets.domain.correspondence import Correspondence
from shared.bus.attempts import Attempts
from shared.crash_points import CrashPoint
from tests.crm import crm_messages
from tests.faults.simulation.commands import Act, Order
from tests.faults.simulation.founding import CUSTOMERS
from tests.faults.simulation.processes import BusProcess, Plan
from tests.faults.simulation.runs import outcome_of
from tests.faults.simulation.world import World, without_logs


@pytest.fixture
def world() -> Iterator[World]:
    with without_logs(), World(0) as made:
        made.settle()
        yield made


def sent(world: World, key: str, act: Act) -> Order:
    """A command of the agent's, carried out."""
    order = Order(key, "tickets", key, "li", act)
    world.send(world.clients.noted(order))
    assert "acknowledged" == order.outcome, order.code
    return order


def told(world: World, body: bytes) -> Order:
    """A message of the CRM, taken."""
    order = world.clients.noted(world.clients.commands.message(body))
    world.send(order)
    assert "acknowledged" == order.outcome, order.code
    return order


def run(world: World, bus: BusProcess, loop: str) -> None:
    """Rounds of one loop, as many as it takes to come to its end or to stand still."""
    for _ in range(12):
        world.step(bus, loop)


def check(world: World) -> None:
    """Nothing was lost or doubled by the time at which all has come to rest."""
    world.heal()
    world.settle()
    done = outcome_of(world)
    assert not done.faulty, "\n".join((*done.story, done.report()))


def requested_ticket(world: World) -> UUID:
    """A ticket that the CRM has asked for, taken by the agent."""
    customer = {"number": CUSTOMERS[0]}
    told(
        world,
        crm_messages.ticket_requested(customer=customer, contact_id=None, channel="email"),
    )
    world.settle()
    [ticket_id] = world.clients.commands.tickets
    sent(world, "take_ticket", lambda web: web.cases.assignment.take_ticket(ticket_id))
    world.settle()
    return ticket_id


def test_a_reaction_that_lost_a_race_with_a_command_is_carried_out_all_the_same(
    world: World,
) -> None:
    ticket_id = requested_ticket(world)
    [tickets] = world.buses_of("tickets")
    tickets.host.reaction_readers["crm"]._attempts = Attempts(tickets.service.store, first=0)
    told(world, crm_messages.reply_received())
    [crm] = world.buses_of("crm")
    run(world, crm, "relay loopdesk.events")
    tickets.plan = Plan("stall", CrashPoint.AFTER_VALIDATION, 1, "follow crm")
    run(world, tickets, "follow crm")
    assert tickets.is_frozen
    sent(
        world, "keep_note", lambda web: web.cases.correspondences.keep_note(ticket_id, text="备注")
    )

    check(world)
    with world.services_at_the_end() as services:
        kept = services["tickets"].store.get(Correspondence, Correspondence.id_for(ticket_id))
    assert 2 == len(kept.entries)
