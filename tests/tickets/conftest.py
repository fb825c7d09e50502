"""The service `tickets` on SQLite in a folder of its own, with people and customers made known."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from services.tickets.service import GRANTS, TicketsService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.context import Context, acting
from shared.platform import Platform
from shared.sealed import create_key_store
from shared.settings import Settings, read_settings
from shared.web import create_token_keys
from tests.support.field_story import CHEN, LUO, PAN, FieldStory
from tests.support.parts import carry_out, message, project_all, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, SITE, SUN, TEAM, WANG, ZHAO

AGENT = frozenset({"tickets.work"})
LEADER = frozenset({"tickets.work", "tickets.assign", "tickets.see_team"})
MANAGER = frozenset({"tickets.assign", "tickets.see_team", "tickets.see_all"})

ActAs = Callable[..., AbstractContextManager[Context]]
Tell = Callable[..., None]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with keys, tables, shipped rules and everybody made known."""
    folder = tmp_path_factory.mktemp("installation")
    settings = read_settings({"LOOPDESK_DATA_DIR": str(folder)})
    close(prepare(Platform(settings=settings, clock=SetClock(MONDAY))))
    return folder


@pytest.fixture
def settings(tmp_path: Path, installation: Path) -> Settings:
    """Settings of a copy of the installation."""
    folder = tmp_path / "data"
    shutil.copytree(installation, folder)
    return read_settings({"LOOPDESK_DATA_DIR": str(folder)})


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture
def wait(clock: SetClock) -> Callable[[int], None]:
    """Lets seconds pass."""
    return lambda seconds: clock.move_to(clock.now() + timedelta(seconds=seconds))


@pytest.fixture
def platform(settings: Settings, clock: SetClock) -> Platform:
    return Platform(settings=settings, clock=clock)


@pytest.fixture
def desk(platform: Platform) -> Iterator[TicketsService]:
    """The service, in which everybody of the builders is known."""
    made = TicketsService(platform)
    yield made
    close(made)


@pytest.fixture
def as_employee(clock: SetClock) -> ActAs:
    """Acts as an employee, by default as the agent Li."""

    def act(
        employee_id: UUID = LI, permissions: frozenset[str] = AGENT
    ) -> AbstractContextManager[Context]:
        return acting(
            Context(
                occurred_at=clock.now(),
                actor=str(employee_id),
                site_id=str(SITE),
                permissions=permissions,
            )
        )

    return act


@pytest.fixture
def as_wang(as_employee: ActAs) -> ActAs:
    """Acts as the team leader Wang."""
    return lambda: as_employee(WANG, LEADER)


@pytest.fixture
def as_timer(clock: SetClock) -> ActAs:
    """Acts as a timer of a bus process does."""
    return lambda: acting(
        Context(occurred_at=clock.now(), actor="service:tickets", kind="service", channel="timer")
    )


@pytest.fixture
def project(desk: TicketsService) -> Callable[[], None]:
    """Brings all read models of the own log up to its end."""

    return partial(project_all, desk)


@pytest.fixture
def react(desk: TicketsService, clock: SetClock) -> Callable[[Message], None]:
    """Carries out what the service does about a message of another service."""

    return partial(carry_out, desk, clock=clock)


def prepare(platform: Platform) -> TicketsService:
    """The service of a new installation, with everybody of the builders made known."""
    create_key_store(platform.settings, grants=GRANTS)
    create_token_keys(platform.settings.token_keys_file)
    desk = TicketsService(platform)
    service = desk.service()
    desk.store.recorder.create_tables(log_id=platform.new_log_id("tickets"))
    desk.read_database.create_tables(
        [table for model in service.read_models for table in model.tables]
    )
    with acting(Context(occurred_at=MONDAY, actor="service:tickets", kind="service")):
        assert service.install is not None
        service.install()
    make_everybody_known(desk)
    return desk


def close(desk: TicketsService) -> None:
    """Gives back all connections."""
    desk.store.recorder.close()
    desk.read_database.close()
    desk.keys.close()


def make_everybody_known(desk: TicketsService) -> None:
    """Two agents of one team and its leader, one agent of another group, and a gold customer."""

    def hired(employee_id: UUID) -> Message:
        return message(
            "people.employee_hired", {"employee_id": str(employee_id), "site_id": str(SITE)}
        )

    def joined(employee_id: UUID, group: str) -> Message:
        data = {"employee_id": str(employee_id), "skill_group": group, "business_line": "retail"}
        return message("people.skill_group_joined", data)

    def in_team(employee_id: UUID) -> Message:
        data = {"employee_id": str(employee_id), "team_id": str(TEAM)}
        return message("people.team_assigned", data)

    leader = {"team_id": str(TEAM), "leader_id": str(WANG)}
    tell(
        desk.models.staff,
        *(hired(one) for one in (LI, ZHAO, WANG, SUN)),
        *(joined(one, "cards") for one in (LI, ZHAO)),
        joined(SUN, "loans"),
        *(in_team(one) for one in (LI, ZHAO)),
        message("people.team_leader_appointed", leader),
    )
    tell(
        desk.models.customers,
        message("crm.customer_upserted", {"customer_id": str(CUSTOMER), "level": "gold"}),
    )
    tell(desk.models.calendars, message("people.site_opened", {"site_id": str(SITE)}))


@pytest.fixture
def as_manager(as_employee: ActAs) -> ActAs:
    """Acts as Wang, here with the permissions of who manages partners too."""
    return lambda: as_employee(WANG, MANAGER | {"tickets.manage_partners"})


@pytest.fixture
def field(desk: TicketsService, as_employee: ActAs, clock: SetClock) -> FieldStory:
    """Field-service orders step by step, with technicians of our own and of partners known."""
    hired = [
        message("people.employee_hired", {"employee_id": str(one), "site_id": str(SITE)})
        for one in (CHEN, PAN, LUO)
    ]
    tell(desk.models.staff, *hired)
    return FieldStory(desk, as_employee, clock)
