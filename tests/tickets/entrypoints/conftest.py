"""The HTTP door of `tickets` with signed tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.tickets.service import TicketsService
from shared.platform import Platform
from shared.settings import Settings
from shared.web import TokenSigner, make_app
from tests.support.tickets import CUSTOMER, LI, SITE
from tests.tickets.conftest import AGENT

Ask = Callable[..., TestResponse]


@pytest.fixture
def client(settings: Settings, desk: TicketsService, platform: Platform) -> FlaskClient:
    return make_app(settings, [desk.service()], platform).test_client()


@pytest.fixture
def ask(client: FlaskClient, settings: Settings) -> Ask:
    """Sends a request as an employee, by default as the agent Li; each POST has a key of its own.

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
        permissions: frozenset[str] = AGENT,
        if_match: int | None = None,
        expect: int | None = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> TestResponse:
        token = signer.sign(
            subject=str(by), session_id="s-1", permissions=permissions, site_id=str(SITE)
        )
        sent = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"test-key-{next(count)}"}
        if if_match is not None:
            sent["If-Match"] = f'"{if_match}"'
        given = {} if body is None else {"json": body}
        answer = client.open(
            f"/api/tickets/v1{path}",
            method=method,
            headers={**sent, **(headers or {})},
            **given,
            **options,
        )
        if expect is not None:
            assert (expect, answer.text) == (answer.status_code, answer.text)
        return answer

    return send


@pytest.fixture
def open_ticket(ask: Ask) -> Callable[..., dict[str, Any]]:
    """Opens a ticket over HTTP, by default an inquiry by phone for the skill group `cards`."""

    def make(**facts: Any) -> dict[str, Any]:
        given = {
            "kind": "inquiry",
            "channel": "phone",
            "subject": "银行卡丢失",
            "customer_id": str(CUSTOMER),
            "skill_group": "cards",
            **facts,
        }
        return dict(ask("POST", "/tickets", given, expect=201).get_json())

    return make
