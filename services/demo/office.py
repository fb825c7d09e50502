"""The seats of the centre and its clock, which only ever moves forward."""

from __future__ import annotations

from datetime import datetime

from services.demo.cast import team_leader_of
from services.demo.client import Client
from services.demo.founding import Centre, Newcomer
from services.demo.seats import Seat
from shared.clock import ScriptedClock


class Office:
    """Signs people in when they first come, and keeps the time.

    Args:
        client: sends the requests.
        centre: everybody's initial passwords.
        clock: the installation's clock.
        now: what it shows.
    """

    def __init__(
        self, client: Client, centre: Centre, *, clock: ScriptedClock, now: datetime
    ) -> None:
        self._client = client
        self._centre = centre
        self._clock = clock
        self._seats: dict[str, Seat] = {}
        self.now = now

    @property
    def site(self) -> str:
        """Code of the site."""
        return self._centre.site

    def seat(self, agent_id: str) -> Seat:
        """Somebody's seat; at the first time they sign in and choose a password."""
        if agent_id not in self._seats:
            self._seats[agent_id] = self._centre.seat_of(self._client, agent_id)
        return self._seats[agent_id]

    def welcome(self, newcomer: Newcomer) -> None:
        """Somebody comes who was not there when the centre opened."""
        self._centre.newcomers[newcomer.player.agent_id] = newcomer

    def agent_of(self, employee_id: str) -> str:
        """The agent ID of an employee."""
        newcomers = self._centre.newcomers.values()
        return next(one.player.agent_id for one in newcomers if one.employee_id == employee_id)

    def employee_of(self, agent_id: str) -> str:
        """The employee id of somebody."""
        return self._centre.newcomers[agent_id].employee_id

    def leader_of(self, agent_id: str) -> Seat:
        """The seat of an agent's team leader."""
        return self.seat(team_leader_of(self._centre.newcomers[agent_id].player))

    def names(self) -> dict[str, str]:
        """Agent ID and name of everybody by employee id."""
        return {
            one.employee_id: f"{one.player.agent_id} {one.player.name}"
            for one in self._centre.newcomers.values()
        }

    def move_clock(self, at: datetime) -> None:
        """Moves the clock on, if it does not stand there or later."""
        if at > self.now:
            self.now = at
            self._clock.move_to(at)
