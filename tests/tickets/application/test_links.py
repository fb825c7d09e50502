"""Links between tickets, seen alike from both sides, and tickets that are parts of others."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.tickets.domain.errors import TicketNotFound, TicketNotYours
from services.tickets.domain.link_errors import (
    AlreadyLinked,
    ChildrenStillOpen,
    FamilyWouldCircle,
    LinkedToItself,
    NotLinked,
    ParentAlreadyNamed,
    TooManyLinks,
)
from services.tickets.domain.links import TicketLinks
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.ticket_state import Origin
from services.tickets.service import TicketsService
from shared.errors import Conflict, Invalid
from shared.event_store import AsOf
from tests.support.tickets import SUN, ZHAO, at, sealed
from tests.tickets.conftest import ActAs

Open = Callable[..., Ticket]
LinkAs = Callable[[UUID, str, UUID], TicketLinks]


@pytest.fixture
def link(desk: TicketsService, as_employee: ActAs) -> LinkAs:
    """Links as Li."""

    def carry_out(ticket_id: UUID, kind: str, other_id: UUID) -> TicketLinks:
        with as_employee():
            return desk.use_cases.links.link_tickets(ticket_id, kind=kind, other_id=other_id)

    return carry_out


def kinds(desk: TicketsService, ticket_id: UUID) -> list[tuple[str, UUID]]:
    found = desk.use_cases.links.links_of(ticket_id)
    return [(one.kind, one.ticket_id) for one, _ in found.links]


@pytest.mark.parametrize(
    ("kind", "other_side"),
    [
        ("related", "related"),
        ("duplicate_of", "has_duplicate"),
        ("caused_by", "causes"),
        ("child_of", "parent_of"),
        ("parent_of", "child_of"),
    ],
)
def test_a_link_is_seen_from_both_sides_until_it_is_taken_away(
    desk: TicketsService,
    open_ticket: Open,
    link: LinkAs,
    as_employee: ActAs,
    kind: str,
    other_side: str,
) -> None:
    one, other = open_ticket(is_taken=True), open_ticket(is_taken=True)
    version = one.version
    link(one.id, kind, other.id)
    linked = AsOf(position=desk.store.recorder.last_position())

    with as_employee():
        assert [(kind, other.id)] == kinds(desk, one.id)
        assert [(other_side, one.id)] == kinds(desk, other.id)
        desk.use_cases.links.unlink_tickets(other.id, kind=other_side, other_id=one.id)
        assert [] == kinds(desk, one.id) == kinds(desk, other.id)
        before = desk.use_cases.links.links_of(one.id, as_of=linked)
    assert [(kind, "in_progress")] == [(each.kind, state) for each, state in before.links]
    assert version == desk.store.get(Ticket, one.id).version


def test_a_link_is_made_once(open_ticket: Open, link: LinkAs) -> None:
    one, other = open_ticket(is_taken=True), open_ticket()
    link(one.id, "related", other.id)
    with pytest.raises(AlreadyLinked):
        link(one.id, "related", other.id)


def test_what_is_not_linked_is_not_taken_away(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs
) -> None:
    one, other = open_ticket(is_taken=True), open_ticket()
    with as_employee(), pytest.raises(NotLinked):
        desk.use_cases.links.unlink_tickets(one.id, kind="related", other_id=other.id)


def test_a_ticket_is_not_linked_to_itself_nor_by_an_unknown_word(
    open_ticket: Open, link: LinkAs
) -> None:
    one, other = open_ticket(is_taken=True), open_ticket()
    with pytest.raises(LinkedToItself):
        link(one.id, "related", one.id)
    for kind in ("cousin_of", "split_from"):
        with pytest.raises(Invalid):
            link(one.id, kind, other.id)


def test_a_ticket_is_part_of_one_other_and_never_of_itself(open_ticket: Open, link: LinkAs) -> None:
    top, middle, bottom, other = (open_ticket(is_taken=True) for _ in range(4))
    link(middle.id, "child_of", top.id)
    link(middle.id, "parent_of", bottom.id)

    with pytest.raises(ParentAlreadyNamed):
        link(bottom.id, "child_of", other.id)
    with pytest.raises(FamilyWouldCircle):
        link(top.id, "child_of", bottom.id)
    with pytest.raises(FamilyWouldCircle):
        link(bottom.id, "parent_of", top.id)


def test_one_works_on_the_one_and_sees_the_other(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs
) -> None:
    mine, loans = open_ticket(is_taken=True), open_ticket(skill_group="loans")
    with as_employee(ZHAO), pytest.raises(TicketNotFound):
        desk.use_cases.links.link_tickets(mine.id, kind="related", other_id=loans.id)
    with as_employee(SUN):
        desk.use_cases.assignment.take_ticket(loans.id)
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.links.link_tickets(loans.id, kind="related", other_id=mine.id)
    with as_employee(), pytest.raises(TicketNotYours):
        desk.use_cases.links.link_tickets(loans.id, kind="related", other_id=mine.id)


def test_the_state_of_a_ticket_of_others_is_not_shown(
    desk: TicketsService, open_ticket: Open, link: LinkAs, as_employee: ActAs
) -> None:
    mine, loans = open_ticket(is_taken=True), open_ticket(skill_group="loans")
    link(mine.id, "related", loans.id)
    with as_employee(SUN):
        desk.use_cases.assignment.take_ticket(loans.id)
        [(seen, state)] = desk.use_cases.links.links_of(loans.id).links
    assert (mine.id, None) == (seen.ticket_id, state)


def test_the_rules_limit_the_links_of_a_ticket() -> None:
    with at():
        links = TicketLinks.start(Origin(ticket_id=UUID(int=1), number="T-1"))
        links.add("related", Origin(ticket_id=UUID(int=2), number="T-2"), most=1)
        with pytest.raises(TooManyLinks):
            links.add("related", Origin(ticket_id=UUID(int=3), number="T-3"), most=1)


def test_a_dismissed_suggestion_is_noted_once() -> None:
    with at():
        links = TicketLinks.start(Origin(ticket_id=UUID(int=1), number="T-1"))
        for _ in range(2):
            links.dismiss(UUID(int=2), reason=sealed())
    assert (UUID(int=2),) == links.dismissed
    assert 2 == links.version


def test_two_links_at_once_do_not_lose_each_other(
    desk: TicketsService, open_ticket: Open, link: LinkAs
) -> None:
    one, other = open_ticket(is_taken=True), open_ticket()
    link(one.id, "related", other.id)
    first, second = (desk.store.get(TicketLinks, TicketLinks.id_for(one.id)) for _ in range(2))
    third = open_ticket().origin
    with at():
        first.add("caused_by", third, most=9)
        second.add("duplicate_of", third, most=9)
        desk.store.save(first)
        with pytest.raises(Conflict):
            desk.store.save(second)


def test_a_parent_is_closed_last_or_with_a_reason(
    desk: TicketsService,
    open_ticket: Open,
    link: LinkAs,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    parent, child = open_ticket(is_taken=True), open_ticket(is_taken=True)
    link(parent.id, "parent_of", child.id)
    resolve(parent.id)
    close = desk.use_cases.tickets.close_ticket

    with as_employee(), pytest.raises(ChildrenStillOpen) as refusal:
        close(parent.id)
    assert child.number in refusal.value.in_language("zh")
    with as_employee():
        assert "closed" == close(parent.id, reason="子工单另行跟进").state
    assert "ticket_links.children_left_open" == topics(TicketLinks.id_for(parent.id))[-1]


def test_a_parent_of_nothing_open_is_closed(
    desk: TicketsService,
    open_ticket: Open,
    link: LinkAs,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    parent, child, merged = (open_ticket(is_taken=True) for _ in range(3))
    for one in (child, merged):
        link(parent.id, "parent_of", one.id)
    with as_employee():
        desk.use_cases.merging.merge_tickets(parent.id, [merged.id], reason="同一件事")
    for one in (child, parent):
        resolve(one.id)

    with as_employee():
        assert "closed" == desk.use_cases.tickets.close_ticket(parent.id).state
