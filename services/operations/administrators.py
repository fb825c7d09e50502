"""The first administrator of an installation, who lets in all others (SE-6)."""

from __future__ import annotations

import secrets
import string
from uuid import UUID

from services.people.service import PeopleService
from shared.context import Context, acting
from shared.platform import Platform

_KINDS = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+*=?")
"""Small letters, capitals, digits, others; without those that are read wrongly."""

_LENGTH = 16


def random_password() -> str:
    """A password of every kind of characters, which nobody can guess."""
    needed = [secrets.choice(kind) for kind in _KINDS]
    rest = [secrets.choice("".join(_KINDS)) for _ in range(_LENGTH - len(needed))]
    characters = [*needed, *rest]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def random_secret() -> str:
    """A secret for a machine client."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(48))


def add_first_administrator(
    platform: Platform, *, staff_number: str, name: str, agent_id: str, initial_password: str
) -> UUID:
    """Adds the one person who may add all others; once.

    Args:
        platform: the installation, after `loopdesk migrate`.
        staff_number: number in the company's files.
        name: the person's name.
        agent_id: agent ID, apart from the staff number.
        initial_password: to be changed at the first sign-in.

    Returns:
        The employee's id.

    Raises:
        AdministratorAlreadyThere: there is a first administrator.
        PasswordTooWeak: the password breaks the policy.
        Invalid: an input has not its form.
    """
    people = PeopleService(platform)
    context = Context(
        occurred_at=platform.clock.now(),
        actor="service:people",
        kind="service",
        role="service",
        channel="cli",
        reason="loopdesk people add-admin",
        ids=platform.ids("people/add-admin"),
    )
    try:
        with acting(context):
            employee = people.first_administrator.add_first_administrator(
                staff_number=staff_number,
                name=name,
                agent_id=agent_id,
                initial_password=initial_password,
            )
    finally:
        people.store.recorder.close()
        people.read_database.close()
    return employee.id
