"""Figures, backlog, search and filters of the same day on PostgreSQL: answers as on SQLite."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.tickets.domain.figures import MEASURES
from services.tickets.domain.search_terms import asked_terms
from services.tickets.read_models.backlog import Narrowed
from services.tickets.read_models.figure_queries import GROUPS, Asked
from services.tickets.read_models.search_queries import Wanted
from services.tickets.service import TicketsService
from shared.platform import Platform
from shared.settings import Settings, read_settings
from tests.support.tickets import LI, MONDAY, ZHAO
from tests.tickets.conftest import close, prepare
from tests.tickets.read_models.conftest import Day

HOUR = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path, new_database: Callable[[], str]) -> Settings:
    """Settings of an installation on a database of its own."""
    return read_settings(
        {"LOOPDESK_DATA_DIR": str(tmp_path), "LOOPDESK_DATABASE_URL": new_database()}
    )


@pytest.fixture
def desk(platform: Platform) -> Iterator[TicketsService]:
    """The service with its tables, in which everybody of the builders is known."""
    made = prepare(platform)
    yield made
    close(made)


def test_what_is_found_and_counted_is_the_same(desk: TicketsService, day: Day) -> None:
    figures, span = desk.models.figures, {"since": MONDAY - HOUR, "until": MONDAY + 24 * HOUR}
    whole = figures.sums(Asked(**span))[None]
    facts = {one: figures.facts(Asked(**span, measure=one), limit=99) for one in MEASURES}
    assert {one: whole.of(one) for one in MEASURES} == {one: len(facts[one]) for one in MEASURES}
    for by in GROUPS:
        agents = {LI, ZHAO} if by in ("team_id", "employee_id") else None
        groups = figures.sums(Asked(**span, employee_ids=agents), by=by).values()
        assert (3 + 1 if agents else 5) == sum(
            one.of("assigned" if agents else "opened") for one in groups
        )
    last = facts["opened"][1]
    rest = figures.facts(Asked(**span, measure="opened"), after=(last.at, last.fact_id), limit=9)
    assert [one.fact_id for one in facts["opened"][2:]] == [one.fact_id for one in rest]

    backlog = desk.models.backlog
    ages = backlog.ages(Narrowed(), by="channel", at=MONDAY + 3 * HOUR)
    assert {"phone": {"14400": 2}, "email": {"14400": 1}, "chat": {"14400": 1}} == ages
    assert 4 == sum(backlog.net_changes(Narrowed(), since=MONDAY - HOUR).values())
    first = backlog.tickets(Narrowed(), limit=1)[0]
    rest_open = backlog.tickets(Narrowed(), after=(first.asked_at, first.ticket_id), limit=9)
    assert 3 == len(rest_open)

    hits = desk.models.search.hits(Wanted(asked_terms("主题"), filters={"state": "closed"}))
    assert [day.closed] == [one.ticket.ticket_id for one in hits.hits]
    assert () == tuple(desk.models.search.hits(Wanted(asked_terms("方案 您好"))).hits)
    replied = desk.models.search.hits(Wanted(asked_terms("您好 办结")))
    assert {day.closed, day.reopened} == {one.ticket.ticket_id for one in replied.hits}
    theirs = Wanted(asked_terms("主题"), assignees={ZHAO}, skill_groups={"cards"})
    assert {day.aside, day.waiting} == {
        one.ticket.ticket_id for one in desk.models.search.hits(theirs).hits
    }

    page = desk.models.ticket_list.page(
        {
            "state": "in_progress",
            "kind": "inquiry",
            "channel": "phone",
            "priority": "urgent",
            "skill_group": "cards",
        },
        sort="opened_at",
        after=None,
        limit=9,
        since=MONDAY,
        until=MONDAY + HOUR,
    )
    assert [day.working] == [one.ticket_id for one in page]
