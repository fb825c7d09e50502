"""Suggested duplicates say why, and are not suggested again once they were dismissed."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.tickets.application.tickets import NewTicket
from services.tickets.domain.duplicates import reasons_for_a_duplicate
from services.tickets.domain.errors import TicketNotYours
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from tests.support.tickets import CUSTOMER, SUN, ZHAO, opened_ticket
from tests.tickets.conftest import ActAs

Open = Callable[..., Ticket]
DAY = 86_400


@pytest.fixture
def suggest(
    desk: TicketsService, as_employee: ActAs, project: Callable[[], None]
) -> Callable[[UUID], list[tuple[UUID, tuple[str, ...]]]]:
    """What is suggested to Li."""

    def ask(ticket_id: UUID) -> list[tuple[UUID, tuple[str, ...]]]:
        project()
        with as_employee():
            found = desk.use_cases.duplicates.suggest_duplicates(ticket_id)
        return [(one.ticket.id, one.why) for one in found]

    return ask


def test_the_reasons_are_named_the_most_telling_first(
    open_ticket: Open,
    suggest: Callable[[UUID], list[tuple[UUID, tuple[str, ...]]]],
) -> None:
    facts = {"topic": "card.lost", "business_line": "retail"}
    ticket = open_ticket(subject="银行卡丢失！", **facts)
    same_line = open_ticket(subject="年费", business_line="retail")
    same = open_ticket(subject="银行卡 丢失", **facts)
    open_ticket(subject="天气", topic="other")

    assert [
        (same.id, ("same_subject", "same_topic", "same_business_line")),
        (same_line.id, ("same_business_line",)),
    ] == suggest(ticket.id)


def test_tickets_of_others_old_ended_and_unseen_ones_are_not_suggested(
    open_ticket: Open,
    suggest: Callable[[UUID], list[tuple[UUID, tuple[str, ...]]]],
    resolve: Callable[[UUID], Ticket],
    desk: TicketsService,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    open_ticket()
    wait(15 * DAY)
    ticket, ended, other = open_ticket(), open_ticket(is_taken=True), open_ticket()
    open_ticket(customer_id=UUID(int=4321))
    resolve(ended.id)
    with as_employee(SUN):
        unseen = NewTicket(
            kind="inquiry",
            channel="phone",
            subject="银行卡丢失",
            customer_id=CUSTOMER,
            skill_group="loans",
        )
        desk.use_cases.tickets.open_ticket(unseen)

    assert [other.id] == [one for one, _ in suggest(ticket.id)]
    assert [] == suggest(ended.id)


def test_what_is_dismissed_or_linked_is_not_suggested_again(
    open_ticket: Open,
    suggest: Callable[[UUID], list[tuple[UUID, tuple[str, ...]]]],
    desk: TicketsService,
    as_employee: ActAs,
) -> None:
    ticket, other, linked = (open_ticket(is_taken=True) for _ in range(3))
    assert 2 == len(suggest(ticket.id))
    with as_employee():
        desk.use_cases.links.link_tickets(ticket.id, kind="duplicate_of", other_id=linked.id)
        for _ in range(2):
            desk.use_cases.duplicates.dismiss_duplicate(ticket.id, other.id, reason="两回事")

    assert [] == suggest(ticket.id)
    assert [linked.id] == [one for one, _ in suggest(other.id)]


def test_who_does_not_work_on_it_dismisses_nothing(
    open_ticket: Open, desk: TicketsService, as_employee: ActAs
) -> None:
    ticket, other = open_ticket(), open_ticket()
    with as_employee(ZHAO), pytest.raises(TicketNotYours):
        desk.use_cases.duplicates.dismiss_duplicate(ticket.id, other.id, reason="两回事")


def test_erased_words_are_no_reason() -> None:
    ticket = opened_ticket()
    assert () == reasons_for_a_duplicate(ticket.about, ticket.about, subjects=(None, None))
