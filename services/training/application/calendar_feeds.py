"""Calendar feeds by a link that nobody can guess and that can be replaced."""

from __future__ import annotations

import secrets
from uuid import UUID

from services.training.application.access import SELF
from services.training.application.questions import Staff
from services.training.application.workbench import Workbench
from services.training.domain.calendar_feed import CalendarFeed
from services.training.domain.calendar_feed_errors import (
    CalendarFeedAlreadyOpened,
    CalendarFeedNotFound,
    CalendarLinkUnknown,
)
from shared.context import current_context
from shared.event_store.side_rows import SideWrite, delete, insert
from shared.event_store.store import expect_version
from shared.sealed import Sealed

CALENDAR_LINKS = "calendar_links"
"""Kind of the side rows: by the keyed hash of a token the employee whose feed it opens."""

PURPOSE = "show-calendar-link"
"""Why the link is opened; each opening is logged with who asked (SE-2)."""

_TOKEN_BYTES = 32
_FIELD = "calendar-link"


class CalendarFeeds:
    """Opens, replaces and follows the links of calendar feeds.

    The look-up is by a keyed hash, so neither its time nor the stored rows tell of tokens; the
    token itself is kept sealed under its owner's key.

    Args:
        bench: what all use cases stand on.
        staff: who works here.
    """

    def __init__(self, bench: Workbench, *, staff: Staff) -> None:
        self._bench = bench
        self._staff = staff

    def open_calendar_feed(self) -> CalendarFeed:
        """Gives one's calendar program a link to one's sessions.

        Raises:
            CalendarFeedAlreadyOpened: one has a feed; its link can be replaced.
        """
        current_context().require(SELF)
        employee_id = self._bench.access.employee_id()
        if self._bench.store.find(CalendarFeed, CalendarFeed.id_for(employee_id)) is not None:
            raise CalendarFeedAlreadyOpened
        sealed, row = self._new_link(employee_id)
        feed = CalendarFeed.open(employee_id, token=sealed)
        self._bench.store.save(feed, beside=[row])
        return feed

    def replace_calendar_link(
        self, calendar_feed_id: UUID, *, expected_version: int | None = None
    ) -> CalendarFeed:
        """Gives one's feed a new link, after a closure too; the former one opens nothing more."""
        feed = self._own(calendar_feed_id, expected_version)
        former = self._without(feed.token)
        sealed, row = self._new_link(feed.employee_id)
        feed.replace_link(sealed)
        self._bench.store.save(feed, beside=[row, *former])
        return feed

    def close_calendar_feed(
        self, calendar_feed_id: UUID, *, expected_version: int | None = None
    ) -> CalendarFeed:
        """Lets one's link open nothing more."""
        feed = self._own(calendar_feed_id, expected_version)
        former = self._without(feed.token)
        feed.close()
        self._bench.store.save(feed, beside=former)
        return feed

    def see_calendar_feed(self) -> CalendarFeed:
        """One's own feed; nobody else sees it.

        Raises:
            CalendarFeedNotFound: one has none.
        """
        current_context().require(SELF)
        return self._found(CalendarFeed.id_for(self._bench.access.employee_id()))

    def address_of(self, feed: CalendarFeed) -> str | None:
        """Where one's own feed is found; None if it is closed."""
        token = self._bench.keys.open_or_none(feed.token, purpose=PURPOSE)
        address = self._bench.rules.sessions.feed_address
        return None if token is None else address.replace("{token}", token)

    def owner_of(self, token: str) -> UUID:
        """Whose sessions a link shows, as long as they work here.

        Raises:
            CalendarLinkUnknown: it opens none.
        """
        row = self._bench.store.side_row(CALENDAR_LINKS, self._hash(token))
        owner = None if row is None else UUID(row.content["employee_id"])
        if owner is None or self._staff.member(owner) is None:
            raise CalendarLinkUnknown
        return owner

    def _own(self, calendar_feed_id: UUID, expected_version: int | None) -> CalendarFeed:
        current_context().require(SELF)
        feed = self._found(calendar_feed_id)
        expect_version(feed, expected_version)
        return feed

    def _found(self, calendar_feed_id: UUID) -> CalendarFeed:
        feed = self._bench.store.find(CalendarFeed, calendar_feed_id)
        if feed is None or not self._bench.access.is_self(feed.employee_id):
            raise CalendarFeedNotFound
        return feed

    def _new_link(self, employee_id: UUID) -> tuple[Sealed, SideWrite]:
        """A token of 256 random bits, sealed, and the row by which it is found."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = insert(CALENDAR_LINKS, self._hash(token), {"employee_id": str(employee_id)})
        return self._bench.seal_about(employee_id, token), row

    def _without(self, sealed: Sealed | None) -> list[SideWrite]:
        token = self._bench.keys.open_or_none(sealed, purpose=PURPOSE)
        return [] if token is None else [delete(CALENDAR_LINKS, self._hash(token))]

    def _hash(self, token: str) -> str:
        return self._bench.keys.lookup_hash(_FIELD, token)
