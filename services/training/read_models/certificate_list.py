"""Which certificates are there, whose, in which state, and which end soon?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, String, and_, or_, select

from services.training.application.certificate_questions import Ending
from services.training.domain.certificate_facts import (
    EXPIRED,
    EXPIRING,
    OUTDATED,
    REVOKED,
    SUSPENDED,
    VALID,
)
from services.training.read_models.staff import STAFF
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

NEVER = "9999"
"""Stands for the end of what counts for ever; later than every time as text."""

_employee_id = Column("employee_id", String, nullable=False)
_code = Column("certification_code", String, nullable=False)
_ends_at = Column("ends_at", String, nullable=False)

CERTIFICATES = read_table(
    "certificate_list",
    Column("certificate_id", String, primary_key=True),
    Column("number", String, nullable=False),
    _employee_id,
    _code,
    Column("certification_version", Integer, nullable=False),
    Column("term", Integer, nullable=False),
    Column("valid_from", String, nullable=False),
    Column("valid_until", String),
    Column("begins_at", String, nullable=False),
    _ends_at,
    Column("zone", String, nullable=False),
    Column("is_suspended", Boolean, nullable=False),
    Column("is_revoked", Boolean, nullable=False),
    Column("is_outdated", Boolean, nullable=False),
    Column("has_expired", Boolean, nullable=False),
    Column("reminded", Integer),
    Index("certificate_list_by_end", _ends_at),
    Index("certificate_list_by_employee", _employee_id, _ends_at),
    Index("certificate_list_by_code", _code, _ends_at),
)


@dataclass(frozen=True)
class Wanted:
    """Which certificates a list shows.

    Args:
        at: the moment by which states are judged.
        expiring_days: days before the end from which one is expiring.
        visible: only these employees'; None for everybody's.
        state: only in this state.
        employee_id: only this employee's.
        team_id: only of who is in this team now.
        certification_code: only of this certification.
    """

    at: datetime
    expiring_days: int
    visible: Collection[UUID] | None
    state: str | None = None
    employee_id: UUID | None = None
    team_id: UUID | None = None
    certification_code: str | None = None


class CertificateList(ReadModel):
    """One row for each certificate, by its newest term."""

    name = "certificate_list"
    source = "training"
    tables = (CERTIFICATES,)

    @projects("training.certificate.issued", "training.certificate.renewed")
    def given(self, rows: Rows, event: Any) -> None:
        """Somebody is certified, or goes on to be."""
        about, term = event.about, event.term
        rows[CERTIFICATES].put(
            certificate_id=str(event.originator_id),
            number=about.number,
            employee_id=str(about.employee_id),
            certification_code=about.certification_code,
            certification_version=term.certification_version,
            term=term.ordinal,
            valid_from=term.valid_from.isoformat(),
            valid_until=None if term.valid_until is None else term.valid_until.isoformat(),
            begins_at=iso(term.begins_at),
            ends_at=NEVER if term.ends_at is None else iso(term.ends_at),
            zone=term.zone,
            is_suspended=False,
            is_revoked=False,
            is_outdated=False,
            has_expired=False,
        )

    @projects("training.certificate.suspended")
    def suspended(self, rows: Rows, event: Any) -> None:
        """It does not count for now."""
        rows[CERTIFICATES].change(str(event.originator_id), is_suspended=True)

    @projects("training.certificate.resumed")
    def resumed(self, rows: Rows, event: Any) -> None:
        """It counts again."""
        rows[CERTIFICATES].change(str(event.originator_id), is_suspended=False)

    @projects("training.certificate.revoked")
    def revoked(self, rows: Rows, event: Any) -> None:
        """It counts no more."""
        rows[CERTIFICATES].change(str(event.originator_id), is_revoked=True)

    @projects("training.certificate.outdated")
    def outdated(self, rows: Rows, event: Any) -> None:
        """It ends sooner."""
        rows[CERTIFICATES].change(
            str(event.originator_id), is_outdated=True, ends_at=iso(event.ends_at)
        )

    @projects("training.certificate.expired")
    def expired(self, rows: Rows, event: Any) -> None:
        """Its end was recorded."""
        rows[CERTIFICATES].change(str(event.originator_id), has_expired=True)

    @projects("training.certificate.expiry_reminded")
    def reminded(self, rows: Rows, event: Any) -> None:
        """Its holder was reminded."""
        rows[CERTIFICATES].change(str(event.originator_id), reminded=event.reminder_days)

    def page(
        self, wanted: Wanted, *, after: tuple[str, UUID] | None, limit: int
    ) -> Sequence[dict[str, Any]]:
        """The certificates that are wanted with their `state`, the first to end first.

        Args:
            wanted: which ones.
            after: `ends_at` and id of the one before.
            limit: rows at most.
        """
        table = CERTIFICATES.c
        query = select(CERTIFICATES).where(*_conditions(wanted))
        if after is not None:
            ends_at, certificate_id = after
            later = and_(table.ends_at == ends_at, table.certificate_id > str(certificate_id))
            query = query.where(or_(table.ends_at > ends_at, later))
        query = query.order_by(table.ends_at, table.certificate_id).limit(limit)
        with self.database.reading() as connection:
            found = connection.execute(query).mappings().all()
        return [{**one, "state": _state(one, wanted)} for one in found]

    def ended(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Certificates that ended by then and of which nothing says so yet."""
        table = CERTIFICATES.c
        query = (
            select(table.certificate_id)
            .where(table.ends_at <= iso(by), ~table.has_expired, ~table.is_revoked)
            .order_by(table.ends_at)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def ending(self, *, after: datetime, by: datetime) -> Iterable[Ending]:
        """Certificates that count and end within a span, the first to end first."""
        table = CERTIFICATES.c
        query = (
            select(table.certificate_id, table.ends_at, table.zone, table.reminded)
            .where(table.ends_at > iso(after), table.ends_at <= iso(by), ~table.is_revoked)
            .order_by(table.ends_at)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).all()
        return [
            Ending(UUID(certificate_id), datetime.fromisoformat(ends_at), zone, reminded)
            for certificate_id, ends_at, zone, reminded in found
        ]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    table, found = CERTIFICATES.c, list[ColumnElement[bool]]()
    if wanted.visible is not None:
        found.append(table.employee_id.in_([str(one) for one in wanted.visible]))
    if wanted.employee_id is not None:
        found.append(table.employee_id == str(wanted.employee_id))
    if wanted.team_id is not None:
        team = select(STAFF.c.employee_id).where(STAFF.c.team_id == str(wanted.team_id))
        found.append(table.employee_id.in_(team))
    if wanted.certification_code is not None:
        found.append(table.certification_code == wanted.certification_code)
    if wanted.state is not None:
        found.extend(_in_state(wanted.state, wanted))
    return found


def _in_state(state: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The same as `Certificate.state_at` says, for the database."""
    table = CERTIFICATES.c
    now, soon = iso(wanted.at), iso(wanted.at + timedelta(days=wanted.expiring_days))
    stands = [~table.is_revoked, ~table.is_suspended]
    has_ended = [*stands, table.ends_at <= now]
    conditions: dict[str, list[ColumnElement[bool]]] = {
        REVOKED: [table.is_revoked],
        SUSPENDED: [~table.is_revoked, table.is_suspended],
        OUTDATED: [*has_ended, table.is_outdated],
        EXPIRED: [*has_ended, ~table.is_outdated],
        EXPIRING: [*stands, table.ends_at > now, table.ends_at <= soon],
        VALID: [*stands, table.ends_at > soon],
    }
    return conditions[state]


def _state(row: Any, wanted: Wanted) -> str:
    if row["is_revoked"]:
        return REVOKED
    if row["is_suspended"]:
        return SUSPENDED
    if row["ends_at"] <= iso(wanted.at):
        return OUTDATED if row["is_outdated"] else EXPIRED
    soon = iso(wanted.at + timedelta(days=wanted.expiring_days))
    return EXPIRING if row["ends_at"] <= soon else VALID
