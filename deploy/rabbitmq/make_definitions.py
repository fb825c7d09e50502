#!/usr/bin/env python3
"""Prints definitions.json with the password of each user, for RabbitMQ to load at its start.

LOOPDESK_SECRETS_DIR names a folder with one file for each user of definitions.json, called like
the user and holding the password. Only salted hashes are printed. Needs nothing but Python.
"""

import hashlib
import json
import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path

SHORTEST = 16
"""Characters of a password at least."""


class SecretMissing(RuntimeError):
    """A user has no password; without one nothing starts."""


def definitions(folder: Path) -> str:
    """The definitions with the hash of each user's password.

    Args:
        folder: one file for each user.

    Raises:
        SecretMissing: a file is missing or its password too short.
    """
    content = json.loads((Path(__file__).parent / "definitions.json").read_text())
    for user in content["users"]:
        user["password_hash"] = password_hash(_password(folder / user["name"]))
    return json.dumps(content, indent=2)


def password_hash(password: str) -> str:
    """A password as RabbitMQ keeps it: four bytes of salt and the SHA-256 of both, in base64."""
    salt = secrets.token_bytes(4)
    return b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _password(file: Path) -> str:
    password = file.read_text().strip() if file.is_file() else ""
    if len(password) < SHORTEST:
        raise SecretMissing(f"{file}: put a password of {SHORTEST} or more characters there.")
    return password


def main() -> None:
    """Prints the definitions, or says which secret is missing and ends with 1."""
    folder = os.environ.get("LOOPDESK_SECRETS_DIR")
    if not folder:
        sys.exit("LOOPDESK_SECRETS_DIR: name the folder with one file for each user.")
    try:
        sys.stdout.write(definitions(Path(folder)) + "\n")
    except SecretMissing as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
