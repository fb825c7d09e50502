"""The HTTP door of `training` with signed tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.training.service import TrainingService
from shared.platform import Platform
from shared.settings import Settings
from shared.web import TokenSigner, make_app
from tests.support.training import LI, SITE
from tests.training.conftest import PERMISSIONS_OF, SELF

Ask = Callable[..., TestResponse]


@pytest.fixture
def client(settings: Settings, school: TrainingService, platform: Platform) -> FlaskClient:
    return make_app(settings, [school.service()], platform).test_client()


@pytest.fixture
def ask(client: FlaskClient, settings: Settings) -> Ask:
    """Sends a request as an employee, by default as the learner Li; each POST has its own key.

    The answer's status may be stated as `expect`; another one fails the test with the problem.
    """
    signer = TokenSigner(settings.token_keys_file)
    count = iter(range(10**6))

    def send(
        method: str,
        path: str,
        body: Any = None,
        *,
        by: UUID = LI,
        permissions: frozenset[str] | None = None,
        if_match: int | None = None,
        expect: int | None = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> TestResponse:
        held = PERMISSIONS_OF.get(by, SELF) if permissions is None else permissions
        token = signer.sign(subject=str(by), session_id="s-1", permissions=held, site_id=str(SITE))
        sent = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"test-key-{next(count)}"}
        if if_match is not None:
            sent["If-Match"] = f'"{if_match}"'
        given = {} if body is None else {"json": body}
        answer = client.open(
            f"/api/training/v1{path}",
            method=method,
            headers={**sent, **(headers or {})},
            **given,
            **options,
        )
        if expect is not None:
            assert (expect, answer.text) == (answer.status_code, answer.text)
        return answer

    return send
