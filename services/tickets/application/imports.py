"""Takes tickets over from an earlier system: row by row reported, batch by batch saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from services.tickets.application.access import IMPORT
from services.tickets.application.workbench import Workbench
from services.tickets.domain.correspondence import Correspondence, Entry
from services.tickets.domain.importing import FormatRules, Mapped, SourceRow, mapped
from services.tickets.domain.taken_over import EarlierTicket, Origin
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.errors import Conflict, FieldError
from shared.event_store import Aggregate, SideRowConflict, SideWrite
from shared.ids import id_of
from shared.numbers import Numbers
from shared.sealed import Erased

BATCH = 500
"""Tickets of one save."""

KEYS_AT_A_TIME = 8
"""Keys of persons that are made beside each other."""

MOST_TOLD = 1_000
"""Refused rows that the report tells one by one; the others are counted."""


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken over, with everything that is wrong with it."""

    row: int
    source_id: str
    faults: tuple[FieldError, ...]


@dataclass
class ImportReport:
    """What became of the rows.

    Args:
        rows: rows of the file.
        imported: taken over now.
        known: taken over before; nothing was changed.
        refused: not taken over.
        told: the refused rows, up to `MOST_TOLD`.
    """

    rows: int = 0
    imported: int = 0
    known: int = 0
    refused: int = 0
    told: list[RefusedRow] = field(default_factory=list)

    def refuse(self, source: SourceRow, faults: Sequence[FieldError]) -> None:
        """Notes a row that was not taken over."""
        self.refused += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(RefusedRow(source.row, source.source_id, tuple(faults)))


class Imports:
    """Takes tickets over; a second run of the same file changes nothing.

    Args:
        bench: what all use cases stand on.
        numbers: hands out the numbers that people speak.
    """

    def __init__(self, bench: Workbench, *, numbers: Numbers) -> None:
        self._bench = bench
        self._numbers = numbers
        self._site_id: UUID | None = None

    def take_over(
        self,
        rows: Iterable[SourceRow],
        *,
        format_: str,
        is_rehearsal: bool = False,
        progress: Callable[[ImportReport], None] = lambda _: None,
    ) -> ImportReport:
        """Takes the tickets of an earlier system over.

        Args:
            rows: the tickets as that system tells of them.
            format_: one of the formats; it names the system too.
            is_rehearsal: whether it only reports what it would do.
            progress: told after each batch.
        """
        current_context().require(IMPORT)
        report = ImportReport()
        self._site_id = self._bench.clocks.only_site()
        source = iter(rows)
        with self._bench.rules.noted("imports"):
            rules = self._bench.rules.imports.of(format_)
            while batch := list(islice(source, BATCH)):
                good = self._read(batch, rules, report)
                self._take(good, format_, report, is_rehearsal=is_rehearsal)
                progress(report)
        return report

    def _read(
        self, batch: Sequence[SourceRow], rules: FormatRules, report: ImportReport
    ) -> dict[UUID, tuple[SourceRow, Mapped]]:
        """The good rows by the id of their ticket; one that comes twice is known already."""
        good: dict[UUID, tuple[SourceRow, Mapped]] = {}
        for one in batch:
            report.rows += 1
            words = mapped(one, rules, now=self._bench.now)
            if not isinstance(words, Mapped):
                report.refuse(one, words)
                continue
            ticket_id = Ticket.id_of_source(rules.format, one.source_id)
            if ticket_id in good:
                report.known += 1
            else:
                good[ticket_id] = (one, words)
        return good

    def _take(
        self,
        good: dict[UUID, tuple[SourceRow, Mapped]],
        system: str,
        report: ImportReport,
        *,
        is_rehearsal: bool,
    ) -> None:
        first = next(iter(good), None)
        if first is not None and (is_rehearsal or self._is_known(first)):
            good = self._unknown(good, report)
        if not good or is_rehearsal:
            report.imported += len(good)
            return
        try:
            self._save(good, system, report)
        except (Conflict, SideRowConflict):
            # Some of them are known, though the first one is not: a run that was broken off.
            self._save(self._unknown(good, report), system, report)

    def _save(
        self, good: dict[UUID, tuple[SourceRow, Mapped]], system: str, report: ImportReport
    ) -> None:
        aggregates: list[Aggregate] = []
        beside: list[SideWrite] = []
        refused: list[tuple[SourceRow, FieldError]] = []
        self._ensure_keys({_person(source, system) for source, _ in good.values()})
        for ticket_id, (source, words) in good.items():
            try:
                ticket, *others = self._made(ticket_id, source, words, system)
            except Erased:
                refused.append((source, _ERASED))
                continue
            aggregates += [ticket, *others]
            beside.append(self._numbers.given(ticket.number, entity_id=ticket.id))
        self._bench.store.save(*aggregates, beside=beside)
        report.imported += len(beside)
        for source, fault in refused:
            report.refuse(source, [fault])

    def _unknown(
        self, good: dict[UUID, tuple[SourceRow, Mapped]], report: ImportReport
    ) -> dict[UUID, tuple[SourceRow, Mapped]]:
        found = {one: row for one, row in good.items() if not self._is_known(one)}
        report.known += len(good) - len(found)
        return found

    def _is_known(self, ticket_id: UUID) -> bool:
        return self._bench.store.find(Ticket, ticket_id) is not None

    def _ensure_keys(self, persons: Iterable[str]) -> None:
        """Makes the keys of a batch beside each other: most of an import would go by with these."""

        def ensure(person: str) -> None:
            with suppress(Erased):
                self._bench.keys.ensure(person)

        with ThreadPoolExecutor(KEYS_AT_A_TIME) as pool:
            list(pool.map(ensure, sorted(persons)))

    def _made(
        self, ticket_id: UUID, source: SourceRow, words: Mapped, system: str
    ) -> Iterator[Any]:
        """The ticket, and what was written about it."""
        contact_id = _contact_of(source, system)
        person = _person(source, system)
        bench = self._bench
        earlier = EarlierTicket(
            number=self._numbers.next_number(),
            kind=words.kind,
            channel=words.channel,
            priority=words.priority,
            skill_group=words.skill_group,
            subject=bench.seal(person, source.subject),
            description=bench.seal(person, source.description) if source.description else None,
            asked_at=words.asked_at,
            state=words.state,
            origin=Origin(
                system=system,
                source_id=source.source_id,
                source_number=source.source_number,
                solved_at=source.solved_at,
                closed_at=source.closed_at,
                entries=len(source.entries),
            ),
            resolution=bench.seal(person, source.resolution) if source.resolution else None,
            customer_id=source.customer_id,
            contact_id=contact_id,
            site_id=self._site_id,
        )
        yield Ticket.take_over(ticket_id, earlier)
        if source.entries:
            yield self._correspondence(ticket_id, source, person=person)

    def _correspondence(self, ticket_id: UUID, source: SourceRow, *, person: str) -> Correspondence:
        correspondence = Correspondence.start(ticket_id)
        for ordinal, written in enumerate(source.entries):
            correspondence.keep_note(
                Entry(
                    entry_id=id_of("taken-over-entry", ticket_id, ordinal),
                    sort=written.sort,
                    written_at=written.at,
                    text=self._bench.seal(person, written.text),
                )
            )
        return correspondence


def _contact_of(source: SourceRow, system: str) -> UUID | None:
    """Stands for a customer unknown here: the same in every ticket of whoever asked."""
    if source.customer_id is not None:
        return None
    return _requester_id(system, source.requester or source.source_id)


@lru_cache(maxsize=1024)
def _requester_id(system: str, requester: str) -> UUID:
    return id_of("taken-over-requester", system, requester)


def _person(source: SourceRow, system: str) -> str:
    """Under whose name the texts are sealed (SE-2)."""
    if source.customer_id is not None:
        return f"customer:{source.customer_id}"
    return f"contact:{_contact_of(source, system)}"


_ERASED = FieldError("customer_id", "this person's data was erased.", "该客户的数据已被删除。")
