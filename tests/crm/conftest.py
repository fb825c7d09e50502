"""The service `crm` on SQLite in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from services.crm.service import GRANTS, CrmService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.context import Context, acting
from shared.platform import Platform
from shared.sealed import create_key_store
from shared.settings import Settings, read_settings
from shared.web import create_token_keys
from tests.support.parts import carry_out, project_all

MONDAY = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
WANG = "0190d4f0-0000-7000-8000-0000000000aa"
ALL_OF_CRM = frozenset({"crm.see_customers", "crm.edit_customers", "crm.erase_customers"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation of its own on SQLite."""
    return made_settings({"LOOPDESK_DATA_DIR": str(tmp_path)})


def made_settings(environment: dict[str, str]) -> Settings:
    """Settings whose keys are made."""
    made = read_settings(environment)
    create_key_store(made, grants=GRANTS)
    create_token_keys(made.token_keys_file)
    return made


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture
def platform(settings: Settings, clock: SetClock) -> Platform:
    return Platform(settings=settings, clock=clock)


@pytest.fixture
def crm(platform: Platform) -> Iterator[CrmService]:
    """The service with its tables and shipped rules."""
    made = CrmService(platform)
    service = made.service()
    made.store.recorder.create_tables(log_id=platform.new_log_id("crm"))
    made.read_database.create_tables(
        [table for model in service.read_models for table in model.tables]
    )
    with acting(Context(occurred_at=MONDAY, actor="service:crm", kind="service", channel="cli")):
        assert service.install is not None
        service.install()
    yield made
    made.store.recorder.close()
    made.read_database.close()
    made.keys.close()


@pytest.fixture
def project(crm: CrmService) -> Callable[[], None]:
    """Brings all read models up to the log's end."""
    return partial(project_all, crm)


@pytest.fixture
def as_wang(clock: SetClock) -> Callable[..., AbstractContextManager[Context]]:
    """Acts as the supervisor Wang, with all permissions of the service or those named."""

    def act(*permissions: str) -> AbstractContextManager[Context]:
        held = frozenset(permissions) or ALL_OF_CRM
        return acting(Context(occurred_at=clock.now(), actor=WANG, permissions=held))

    return act


@pytest.fixture
def react(crm: CrmService, clock: SetClock) -> Callable[[Message], None]:
    """Carries out what the service does about a message of another service."""

    return partial(carry_out, crm, clock=clock)
