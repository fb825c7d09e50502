"""The HTTP door of `training` with signed tokens."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from shared.web import TokenSigner
from tests.support.training import LI, SITE

SELF = frozenset({"people.self"})


class Caller:
    """Sends requests as employees; each has an Idempotency-Key of its own.

    Args:
        app: where to.
        signer: signs their tokens.
    """

    def __init__(self, app: Flask, signer: TokenSigner) -> None:
        self.app = app
        self._signer = signer
        self._keys = count()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: UUID = LI,
        permissions: frozenset[str] = SELF,
        if_match: int | None = None,
        expect: int = 200,
        **options: Any,
    ) -> TestResponse:
        """The answer, which has the expected status."""
        token = self._signer.sign(
            subject=str(by), session_id="s-1", permissions=permissions, site_id=str(SITE)
        )
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": f"test-key-{next(self._keys)}",
            "Accept-Language": "en",
        }
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        given = options if body is None else {"json": body, **options}
        address = path if path.startswith("/api/") else f"/api/training/v1{path}"
        answer = self.app.test_client().open(address, method=method, headers=headers, **given)
        assert expect == answer.status_code, answer.text
        return answer
