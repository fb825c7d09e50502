"""Signed tokens: made by `people` alone, checked by every process with the public keys.

The keys lie in one file, a JWK set (RFC 7517) of Ed25519 keys: at most two, the newest first, so
that tokens of the former one stay good while a new one comes into use. Only the file of `people`
holds the private parts.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.settings import BadSettings
from shared.web.refusals import TokenRefused

LIFETIME: Final = 600
"""Seconds that a token is good for, by the real clock always."""

_ALGORITHM: Final = "Ed25519"
_ISSUER: Final = "loopdesk"
_AUDIENCE: Final = "loopdesk-api"
_MOST_KEYS: Final = 2
_LONGEST: Final = 8192
_CLOCK_ERROR: Final = 5


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a token says of its holder (SE-6).

    Args:
        sub: employee id as text, `service:<name>` or `client:<name>`.
        sid: the session; its end takes effect at once in `people`.
        iat: Unix time at which the token was made.
        exp: Unix time from which it is good no more.
        agent_id: agent ID of the duty login, apart from the staff number.
        roles: roles, the one acted in first.
        permissions: names of what the holder may do.
        site_id: the holder's site.
        level: the holder's level of authority.
    """

    sub: str
    sid: str
    iat: int
    exp: int
    agent_id: str | None = None
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    site_id: str | None = None
    level: int | None = None


def create_token_keys(path: Path) -> None:
    """Puts a new key first into the file and keeps the one before it; makes the file if need be.

    Args:
        path: the file, readable by its owner only (0600).
    """
    former = _read_keys(path).keys if path.exists() else []
    newest = OKPKey.generate_key(_ALGORITHM, {"use": "sig", "alg": _ALGORITHM}, auto_kid=True)
    keys = [one.as_dict(private=one.is_private) for one in [newest, *former][:_MOST_KEYS]]
    beside = path.with_suffix(".next")
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"keys": keys}, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


class TokenSigner:
    """Makes tokens; used by `people` only.

    Args:
        path: the file with the private keys; the first one signs.

    Raises:
        BadSettings: the file is missing, unreadable or holds no private key.
    """

    def __init__(self, path: Path) -> None:
        self._key = _read_keys(path).keys[0]
        if not self._key.is_private:
            raise BadSettings(
                f"LOOPDESK_TOKEN_KEYS_FILE: the first key of {path} is public; tokens are signed"
                " with a private one, in the file of `people`."
            )

    def sign(
        self,
        *,
        subject: str,
        session_id: str,
        agent_id: str | None = None,
        roles: Iterable[str] = (),
        permissions: Iterable[str] = (),
        site_id: str | None = None,
        level: int | None = None,
        issued_at: int | None = None,
    ) -> str:
        """A token that is good for `LIFETIME` seconds from `issued_at` (Unix time; now)."""
        since = int(time.time()) if issued_at is None else issued_at
        claims = Claims(
            sub=subject,
            sid=session_id,
            iat=since,
            exp=since + LIFETIME,
            agent_id=agent_id,
            roles=tuple(roles),
            permissions=frozenset(permissions),
            site_id=site_id,
            level=level,
        )
        payload = {**msgspec.to_builtins(claims), "iss": _ISSUER, "aud": _AUDIENCE}
        header = {"alg": _ALGORITHM, "kid": self._key.kid}
        return jwt.encode(header, payload, self._key, algorithms=[_ALGORITHM])


class TokenReader:
    """Checks tokens with the public keys alone.

    Args:
        path: the file with the keys.

    Raises:
        BadSettings: the file is missing or unreadable.
    """

    def __init__(self, path: Path) -> None:
        self._keys = _read_keys(path)
        # A check costs 0.3 ms and a session sends the same token for minutes.
        self._checked = lru_cache(maxsize=4096)(self._check)

    def read(self, token: str) -> Claims:
        """What a good token says.

        Raises:
            TokenRefused: it was signed with another key or algorithm, is meant for somebody
                else, has run out or says too little.
        """
        claims = self._checked(token)
        if not 0 < claims.exp - time.time() <= LIFETIME + _CLOCK_ERROR:
            raise TokenRefused
        return claims

    def _check(self, token: str) -> Claims:
        if len(token) > _LONGEST:
            raise TokenRefused
        try:
            found = jwt.decode(token, self._keys, algorithms=[_ALGORITHM])
            claims = msgspec.convert(found.claims, Claims)
        except (JoseError, ValueError) as refusal:
            raise TokenRefused from refusal
        is_meant = (found.claims.get("iss"), found.claims.get("aud")) == (_ISSUER, _AUDIENCE)
        if not is_meant or "kid" not in found.header:
            raise TokenRefused
        return claims


def _read_keys(path: Path) -> KeySet:
    try:
        found = KeySet.import_key_set(json.loads(path.read_bytes()))
    except (OSError, JoseError, ValueError, KeyError, TypeError) as refusal:
        raise BadSettings(
            f"LOOPDESK_TOKEN_KEYS_FILE: {path} is no JWK set that can be read"
            f" ({type(refusal).__name__}); `loopdesk migrate` makes one for a new installation."
        ) from refusal
    if not 1 <= len(found.keys) <= _MOST_KEYS or any(one.kid is None for one in found.keys):
        raise BadSettings(
            f"LOOPDESK_TOKEN_KEYS_FILE: {path} must hold one or {_MOST_KEYS} keys, each with a kid."
        )
    return found
