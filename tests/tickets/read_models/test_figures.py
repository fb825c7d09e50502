"""Figures after a day at the desk: each number is the count of the facts that it leads to."""

from datetime import timedelta

import pytest

from services.tickets.domain.figures import MEASURES
from services.tickets.read_models.backlog import Narrowed
from services.tickets.read_models.figure_queries import GROUPS, Asked
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.tickets import LI, MONDAY, SUN, TEAM, ZHAO
from tests.tickets.read_models.conftest import Day

HOUR = timedelta(hours=1)
DAY = {"since": MONDAY - HOUR, "until": MONDAY + 24 * HOUR}


@pytest.mark.usefixtures("day")
def test_every_number_is_the_count_of_its_facts(desk: TicketsService) -> None:
    figures = desk.models.figures
    sums = figures.sums(Asked(**DAY))[None]
    counted = {one: sums.of(one) for one in MEASURES}
    listed = {one: len(figures.facts(Asked(**DAY, measure=one), limit=99)) for one in MEASURES}

    assert listed == counted
    assert {"opened": 5, "first_response": 2, "resolved": 2, "resolution": 2, "reopened": 1} == {
        one: counted[one]
        for one in ("opened", "first_response", "resolved", "resolution", "reopened")
    }


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("by", GROUPS)
def test_groups_add_up_to_the_whole(desk: TicketsService, by: str) -> None:
    employees = {LI, ZHAO, SUN} if by in ("team_id", "employee_id") else None
    asked = Asked(**DAY, employee_ids=employees)
    whole = desk.models.figures.sums(asked)[None]
    groups = desk.models.figures.sums(asked, by=by)

    assert {one: whole.of(one) for one in MEASURES} == {
        one: sum(group.of(one) for group in groups.values()) for one in MEASURES
    }


def test_a_number_is_narrowed_and_leads_to_its_tickets(desk: TicketsService, day: Day) -> None:
    asked = Asked(**DAY, filters={"channel": "chat"}, measure="opened")
    [fact] = desk.models.figures.facts(asked, limit=9)

    assert (day.aside, "chat", "cards", MONDAY + timedelta(seconds=25)) == (
        fact.ticket_id,
        fact.channel,
        fact.skill_group,
        fact.at,
    )
    assert fact.number is not None
    assert 1 == desk.models.figures.sums(asked)[None].of("opened")


@pytest.mark.usefixtures("day")
def test_the_facts_come_in_pages_without_gap_or_repetition(desk: TicketsService) -> None:
    asked = Asked(**DAY, measure="opened")
    seen, last = [], None
    while page := desk.models.figures.facts(asked, after=last, limit=2):
        seen += [one.fact_id for one in page]
        last = (page[-1].at, page[-1].fact_id)

    assert [one.fact_id for one in desk.models.figures.facts(asked, limit=99)] == seen
    assert 5 == len(set(seen))


def test_an_agents_figures_are_those_of_what_the_agent_had(desk: TicketsService, day: Day) -> None:
    figures = desk.models.figures
    by_agent = figures.sums(Asked(**DAY, employee_ids={LI, ZHAO}), by="employee_id")
    [team] = figures.sums(Asked(**DAY, employee_ids={LI, ZHAO}), by="team_id")

    assert (3, 1) == (by_agent[str(LI)].of("assigned"), by_agent[str(ZHAO)].of("assigned"))
    assert str(TEAM) == team
    assert {} == figures.sums(Asked(**DAY, employee_ids={SUN}))
    assert figures.agents() == {LI, ZHAO, SUN} | figures.agents() - {LI, ZHAO, SUN}
    assert {LI, ZHAO} == figures.agents(team_id=TEAM)


@pytest.mark.usefixtures("day")
def test_what_came_before_or_after_does_not_count(desk: TicketsService) -> None:
    later = Asked(since=MONDAY + 20 * HOUR, until=MONDAY + 24 * HOUR)

    assert {} == desk.models.figures.sums(later)
    assert {} == desk.models.figures.sums(Asked(since=MONDAY - 2 * HOUR, until=MONDAY))


def test_a_name_that_is_none_is_a_mistake_of_ours(desk: TicketsService) -> None:
    with pytest.raises(KeyError):
        desk.models.figures.sums(Asked(**DAY), by="detail; --")
    with pytest.raises(KeyError):
        desk.models.figures.sums(Asked(**DAY, filters={"1=1; --": "x"}))
    with pytest.raises(KeyError):
        desk.models.backlog.ages(Narrowed(), by="number; --", at=MONDAY)
    with pytest.raises(KeyError):
        desk.models.backlog.tickets(Narrowed({"1=1; --": "x"}), limit=1)


def test_the_backlog_is_what_is_open(desk: TicketsService, day: Day, clock: SetClock) -> None:
    backlog = desk.models.backlog
    ages = backlog.ages(Narrowed(), by=None, at=clock.now())[None]
    tickets = backlog.tickets(Narrowed(), limit=9)

    assert {day.waiting, day.working, day.aside, day.reopened} == {one.ticket_id for one in tickets}
    assert len(tickets) == sum(ages.values())
    assert {"14400": 4} == ages
    assert {"cards"} == set(backlog.ages(Narrowed(), by="skill_group", at=clock.now()))
    by_agent = backlog.ages(Narrowed(), by="employee_id", at=clock.now())
    assert {None: 1, str(LI): 2, str(ZHAO): 1} == {
        one: sum(found.values()) for one, found in by_agent.items()
    }
    assert [day.aside] == [
        one.ticket_id for one in backlog.tickets(Narrowed(employee_ids={ZHAO}), limit=9)
    ]


def test_open_tickets_come_in_pages_from_the_oldest(desk: TicketsService, day: Day) -> None:
    backlog = desk.models.backlog
    seen, last = [], None
    while page := backlog.tickets(Narrowed(), after=last, limit=1):
        seen += [one.ticket_id for one in page]
        last = (page[0].asked_at, page[0].ticket_id)

    assert [one.ticket_id for one in backlog.tickets(Narrowed(), limit=9)] == seen
    assert [] == list(backlog.tickets(Narrowed(), asked_until=MONDAY, limit=9))
    assert 4 == len(backlog.tickets(Narrowed(), asked_from=MONDAY, limit=9))


@pytest.mark.usefixtures("day")
def test_the_changes_of_the_backlog_add_up_to_it(desk: TicketsService, clock: SetClock) -> None:
    changes = desk.models.backlog.net_changes(Narrowed(), since=MONDAY - HOUR)
    ages = desk.models.backlog.ages(Narrowed(), by=None, at=clock.now())[None]

    assert sum(ages.values()) == sum(changes.values())
