"""Roles and what they may do (RO-2, RO-3, SE-7), as the rules say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.people.domain.account_errors import RoleNotForClients
from services.people.domain.role_errors import RoleUnknown


@dataclass(frozen=True)
class Role:
    """A role of the centre (RO-2, RO-3).

    Args:
        zh: its name in Chinese.
        en: its name in English.
        level: level of authority that it asks for; the higher, the more.
        for_clients: whether machines hold it, and no person.
        permissions: what its holders may do.
    """

    zh: str
    en: str
    level: int
    for_clients: bool
    permissions: tuple[str, ...]


@dataclass(frozen=True)
class AuthorityRules:
    """Roles and what they may do (SE-7).

    Args:
        roles: roles by name.
    """

    roles: dict[str, Role]

    def role(self, name: str) -> Role:
        """The role of a person.

        Raises:
            RoleUnknown: the rules know no such role for people.
        """
        found = self.roles.get(name)
        if found is None or found.for_clients:
            known = [one for one, role in self.roles.items() if not role.for_clients]
            raise RoleUnknown(summary=name, known=", ".join(known), field="role")
        return found

    def check_client_roles(self, names: Iterable[str]) -> None:
        """Machines hold roles made for machines only.

        Raises:
            RoleNotForClients: one is not.
        """
        known = [one for one, role in self.roles.items() if role.for_clients]
        for name in names:
            if name not in known:
                raise RoleNotForClients(summary=name, known=", ".join(known), field="roles")

    def permissions_of(self, names: Iterable[str]) -> frozenset[str]:
        """What the holders of these roles may do; roles that are no more give nothing."""
        roles = (self.roles[name] for name in names if name in self.roles)
        return frozenset(one for role in roles for one in role.permissions)

    def within_level(self, names: Iterable[str], *, level: int) -> tuple[str, ...]:
        """Those of the roles that ask for no more than `level` (SE-6)."""
        return tuple(
            name for name in names if name in self.roles and self.roles[name].level <= level
        )
