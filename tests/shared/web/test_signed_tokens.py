"""Tokens: who is believed, and who is not."""

import base64
import json
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OKPKey
from werkzeug.test import TestResponse

from shared.settings import BadSettings, Settings
from shared.web import TokenReader, TokenSigner, create_token_keys
from shared.web.refusals import TokenRefused

NOTES = "/api/notes/v1/notes"
OURS = {"sub": "somebody", "sid": "1", "iss": "loopdesk", "aud": "loopdesk-api"}


def now() -> int:
    return int(time.time())


def ask(client: FlaskClient, token: str, **more: str) -> TestResponse:
    return client.get(NOTES, headers={"Authorization": f"Bearer {token}", **more})


def signing_key(path: Path) -> OKPKey:
    return OKPKey.import_key(json.loads(path.read_text())["keys"][0])


def forged(path: Path, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token signed with the installation's own key but with other claims or header."""
    key = signing_key(path)
    payload = {"iat": now(), "exp": now() + 600, **OURS, **claims}
    head = {"alg": "Ed25519", "kid": key.kid} if header is None else header
    return jwt.encode(head, payload, key, algorithms=["Ed25519", "EdDSA"])


def test_a_good_token_opens_the_door(client: FlaskClient, signer: TokenSigner) -> None:
    token = signer.sign(subject="anna", session_id="1")

    assert ask(client, token).status_code == 200


def test_a_token_says_who_its_holder_is(settings: Settings, signer: TokenSigner) -> None:
    token = signer.sign(
        subject="anna",
        session_id="7",
        agent_id="A-17",
        roles=["team_leader", "agent"],
        permissions=["tickets.assign"],
        site_id="north",
        level=3,
    )

    claims = TokenReader(settings.token_keys_file).read(token)

    assert ("anna", "7", "A-17", "north", 3) == (
        claims.sub,
        claims.sid,
        claims.agent_id,
        claims.site_id,
        claims.level,
    )
    assert claims.roles == ("team_leader", "agent")
    assert claims.permissions == {"tickets.assign"}
    assert claims.exp - claims.iat == 600


def test_nobody_is_let_in_without_a_token(client: FlaskClient) -> None:
    response = client.get(NOTES)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.get_json()["code"] == "not-signed-in"


def test_a_name_in_a_header_is_not_believed(client: FlaskClient) -> None:
    response = client.get(NOTES, headers={"X-Remote-User": "root", "X-Forwarded-User": "root"})

    assert response.status_code == 401


def test_a_token_that_has_run_out_is_refused(
    client: FlaskClient, signer: TokenSigner, long_ago: int
) -> None:
    token = signer.sign(subject="anna", session_id="1", issued_at=long_ago)

    assert ask(client, token).get_json()["code"] == "token-refused"


def test_a_token_of_a_later_time_is_refused(client: FlaskClient, signer: TokenSigner) -> None:
    token = signer.sign(subject="anna", session_id="1", issued_at=9_999_999_999)

    assert ask(client, token).status_code == 401


def test_a_token_of_another_installation_is_refused(client: FlaskClient, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    create_token_keys(elsewhere)
    token = TokenSigner(elsewhere).sign(subject="anna", session_id="1")

    assert ask(client, token).status_code == 401


def test_another_key_under_a_known_name_is_refused(
    client: FlaskClient, settings: Settings, signer: TokenSigner
) -> None:
    known = signing_key(settings.token_keys_file).kid
    key = OKPKey.generate_key("Ed25519", {"kid": known})
    token = jwt.encode(
        {"alg": "Ed25519", "kid": known},
        {"iat": now(), "exp": now() + 600, **OURS},
        key,
        algorithms=["Ed25519"],
    )

    assert ask(client, token).status_code == 401


def test_a_token_without_a_signature_is_refused(client: FlaskClient) -> None:
    head = {"alg": "none"}
    claims = {"iat": now(), "exp": now() + 600, **OURS}
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()) for one in (head, claims)]
    token = b".".join([*parts, b""]).decode().replace("=", "")

    assert ask(client, token).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"iss": "somebody-else"},
        {"exp": 2},
        {"exp": 9_999_999_999},
        {"sid": None},
        {"permissions": "all"},
    ],
)
def test_a_token_with_other_claims_is_refused(
    client: FlaskClient, settings: Settings, claims: dict[str, Any]
) -> None:
    token = forged(settings.token_keys_file, **claims)

    assert ask(client, token).status_code == 401


def test_a_forged_token_with_all_claims_right_would_be_let_in(
    client: FlaskClient, settings: Settings
) -> None:
    token = forged(settings.token_keys_file)

    assert ask(client, token).status_code == 200


def test_a_token_that_does_not_name_its_key_is_refused(
    client: FlaskClient, settings: Settings
) -> None:
    token = forged(settings.token_keys_file, header={"alg": "Ed25519"})

    assert ask(client, token).status_code == 401


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é", "x" * 10_000])
def test_nonsense_is_refused(settings: Settings, text: str) -> None:
    with pytest.raises(TokenRefused):
        TokenReader(settings.token_keys_file).read(text)


def test_a_session_that_was_ended_is_refused_at_once(
    make_notes_app: Callable[..., Flask], headers: Callable[..., dict[str, str]]
) -> None:
    standing = {"session-1"}
    client = make_notes_app(session_check=standing.__contains__).test_client()
    before = client.get(NOTES, headers=headers())

    standing.clear()
    after = client.get(NOTES, headers=headers())

    assert before.status_code == 200
    assert (401, "session-ended") == (after.status_code, after.get_json()["code"])


def test_tokens_of_the_former_key_stay_good_and_of_the_one_before_not(settings: Settings) -> None:
    path = settings.token_keys_file
    oldest = TokenSigner(path).sign(subject="anna", session_id="1")
    create_token_keys(path)
    former = TokenSigner(path).sign(subject="anna", session_id="1")
    create_token_keys(path)

    reader = TokenReader(path)

    assert reader.read(former).sub == "anna"
    with pytest.raises(TokenRefused):
        reader.read(oldest)


def test_the_private_keys_are_for_their_owner_only(settings: Settings) -> None:
    assert stat.S_IMODE(settings.token_keys_file.stat().st_mode) == 0o600


def test_public_keys_check_tokens_and_sign_none(
    settings: Settings, signer: TokenSigner, tmp_path: Path
) -> None:
    public = tmp_path / "public.json"
    key = signing_key(settings.token_keys_file).as_dict(private=False)
    public.write_text(json.dumps({"keys": [key]}))

    claims = TokenReader(public).read(signer.sign(subject="anna", session_id="1"))

    assert claims.sub == "anna"
    with pytest.raises(BadSettings, match="LOOPDESK_TOKEN_KEYS_FILE"):
        TokenSigner(public)


@pytest.mark.parametrize("content", [None, "", "[]", '{"keys": []}', '{"keys": [{"kty": "x"}]}'])
def test_a_bad_key_file_stops_the_start(
    settings: Settings, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "bad.json"
    if content is not None:
        path.write_text(content)

    with pytest.raises(BadSettings, match="LOOPDESK_TOKEN_KEYS_FILE"):
        TokenReader(replace(settings, token_keys_file=path).token_keys_file)
