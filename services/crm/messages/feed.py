"""All that was published for the CRM, in order, rendered anew from the log on each reading."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from services.crm.messages.published import CRM_STREAM
from shared.bus.envelope import Translator, encoded, place_after
from shared.bus.place import Place
from shared.bus.publication import Publications
from shared.context import current_context
from shared.errors import DomainError, FieldError, Invalid
from shared.event_store import EventStore, LogIdentity, Record

FOLLOW = "crm.feed"
"""Permission of the CRM's machine client."""

LARGEST_PAGE = 512 * 1024
"""Bytes of one page at most, but for a page of one message."""

START = ""
"""The cursor before the first message."""

NO_CURSOR = FieldError(
    "after",
    en="is no cursor of this feed; take `next` of an earlier page, or leave it out.",
    zh="不是此消息流的游标，请使用先前某页的 `next`，或省略。",
)


class CursorUnknown(DomainError):
    """The log does not hold what the cursor names: it was restored to an earlier state."""

    kind = "gone"
    code = "cursor-unknown"
    en = "The log does not hold what this cursor names; go on from `last_common`."
    zh = "日志中没有该游标所指的内容，请从 `last_common` 继续读取。"

    @property
    def last_common(self) -> str:
        """The last cursor that both sides know; from the start where none is known."""
        return str(self.details["last_common"])


@dataclass(frozen=True)
class FeedPage:
    """A part of the feed.

    Args:
        messages: CloudEvents, as the broker carries them.
        following: the cursor after the last of them.
        is_last: whether there is nothing more at present.
    """

    messages: list[dict[str, Any]]
    following: str
    is_last: bool


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A message's place: log, position and event id."""

    log: str
    position: int
    event_id: str


class CrmFeed:
    """The CRM's way to catch up after a loss.

    Args:
        store: the log of `crm`.
        publications: its public events.
    """

    def __init__(self, store: EventStore, publications: Publications) -> None:
        self._store = store
        self._translator = Translator(publications, store.mapper, stream=CRM_STREAM)
        self._topics = [
            one.event_class.TOPIC for one in publications.events if one.stream == CRM_STREAM
        ]

    def page_after(self, cursor: str, *, limit: int) -> FeedPage:
        """What was published after `cursor`.

        Args:
            cursor: `following` of an earlier page; `START` for the beginning.
            limit: messages at most.

        Raises:
            CursorUnknown: the cursor is none of this log.
            Invalid: it is no cursor at all.
        """
        current_context().require(FOLLOW)
        identity = self._store.recorder.log()
        place = self._place_at(cursor, identity)
        records = self._store.recorder.select_records(
            after=place.position, limit=limit + 1, topics=self._topics
        )
        messages = list(self._messages(records[:limit], identity, place))
        last = place if not messages else place_after(messages[-1])
        return FeedPage(
            messages=messages,
            following=_written(last),
            is_last=len(messages) == len(records),
        )

    def _messages(
        self, records: list[Record], identity: LogIdentity, before: Place
    ) -> Iterator[dict[str, Any]]:
        size = 0
        for record in records:
            message = self._translator.message_for(record, identity, before)
            if message is None:
                continue
            is_first, size = size == 0, size + len(encoded(message))
            if size > LARGEST_PAGE and not is_first:
                return
            before = place_after(message)
            yield message

    def _place_at(self, cursor: str, identity: LogIdentity) -> Place:
        if cursor == START:
            return Place()
        named = _read(cursor)
        known_up_to = _known_up_to(named.log, identity)
        is_held = named.position <= min(known_up_to, self._store.recorder.last_position())
        if is_held and self._event_id_at(named.position) == named.event_id:
            log = str(identity.log_id)
            return Place(log, identity.generation, named.position, named.event_id, named.position)
        raise CursorUnknown(last_common=self._last_common(named, known_up_to, identity))

    def _last_common(self, named: Cursor, known_up_to: int, identity: LogIdentity) -> str:
        """The last message before the fork; nothing but the start is sure without a lineage."""
        if named.log == str(identity.log_id) or named.position <= known_up_to:
            return START
        reach = 1000
        while known_up_to > 0:
            after = max(0, known_up_to - reach)
            found = self._store.recorder.select_records(
                after=after, up_to=known_up_to, limit=reach, topics=self._topics
            )
            if found:
                return self._cursor_at(found[-1], identity)
            known_up_to = after
        return START

    def _cursor_at(self, record: Record, identity: LogIdentity) -> str:
        event_id = self._store.mapper.to_domain_event(record).meta.event_id
        return _written(Place(str(identity.log_id), position=record.id, event_id=str(event_id)))

    def _event_id_at(self, position: int) -> str | None:
        record = self._store.recorder.record_at(position)
        if record is None:
            return None
        return str(self._store.mapper.to_domain_event(record).meta.event_id)


def _known_up_to(log: str, identity: LogIdentity) -> int:
    """Up to which position this log holds what the log of the cursor held."""
    if log == str(identity.log_id):
        return 2**63 - 1
    ids = [str(one.log_id) for one in identity.lineage]
    if log not in ids:
        return 0
    return min(one.position for one in identity.lineage[ids.index(log) :])


def _written(place: Place) -> str:
    if not place.position:
        return START
    named = Cursor(place.log, place.position, place.event_id)
    return base64.urlsafe_b64encode(msgspec.json.encode(named)).decode().rstrip("=")


def _read(cursor: str) -> Cursor:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(text, type=Cursor)
    except ValueError as refusal:
        raise Invalid(fields=(NO_CURSOR,)) from refusal
