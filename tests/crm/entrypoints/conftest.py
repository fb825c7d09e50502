"""The HTTP door of `crm`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from services.crm.domain.letter import Letter
from services.crm.service import CrmService
from shared.platform import Platform
from shared.settings import Settings
from shared.web import TokenSigner, make_app
from tests.crm.conftest import ALL_OF_CRM, WANG

Headers = Callable[..., dict[str, str]]


def letters(crm: CrmService) -> list[Letter]:
    """All that were taken, in order."""
    records = crm.store.recorder.select_records(after=0, limit=500, topics=["crm.letter.received"])
    return [crm.store.get(Letter, one.originator_id) for one in records]


@pytest.fixture
def client(crm: CrmService, settings: Settings, platform: Platform) -> FlaskClient:
    return make_app(settings, [crm.service()], platform).test_client()


@pytest.fixture
def headers(settings: Settings) -> Headers:
    """Headers of a person with all permissions of `crm` or those named, in English."""
    signer = TokenSigner(settings.token_keys_file)

    def make(*permissions: str, sub: str = WANG, **more: str) -> dict[str, str]:
        token = signer.sign(
            subject=sub, session_id="session-1", permissions=permissions or ALL_OF_CRM
        )
        made = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": "en",
            "Idempotency-Key": uuid4().hex,
        }
        return made | {name.replace("_", "-"): value for name, value in more.items()}

    return make


@pytest.fixture
def as_crm(headers: Headers) -> dict[str, str]:
    """Headers of the CRM's machine client."""
    return headers("crm.feed", sub="client:crm_client")
