"""Wires `people`: the one place that builds its parts from the platform."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from argon2 import PasswordHasher

from services.people.application.accounts import AGENT_IDS, Accounts
from services.people.application.authority import Authority
from services.people.application.calendars import SiteCalendars
from services.people.application.clients import Clients
from services.people.application.credentials import CREDENTIALS, Credentials
from services.people.application.imports import EmployeeImports
from services.people.application.installation import FirstAdministrator, Installation
from services.people.application.organisation import Organisation
from services.people.application.people import STAFF_NUMBERS, People
from services.people.application.placement import Placement
from services.people.application.proposed_years import proposed_year
from services.people.application.sessions import SESSIONS, standing_session
from services.people.application.sign_in import SignIn
from services.people.application.skills import Skills
from services.people.application.tries import TRIES, Tries
from services.people.domain.account import Account
from services.people.domain.calendar import SiteCalendar
from services.people.domain.client import MachineClient
from services.people.domain.employee import Employee
from services.people.domain.employee_import import EmployeeImport
from services.people.domain.position import Position
from services.people.domain.roles import RoleRecord
from services.people.domain.rules import PeopleRules
from services.people.domain.site import Site
from services.people.domain.skills import SkillGroup, SkillRecord
from services.people.domain.team import Team
from services.people.messages.published import PUBLICATIONS
from services.people.read_models.agent_ids import AgentIds
from services.people.read_models.employee_directory import EmployeeDirectory
from services.people.read_models.open_acknowledgements import OpenAcknowledgements
from services.people.read_models.places import Places
from services.people.read_models.role_holders import RoleHolders
from services.people.read_models.skill_holders import SkillHolders
from services.people.read_models.team_roster import TeamRoster
from shared.clock import Clock, SystemClock
from shared.event_store import Aggregate, EventStore
from shared.platform import Platform
from shared.rules import RuleKeeping, Rules, install_rules
from shared.sealed import Grant
from shared.service import Service

if TYPE_CHECKING:
    from shared.web import Blueprint, TokenSigner

AGGREGATES: Mapping[str, type[Aggregate]] = {
    "employee": Employee,
    "role_record": RoleRecord,
    "skill_record": SkillRecord,
    "account": Account,
    "client": MachineClient,
    "site": Site,
    "calendar": SiteCalendar,
    "team": Team,
    "skill_group": SkillGroup,
    "position": Position,
    "employee_import": EmployeeImport,
    "rule_book": PeopleRules,
}

SIDE_ROWS = frozenset({STAFF_NUMBERS, AGENT_IDS, CREDENTIALS, TRIES, SESSIONS})

GRANTS = (Grant("people", "employee", frozenset({"seal", "open"})),)
"""What `people` may do with personal data."""


def argon2id() -> PasswordHasher:
    """Slow hashes with 19 MiB and two passes, OWASP's least; several sign-ins fit at once."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PeopleService:
    """The parts of `people` on one platform.

    Args:
        platform: the process's infrastructure.
        real_clock: clock of sessions and lock-outs; the machine's, even in a scripted demo.
        hasher: makes the hashes of passwords.
    """

    def __init__(
        self,
        platform: Platform,
        *,
        real_clock: Clock | None = None,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._platform = platform
        self.real_clock = real_clock or SystemClock()
        self.store: EventStore = platform.event_store(
            "people", aggregates=AGGREGATES.values(), side_kinds=SIDE_ROWS
        )
        self.keys = platform.key_store("people")
        self.read_database = platform.read_database("people")
        self.rules = Rules(self.store, PeopleRules)
        self.rule_keeping = RuleKeeping(self.store, PeopleRules)
        self.directory = EmployeeDirectory(self.read_database)
        self.role_holders = RoleHolders(self.read_database)
        self.skill_holders = SkillHolders(self.read_database)
        self.teams = TeamRoster(self.read_database)
        self.places = Places(self.read_database)
        self.acknowledgements = OpenAcknowledgements(self.read_database)
        self.agent_ids = AgentIds(self.read_database)
        self.people = People(self.store, keys=self.keys, rules=self.rules)
        self.placement = Placement(self.store)
        self.authority = Authority(self.store, rules=self.rules)
        self.skills = Skills(self.store, rules=self.rules)
        self.calendars = SiteCalendars(self.store)
        self.organisation = Organisation(self.store, rules=self.rules, members=self.directory)
        self.imports = EmployeeImports(
            self.store, people=self.people, authority=self.authority, skills=self.skills
        )
        self._credentials = Credentials(self.store, hasher or argon2id())
        self._tries = Tries(self.store, self.keys)
        self.accounts = Accounts(
            self.store, rules=self.rules, credentials=self._credentials, tries=self._tries
        )
        self.first_administrator = FirstAdministrator(
            self.store, rules=self.rules, people=self.people, accounts=self.accounts
        )

    @cached_property
    def sign_in(self) -> SignIn:
        """The door for people; only where the private key of tokens lies."""
        return SignIn(
            self.store,
            rules=self.rules,
            credentials=self._credentials,
            tries=self._tries,
            tokens=self._tokens,
            clock=self.real_clock,
        )

    @cached_property
    def clients(self) -> Clients:
        """The door for machines; only where the private key of tokens lies."""
        return Clients(
            self.store, rules=self.rules, credentials=self._credentials, tokens=self._tokens
        )

    def service(self) -> Service:
        """What the processes host."""
        return Service(
            name="people",
            store=self.store,
            read_database=self.read_database,
            read_models=[
                self.directory,
                self.role_holders,
                self.skill_holders,
                self.teams,
                self.places,
                self.acknowledgements,
                self.agent_ids,
            ],
            publications=PUBLICATIONS,
            blueprint=self._blueprint,
            aggregates=AGGREGATES,
            grants=GRANTS,
            install=self._install,
            session_check=self._session_stands,
        )

    @cached_property
    def _tokens(self) -> TokenSigner:
        # Flask is for web processes alone; the bus process builds services too.
        from shared.web.tokens import TokenSigner  # noqa: PLC0415

        return TokenSigner(self._platform.settings.token_keys_file)

    def _session_stands(self, session_id: str) -> bool:
        at = self.real_clock.now()
        return standing_session(self.store, session_id, at=at) is not None

    def _blueprint(self) -> Blueprint:
        from services.people.entrypoints.http import make_blueprint  # noqa: PLC0415

        return make_blueprint(self)

    def _install(self) -> None:
        install_rules(self.store, PeopleRules, path=Path(__file__).with_name("rules.toml"))
        installation = Installation(self.store, rules=self.rules, propose_year=proposed_year)
        installation.open_first_site(zone=self._platform.settings.time_zone)
        installation.ship_years()


def build(platform: Platform) -> Service:
    """The service `people` on `platform`."""
    return PeopleService(platform).service()
