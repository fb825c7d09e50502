"""A centre that trains: who teaches, marks, mentors, leads and works, and what they send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from services.demo.client import Answer
from services.demo.seats import Seat, sign_in_client
from services.operations.administrators import random_secret
from tests.journeys.centre import GROUP, PEOPLE, Founding, Person
from tests.support.installation import Installation

TRAINING = "/api/training/v1"
ZONE = ZoneInfo("Asia/Shanghai")
COLLEAGUES = 24
"""Agents who have worked here for long; a comparison needs groups of them."""

FIRST_COLLEAGUE = 8301
POSITIONS = {"agent": 1, "leader": 3, "specialist": 4, "manager": 6}

LANGUAGES = {"leader": "en"}
"""The team leader reads English, all others Chinese."""

STAFF = {
    "manager": ("8001", "陈丽华", "manager", "centre_manager"),
    "training_manager": ("8011", "周敏", "specialist", "training_manager"),
    "trainer": ("8012", "吴涛", "specialist", "trainer"),
    "marker": ("8013", "郑洁", "specialist", "marker"),
    "leader": ("8021", "孙明远", "leader", "team_leader"),
    "mentor": ("8101", "王芳", "agent", "agent"),
}
HEADER = "staff_number,name,site,hired_on,position,skill_groups,roles"


class TrainingCentre:
    """The centre, founded through the API alone.

    Args:
        installation: where; running.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.administrator = installation.administrator()
        self._founding = Founding(installation, self.administrator)
        self._commands = 0
        self.people: dict[str, Person] = {}
        ids = self._employ()
        for name, (agent_id, *_) in STAFF.items():
            self.admit(name, ids[f"S{agent_id}"], agent_id=agent_id)
        numbers = range(FIRST_COLLEAGUE, FIRST_COLLEAGUE + COLLEAGUES)
        self.colleagues = [ids[f"S{number}"] for number in numbers]
        self.quality_system = self._admit_machine("quality_system", role="training_feed")

    @property
    def today(self) -> date:
        """The day that the clock shows."""
        return self.installation.clock.now().astimezone(ZONE).date()

    def go_to(self, day: date, hour: int = 9) -> datetime:
        """Moves the clock to an hour of a day; never back."""
        moment = datetime.combine(day, time(hour), ZONE)
        self.installation.clock.move_to(moment)
        return moment

    def id_of(self, name: str) -> str:
        """The employee id of somebody."""
        return self.people[name].employee_id

    def admit(self, name: str, employee_id: str, *, agent_id: str) -> None:
        """Somebody gets an account and signs in."""
        language = LANGUAGES.get(name, "zh-CN")
        self.people[name] = self._founding.person(employee_id, agent_id=agent_id, language=language)

    def send(self, name: str, path: str, body: Any = None, *, method: str = "POST") -> Any:
        """What somebody is answered to a command.

        Args:
            name: who sends it.
            path: the resource.
            body: sent as JSON.
            method: HTTP method.
        """
        return self.command(self.people[name].seat, path, body, method=method).content

    def change(
        self, name: str, entity: str, step: str, body: Any = None, *, method: str = "POST"
    ) -> Any:
        """What somebody is answered to a step of an entity, on its present version.

        Args:
            name: who sends it.
            entity: the entity that they look at first.
            step: the resource below it, or one with a path of its own.
            body: sent as JSON.
            method: HTTP method.
        """
        seat = self.people[name].seat
        version = seat.get(entity)["version"]
        path = step if step.startswith("/") else f"{entity}/{step}"
        return self.command(seat, path, body, method=method, version=version).content

    def command(
        self, seat: Seat, path: str, body: Any = None, *, method: str = "POST", **seen: Any
    ) -> Answer:
        """Sends a command with a key of its own."""
        self._commands += 1
        return seat.send(method, path, body, key=f"training-{self._commands}", **seen)

    def look(self, name: str, path: str, **query: Any) -> Any:
        """What somebody is shown."""
        return self.people[name].seat.get(path, **query)

    def rows(self, name: str, path: str, **query: Any) -> Iterator[Any]:
        """All rows of a list as somebody sees it."""
        return self.people[name].seat.pages(path, **query)

    def settle(self, *, timers: bool = False) -> None:
        """Returns when everybody knows everything; after the timers of `training`, if wanted."""
        self.installation.settle()
        if timers:
            self.installation.run_timers("training")
            self.installation.settle()

    def _employ(self) -> dict[str, str]:
        for code, level in POSITIONS.items():
            self._founding.post(
                f"{PEOPLE}/positions", {"code": code, "title": code, "level": level}
            )
        group = {"code": GROUP, "name": "综合受理", "business_line": "banking"}
        self._founding.post(f"{PEOPLE}/skill-groups", group)
        self._founding.post(f"{PEOPLE}/employee-imports", {"csv": employee_file()})
        self.installation.settle()
        rows = self.administrator.pages(f"{PEOPLE}/employees")
        return {one["staff_number"]: one["employee_id"] for one in rows}

    def _admit_machine(self, name: str, *, role: str) -> Seat:
        secret = random_secret()
        body = {"name": name, "roles": [role], "secret": secret}
        self._founding.post(f"{PEOPLE}/clients", body)
        return sign_in_client(self.installation.client(), name=name, secret=secret)


def employee_file() -> str:
    """Everybody who has worked here for two months, as `people` imports them."""
    lines = [HEADER]
    for agent_id, name, position, role in STAFF.values():
        group = GROUP if position == "agent" else ""
        lines.append(f"S{agent_id},{name},main,2026-01-05,{position},{group},{role}")
    lines += [
        f"S{FIRST_COLLEAGUE + number},同事{number},main,2026-01-05,agent,{GROUP},agent"
        for number in range(COLLEAGUES)
    ]
    return "\n".join(lines) + "\n"
