"""The service `training` on SQLite in a folder of its own, with everybody made known."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from services.training.application.access import PERMISSIONS
from services.training.service import GRANTS, TrainingService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.context import Context, acting
from shared.platform import Platform
from shared.sealed import create_key_store
from shared.settings import Settings, read_settings
from shared.web import create_token_keys
from tests.support.parts import carry_out, message, project_all, tell
from tests.support.training import (
    EVERYBODY,
    FENG,
    HR,
    LI,
    MONDAY,
    OTHER_TEAM,
    QIAN,
    SITE,
    SUN,
    TEAM,
    WANG,
    WU,
    ZHAO,
    ZHENG,
    ZHOU,
)

SELF = frozenset({"people.self"})
LEADER = SELF | {"training.raise_needs", "training.see_team"}
TRAINER = SELF | {
    "training.manage_catalogue",
    "training.schedule",
    "training.teach",
    "training.manage_exams",
    "training.see_all",
}
MARKER = SELF | {"training.mark"}
MANAGER = SELF | PERMISSIONS
HUMAN_RESOURCES = SELF | {
    "training.raise_needs",
    "training.plan",
    "training.develop",
    "training.import",
    "training.see_all",
}

PERMISSIONS_OF = {
    WANG: LEADER,
    ZHOU: TRAINER,
    WU: MARKER,
    ZHENG: MARKER,
    FENG: MARKER,
    QIAN: MANAGER,
    HR: HUMAN_RESOURCES,
}
"""What each of the builders may do; all others learn."""

ActAs = Callable[..., AbstractContextManager[Context]]


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
def school(platform: Platform) -> Iterator[TrainingService]:
    """The service, in which everybody of the builders is known."""
    made = TrainingService(platform)
    yield made
    close(made)


@pytest.fixture
def as_employee(clock: SetClock) -> ActAs:
    """Acts as an employee, with what that employee may do; by default as the learner Li."""

    def act(
        employee_id: UUID = LI, permissions: frozenset[str] | None = None
    ) -> AbstractContextManager[Context]:
        held = PERMISSIONS_OF.get(employee_id, SELF) if permissions is None else permissions
        return acting(
            Context(
                occurred_at=clock.now(),
                actor=str(employee_id),
                site_id=str(SITE),
                permissions=held,
            )
        )

    return act


@pytest.fixture
def as_timer(clock: SetClock) -> ActAs:
    """Acts as a timer of a bus process does."""
    return lambda: acting(
        Context(occurred_at=clock.now(), actor="service:training", kind="service", channel="timer")
    )


@pytest.fixture
def project(school: TrainingService) -> Callable[[], None]:
    """Brings all read models of the own log up to its end."""

    return partial(project_all, school)


@pytest.fixture
def decide(
    school: TrainingService, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> Callable[[], int]:
    """One run of the timer that opens candidacies at the end of curricula, when all is read."""

    def run() -> int:
        project()
        with as_timer():
            count = school.use_cases.curriculum_candidacies.open_candidacies(clock.now())
        project()
        return count

    return run


@pytest.fixture
def react(school: TrainingService, clock: SetClock) -> Callable[[Message], None]:
    """Carries out what the service does about a message of another service."""

    return partial(carry_out, school, clock=clock)


def prepare(platform: Platform) -> TrainingService:
    """The service of a new installation, with everybody of the builders made known."""
    create_key_store(platform.settings, grants=GRANTS)
    create_token_keys(platform.settings.token_keys_file)
    school = TrainingService(platform)
    service = school.service()
    school.store.recorder.create_tables(log_id=platform.new_log_id("training"))
    school.read_database.create_tables(
        [table for model in service.read_models for table in model.tables]
    )
    with acting(Context(occurred_at=MONDAY, actor="service:training", kind="service")):
        assert service.install is not None
        service.install()
    make_everybody_known(school)
    make_site_known(school)
    return school


def close(school: TrainingService) -> None:
    """Gives back all connections."""
    school.store.recorder.close()
    school.read_database.close()
    school.keys.close()


def make_everybody_known(school: TrainingService) -> None:
    """All of the builders work here; Li and Zhao in the team that Wang leads, Sun in another."""

    def hired(employee_id: UUID) -> Message:
        data = {
            "employee_id": str(employee_id),
            "site_id": str(SITE),
            "staff_number": str(employee_id)[-2:],
            "hired_on": "2020-01-02",
        }
        return message("people.employee_hired", data)

    def in_team(employee_id: UUID, team_id: UUID) -> Message:
        data = {"employee_id": str(employee_id), "team_id": str(team_id)}
        return message("people.team_assigned", data)

    site = {"site_id": str(SITE), "code": "main", "name": "x", "zone": "Asia/Shanghai"}
    tell(
        school.models.certificate_holders,
        message("people.site_opened", site),
        *(hired(one) for one in EVERYBODY),
    )
    leader = {"team_id": str(TEAM), "leader_id": str(WANG)}
    tell(
        school.models.staff,
        *(hired(one) for one in EVERYBODY),
        *(in_team(one, TEAM) for one in (LI, ZHAO)),
        in_team(SUN, OTHER_TEAM),
        message("people.team_leader_appointed", leader),
    )


def make_site_known(school: TrainingService) -> None:
    """The site of all builders is open from nine to six on working days."""
    site = {"site_id": str(SITE), "code": "main", "name": "中心", "zone": "Asia/Shanghai"}
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    weekly = {day: ["09:00-18:00"] for day in days}
    calendar = {
        "site_id": str(SITE),
        "version": 1,
        "content": {"name": "中心", "zone": "Asia/Shanghai", "weekly": weekly},
        "effective_from": "2019-12-31T16:00:00Z",
    }
    tell(
        school.models.sites,
        message("people.site_opened", site),
        message("people.calendar_version_added", calendar),
    )


@pytest.fixture
def note(
    school: TrainingService, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> Callable[[], int]:
    """One run of the timer that notes results, when all is read."""

    def run() -> int:
        project()
        with as_timer():
            count = school.use_cases.candidacies.note_results(clock.now())
        project()
        return count

    return run
