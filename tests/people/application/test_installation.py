"""What an installation begins with."""

from datetime import UTC, datetime

import pytest

from services.people.application.installation import Installation
from services.people.application.proposed_years import ProposedYear, proposed_year
from services.people.domain.account_errors import AdministratorAlreadyThere
from services.people.domain.calendar import SiteCalendar
from services.people.domain.site import Site
from services.people.service import PeopleService
from shared.context import acting
from tests.people.conftest import CHOSEN, INITIAL, MAIN, MONDAY, installing


def add_administrator(parts: PeopleService, agent_id: str = "9001"):
    with acting(installing()):
        return parts.first_administrator.add_first_administrator(
            staff_number="A1", name="王芳", agent_id=agent_id, initial_password=INITIAL
        )


def test_the_first_site_is_open_from_ever(parts):
    calendar = parts.store.get(SiteCalendar, SiteCalendar.id_for(MAIN))
    day_of_the_demo = datetime(2003, 3, 3, 2, tzinfo=UTC)
    assert calendar.in_force(day_of_the_demo).calendar().is_open(day_of_the_demo)
    assert {"2020", "2021"} == {str(day.year) for day in calendar.newest.holidays}


def test_a_second_installation_changes_nothing(parts):
    before = parts.store.recorder.last_position()
    with acting(installing()):
        parts.service().install()
    assert before == parts.store.recorder.last_position()


def test_a_year_whose_list_appears_late_comes_with_a_later_release(parts):
    def better(country, *, year):
        known = proposed_year(country, year=year)
        return ProposedYear(known.holidays, {**known.adjusted_workdays, f"{year}-12-26": "friday"})

    with acting(installing()):
        shipped = Installation(parts.store, rules=parts.rules, propose_year=better).ship_years()
    assert 2 == shipped


def test_what_a_site_has_entered_is_not_shipped_over(parts, acts):
    with acts():
        parts.calendars.accept_year(
            MAIN,
            year=2021,
            holidays={"2021-01-01": "元旦"},
            adjusted_workdays={},
            reason="公司安排",
        )
    with acting(installing()):
        parts.service().install()
    newest = parts.store.get(SiteCalendar, SiteCalendar.id_for(MAIN)).newest
    assert ["2021-01-01"] == [str(day) for day in newest.holidays if day.year == 2021]


def test_sites_without_a_country_get_no_holidays(parts, acts):
    with acts():
        site = parts.organisation.open_site(
            code="berlin", name="Berlin", zone="Europe/Berlin", weekly={"monday": ["09:00-17:00"]}
        )
    with acting(installing()):
        parts.service().install()
    assert {} == parts.store.get(SiteCalendar, SiteCalendar.id_for(site.id)).newest.holidays


def test_the_first_administrator_can_let_in_all_others(parts, acts, door):
    administrator = add_administrator(parts)
    assert door.enter("9001", INITIAL).must_change_password
    with acts(actor=administrator.id):
        parts.sign_in.change_password(old_password=INITIAL, new_password=CHOSEN)
    permissions = door.claims("9001").permissions
    assert {
        "people.manage_employees",
        "people.manage_accounts",
        "people.grant_roles",
        "rules.change",
    } <= permissions
    assert "active" == administrator.status
    assert MAIN == parts.store.get(Site, administrator.site_id).id


def test_there_is_one_first_administrator(parts):
    add_administrator(parts)
    with pytest.raises(AdministratorAlreadyThere):
        add_administrator(parts, agent_id="9002")


def test_the_administrator_is_employed_since_the_day_at_the_site(parts):
    assert MONDAY.date() == add_administrator(parts).hired_on
