"""The tickets that hold all words of a question: bounded work, explained ranks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from services.tickets.domain.search_terms import FIELDS, WEIGHTS
from services.tickets.read_models import ticket_list
from services.tickets.read_models.ticket_list import TICKETS, ListedTicket, listed_ticket
from services.tickets.read_models.ticket_search import PLACES, POSTINGS, TicketSearch, first_place
from shared.read_models import ReadDatabase

LOOKED_THROUGH = 5_000
"""Tickets that hold the rarest term, the newest first, among which the others are looked for."""

RANKED = 200
"""Tickets with all terms, the newest first, that are ranked."""


@dataclass(frozen=True)
class Wanted:
    """What is searched for.

    Args:
        terms: all of them, as `asked_terms` gives them; none where filters say it all.
        fields: fields in which they may stand.
        filters: values by name, each one of the list's filters.
        since: asked then or later.
        until: asked before.
        assignees: only what these agents have, or waits for `skill_groups`; None for all.
        skill_groups: groups whose waiting tickets may be found.
    """

    terms: tuple[str, ...]
    fields: tuple[str, ...] = FIELDS
    filters: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    assignees: Collection[UUID] | None = None
    skill_groups: Collection[str] = ()


@dataclass(frozen=True)
class Hit:
    """A ticket that holds all terms.

    Args:
        ticket: its row of the list.
        points: of each term those of the best field, all together.
        found: by term, the fields that hold it.
    """

    ticket: ListedTicket
    points: int
    found: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Hits:
    """What was found.

    Args:
        hits: by points, then the newest first.
        is_complete: whether all was looked through; else older tickets may hold the terms too.
    """

    hits: Sequence[Hit]
    is_complete: bool


class SearchQueries:
    """Asks the index.

    Args:
        database: the service's read database.
        index: hashes the terms.
    """

    def __init__(self, database: ReadDatabase, index: TicketSearch) -> None:
        self._database = database
        self._index = index

    def hits(self, wanted: Wanted) -> Hits:
        """The newest tickets that hold all terms, ranked.

        Raises:
            KeyError: a filter or field is none of the names.
        """
        if not set(wanted.filters) <= set(ticket_list.FILTERS):
            raise KeyError(f"The search knows no filter {sorted(wanted.filters)}.")
        hashes = {self._index.hash_of(one): one for one in wanted.terms}
        numbers = [FIELDS.index(one) for one in wanted.fields]
        with self._database.reading() as connection:
            if not hashes:
                return _unranked(connection, wanted)
            counts = {one: _count(connection, one) for one in hashes}
            rarest = min(counts, key=lambda one: (counts[one], one))
            rows = list(connection.execute(_matching(wanted, rarest, hashes, numbers)).mappings())
            found = _found(connection, [row["place"] for row in rows], hashes, numbers)
        hits = [_hit(row, found[row["place"]]) for row in rows[:RANKED]]
        hits.sort(key=lambda one: (one.points, one.ticket.opened_at), reverse=True)
        is_complete = counts[rarest] <= LOOKED_THROUGH and len(rows) <= RANKED
        return Hits(hits, is_complete)


def _count(connection: Connection, term: int) -> int:
    """In how many places a term stands, counted no further than matters."""
    some = select(POSTINGS.c.place).where(POSTINGS.c.term == term).limit(LOOKED_THROUGH + 1)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _unranked(connection: Connection, wanted: Wanted) -> Hits:
    """What the filters alone find, such as the number of a ticket."""
    query = (
        select(TICKETS)
        .where(*_filtered(wanted), *_visible(wanted))
        .order_by(TICKETS.c.opened_at.desc(), TICKETS.c.ticket_id.desc())
        .limit(RANKED + 1)
    )
    rows = connection.execute(query).mappings().all()
    hits = [Hit(listed_ticket(row), 0, {}) for row in rows[:RANKED]]
    return Hits(hits, len(rows) <= RANKED)


def _filtered(wanted: Wanted) -> list[ColumnElement[bool]]:
    return [TICKETS.c[name] == value for name, value in wanted.filters.items()]


def _matching(
    wanted: Wanted, rarest: int, hashes: Collection[int], numbers: Sequence[int]
) -> Select[Any]:
    postings = POSTINGS.c
    candidates = (
        select(postings.place)
        .where(postings.term == rarest, *_within(wanted, numbers))
        .group_by(postings.place)
        .order_by(postings.place.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )
    also = [
        exists().where(
            postings.term == one, postings.place == candidates.c.place, postings.field.in_(numbers)
        )
        for one in hashes
        if one != rarest
    ]
    return (
        select(candidates.c.place, TICKETS)
        .join(PLACES, PLACES.c.place == candidates.c.place)
        .join(TICKETS, TICKETS.c.ticket_id == PLACES.c.ticket_id)
        .where(*also, *_filtered(wanted), *_visible(wanted))
        .order_by(candidates.c.place.desc())
        .limit(RANKED + 1)
    )


def _within(wanted: Wanted, numbers: Sequence[int]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [POSTINGS.c.field.in_(numbers)]
    if wanted.since is not None:
        found.append(POSTINGS.c.place >= first_place(wanted.since))
    if wanted.until is not None:
        found.append(POSTINGS.c.place < first_place(wanted.until))
    return found


def _visible(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.assignees is None:
        return []
    theirs = TICKETS.c.assignee_id.in_(sorted(str(one) for one in wanted.assignees))
    groups = TICKETS.c.skill_group.in_(sorted(wanted.skill_groups))
    waits = and_(TICKETS.c.assignee_id.is_(None), groups)
    return [or_(theirs, waits)]


def _found(
    connection: Connection,
    places: Sequence[int],
    hashes: Mapping[int, str],
    numbers: Sequence[int],
) -> dict[int, dict[str, set[str]]]:
    found: dict[int, dict[str, set[str]]] = {one: {} for one in places}
    query = select(POSTINGS).where(
        POSTINGS.c.term.in_(list(hashes)),
        POSTINGS.c.place.in_(places),
        POSTINGS.c.field.in_(numbers),
    )
    for term, place, number in connection.execute(query) if places else ():
        found[place].setdefault(hashes[term], set()).add(FIELDS[number])
    return found


def _hit(row: Any, found: Mapping[str, set[str]]) -> Hit:
    facts = {name: value for name, value in row.items() if name != "place"}
    ordered = {
        term: tuple(sorted(fields, key=FIELDS.index)) for term, fields in sorted(found.items())
    }
    points = sum(max(WEIGHTS[one] for one in fields) for fields in ordered.values())
    return Hit(listed_ticket(facts), points, ordered)
