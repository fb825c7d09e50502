"""The HTTP door of `people`, entered with real sessions."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from services.people.service import PeopleService
from shared.context import acting
from shared.platform import Platform
from shared.web import make_app
from tests.people.conftest import CHOSEN, INITIAL, installing

API = "/api/people/v1"


@pytest.fixture
def client(parts, settings, clock) -> FlaskClient:
    platform = Platform(settings=settings, clock=clock)
    return make_app(settings, [parts.service()], platform).test_client()


@pytest.fixture
def sign_in(client):
    """Headers of a new session, in English."""

    def enter(agent_id: str, password: str = CHOSEN):
        answer = client.post(f"{API}/sessions", json={"agent_id": agent_id, "password": password})
        assert answer.status_code == 201, answer.text
        return headers_of(answer.get_json()["token"])

    return enter


def headers_of(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


def with_key(headers: dict[str, str], **more: str) -> dict[str, str]:
    """The headers of a command that was never sent before."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return headers | {"Idempotency-Key": uuid4().hex} | named


@pytest.fixture
def administrator(parts: PeopleService, acts):
    """The first administrator, whose password is changed already."""
    with acting(installing()):
        found = parts.first_administrator.add_first_administrator(
            staff_number="ADMIN", name="王芳", agent_id="9001", initial_password=INITIAL
        )
    with acts(actor=found.id):
        parts.sign_in.change_password(old_password=INITIAL, new_password=CHOSEN)
    return found


@pytest.fixture
def as_administrator(administrator, sign_in):
    return sign_in("9001")
