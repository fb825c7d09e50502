"""What every answer carries."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

Headers = Callable[..., dict[str, str]]
ADDRESSES = ["/api/notes/v1/notes", "/livez", "/api/notes/v1/docs", "/nowhere"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert ("nosniff", "DENY", "no-referrer") == (
        headers["X-Content-Type-Options"],
        headers["X-Frame-Options"],
        headers["Referrer-Policy"],
    )


def test_answers_are_not_kept_by_anybody_between(client: FlaskClient, headers: Headers) -> None:
    response = client.get("/api/notes/v1/notes", headers=headers())

    assert "no-store" == response.headers["Cache-Control"]
    assert {"Accept-Language", "Authorization"} <= set(response.vary)


def test_https_is_remembered_and_plain_http_is_not(client: FlaskClient) -> None:
    secure = client.get("/livez", base_url="https://localhost")
    claimed = client.get("/livez", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" in secure.headers
    assert "Strict-Transport-Security" not in claimed.headers


def test_a_correlation_id_from_outside_runs_through(client: FlaskClient) -> None:
    response = client.get("/livez", headers={"X-Correlation-Id": "case-17"})

    assert "case-17" == response.headers["X-Correlation-Id"]


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, "张三"])
def test_a_correlation_id_that_is_not_short_and_plain_is_replaced(
    client: FlaskClient, given: str
) -> None:
    response = client.get("/livez", headers={"X-Correlation-Id": given.encode().decode("latin-1")})

    assert 36 == len(response.headers["X-Correlation-Id"])


def test_two_requests_have_two_correlation_ids(client: FlaskClient) -> None:
    first, second = (client.get("/livez").headers["X-Correlation-Id"] for _ in range(2))

    assert first != second
