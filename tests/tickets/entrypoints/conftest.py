"""The HTTP door of `tickets` with signed tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.platform import Platform
from shared.settings import Settings
from shared.web import TokenSigner, make_app
from tests.support.ticket_care import make_survey
from tests.support.tickets import CUSTOMER, LI, SITE
from tests.tickets.conftest import AGENT, ActAs
from tests.tickets.contracts.care_scenes import token_of

Ask = Callable[..., TestResponse]
Invited = Callable[..., str]

POINTS = {"product": "卡", "question": "问", "answer_source": "库"}


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


@pytest.fixture
def invited(
    desk: TicketsService,
    ask: Ask,
    open_ticket: Callable[..., dict[str, Any]],
    project: Callable[[], None],
    clock: SetClock,
    as_timer: ActAs,
) -> Invited:
    """A customer's ticket is resolved by Li; what opens the survey about it."""
    make_survey(desk, at_most=99, smallest_n=2)

    def carry_out() -> str:
        ticket = open_ticket(is_taken=True)
        path, version = f"/tickets/{ticket['ticket_id']}", ticket["version"]
        for step, body in (
            ("solution", {"text": "方案"}),
            ("solution/answer", {"is_confirmed": True}),
            ("information", {"information": POINTS}),
            ("resolution", {"resolution": "办结"}),
        ):
            answer = ask("POST", f"{path}/{step}", body, if_match=version, expect=200)
            version = answer.get_json()["version"]
        project()
        with as_timer():
            desk.use_cases.survey_invitations.invite_to_surveys(clock.now())
        return token_of(desk)

    return carry_out
