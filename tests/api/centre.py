"""A centre on an installation of its own: its services, its people, its clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from flask import Flask

from services.crm.service import CrmService
from services.people.application.sign_in import SignedIn
from services.people.domain.account_errors import LockedOut
from services.people.service import PeopleService
from services.tickets.service import TicketsService
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.context import Context, acting
from shared.platform import Platform
from shared.service import Service
from shared.settings import Settings, read_settings
from shared.web import Claims, TokenReader, make_app
from shared.web.limits import RateLimiter
from tests.api.following import bring_up_to_date

MONDAY = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
"""A working Monday at nine in Shanghai, when the centre opens."""

NOW = MONDAY + timedelta(days=8)
"""When the tests begin: promises were broken by then, first contacts assessed."""

PASSWORD = "Selbst-Gewaehlt-2"
SECRET = "a-secret-of-the-crm-that-nobody-guesses-0123456789"
CRM_CLIENT = "crm_client"

_FRESH_FOR = 300
"""Seconds after which a token is renewed; `make fuzz` lasts longer than one."""


@dataclass
class Seat:
    """Somebody who is signed in."""

    name: str
    token: str
    claims: Claims
    since: float


class Centre:
    """The parts of all services on one data folder, as one web process has them.

    Args:
        folder: data of a migrated installation.
        now: the time that the platform's clock shows; tokens and sessions keep the real one.
    """

    def __init__(self, folder: Path, *, now: datetime = NOW) -> None:
        self.settings: Settings = read_settings({"LOOPDESK_DATA_DIR": str(folder)})
        self.clock = SetClock(now)
        self.platform = Platform(settings=self.settings, clock=self.clock)
        # Of sessions and lock-outs: who guesses at passwords all day is let in again an hour later.
        self._real_clock = SetClock(datetime.now(tz=UTC))
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.people = PeopleService(self.platform, real_clock=self._real_clock, hasher=cheap)
        self.crm = CrmService(self.platform)
        self.training = TrainingService(self.platform)
        self.tickets = TicketsService(self.platform)
        self._parts = (self.people, self.crm, self.training, self.tickets)
        self.services: dict[str, Service] = {
            one.name: one for one in (parts.service() for parts in self._parts)
        }
        self._seats: dict[str, Seat] = {}

    @cached_property
    def app(self) -> Flask:
        """The web process's app; whatever is limited is never asked too often."""
        hours = count(step=3600.0)
        limiter = RateLimiter(seconds=lambda: next(hours))
        return make_app(self.settings, [*self.services.values()], self.platform, limiter=limiter)

    @cached_property
    def employees(self) -> dict[str, UUID]:
        """Ids of the employees by staff number, which here is their name or role."""
        self.settle()
        rows = self.people.directory.page(
            site_id=None, team_id=None, supervisor_id=None, status=None, after=None, limit=1000
        )
        return {one.staff_number: one.employee_id for one in rows}

    @property
    def customer_ids(self) -> list[UUID]:
        """Customers of whom the CRM has told and whose data is not erased."""
        return [one.customer_id for one in self.crm.files.page(level=None, after=None, limit=100)]

    def settle(self) -> None:
        """Brings all read models and reactions up to date."""
        bring_up_to_date([*self.services.values()], self.platform)

    def close(self) -> None:
        """Gives back all connections."""
        for parts in self._parts:
            parts.store.recorder.close()
            parts.read_database.close()
            parts.keys.close()

    @contextmanager
    def acting_as(self, name: str) -> Iterator[None]:
        """Everything within is done by this employee with the roles that they hold."""
        claims = self.seat(name).claims
        context = Context(
            occurred_at=self.clock.now(),
            actor=claims.sub,
            site_id=claims.site_id,
            permissions=claims.permissions,
        )
        with acting(context):
            yield

    @contextmanager
    def acting_in(self, employee_id: UUID) -> Iterator[None]:
        """Everything within is done by an employee who has not signed in yet."""
        with acting(Context(occurred_at=self.clock.now(), actor=str(employee_id))):
            yield

    @contextmanager
    def installing(self, service: str) -> Iterator[None]:
        """Everything within is done by a service itself."""
        with acting(
            Context(occurred_at=self.clock.now(), actor=f"service:{service}", kind="service")
        ):
            yield

    def headers(self, name: str | None, **more: str) -> dict[str, str]:
        """Headers of a new request by somebody who is signed in, or by nobody; in English."""
        made = {"Accept-Language": "en", "Idempotency-Key": uuid4().hex}
        if name is not None:
            made["Authorization"] = f"Bearer {self.seat(name).token}"
        return made | {header.replace("_", "-"): value for header, value in more.items()}

    def seat(self, name: str) -> Seat:
        """The standing session of an employee or of the CRM."""
        seat = self._seats.get(name)
        if seat is None or not self._is_good(seat):
            seat = self._seats[name] = self._sign_in(name)
        return seat

    def _is_good(self, seat: Seat) -> bool:
        check = self.services["people"].session_check
        assert check is not None
        is_client = seat.name == CRM_CLIENT
        return time.monotonic() - seat.since < _FRESH_FOR and (is_client or check(seat.claims.sid))

    def _sign_in(self, name: str) -> Seat:
        with acting(Context(occurred_at=self.clock.now(), actor=None)):
            if name == CRM_CLIENT:
                token = self.people.clients.sign_in_client(name=name, secret=SECRET)
            else:
                token = self._sign_in_employee(agent_id_of(name)).token
        claims = TokenReader(self.settings.token_keys_file).read(token)
        return Seat(name, token, claims, time.monotonic())

    def _sign_in_employee(self, agent_id: str) -> SignedIn:
        try:
            return self.people.sign_in.sign_in(agent_id=agent_id, password=PASSWORD)
        except LockedOut:
            self._real_clock.move_to(self._real_clock.now() + timedelta(hours=1))
            return self._sign_in_employee(agent_id)


def agent_id_of(name: str) -> str:
    """The agent ID of somebody, made of the staff number."""
    return f"id{name.replace('_', '')}"[:20]


def json_of(response: Any) -> Any:
    """The JSON of an answer that went well."""
    assert response.status_code < 300, (response.status_code, response.text)
    return response.get_json()
