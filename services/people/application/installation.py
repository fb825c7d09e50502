"""What an installation begins with: its first site, its calendars and its first administrator."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from services.people.application.accounts import Accounts
from services.people.application.people import People
from services.people.application.proposed_years import ProposedYear
from services.people.domain.account_errors import AdministratorAlreadyThere
from services.people.domain.authority import AuthorityRules
from services.people.domain.calendar import SiteCalendar, with_year, year_of
from services.people.domain.employee import Employee
from services.people.domain.position import Position
from services.people.domain.roles import RoleGrant
from services.people.domain.rules import AUTHORITY, FIRST_SITE, FirstSiteRules
from services.people.domain.site import Site
from shared.calendars import BusinessCalendar
from shared.context import current_context
from shared.event_store import EventStore
from shared.ids import id_of
from shared.rules import Rules, deciding_by
from shared.rules.shipped import ALWAYS

ADMINISTRATOR_ROLES = ("system_administrator", "agent_id_administrator")
"""What the first administrator holds, so that they can grant the rest to others."""

ADMINISTRATOR_POSITION = "administrator"

ProposesYear = Callable[..., ProposedYear]


class Installation:
    """Sets up an empty installation, and each year's holidays at later migrates.

    Args:
        store: the log of `people`.
        rules: the rules in force.
        propose_year: what the library knows of a country's year.
    """

    def __init__(self, store: EventStore, *, rules: Rules, propose_year: ProposesYear) -> None:
        self._store = store
        self._rules = rules
        self._propose_year = propose_year

    def open_first_site(self, *, zone: str) -> Site:
        """The first site with its calendar, in force from ever; once.

        Args:
            zone: IANA zone of the installation.
        """
        rule = self._rules.in_force(FIRST_SITE, at=current_context().occurred_at)
        begin = rule.read_as(FirstSiteRules)
        found = self._store.find(Site, Site.id_for(begin.code))
        if found is not None:
            return found
        hours = BusinessCalendar.from_content(
            {"name": begin.name, "zone": zone, "weekly": begin.weekly}
        )
        with deciding_by(rule):
            site = Site.open(begin.code, name=begin.name, zone=zone)
            calendar = SiteCalendar.open(site.id, country=begin.country)
            calendar.add_version(
                hours, effective_from=ALWAYS, source="shipped", reason="shipped with the release"
            )
        self._store.save(site, calendar)
        return site

    def ship_years(self) -> int:
        """Brings this and the next year's holidays into the calendars that nobody has edited.

        Returns:
            How many versions were recorded.
        """
        year = current_context().occurred_at.year
        calendars = [self._store.get(SiteCalendar, one) for one in self._calendar_ids()]
        return sum(
            self._ship_year(calendar, number)
            for calendar in calendars
            for number in (year, year + 1)
            if calendar.country
        )

    def _ship_year(self, calendar: SiteCalendar, year: int) -> int:
        proposed = self._propose_year(calendar.country, year=year)
        days = proposed.holidays, proposed.adjusted_workdays
        content = calendar.newest.content()
        if not calendar.may_ship_year(year) or year_of(content, year) == days:
            return 0
        changed = BusinessCalendar.from_content(with_year(content, year, days=days))
        calendar.add_version(
            changed,
            effective_from=calendar.versions[-1].effective_from,
            source="shipped",
            reason=f"public holidays {year}",
        )
        self._store.save(calendar)
        return 1

    def _calendar_ids(self) -> list[UUID]:
        topics = [SiteCalendar.Created.TOPIC]
        records = self._store.recorder.select_records(after=0, limit=10_000, topics=topics)
        return [UUID(str(one.originator_id)) for one in records]


class FirstAdministrator:
    """Adds the one person who can let in all others; only the command line does this.

    Args:
        store: the log of `people`.
        rules: the rules in force.
        people: hires.
        accounts: opens the account.
    """

    def __init__(
        self, store: EventStore, *, rules: Rules, people: People, accounts: Accounts
    ) -> None:
        self._store = store
        self._rules = rules
        self._people = people
        self._accounts = accounts

    def add_first_administrator(
        self, *, staff_number: str, name: str, agent_id: str, initial_password: str
    ) -> Employee:
        """An active employee of the first site who may manage people, accounts and rules.

        Args:
            staff_number: number in the company's files.
            name: name.
            agent_id: agent ID.
            initial_password: to be changed at the first sign-in.

        Raises:
            AdministratorAlreadyThere: there is a first administrator.
        """
        employee_id = id_of("people.employee", "first-administrator")
        if self._store.find(Employee, employee_id) is not None:
            raise AdministratorAlreadyThere
        now = current_context().occurred_at
        rule = self._rules.in_force(AUTHORITY, at=now)
        position, is_new = self._position(rule.read_as(AuthorityRules))
        site = self._first_site()
        today = now.astimezone(ZoneInfo(site.zone)).date()
        employee, (roles, skills), number = self._people.prepare_employee(
            employee_id,
            staff_number=staff_number,
            name=name,
            phone=None,
            email=None,
            site_id=site.id,
            hired_on=today,
        )
        employee.activate(on=today)
        employee.appoint(position.id, level=position.level)
        with deciding_by(rule):
            for role in ADMINISTRATOR_ROLES:
                roles.grant(RoleGrant(role=role, effective_from=now), granted_by=None)
        account, rows = self._accounts.account_for(
            employee_id,
            staff_number=staff_number,
            holder_level=position.level,
            agent_id=agent_id,
            initial_password=initial_password,
        )
        changed = [position] if is_new else []
        self._store.save(*changed, employee, roles, skills, account, beside=[number, *rows])
        return employee

    def _position(self, authority: AuthorityRules) -> tuple[Position, bool]:
        found = self._store.find(Position, Position.id_for(ADMINISTRATOR_POSITION))
        if found is not None:
            return found, False
        level = max(one.level for one in authority.roles.values())
        return Position.open(ADMINISTRATOR_POSITION, title="系统管理员", level=level), True

    def _first_site(self) -> Site:
        rule = self._rules.in_force(FIRST_SITE, at=current_context().occurred_at)
        return self._store.get(Site, Site.id_for(rule.read_as(FirstSiteRules).code))
