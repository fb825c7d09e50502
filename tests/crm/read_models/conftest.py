"""The read models are the same on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.crm.conftest import made_settings


@pytest.fixture(params=["sqlite", "postgres"])
def settings(
    request: pytest.FixtureRequest, tmp_path: Path, new_database: Callable[[], str]
) -> Settings:
    """Settings of an installation of its own on either database."""
    environment = {"LOOPDESK_DATA_DIR": str(tmp_path)}
    if request.param == "postgres":
        environment["LOOPDESK_DATABASE_URL"] = new_database()
    return made_settings(environment)
