"""A client of the API as any program would be one: JSON, a token, an Idempotency-Key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlencode

CHINESE = "zh-CN"
ENGLISH = "en"

BOUNDARY = "loopdesk-demo-file"
"""What parts of an uploaded form are told apart by."""

TOLD_EVERY = 30
"""Requests after which somebody is told."""


class Refused(RuntimeError):
    """The API answered with a problem.

    Args:
        status: HTTP status.
        problem: the problem's JSON.
    """

    def __init__(self, status: int, problem: Any) -> None:
        super().__init__(f"{status}: {json.dumps(problem, ensure_ascii=False)}")
        self.status = status
        said = problem if isinstance(problem, dict) else {}
        self.code: str = said.get("code", "")
        self.detail: str = said.get("detail", "")


@dataclass(frozen=True)
class Answer:
    """What the API answered.

    Args:
        content: the JSON, None where there is none.
        version: version of the entity, from its ETag.
    """

    content: Any
    version: int | None


class Client:
    """One connection for all requests, kept alive.

    Args:
        host: address of the API.
        port: its port.
        told: called after every few requests.
        language: in which its user reads, as a language tag.
    """

    def __init__(
        self, host: str, port: int, *, told: Callable[[], None], language: str = CHINESE
    ) -> None:
        self._connection = HTTPConnection(host, port, timeout=30)
        self._told = told
        self._language = language
        self.requests = 0

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        key: str | None = None,
        version: int | None = None,
        query: Mapping[str, Any] | None = None,
        language: str | None = None,
    ) -> Answer:
        """Sends one request.

        Args:
            method: HTTP method.
            path: path of the resource.
            body: sent as JSON.
            token: bearer token.
            key: Idempotency-Key; the correlation id too, so that a run can be told again.
            version: version that the sender has seen (If-Match).
            query: query parameters.
            language: in which this answer is told, if not in the user's.

        Raises:
            Refused: the API answered with a problem.
        """
        reader = language or self._language
        headers = {"Accept": "application/json", "Accept-Language": reader}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if key is not None:
            headers |= {"Idempotency-Key": key, "X-Correlation-Id": key}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        target = quote(path) + (f"?{urlencode(query)}" if query else "")
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self._carry(method, target, payload, headers)

    def send_file(self, path: str, file: tuple[str, str, bytes], *, token: str, key: str) -> Answer:
        """Uploads one file as a form.

        Args:
            path: path of the resource.
            file: its name, media type and content.
            token: bearer token.
            key: Idempotency-Key.

        Raises:
            Refused: the API answered with a problem.
        """
        name, media_type, content = file
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {media_type}\r\n\r\n"
        )
        headers = {
            "Accept": "application/json",
            "Accept-Language": self._language,
            "Authorization": f"Bearer {token}",
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Idempotency-Key": key,
            "X-Correlation-Id": key,
        }
        payload = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self._carry("POST", quote(path), payload, headers)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _carry(
        self, method: str, target: str, payload: bytes | None, headers: dict[str, str]
    ) -> Answer:
        try:
            status, text, tag = self._exchange(method, target, payload, headers)
        except (HTTPException, ConnectionError):
            # The server closes what was idle for long; with its key a repeat has one effect.
            self._connection.close()
            status, text, tag = self._exchange(method, target, payload, headers)
        self.requests += 1
        if self.requests % TOLD_EVERY == 0:
            self._told()
        content = json.loads(text) if text else None
        if status >= 400:
            raise Refused(status, content)
        tag = tag.strip('W/"')
        return Answer(content, int(tag) if tag.isdigit() else None)

    def _exchange(
        self, method: str, target: str, payload: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes, str]:
        self._connection.request(method, target, payload, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read(), answer.getheader("ETag") or ""
