"""How a service proves itself to another over RPC: a token signed with the service's own key."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.errors import DomainError

LIFETIME = 60
"""Seconds that a service's token is good for."""

_ALGORITHM: Final = "Ed25519"
_PUBLIC = "services.json"


class ServiceRefused(DomainError):
    """A call over RPC does not prove which service it comes from."""

    kind = "not-signed-in"
    code = "service-not-proven"
    en = "The caller has not proven which service it is."
    zh = "调用方未能证明其服务身份。"


def create_service_keys(folder: Path, services: Sequence[str]) -> None:
    """Makes a key for every service that has none, and the list of the public parts.

    Args:
        folder: `<service>.json` for each service alone, `services.json` for all.
        services: names of the services.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = []
    for service in services:
        path = folder / f"{service}.json"
        if not path.exists():
            key = OKPKey.generate_key(_ALGORITHM, {"kid": f"service:{service}"})
            _write(path, json.dumps(key.as_dict(private=True)))
        public.append(OKPKey.import_key(json.loads(path.read_text())).as_dict(private=False))
    _write(folder / _PUBLIC, json.dumps({"keys": public}))


class ServiceTokens:
    """Makes and checks the tokens of services.

    Args:
        folder: where the keys lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sign(self, service: str) -> str:
        """A token of `service`, whose private key must lie in the folder."""
        key = OKPKey.import_key(json.loads((self._folder / f"{service}.json").read_text()))
        claims = {"sub": f"service:{service}", "exp": int(time.time()) + LIFETIME}
        header = {"alg": _ALGORITHM, "kid": f"service:{service}"}
        return jwt.encode(header, claims, key, algorithms=[_ALGORITHM])

    def service_of(self, token: str) -> str:
        """The service that has signed `token`.

        Raises:
            ServiceRefused: no service's key fits, it has run out, or names another service.
        """
        keys = KeySet.import_key_set(json.loads((self._folder / _PUBLIC).read_text()))
        try:
            found = jwt.decode(token, keys, algorithms=[_ALGORITHM])
            subject, expires_at = str(found.claims["sub"]), int(found.claims["exp"])
        except (JoseError, ValueError, KeyError, TypeError) as refusal:
            raise ServiceRefused from refusal
        if found.header.get("kid") != subject or time.time() >= expires_at:
            raise ServiceRefused
        return subject.removeprefix("service:")


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
