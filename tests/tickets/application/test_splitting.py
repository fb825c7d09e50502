"""Splitting a ticket: the part that goes waits since it was asked, and both refer to each other."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application.tickets import NewTicket
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.errors import TicketAlreadyClosed, TicketNotFound
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.split_errors import CustomerOfSplitUnknown, NothingToSplit
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.tickets import CUSTOMER, MONDAY, SUN
from tests.tickets.conftest import ActAs

Open = Callable[..., Ticket]
Wait = Callable[[int], None]


@pytest.fixture
def split(desk: TicketsService, as_employee: ActAs) -> Callable[..., Ticket]:
    """Splits as Li."""

    def carry_out(ticket_id: UUID, *entry_ids: UUID, **facts: Any) -> Ticket:
        given = {
            "kind": "inquiry",
            "channel": "email",
            "subject": "另一件事",
            "skill_group": "cards",
        }
        new = NewTicket(**{**given, **facts})
        with as_employee():
            return desk.use_cases.splitting.split_ticket(ticket_id, new, entry_ids=entry_ids)

    return carry_out


@pytest.fixture
def ask_too(desk: TicketsService, as_employee: ActAs) -> Callable[[UUID, int], UUID]:
    """The customer writes."""

    def write(ticket_id: UUID, number: int) -> UUID:
        with as_employee():
            desk.use_cases.correspondences.receive_reply(
                ticket_id, reply_id=UUID(int=number), text="还有一事", channel="email"
            )
        return UUID(int=number)

    return write


def states(desk: TicketsService, ticket_id: UUID) -> dict[str, str]:
    found = desk.use_cases.sla.clocks_of(ticket_id)
    return {f"{one.clock.clock}/{one.clock.ordinal}": one.clock.state for one in found}


def letters_of(desk: TicketsService, ticket_id: UUID) -> Correspondence:
    return desk.store.get(Correspondence, Correspondence.id_for(ticket_id))


def test_a_question_that_goes_waits_since_it_was_asked(
    desk: TicketsService,
    ticket_id: UUID,
    split: Callable[..., Ticket],
    ask_too: Callable[[UUID, int], UUID],
    as_employee: ActAs,
    clock: SetClock,
    wait: Wait,
) -> None:
    wait(100)
    asked_at = clock.now()
    entry = ask_too(ticket_id, 1)
    wait(50)
    opened = split(ticket_id, entry)

    assert (asked_at, CUSTOMER, "queued") == (opened.asked_at, opened.customer_id, opened.state)
    for name in ("first_response", "resolution"):
        found = desk.store.get(SlaClock, SlaClock.id_for(opened.id, clock=name, ordinal=1))
        assert asked_at == found.started_at
    with as_employee():
        assert "superseded" == states(desk, ticket_id)["reply/1"]
        assert "running" == states(desk, ticket_id)["resolution/1"]
    assert [entry] == [one.entry_id for one in letters_of(desk, opened.id).entries]
    source = letters_of(desk, ticket_id)
    assert ({entry: opened.id}, False) == (source.moved, source.awaits_reply)


def test_both_tickets_refer_to_each_other(
    desk: TicketsService, ticket_id: UUID, split: Callable[..., Ticket], as_employee: ActAs
) -> None:
    opened = split(ticket_id)
    with as_employee():
        links = desk.use_cases.links
        [(own, _)] = links.links_of(opened.id).links
        [(opposite, _)] = links.links_of(ticket_id).links
    assert ("split_from", ticket_id) == (own.kind, own.ticket_id)
    assert ("split_into", opened.id) == (opposite.kind, opposite.ticket_id)
    assert MONDAY == opened.asked_at


def test_a_question_that_stays_goes_on_waiting_here(
    desk: TicketsService,
    ticket_id: UUID,
    split: Callable[..., Ticket],
    ask_too: Callable[[UUID, int], UUID],
    as_employee: ActAs,
) -> None:
    ask_too(ticket_id, 1)
    split(ticket_id, ask_too(ticket_id, 2))

    assert letters_of(desk, ticket_id).awaits_reply
    with as_employee():
        assert "running" == states(desk, ticket_id)["reply/1"]


def test_what_was_answered_before_is_answered_there_too(
    desk: TicketsService,
    ticket_id: UUID,
    split: Callable[..., Ticket],
    ask_too: Callable[[UUID, int], UUID],
    as_employee: ActAs,
    wait: Wait,
) -> None:
    first = ask_too(ticket_id, 1)
    wait(10)
    with as_employee():
        sent = desk.use_cases.correspondences.send_reply(ticket_id, text="请稍候")
    wait(10)
    second = ask_too(ticket_id, 2)
    opened = split(ticket_id, first, sent.entries[-1].entry_id, second)

    with as_employee():
        assert {"first_response/1": "met", "reply/1": "running", "resolution/1": "running"} == (
            states(desk, opened.id)
        )
    assert letters_of(desk, opened.id).awaits_reply
    assert (0, 3) == (
        len(letters_of(desk, ticket_id).present),
        len(letters_of(desk, opened.id).entries),
    )


def test_only_texts_that_are_still_there_go_each_once(
    ticket_id: UUID, split: Callable[..., Ticket], ask_too: Callable[[UUID, int], UUID]
) -> None:
    entry = ask_too(ticket_id, 1)
    for ids in ([UUID(int=77)], [entry, entry]):
        with pytest.raises(NothingToSplit):
            split(ticket_id, *ids)
    split(ticket_id, entry)
    with pytest.raises(NothingToSplit):
        split(ticket_id, entry)


def test_who_does_not_work_on_it_splits_nothing(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    new = NewTicket(kind="inquiry", channel="email", subject="另一件事")
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.splitting.split_ticket(ticket_id, new, entry_ids=[])


def test_what_is_closed_or_nobodys_is_not_split(
    desk: TicketsService,
    open_ticket: Open,
    split: Callable[..., Ticket],
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    closed = open_ticket(is_taken=True)
    resolve(closed.id)
    with as_employee():
        desk.use_cases.tickets.close_ticket(closed.id)
    with pytest.raises(TicketAlreadyClosed):
        split(closed.id)
    unknown = open_ticket(is_taken=True, customer_id=None, contact_id=UUID(int=5))
    with pytest.raises(CustomerOfSplitUnknown):
        split(unknown.id)


def test_a_race_lost_on_the_correspondence_is_run_again(
    desk: TicketsService,
    ticket_id: UUID,
    split: Callable[..., Ticket],
    ask_too: Callable[[UUID, int], UUID],
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = ask_too(ticket_id, 1)
    save, raced = desk.store.save, []

    def race(*aggregates: Any, **options: Any) -> int:
        if not raced:
            raced.append(True)
            with as_employee():
                desk.use_cases.correspondences.keep_note(ticket_id, text="备注")
        return save(*aggregates, **options)

    monkeypatch.setattr(desk.store, "save", race)
    opened = split(ticket_id, entry)

    assert 2 == len(letters_of(desk, ticket_id).entries)
    assert [entry] == [one.entry_id for one in letters_of(desk, opened.id).entries]
