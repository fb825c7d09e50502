"""What seeds come upon by chance, brought about on purpose: two at once on the same entity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.domain.correspondence import Correspondence
from services.training.application.sessions import Appointment
from services.training.domain.session import TrainingSession
from shared.bus.attempts import Attempts
from shared.crash_points import CrashPoint
from tests.api.centre import NOW
from tests.crm import crm_messages
from tests.faults.simulation import training_deeds as deeds
from tests.faults.simulation.founding import CUSTOMERS, TRAINER
from tests.faults.simulation.orders import Act, Order
from tests.faults.simulation.processes import BusProcess, Plan
from tests.faults.simulation.runs import outcome_of
from tests.faults.simulation.training_commands import order_of
from tests.faults.simulation.training_deeds import Deed
from tests.faults.simulation.world import World
from tests.support.logs import without_logs


@pytest.fixture
def world() -> Iterator[World]:
    with without_logs(), World(0) as made:
        made.settle()
        yield made


def ordered(world: World, order: Order) -> Order:
    """A command, carried out."""
    world.send(world.clients.noted(order))
    assert "acknowledged" == order.outcome, order.code
    return order


def sent(world: World, key: str, act: Act) -> Order:
    """A command of the agent's, carried out."""
    return ordered(world, Order(key, "tickets", key, "li", act))


def done(world: World, deed: Deed) -> Order:
    """A command of a learner's or trainer's, carried out."""
    return ordered(world, order_of(f"order-{deed[1]}", deed))


def told(world: World, body: bytes) -> Order:
    """A message of the CRM, taken."""
    return ordered(world, world.clients.commands.message(body))


def id_of_seat(world: World, name: str) -> UUID:
    """The employee of a seat."""
    return UUID(world.claims[name].sub)


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


def test_a_failed_reaction_is_tried_again_soon_though_the_clock_is_set_back(world: World) -> None:
    ticket_id = requested_ticket(world)
    told(world, crm_messages.reply_received())
    [crm], [tickets] = world.buses_of("crm"), world.buses_of("tickets")
    run(world, crm, "relay loopdesk.events")
    world.trouble["tickets"] = 1
    run(world, tickets, "follow crm")
    assert not world.trouble["tickets"]
    world.pass_time(-3600)

    check(world)
    with world.services_at_the_end() as services:
        kept = services["tickets"].store.get(Correspondence, Correspondence.id_for(ticket_id))
    assert 1 == len(kept.entries)


def test_a_place_freed_by_a_departure_goes_to_whoever_began_to_wait_meanwhile(
    world: World,
) -> None:
    hired = ordered(world, world.clients.commands.next_of("hire_employee")).entity_id
    world.settle()
    planned = deeds.planning(
        trainer_id=id_of_seat(world, TRAINER.name),
        capacity=1,
        appointment=Appointment(
            starts_at=NOW + timedelta(days=1),
            ends_at=NOW + timedelta(days=1, hours=1),
            rest_reason="voluntary",
        ),
    )
    session_id = done(world, planned).entity_id
    assert hired is not None
    assert session_id is not None
    by_kind = {one[1]: one for one in deeds.learning(session_id, learner="li", other_id=hired)}
    done(world, by_kind["give_place"])
    world.settle()
    [people], [training] = world.buses_of("people"), world.buses_of("training")
    training.host.reaction_readers["people"]._attempts = Attempts(training.service.store, first=0)
    assert (
        "end_employment" == ordered(world, world.clients.commands.next_of("let_employee_go")).kind
    )
    run(world, people, "relay loopdesk.events")
    training.plan = Plan("stall", CrashPoint.AFTER_VALIDATION, 1, "follow people")
    run(world, training, "follow people")
    assert training.is_frozen
    done(world, by_kind["take_place"])

    check(world)
    with world.services_at_the_end() as services:
        session = services["training"].store.get(TrainingSession, session_id)
    assert ((id_of_seat(world, "li"),), ()) == (session.places, session.waiting)
