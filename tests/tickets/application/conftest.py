"""Tickets in the states that use cases begin with, on a real log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application.tickets import NewTicket
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from tests.support.tickets import CUSTOMER
from tests.tickets.conftest import ActAs

POINTS = {"product": "储蓄卡", "question": "如何挂失", "answer_source": "知识库"}
"""What the shipped form of an inquiry asks for at transfer and closing."""


@pytest.fixture
def open_ticket(desk: TicketsService, as_employee: ActAs) -> Callable[..., Ticket]:
    """Opens a ticket as Li, by default an inquiry for the skill group `cards`."""

    def make(**facts: Any) -> Ticket:
        given = {
            "kind": "inquiry",
            "channel": "phone",
            "subject": "银行卡丢失",
            "customer_id": CUSTOMER,
            "skill_group": "cards",
            **facts,
        }
        with as_employee():
            return desk.use_cases.tickets.open_ticket(NewTicket(**given))

    return make


@pytest.fixture
def waiting_id(open_ticket: Callable[..., Ticket]) -> UUID:
    """A ticket that nobody has."""
    return open_ticket().id


@pytest.fixture
def ticket_id(open_ticket: Callable[..., Ticket]) -> UUID:
    """A ticket that Li works on."""
    return open_ticket(is_taken=True).id


@pytest.fixture
def resolve(desk: TicketsService, as_employee: ActAs) -> Callable[[UUID], Ticket]:
    """Takes a ticket that Li works on through to its resolution."""

    def carry_out(ticket_id: UUID) -> Ticket:
        cases = desk.use_cases
        with as_employee():
            cases.solutions.propose_solution(ticket_id, text="请到柜台办理")
            cases.solutions.answer_solution(ticket_id, is_confirmed=True)
            cases.particulars.record_information(ticket_id, POINTS, expected_version=None)
            return cases.tickets.resolve_ticket(ticket_id, resolution="已告知")

    return carry_out


@pytest.fixture
def topics(desk: TicketsService) -> Callable[[UUID], list[str]]:
    """The topics of an entity's events, without the service's name."""

    def read(entity_id: UUID) -> list[str]:
        records = desk.store.recorder.select_history(entity_id)
        return [one.topic.removeprefix("tickets.") for one in records]

    return read


@pytest.fixture
def streams_read(desk: TicketsService, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The ids of the entities that are looked for in the log, one after the other."""
    looked_for: list[UUID] = []
    find = desk.store.find

    def noted(kind: type[Any], entity_id: UUID, **options: Any) -> Any:
        looked_for.append(entity_id)
        return find(kind, entity_id, **options)

    monkeypatch.setattr(desk.store, "find", noted)
    return looked_for
