"""Calendar feeds over HTTP: one's own link, and the file behind it without signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, request

from services.training.domain.session_terms import CANCELLED
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas.session_reports import CalendarFeedSchema
from services.training.messages.calendar_file import MEDIA_TYPE, CalendarEntry, calendar_file
from services.training.read_models.session_list import ListedSession
from services.training.read_models.session_rows import LEARNER, TRAINER
from shared.context import current_context
from shared.web import Blueprint, Limit, command, count_against, if_match, query

BY_ADDRESS = Limit("calendar-link-by-address", burst=600, per_minute=300)
"""Links tried from one address; an office or a calendar provider may come through one."""

MOST_ENTRIES = 500
"""Sessions in one feed."""

_TOKEN = "<string:token>"  # noqa: S105 (where a token stands in a path)


def add_calendar_feeds(blueprint: Blueprint, door: Door) -> None:
    """Adds one's own feed and its link."""
    feeds = door.cases.calendar_feeds

    def show(_: UUID | None = None) -> dict[str, Any]:
        feed = feeds.see_calendar_feed()
        address = feeds.address_of(feed)
        return {"calendar_feed_id": feed.id, "version": feed.version, "address": address}

    @blueprint.route("/calendar-feeds", methods=["POST"])
    @blueprint.response(201, CalendarFeedSchema)
    @command(shows=show)
    def open_calendar_feed() -> UUID:
        """Gives your calendar program a secret link to your sessions [日历订阅]."""
        return feeds.open_calendar_feed().id

    @blueprint.route("/own-calendar-feed", methods=["GET"])
    @blueprint.response(200, CalendarFeedSchema)
    @query
    def show_calendar_feed() -> dict[str, Any]:
        """Shows your own link; nobody else sees it."""
        return show()

    @blueprint.route("/calendar-feeds/<uuid:calendar_feed_id>/link", methods=["POST"])
    @blueprint.response(200, CalendarFeedSchema)
    @command(shows=show)
    def replace_calendar_link(calendar_feed_id: UUID) -> UUID:
        """Gives your feed another link; the former one opens nothing any more."""
        return feeds.replace_calendar_link(calendar_feed_id, expected_version=if_match()).id

    @blueprint.route("/calendar-feeds/<uuid:calendar_feed_id>/closure", methods=["POST"])
    @blueprint.response(200, CalendarFeedSchema)
    @command(shows=show)
    def close_calendar_feed(calendar_feed_id: UUID) -> UUID:
        """Closes your feed; its link opens nothing any more."""
        return feeds.close_calendar_feed(calendar_feed_id, expected_version=if_match()).id


def add_calendar_door(blueprint: Blueprint, door: Door) -> None:
    """Adds the door for calendar programs, which cannot sign in."""

    @blueprint.route(f"/calendars/{_TOKEN}", methods=["GET"])
    @blueprint.response(200, {"type": "string"}, content_type="text/calendar")
    @query(signed_in=False)
    def show_calendar(token: str) -> Response:
        """Shows the sessions behind a link as iCalendar; unknown and replaced links alike."""
        count_against(BY_ADDRESS, key=request.remote_addr or "")
        owner = door.cases.calendar_feeds.owner_of(token)
        rules = door.rules.sessions
        found = door.models.sessions.of_employee(
            owner,
            since=current_context().occurred_at - timedelta(days=rules.feed_past_days),
            limit=MOST_ENTRIES,
            roles=(LEARNER, TRAINER),
        )
        shows_link = rules.feed_shows_link
        content = calendar_file(_entry(one, shows_link=shows_link) for one in found)
        return Response(
            content,
            content_type=MEDIA_TYPE,
            headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"},
        )


def _entry(listed: ListedSession, *, shows_link: bool) -> CalendarEntry:
    return CalendarEntry(
        session_id=listed.session_id,
        title=listed.title,
        is_taught=listed.role == TRAINER,
        starts_at=listed.starts_at,
        ends_at=listed.ends_at,
        place=listed.place,
        link=listed.link if shows_link else None,
        is_cancelled=listed.state == CANCELLED,
        sequence=listed.sequence,
        changed_at=listed.changed_at,
    )
