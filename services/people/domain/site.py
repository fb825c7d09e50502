"""A site of the company: where people work, in which time zone (RO-4)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class Site(Aggregate):
    """A place of work; pilots, comparisons, zones and calendars hang on it."""

    TOPIC = "people.site"

    class Created(Aggregate.Created):
        """A site was opened."""

        TOPIC = "people.site.opened"
        code: str
        name: str
        zone: str

    def __init__(self, code: str, name: str, zone: str) -> None:
        self.code = code
        self.name = name
        self.zone = zone

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the site `code`."""
        return id_of("people.site", code)

    @classmethod
    def open(cls, code: str, *, name: str, zone: str) -> Self:
        """A new site.

        Args:
            code: its code.
            name: what it is called.
            zone: its IANA zone.
        """
        return cls._create(cls.Created, id=cls.id_for(code), code=code, name=name, zone=zone)

    def rename(self, name: str) -> None:
        """The site is called otherwise from now on."""
        if name != self.name:
            self._rename(name=name)

    @event("Renamed", topic="people.site.renamed")
    def _rename(self, name: str) -> None:
        self.name = name
