"""Founds the centre on an empty installation: organisation, employees, accounts, the CRM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.demo import cast
from services.demo.cast import Player
from services.demo.client import Client
from services.demo.seats import Seat, sign_in, sign_in_client
from services.operations.administrators import (
    add_first_administrator,
    random_password,
    random_secret,
)
from shared.platform import Platform

PEOPLE = "/api/people/v1"
ADMINISTRATOR = "9001"
CRM = "crm_client"


@dataclass(frozen=True)
class Newcomer:
    """Somebody with an account who has not signed in yet.

    Args:
        player: who.
        employee_id: their id.
        password: the initial password.
    """

    player: Player
    employee_id: str
    password: str


@dataclass(frozen=True)
class Centre:
    """The centre, ready to open.

    Args:
        site_id: its site.
        site: code of the site.
        newcomers: everybody by agent ID.
        crm: the CRM's seat.
    """

    site_id: str
    site: str
    newcomers: dict[str, Newcomer]
    crm: Seat

    def seat_of(self, client: Client, agent_id: str) -> Seat:
        """Signs somebody in for the first time."""
        return sign_in(
            client,
            agent_id=agent_id,
            password=self.newcomers[agent_id].password,
            new_password=random_password(),
        )


class Founder:
    """Works as the first administrator.

    Args:
        client: sends the requests.
        seat: the administrator's seat.
        settle: returns when the lists show what was done.
    """

    def __init__(self, client: Client, seat: Seat, *, settle: Callable[[], None]) -> None:
        self._client = client
        self._seat = seat
        self._settle = settle

    def found_centre(self, agents: Sequence[Player], *, day: date) -> Centre:
        """Everything and everybody that the day needs.

        Args:
            agents: the agents, besides the leaders.
            day: first day of everybody's employment.
        """
        site = next(self._seat.pages(f"{PEOPLE}/sites"))
        teams = self._create_places(site["site_id"])
        players = [*cast.LEADERS, *cast.SCHOOL, *agents]
        employees = self._hire(agents, site=site["code"], day=day)
        newcomers = {
            one.agent_id: self.open_account(one, employees[one.staff_number]) for one in players
        }
        for code, _, leader in cast.TEAMS:
            self._appoint_leader(teams[code], newcomers[leader].employee_id)
        return Centre(site["site_id"], site["code"], newcomers, self._register_crm())

    def _create_places(self, site_id: str) -> dict[str, str]:
        """Positions, skill groups and teams; the teams' ids by code."""
        for code, title, level in cast.POSITIONS:
            position = {"code": code, "title": title, "level": level}
            self._post(f"{PEOPLE}/positions", position, key=f"position-{code}")
        for code, name in cast.SKILL_GROUPS:
            group = {"code": code, "name": name, "business_line": cast.BUSINESS_LINE}
            self._post(f"{PEOPLE}/skill-groups", group, key=f"skill-group-{code}")
        return {code: self._found_team(code, name, site_id) for code, name, _ in cast.TEAMS}

    def _found_team(self, code: str, name: str, site_id: str) -> str:
        line = cast.BUSINESS_LINE
        team = {"code": code, "name": name, "business_line": line, "site_id": site_id}
        found: str = self._post(f"{PEOPLE}/teams", team, key=f"new-team-{code}")["team_id"]
        return found

    def _hire(self, agents: Sequence[Player], *, site: str, day: date) -> dict[str, str]:
        """Ids of all employees by staff number."""
        file = cast.employee_file(agents, site=site, hired_on=day.isoformat())
        self._post(f"{PEOPLE}/employee-imports", {"csv": file}, key="employee-import")
        self._settle()
        rows = self._seat.pages(f"{PEOPLE}/employees")
        return {one["staff_number"]: one["employee_id"] for one in rows}

    def open_account(self, player: Player, employee_id: str) -> Newcomer:
        """Gives an employee an agent ID with an initial password."""
        password = random_password()
        account = {"agent_id": player.agent_id, "initial_password": password}
        path = f"{PEOPLE}/employees/{employee_id}/account"
        self._post(path, account, key=f"account-{player.agent_id}")
        return Newcomer(player, employee_id, password)

    def _appoint_leader(self, team_id: str, leader_id: str) -> None:
        path = f"{PEOPLE}/teams/{team_id}"
        version = self._seat.send("GET", path).version
        body = {"leader_id": leader_id}
        self._seat.send("PUT", f"{path}/leader", body, key=f"leader-{team_id}", version=version)

    def _register_crm(self) -> Seat:
        secret = random_secret()
        body = {"name": CRM, "roles": [CRM], "secret": secret}
        self._post(f"{PEOPLE}/clients", body, key="client-crm")
        return sign_in_client(self._client, name=CRM, secret=secret)

    def _post(self, path: str, body: Any, *, key: str) -> Any:
        return self._seat.send("POST", path, body, key=key).content


def first_administrator(platform: Platform, client: Client) -> Seat:
    """The first administrator, added as by `loopdesk people add-admin`, signed in."""
    password = random_password()
    add_first_administrator(
        platform,
        staff_number=f"S{ADMINISTRATOR}",
        name="林晓东",
        agent_id=ADMINISTRATOR,
        initial_password=password,
    )
    return sign_in(
        client, agent_id=ADMINISTRATOR, password=password, new_password=random_password()
    )
