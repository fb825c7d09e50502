"""What a good request is, and what it may be about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from services.people.domain.site import Site
from tests.api.centre import Centre
from tests.api.desk import TicketDesk
from tests.api.entities import RULE_BOOKS
from tests.api.field_desk import FieldDesk
from tests.api.founding import FIRST_DAY

ANYBODY = frozenset[str]()
"""Whoever is signed in, machines too."""

NOBODY_ELSE = frozenset({"nobody else"})
"""What is one's own."""


@dataclass(frozen=True)
class Ask:
    """What is sent.

    Args:
        path: path parameters.
        query: query parameters.
        body: sent as JSON, if it is not None.
        file: sent as a form instead: name, content and media type.
        form: fields of a form that is sent instead.
        content_type: media type of the body.
    """

    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    file: tuple[str, bytes, str] | None = None
    form: Mapping[str, str] | None = None
    content_type: str = "application/json"


@dataclass(frozen=True)
class Good:
    """A good request.

    Args:
        by: who sends it and succeeds; None for nobody in particular.
        needs: permissions of which one lets a stranger do the same, to the same entity.
        make: makes the request, with whatever it is about.
    """

    by: str | None
    needs: frozenset[str]
    make: Callable[[Supply], Ask]


class Supply:
    """Brings forth what requests are about.

    Args:
        centre: where.
    """

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.desk = TicketDesk(centre)
        self.field = FieldDesk(centre)
        self._numbers = count(1)

    @property
    def number(self) -> int:
        """A number that was not used before."""
        return next(self._numbers)

    @cached_property
    def main_site(self) -> UUID:
        """The first site."""
        return Site.id_for("main")

    @cached_property
    def other_site(self) -> UUID:
        """A second site."""
        return Site.id_for("south")

    def employee(self, name: str) -> dict[str, UUID]:
        """Path parameters of somebody who is there."""
        return {"employee_id": self.centre.employees[name]}

    def newcomer(self) -> dict[str, UUID]:
        """Path parameters of somebody who was hired just now."""
        with self.centre.installing("people"):
            hired = self.centre.people.people.hire_employee(
                staff_number=f"n{self.number}",
                name="新员工",
                site_id=self.main_site,
                hired_on=FIRST_DAY,
            )
        return {"employee_id": hired.id}

    def active(self) -> dict[str, UUID]:
        """Path parameters of somebody new who is active."""
        path = self.newcomer()
        with self.centre.installing("people"):
            self.centre.people.people.activate_employee(path["employee_id"], on=FIRST_DAY)
        return path

    def in_hours(self, hours: int) -> str:
        """A time so many hours from now, as the API takes it."""
        return (self.centre.clock.now() + timedelta(hours=hours)).isoformat()

    def rule(self, service: str, name: str) -> dict[str, Any]:
        """The content of a rule set as it is in force."""
        store = self.centre.services[service].store
        book = store.get(RULE_BOOKS[service], RULE_BOOKS[service].id_for(name))
        return dict(book.versions[-1].content)


def permitted(*permissions: str) -> frozenset[str]:
    """Any of these."""
    return frozenset(permissions)


def plain(**body: Any) -> Callable[[Supply], Ask]:
    """About nothing that was there before."""
    return lambda _: Ask(body=body or None)
