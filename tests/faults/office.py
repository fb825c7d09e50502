"""A small office on a running installation: agents, a manager, a trainer, the CRM's client."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from services.demo.seats import Seat, sign_in, sign_in_client
from services.operations.administrators import random_password, random_secret
from tests.support.installation import Installation

PEOPLE = "/api/people/v1"
TICKETS = "/api/tickets/v1"
TRAINING = "/api/training/v1"
CRM = "/api/crm/v1"
GROUP = "general"
CHANNELS = ["email", "web", "app"]
CLIENT = "crm_client"
CRM_SEATS = 3


@dataclass(frozen=True)
class Office:
    """Who works in it.

    Args:
        agents: the agents' seats; each has its own connection and serves one thread.
        manager: the seat of somebody who sees everything and may erase customers.
        crm: seats of the CRM's client, each with its own connection.
        trainer: the seat of somebody who writes questions and lays down exams.
    """

    agents: tuple[Seat, ...]
    manager: Seat
    crm: tuple[Seat, ...]
    trainer: Seat


def found_office(installation: Installation, *, agents: int) -> Office:
    """Founds the office on a running installation, through the API alone."""
    return _Founding(installation).found(agents)


class _Founding:
    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._seat = installation.administrator()
        self._numbers = count(1)

    def found(self, agents: int) -> Office:
        for code, level in (("agent", 1), ("manager", 6)):
            self._post("positions", {"code": code, "title": code, "level": level})
        self._post("skill-groups", {"code": GROUP, "name": "综合受理", "business_line": "banking"})
        self._post("employee-imports", {"csv": _employees(agents)})
        self._installation.settle()
        rows = self._seat.pages(f"{PEOPLE}/employees")
        ids = {one["staff_number"]: one["employee_id"] for one in rows}
        secret = random_secret()
        self._post("clients", {"name": CLIENT, "roles": [CLIENT], "secret": secret})
        seats = [self._signed_in(ids[_staff_number(one)], 8101 + one) for one in range(agents)]
        manager = self._signed_in(ids["S8001"], 8001)
        trainer = self._signed_in(ids["S8002"], 8002)
        self._installation.settle()
        for number, seat in enumerate(seats):
            body = {"channels": CHANNELS}
            seat.send("POST", f"{TICKETS}/my-desk/availability", body, key=f"agent-desk-{number}")
        crm = [
            sign_in_client(self._installation.client(), name=CLIENT, secret=secret)
            for _ in range(CRM_SEATS)
        ]
        return Office(tuple(seats), manager, tuple(crm), trainer)

    def _post(self, path: str, body: Any) -> None:
        key = f"founding-{next(self._numbers)}"
        self._seat.send("POST", f"{PEOPLE}/{path}", body, key=key)

    def _signed_in(self, employee_id: str, agent_id: int) -> Seat:
        initial = random_password()
        account = {"agent_id": str(agent_id), "initial_password": initial}
        self._post(f"employees/{employee_id}/account", account)
        return sign_in(
            self._installation.client(),
            agent_id=str(agent_id),
            password=initial,
            new_password=random_password(),
        )


def _staff_number(agent: int) -> str:
    return f"S{8101 + agent}"


def _employees(agents: int) -> str:
    head = "staff_number,name,site,hired_on,position,skill_groups,roles"
    rows = [
        f"{_staff_number(one)},王芳,main,2026-01-05,agent,{GROUP},agent" for one in range(agents)
    ]
    rows += [
        "S8001,陈丽华,main,2026-01-05,manager,,centre_manager",
        "S8002,周敏,main,2026-01-05,manager,,trainer",
    ]
    return "\n".join([head, *rows, ""])
