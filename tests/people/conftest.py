"""The service `people` on SQLite in a folder of its own, with cheap hashes of passwords."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher

from services.people.application.sign_in import SignedIn
from services.people.domain.account_errors import LockedOut, WrongCredentials
from services.people.domain.employee import Employee
from services.people.domain.position import Position
from services.people.domain.site import Site
from services.people.service import GRANTS, PeopleService
from shared.clock import SetClock
from shared.context import Context, acting
from shared.platform import Platform
from shared.sealed import create_key_store
from shared.settings import Settings, read_settings
from shared.web import Claims, TokenReader, create_token_keys
from tests.support.parts import project_all

MONDAY = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
MAIN = Site.id_for("main")
HR = "0190d4f0-0000-7000-8000-00000000000a"
INITIAL = "Erstes-Wort-1"
CHOSEN = "Selbst-Gewaehlt-2"

ALL_OF_PEOPLE = frozenset(
    {
        "people.self",
        "people.see_employees",
        "people.see_team",
        "people.manage_employees",
        "people.manage_organisation",
        "people.manage_accounts",
        "people.manage_clients",
        "people.grant_roles",
        "people.grant_skills",
        "rules.change",
        "audit.read",
    }
)

Acts = Callable[..., AbstractContextManager[Context]]


def settings_of(folder: Path) -> Settings:
    return read_settings({"LOOPDESK_DATA_DIR": str(folder)})


def parts_on(settings: Settings, clock: SetClock) -> PeopleService:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    platform = Platform(settings=settings, clock=clock)
    return PeopleService(platform, real_clock=clock, hasher=cheap)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh installation, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("people")
    settings = settings_of(folder)
    create_key_store(settings, grants=GRANTS)
    create_token_keys(settings.token_keys_file)
    parts = parts_on(settings, SetClock(MONDAY))
    service = parts.service()
    parts.store.recorder.create_tables(log_id=uuid4())
    parts.read_database.create_tables(
        [table for model in service.read_models for table in model.tables]
    )
    with acting(installing()):
        assert service.install is not None
        service.install()
    close(parts)
    return folder


def installing() -> Context:
    return Context(occurred_at=MONDAY, actor="service:people", kind="service", channel="cli")


def close(parts: PeopleService) -> None:
    parts.store.recorder.close()
    parts.read_database.close()
    parts.keys.close()


@pytest.fixture
def settings(installation: Path, tmp_path: Path) -> Settings:
    return settings_of(Path(shutil.copytree(installation, tmp_path / "data")))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture
def parts(settings: Settings, clock: SetClock) -> Iterator[PeopleService]:
    made = parts_on(settings, clock)
    yield made
    close(made)


@pytest.fixture
def acts(clock: SetClock) -> Acts:
    """Acts as somebody with the permissions named, or all; nobody in particular by default."""

    def act(
        *permissions: str, actor: UUID | str | None = HR, kind: str = "person"
    ) -> AbstractContextManager[Context]:
        return acting(
            Context(
                occurred_at=clock.now(),
                actor=None if actor is None else str(actor),
                kind=kind,  # type: ignore[arg-type]
                permissions=frozenset(permissions) or ALL_OF_PEOPLE,
            )
        )

    return act


@pytest.fixture
def hire(parts: PeopleService, acts: Acts) -> Callable[..., Employee]:
    """Hires somebody who is active at the main site, in a position of the level wanted."""
    numbers = iter(range(100, 1000))

    def hire_somebody(*, level: int = 1, name: str = "李雷") -> Employee:
        with acts():
            employee = parts.people.hire_employee(
                staff_number=f"S{next(numbers)}",
                name=name,
                phone="138 0000 0000",
                email="lei.li@example.com",
                site_id=MAIN,
                hired_on=date(2020, 1, 6),
            )
            parts.people.activate_employee(employee.id, on=date(2020, 1, 6))
            position_id = Position.id_for(f"level-{level}")
            if parts.store.find(Position, position_id) is None:
                parts.organisation.open_position(code=f"level-{level}", title="岗位", level=level)
            return parts.placement.appoint_employee(employee.id, position_id=position_id)

    return hire_somebody


@pytest.fixture
def with_account(
    parts: PeopleService, acts: Acts, hire: Callable[..., Employee]
) -> Callable[..., Employee]:
    """Hires somebody with an agent ID whose initial password is replaced already."""
    numbers = iter(range(8000, 9000))

    def open_account(
        *roles: str, level: int = 1, is_fresh: bool = False, agent_id: str = ""
    ) -> Employee:
        employee = hire(level=level)
        number = agent_id or str(next(numbers))
        with acts():
            parts.accounts.open_account(employee.id, agent_id=number, initial_password=INITIAL)
        if not is_fresh:
            with acts(actor=employee.id):
                parts.sign_in.change_password(old_password=INITIAL, new_password=CHOSEN)
        with acts(kind="service", actor="service:people"):
            for role in roles:
                parts.authority.grant_role(employee.id, role=role)
        return employee

    return open_account


class Door:
    """Signs in as an employee would.

    Args:
        parts: the service's parts.
        acts: acts as somebody.
        settings: says where the keys of tokens lie.
    """

    def __init__(self, parts: PeopleService, acts: Acts, settings: Settings) -> None:
        self._parts = parts
        self._acts = acts
        self._reader = TokenReader(settings.token_keys_file)

    def agent_id_of(self, employee: Employee) -> str:
        with self._acts():
            return self._parts.accounts.account_of(employee.id).agent_id

    def enter(self, employee: Employee | str, password: str = CHOSEN) -> SignedIn:
        """A session of an employee, or of who types this agent ID."""
        agent_id = employee if isinstance(employee, str) else self.agent_id_of(employee)
        with self._acts(actor=None):
            return self._parts.sign_in.sign_in(agent_id=agent_id, password=password)

    def claims(self, employee: Employee | str, password: str = CHOSEN) -> Claims:
        """What the token of a new session says."""
        return self.read(self.enter(employee, password))

    def read(self, signed_in: SignedIn) -> Claims:
        return self._reader.read(signed_in.token)

    def fail(self, employee: Employee | str, *, times: int) -> list[str]:
        """Codes of the refusals of so many wrong passwords."""
        refusals = []
        for _ in range(times):
            try:
                self.enter(employee, "Falsches-Wort-3")
            except (WrongCredentials, LockedOut) as refusal:
                refusals.append(refusal.code)
        return refusals

    def stands(self, session_id: str) -> bool:
        check = self._parts.service().session_check
        assert check is not None
        return check(session_id)


@pytest.fixture
def door(parts: PeopleService, acts: Acts, settings: Settings) -> Door:
    return Door(parts, acts, settings)


@pytest.fixture
def project(parts: PeopleService) -> Callable[[], None]:
    """Brings all read models up to the log's end."""

    return partial(project_all, parts)
