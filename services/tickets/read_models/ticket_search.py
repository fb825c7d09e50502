"""Which tickets hold these words: an index of keyed hashes, from which no word can be read?

Texts are opened when they are indexed, and only then; the rows hold hashes that nobody without the
installation's key can make. Erasing a person removes the rows of what was sealed under their name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, SmallInteger, String, Text

from services.tickets.domain.search_terms import (
    CORRESPONDENCE,
    DESCRIPTION,
    FIELDS,
    RESOLUTION,
    SUBJECT,
    terms_of,
)
from shared.read_models import ReadDatabase, ReadModel, Rows, projects, read_table
from shared.sealed import KeyStore, Sealed

PURPOSE = "index-for-search"

POSTINGS = read_table(
    "search_postings",
    Column("term", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("field", SmallInteger, primary_key=True, autoincrement=False),
)
"""Where each term stands: in the ticket of this place, in this field."""

_place = Column("place", BigInteger, nullable=False)

PLACES = read_table(
    "search_places",
    Column("ticket_id", String, primary_key=True),
    _place,
    Column("subjects", Text, nullable=False),
    Index("search_places_by_place", _place),
)
"""Each ticket's place in time, and the persons under whose names its indexed texts are sealed."""

SUBJECTS = read_table(
    "search_subjects",
    Column("subject", String, primary_key=True),
    Column("ticket_ids", Text, nullable=False),
    Column("is_forgotten", Boolean, nullable=False),
)

TEXTS = read_table(
    "search_texts",
    Column("ticket_id", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("postings", Text, nullable=False),
)
"""What was indexed of a person in a ticket, so that it can be removed without a search."""

STREAMS = read_table(
    "search_streams",
    Column("stream_id", String, primary_key=True),
    Column("ticket_id", String, nullable=False),
)

Posting = tuple[int, int]
"""A term and the number of a field."""


class TicketSearch(ReadModel):
    """Keyed hashes of words and pairs of characters, by ticket and field.

    Args:
        database: the service's read database.
        keys: opens the texts and makes the hashes.
    """

    name = "ticket_search"
    source = "tickets"
    tables = (POSTINGS, PLACES, SUBJECTS, TEXTS, STREAMS)

    def __init__(self, database: ReadDatabase, *, keys: KeyStore) -> None:
        super().__init__(database)
        self._keys = keys

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """There is a further ticket, with the customer's words."""
        ticket_id = str(event.originator_id)
        place = _place_of(event.originator_id, event.asked_at)
        rows[PLACES].add(ticket_id=ticket_id, place=place, subjects="[]")
        self._index(rows, ticket_id, SUBJECT, [event.subject])
        self._index(rows, ticket_id, DESCRIPTION, [event.description, *event.information.values()])

    @projects("tickets.ticket.taken_over")
    def taken_over(self, rows: Rows, event: Any) -> None:
        """There is a further ticket, of an earlier system."""
        self.opened(rows, event)
        self._index(rows, str(event.originator_id), RESOLUTION, [event.resolution])

    @projects("tickets.ticket.information_recorded")
    def information_recorded(self, rows: Rows, event: Any) -> None:
        """More is known."""
        words = event.information.values()
        self._index(rows, str(event.originator_id), DESCRIPTION, words)

    @projects("tickets.ticket.resolved")
    def resolved(self, rows: Rows, event: Any) -> None:
        """It is said what was done."""
        self._index(rows, str(event.originator_id), RESOLUTION, [event.resolution])

    @projects("tickets.correspondence.started")
    def correspondence_started(self, rows: Rows, event: Any) -> None:
        """Something is about to be written."""
        stream_id, ticket_id = str(event.originator_id), str(event.ticket_id)
        rows[STREAMS].put(stream_id=stream_id, ticket_id=ticket_id)

    @projects(
        "tickets.correspondence.note_kept",
        "tickets.correspondence.reply_sent",
        "tickets.correspondence.reply_received",
    )
    def written(self, rows: Rows, event: Any) -> None:
        """Something was written."""
        stream = rows[STREAMS].get(str(event.originator_id))
        if stream is not None:
            self._index(rows, stream["ticket_id"], CORRESPONDENCE, [event.entry.text])

    @projects("tickets.forgotten_customer.forgotten")
    def forgotten(self, rows: Rows, event: Any) -> None:
        """The person's data is gone; so are the rows."""
        subject = f"customer:{event.customer_id}"
        for ticket_id in _ids(rows[SUBJECTS].get(subject), "ticket_ids"):
            _forget(rows, ticket_id, subject)
        rows[SUBJECTS].put(subject=subject, ticket_ids="[]", is_forgotten=True)

    def hash_of(self, term: str) -> int:
        """The keyed hash of a term, as it stands in the index."""
        return int(self._keys.lookup_hash("search-term", term)[:16], 16) - (1 << 63)

    def _index(
        self, rows: Rows, ticket_id: str, field: str, texts: Iterable[Sealed | None]
    ) -> None:
        number = FIELDS.index(field)
        for sealed in texts:
            text = self._keys.open_or_none(sealed, purpose=PURPOSE)
            if sealed is None or text is None:
                continue
            found = {(self.hash_of(term), number) for term in terms_of(text)}
            _keep(rows, ticket_id, sealed.subject, found)


def first_place(at: datetime) -> int:
    """The first place of a second: places are in the order of time."""
    return int(at.timestamp()) << 32


def _place_of(ticket_id: UUID, asked_at: datetime) -> int:
    # Two tickets of one second share the lower half once in four thousand million times.
    return first_place(asked_at) | (ticket_id.int ^ ticket_id.int >> 64) & 0xFFFFFFFF


def _keep(rows: Rows, ticket_id: str, subject: str, found: set[Posting]) -> None:
    """Adds the postings of one text, unless its person was forgotten."""
    place = rows[PLACES].get(ticket_id)
    person = rows[SUBJECTS].get(subject)
    if place is None or not found or (person is not None and person["is_forgotten"]):
        return
    subjects = _ids(place, "subjects")
    by_subject = {one: _postings(rows[TEXTS].get(ticket_id, one)) for one in subjects}
    for term, field in found.difference(*by_subject.values()):
        rows[POSTINGS].add(term=term, place=place["place"], field=field)
    _note(rows, ticket_id, subject, by_subject.get(subject, set()) | found)
    if subject not in subjects:
        rows[PLACES].change(ticket_id, subjects=_json([*subjects, subject]))
    tickets = _ids(person, "ticket_ids")
    if ticket_id not in tickets:
        ids = _json([*tickets, ticket_id])
        rows[SUBJECTS].put(subject=subject, ticket_ids=ids, is_forgotten=False)


def _forget(rows: Rows, ticket_id: str, subject: str) -> None:
    """Removes what was indexed of a person in a ticket, and of nobody else."""
    place = rows[PLACES].get(ticket_id)
    if place is None:
        return
    others = [one for one in _ids(place, "subjects") if one != subject]
    kept = {one for other in others for one in _postings(rows[TEXTS].get(ticket_id, other))}
    for term, field in _postings(rows[TEXTS].get(ticket_id, subject)) - kept:
        rows[POSTINGS].remove(term, place["place"], field)
    rows[TEXTS].remove(ticket_id, subject)
    rows[PLACES].change(ticket_id, subjects=_json(others))


def _note(rows: Rows, ticket_id: str, subject: str, postings: set[Posting]) -> None:
    rows[TEXTS].put(ticket_id=ticket_id, subject=subject, postings=_json(sorted(postings)))


def _postings(row: Any) -> set[Posting]:
    return set() if row is None else set(msgspec.json.decode(row["postings"], type=list[Posting]))


def _ids(row: Any, column: str) -> list[str]:
    return [] if row is None else msgspec.json.decode(row[column], type=list[str])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
