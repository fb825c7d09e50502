"""What the clients of a simulated installation ask for, by what they have been told so far."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.people.domain.site import Site
from services.tickets.application.reactions import ticket_id_of_request
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.terms import CHANNELS, KINDS, PRIORITIES
from shared.clock import iso
from shared.event_store import Aggregate
from tests.api.centre import CRM_CLIENT
from tests.api.founding import DAY, FIRST_DAY, LATE
from tests.crm import crm_messages
from tests.faults.simulation.founding import CUSTOMERS
from tests.faults.simulation.orders import Act, Order
from tests.faults.simulation.processes import WebProcess
from tests.faults.simulation.training_commands import TrainingCommands

if TYPE_CHECKING:
    from tests.faults.simulation.world import World

WORDS = "账单多收二十元"


class Commands:
    """Makes the commands of an agent, a supervisor, trainers and the CRM.

    Args:
        world: where they are.
        rng: decides what they want.
    """

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world = world
        self._rng = rng
        self._count = 0
        self.tickets: list[UUID] = []
        self._contacts: list[UUID] = []
        self._employees: list[UUID] = []
        self._requests: list[str] = []
        self._training = TrainingCommands(world, rng, employees=self._employees)
        self._makers: list[tuple[str, int, Callable[[str], Order]]] = [
            ("open_ticket", 6, self._open_ticket),
            ("work_on_ticket", 16, self._work_on_ticket),
            ("work_on_contact", 5, self._work_on_contact),
            ("hire_employee", 3, self._hire_employee),
            ("work_on_employee", 7, self._work_on_employee),
            ("work_on_customer", 4, self._work_on_customer),
            ("send_message", 12, self._send_message),
            *self._training.makers(),
        ]

    def next(self) -> Order:
        """The next command of any of them."""
        names, weights, _ = zip(*self._makers, strict=True)
        return self.next_of(self._rng.choices(names, weights)[0])

    def next_of(self, maker: str) -> Order:
        """The next command of one kind."""
        [found] = [make for name, _, make in self._makers if name == maker]
        return found(self._new_key())

    def message(self, body: bytes) -> Order:
        """A message of the CRM's, ready to be sent."""
        return self._message(self._new_key(), body)

    def remember(self, order: Order) -> None:
        """Whatever was opened is something to work on."""
        assert order.entity_id is not None
        opened = {
            "open_ticket": self.tickets,
            "offer_contact": self._contacts,
            "hire_employee": self._employees,
        }.get(order.kind)
        if opened is not None and order.entity_id not in opened:
            opened.append(order.entity_id)
        self._training.remember(order)

    def remember_request(self, entities: Mapping[str, UUID]) -> None:
        """The desk works on the tickets of requests, too."""
        if "request_id" in entities:
            self.tickets.append(ticket_id_of_request(entities["request_id"]))

    def _new_key(self) -> str:
        self._count += 1
        return f"order-{self._world.seed}-{self._count:05d}"

    def _open_ticket(self, key: str) -> Order:
        rng = self._rng
        new = NewTicket(
            kind=rng.choice(KINDS),
            channel=rng.choice(CHANNELS),
            subject=WORDS,
            description=WORDS,
            priority=rng.choice(PRIORITIES),
            information=dict.fromkeys(
                ("product", "question", "answer_source", "account_number"), WORDS
            ),
            skill_group="cards",
            customer_id=self._world.customer_id(rng.choice(CUSTOMERS)),
            is_taken=rng.random() < 0.8,
        )
        return Order(
            key, "tickets", "open_ticket", "li", lambda web: web.cases.tickets.open_ticket(new)
        )

    def _work_on_ticket(self, key: str) -> Order:
        if not self.tickets:
            return self._open_ticket(key)
        ticket_id = self._rng.choice(self.tickets[-6:])
        kind, act = self._rng.choice(list(self._ticket_acts(ticket_id)))
        return Order(key, "tickets", kind, "li", act)

    def _ticket_acts(self, ticket_id: UUID) -> Iterator[tuple[str, Act]]:
        at = self._world.clock.now()
        text, confirms = f"{WORDS}{self._rng.random()}", self._rng.random() < 0.8
        yield "take_ticket", lambda web: web.cases.assignment.take_ticket(ticket_id)
        yield (
            "propose_solution",
            lambda web: web.cases.solutions.propose_solution(ticket_id, text=text),
        )
        for _ in range(2):
            yield (
                "answer_solution",
                lambda web: web.cases.solutions.answer_solution(ticket_id, is_confirmed=confirms),
            )
            yield (
                "resolve_ticket",
                lambda web: web.cases.tickets.resolve_ticket(ticket_id, resolution=text),
            )
        yield "close_ticket", lambda web: web.cases.tickets.close_ticket(ticket_id)
        yield (
            "reopen_ticket",
            lambda web: web.cases.tickets.reopen_ticket(ticket_id, reason="still wrong"),
        )
        yield (
            "wait_for",
            lambda web: web.cases.solutions.wait_for(
                ticket_id, "waiting_for_customer", reason=text
            ),
        )
        yield "keep_note", lambda web: web.cases.correspondences.keep_note(ticket_id, text=text)
        yield "send_reply", lambda web: web.cases.correspondences.send_reply(ticket_id, text=text)
        begins = at + timedelta(hours=1)
        yield (
            "book_callback",
            lambda web: web.cases.callbacks.book_callback(
                ticket_id, from_at=begins, until_at=begins + timedelta(hours=1)
            ),
        )

    def _work_on_contact(self, key: str) -> Order:
        channel = self._rng.choice(CHANNELS)
        acts: list[tuple[str, Act]] = [
            ("offer_contact", lambda web: web.cases.contacts.offer_contact(channel=channel))
        ]
        if self._contacts:
            contact_id = self._rng.choice(self._contacts[-4:])
            acts += [
                ("answer_contact", lambda web: web.cases.contacts.answer_contact(contact_id)),
                ("end_contact", lambda web: web.cases.contacts.end_contact(contact_id)),
                (
                    "wrap_up_contact",
                    lambda web: web.cases.contacts.wrap_up_contact(
                        contact_id, after_call_work_seconds=30
                    ),
                ),
            ]
        kind, act = self._rng.choice(acts)
        return Order(key, "tickets", kind, "li", act)

    def _hire_employee(self, key: str) -> Order:
        number = f"s{self._count}"
        return Order(
            key,
            "people",
            "hire_employee",
            "boss",
            lambda web: web.people.people.hire_employee(
                staff_number=number, name="新员工", site_id=Site.id_for("main"), hired_on=FIRST_DAY
            ),
        )

    def _work_on_employee(self, key: str) -> Order:
        if not self._employees:
            return self._hire_employee(key)
        employee_id = self._rng.choice(self._employees[-4:])
        name, team = f"员工{self._rng.randrange(100)}", self._rng.choice((DAY, LATE))
        acts: list[tuple[str, Act]] = [
            (
                "activate_employee",
                lambda web: web.people.people.activate_employee(employee_id, on=FIRST_DAY),
            ),
            (
                "correct_personal_data",
                lambda web: web.people.people.correct_personal_data(
                    employee_id, name=name, phone=None, email=None
                ),
            ),
            (
                "assign_team",
                lambda web: web.people.placement.assign_team(employee_id, team_id=team),
            ),
            (
                "grant_skill",
                lambda web: web.people.skills.grant_skill(employee_id, skill="cards", level=2),
            ),
            (
                "join_skill_group",
                lambda web: web.people.skills.join_skill_group(employee_id, skill_group="general"),
            ),
        ]
        kind, act = self._rng.choice(acts)
        return Order(key, "people", kind, "boss", act)

    def _work_on_customer(self, key: str) -> Order:
        customer_id = self._world.customer_id(self._rng.choice(CUSTOMERS))
        level, is_granted = self._rng.choice(("silver", "gold", "vip")), self._rng.random() < 0.5
        acts: list[tuple[str, Act]] = [
            (
                "change_level",
                lambda web: web.crm.customers.change_level(customer_id, level=level),
            ),
            (
                "record_consent",
                lambda web: web.crm.customers.record_consent(
                    customer_id, purpose="survey", is_granted=is_granted
                ),
            ),
        ]
        kind, act = self._rng.choice(acts)
        return Order(key, "crm", kind, "li", act)

    def _send_message(self, key: str) -> Order:
        number = self._count
        rng = self._rng
        customer = {"number": rng.choice(CUSTOMERS)}
        bodies = [
            lambda: crm_messages.customer_upserted(rng.choice(CUSTOMERS), level="silver"),
            lambda: crm_messages.contact_recorded(f"call-{number}", customer=customer),
            lambda: self._request(f"req-{number}", customer),
        ]
        if self._requests:
            about = {"request_id": rng.choice(self._requests[-4:])}
            bodies += [
                lambda: crm_messages.reply_received(f"mail-{number}", **about),
                lambda: crm_messages.survey_answered(f"survey-{number}", **about),
                lambda: crm_messages.reply_received(f"mail-{number}", **about),
            ]
        return self._message(key, rng.choice(bodies)())

    def _message(self, key: str, body: bytes) -> Order:
        event = json.loads(body)
        event |= {"id": key, "correlationid": key, "time": iso(self._world.clock.now())}
        sent = json.dumps(event).encode()
        return Order(key, "crm", event["type"], CRM_CLIENT, _carried_by_its_body, body=sent)

    def _request(self, request_id: str, customer: dict[str, str]) -> bytes:
        self._requests.append(request_id)
        return crm_messages.ticket_requested(
            request_id, customer=customer, contact_id=None, channel="email"
        )


def _carried_by_its_body(_: WebProcess) -> Aggregate:
    raise TypeError("A message of the CRM is carried out by its body.")
