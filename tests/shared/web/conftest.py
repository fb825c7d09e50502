"""The toy service of notes behind the real HTTP door, on SQLite."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.clock import SystemClock
from shared.platform import Platform
from shared.sealed import create_key_store
from shared.settings import Settings, read_settings
from shared.web import TokenSigner, create_token_keys, make_app
from shared.web.limits import RateLimiter
from tests.support.notes_api import build_notes

ANNA = "0190d4f0-0000-7000-8000-0000000000aa"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh installation, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("installation")
    settings = settings_of(folder)
    create_key_store(settings, grants=[])
    create_token_keys(settings.token_keys_file)
    build_notes(Platform(settings=settings, clock=SystemClock()))
    return folder


@pytest.fixture
def settings(installation: Path, tmp_path: Path) -> Settings:
    """Settings of an installation of the test's own."""
    return settings_of(Path(shutil.copytree(installation, tmp_path / "data")))


def settings_of(folder: Path) -> Settings:
    return read_settings({"LOOPDESK_DATA_DIR": str(folder), "LOOPDESK_LARGEST_REQUEST": "4096"})


@pytest.fixture
def platform(settings: Settings) -> Platform:
    return Platform(settings=settings, clock=SystemClock())


@pytest.fixture
def make_notes_app(settings: Settings, platform: Platform) -> Callable[..., Flask]:
    """Makes the app; keywords go to the toy service, `limiter` to the app."""

    def make(*, limiter: RateLimiter | None = None, **options: Any) -> Flask:
        return make_app(settings, [build_notes(platform, **options)], platform, limiter=limiter)

    return make


@pytest.fixture
def app(make_notes_app: Callable[..., Flask]) -> Flask:
    return make_notes_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signer(settings: Settings) -> TokenSigner:
    return TokenSigner(settings.token_keys_file)


@pytest.fixture
def headers(signer: TokenSigner) -> Callable[..., dict[str, str]]:
    """Headers of a request by somebody who is signed in, in English; `key` None for no key."""

    def make(
        *permissions: str, sub: str = ANNA, key: str | None = "", **more: str
    ) -> dict[str, str]:
        token = signer.sign(
            subject=sub,
            session_id="session-1",
            roles=["agent"],
            permissions=permissions or ["notes.write"],
            site_id="site-1",
        )
        made = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        if key is not None:
            made["Idempotency-Key"] = key or uuid4().hex
        return made | {name.replace("_", "-"): value for name, value in more.items()}

    return make


@pytest.fixture
def written(client: FlaskClient, headers: Callable[..., dict[str, str]]) -> dict[str, Any]:
    """A note that stands at version 1."""
    response = client.post("/api/notes/v1/notes", json={"title": "茶"}, headers=headers())
    assert response.status_code == 201, response.text
    return dict(response.get_json())


@pytest.fixture
def long_ago() -> int:
    """A Unix time at which no token of today was made."""
    return int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
