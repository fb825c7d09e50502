"""A centre of two, and of a technician of whom a story may make a partner's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.demo.client import Answer, Client
from services.demo.seats import Seat, sign_in
from services.operations.administrators import random_password, random_secret
from tests.support.installation import Installation

PEOPLE = "/api/people/v1"
TICKETS = "/api/tickets/v1"
CRM = "/api/crm/v1"
GROUP = "general"

EMPLOYEES = """staff_number,name,site,hired_on,position,skill_groups,roles
S8101,王芳,main,2026-01-05,agent,general,agent
S8001,陈丽华,main,2026-01-05,manager,,centre_manager
S8201,马国强,main,2026-01-05,agent,,partner_technician
"""


@dataclass(frozen=True)
class Person:
    """Somebody who works at the centre.

    Args:
        employee_id: their id.
        agent_id: their agent ID.
        password: the password that they chose.
        seat: their seat.
    """

    employee_id: str
    agent_id: str
    password: str
    seat: Seat

    def sign_in(self, client: Client) -> Seat:
        """Their seat at another installation."""
        return seat_with(client, self.new_token(client))

    def new_token(self, client: Client) -> str:
        """The token of a new session, which ends the one before."""
        credentials = {"agent_id": self.agent_id, "password": self.password}
        token: str = client.send("POST", f"{PEOPLE}/sessions", credentials).content["token"]
        return token


def seat_with(client: Client, token: str) -> Seat:
    """The seat of whoever holds a token, for as long as it is good."""
    return Seat(client, token, renew=lambda old: old)


@dataclass(frozen=True)
class Centre:
    """The centre, ready to work.

    Args:
        agent: takes tickets of the one skill group.
        manager: assigns, erases, and sees everything.
        technician: goes out for a partner, once the partner has admitted them.
        crm_secret: with which the CRM's machine client signs in.
    """

    agent: Person
    manager: Person
    technician: Person
    crm_secret: str


def found_centre(installation: Installation) -> Centre:
    """Founds the centre on a running installation, through the API alone."""
    administrator = installation.administrator()
    founding = Founding(installation, administrator)
    ids = founding.employ(EMPLOYEES)
    secret = random_secret()
    client = {"name": "crm_client", "roles": ["crm_client"], "secret": secret}
    founding.post(f"{PEOPLE}/clients", client)
    agent = founding.person(ids["S8101"], agent_id="8101")
    manager = founding.person(ids["S8001"], agent_id="8001")
    technician = founding.person(ids["S8201"], agent_id="8201")
    agent.seat.send(
        "POST", f"{TICKETS}/my-desk/availability", {"channels": ["phone"]}, key="agent-desk"
    )
    return Centre(agent, manager, technician, secret)


class Founding:
    """Founds a centre in the name of its first administrator.

    Args:
        installation: where; running.
        administrator: the first administrator's seat.
    """

    def __init__(self, installation: Installation, administrator: Seat) -> None:
        self._installation = installation
        self._administrator = administrator
        self._count = 0

    def employ(self, file: str) -> dict[str, str]:
        """Positions, a skill group and the employees of a CSV file; their ids by staff number."""
        for code, level in (("agent", 1), ("manager", 6)):
            self.post(f"{PEOPLE}/positions", {"code": code, "title": code, "level": level})
        group = {"code": GROUP, "name": "综合受理", "business_line": "banking"}
        self.post(f"{PEOPLE}/skill-groups", group)
        self.post(f"{PEOPLE}/employee-imports", {"csv": file})
        self._installation.settle()
        rows = self._administrator.pages(f"{PEOPLE}/employees")
        return {one["staff_number"]: one["employee_id"] for one in rows}

    def post(self, path: str, body: Any) -> Answer:
        """Sends a command that creates something."""
        self._count += 1
        return self._administrator.send("POST", path, body, key=f"founding-{self._count}")

    def person(
        self,
        employee_id: str,
        *,
        agent_id: str,
        language: str = "zh-CN",
        password: str | None = None,
    ) -> Person:
        """Opens the account of somebody who reads this language, and signs them in.

        Args:
            employee_id: the employee.
            agent_id: their agent ID.
            language: what they read.
            password: what they choose; a random one by default.
        """
        initial, chosen = random_password(), password or random_password()
        account = {"agent_id": agent_id, "initial_password": initial}
        self.post(f"{PEOPLE}/employees/{employee_id}/account", account)
        seat = sign_in(
            self._installation.client(language=language),
            agent_id=agent_id,
            password=initial,
            new_password=chosen,
        )
        return Person(employee_id, agent_id, chosen, seat)
