"""Those who are signed in: people with their passwords, machines with their secrets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from services.demo.client import Answer, Client

RENEWED_AFTER = 300.0
"""Seconds of the real clock after which a token is renewed; it is good for twice as long."""

PAGE = 200
"""Rows of a page of a list."""


class Seat:
    """Sends requests in the name of one person or machine.

    Args:
        client: sends them.
        token: the first token.
        renew: gives another token, told the present one.
    """

    def __init__(self, client: Client, token: str, *, renew: Callable[[str], str]) -> None:
        self._client = client
        self._token = token
        self._renew = renew
        self._since = time.monotonic()

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        version: int | None = None,
        query: dict[str, Any] | None = None,
        language: str | None = None,
    ) -> Answer:
        """Sends one request; arguments as for `Client.send`."""
        return self._client.send(
            method,
            path,
            body,
            token=self._fresh_token(),
            key=key,
            version=version,
            query=query,
            language=language,
        )

    def send_file(self, path: str, file: tuple[str, str, bytes], *, key: str) -> Answer:
        """Uploads a file; arguments as for `Client.send_file`."""
        return self._client.send_file(path, file, token=self._fresh_token(), key=key)

    def get(self, path: str, **query: Any) -> Any:
        """What a resource shows."""
        return self.send("GET", path, query=query or None).content

    def pages(self, path: str, **query: Any) -> Iterator[Any]:
        """All rows of a list, page by page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, limit=PAGE, **cursor, **query)
            yield from page["items"]
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}

    def _fresh_token(self) -> str:
        if time.monotonic() - self._since > RENEWED_AFTER:
            self._token = self._renew(self._token)
            self._since = time.monotonic()
        return self._token


def sign_in(client: Client, *, agent_id: str, password: str, new_password: str) -> Seat:
    """The seat of a person who has been given an initial password, which they change at once.

    Args:
        client: sends the requests.
        agent_id: agent ID.
        password: the initial password.
        new_password: the password that they choose.
    """
    path = "/api/people/v1/sessions"
    given = client.send("POST", path, {"agent_id": agent_id, "password": password})
    change = {"old_password": password, "new_password": new_password}
    token = given.content["token"]
    client.send("POST", "/api/people/v1/password-changes", change, token=token)
    return Seat(client, _renewed(client, token), renew=lambda old: _renewed(client, old))


def sign_in_client(client: Client, *, name: str, secret: str) -> Seat:
    """The seat of a machine client."""

    def token() -> str:
        body = {"client": name, "secret": secret}
        found: str = client.send("POST", "/api/people/v1/client-sessions", body).content["token"]
        return found

    return Seat(client, token(), renew=lambda _old: token())


def _renewed(client: Client, token: str) -> str:
    answer = client.send("POST", "/api/people/v1/sessions/renewals", token=token)
    found: str = answer.content["token"]
    return found
