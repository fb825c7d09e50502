"""A service proves itself to another with a token that only its own key can make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared.bus.service_tokens import ServiceRefused, ServiceTokens, create_service_keys

NEVER = 4_000_000_000
LONG_AGO = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_service_keys(tmp_path / "keys", ["shop", "depot"])
    return tmp_path / "keys"


@pytest.fixture
def tokens(folder: Path) -> ServiceTokens:
    return ServiceTokens(folder)


def made_by_hand(
    folder: Path, *, signer: str = "shop", kid: str = "service:shop", **claims: Any
) -> str:
    """A token signed with a service's real key, with claims of the test's own."""
    key = OKPKey.import_key(json.loads((folder / f"{signer}.json").read_text()))
    header = {"alg": "Ed25519", "kid": kid}
    return jwt.encode(header, claims, key, algorithms=["Ed25519"])


def test_a_service_is_known_by_its_token(tokens: ServiceTokens) -> None:
    assert "shop" == tokens.service_of(tokens.sign("shop"))
    assert "depot" == tokens.service_of(tokens.sign("depot"))


def test_what_a_service_signs_by_the_rules_is_accepted(folder: Path, tokens: ServiceTokens) -> None:
    by_hand = made_by_hand(folder, sub="service:shop", exp=NEVER)
    assert "shop" == tokens.service_of(by_hand)


BROKEN_RULES: dict[str, dict[str, Any]] = {
    "it has run out": {"sub": "service:shop", "exp": LONG_AGO},
    "it never runs out": {"sub": "service:shop"},
    "it names nobody": {"exp": NEVER},
    "it names another service": {"sub": "service:depot", "exp": NEVER},
    "its time is no time": {"sub": "service:shop", "exp": "tomorrow"},
    "it names another key": {"sub": "service:depot", "exp": NEVER, "kid": "service:depot"},
    "it names no known key": {"sub": "service:till", "exp": NEVER, "kid": "service:till"},
    "its key is another's": {"sub": "service:shop", "exp": NEVER, "signer": "depot"},
}


@pytest.mark.parametrize("claims", BROKEN_RULES.values(), ids=BROKEN_RULES)
def test_a_token_is_refused_since(
    folder: Path, tokens: ServiceTokens, claims: dict[str, Any]
) -> None:
    with pytest.raises(ServiceRefused):
        tokens.service_of(made_by_hand(folder, **claims))


def test_a_token_of_another_installation_is_refused(tokens: ServiceTokens, tmp_path: Path) -> None:
    create_service_keys(tmp_path / "elsewhere", ["shop"])
    forged = ServiceTokens(tmp_path / "elsewhere").sign("shop")
    with pytest.raises(ServiceRefused):
        tokens.service_of(forged)


@pytest.mark.parametrize("token", ["", "shop", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(tokens: ServiceTokens, token: str) -> None:
    with pytest.raises(ServiceRefused):
        tokens.service_of(token)


def test_a_public_key_is_no_secret_to_sign_with(folder: Path, tokens: ServiceTokens) -> None:
    public = json.loads((folder / "services.json").read_text())["keys"][0]["x"]
    header = {"alg": "HS256", "kid": "service:shop"}
    claims = {"sub": "service:shop", "exp": NEVER}
    forged = jwt.encode(header, claims, OctKey.import_key(public))
    with pytest.raises(ServiceRefused):
        tokens.service_of(forged)


def test_the_list_for_all_holds_no_private_part(folder: Path) -> None:
    keys = json.loads((folder / "services.json").read_text())["keys"]
    assert ["service:shop", "service:depot"] == [one["kid"] for one in keys]
    assert [False, False] == ["d" in one for one in keys]


def test_keys_are_readable_for_their_owner_alone(folder: Path) -> None:
    assert {0o600} == {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert 0o700 == folder.stat().st_mode & 0o777


def test_a_service_that_comes_later_gets_a_key_and_the_others_keep_theirs(
    folder: Path, tokens: ServiceTokens
) -> None:
    earlier = tokens.sign("shop")
    create_service_keys(folder, ["shop", "depot", "till"])
    assert "shop" == tokens.service_of(earlier)
    assert "till" == tokens.service_of(tokens.sign("till"))
