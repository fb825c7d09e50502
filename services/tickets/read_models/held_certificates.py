"""Which certificates does an agent hold, and since and until when do they count?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select

from services.tickets.domain.gate import HeldCertificate
from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, nullable=False)
_certification = Column("certification", String, nullable=False)

HELD = read_table(
    "held_certificates",
    Column("certificate_id", String, primary_key=True),
    _employee_id,
    _certification,
    Column("begins_at", String, nullable=False),
    Column("ends_at", String),
    Column("valid_until", String),
    Column("is_suspended", Boolean, nullable=False),
    Column("is_revoked", Boolean, nullable=False),
    Column("is_outdated", Boolean, nullable=False),
    Index("held_certificates_of", _employee_id, _certification),
)


class HeldCertificates(ReadModel):
    """The certificates of which `training` has told, by their newest terms."""

    name = "held_certificates"
    source = "training"
    tables = (HELD,)

    @projects("loopdesk.training.certificate_issued.v1", "loopdesk.training.certificate_renewed.v1")
    def given(self, rows: Rows, message: Message) -> None:
        """Somebody is certified, or goes on to be."""
        told = message.data
        rows[HELD].put(
            certificate_id=told["certificate_id"],
            employee_id=told["employee_id"],
            certification=told["certification_code"],
            begins_at=told["begins_at"],
            ends_at=told["ends_at"],
            valid_until=told["valid_until"],
            is_suspended=False,
            is_revoked=False,
            is_outdated=False,
        )

    @projects("loopdesk.training.certificate_suspended.v1")
    def suspended(self, rows: Rows, message: Message) -> None:
        """It does not count for now."""
        rows[HELD].change(message.data["certificate_id"], is_suspended=True)

    @projects("loopdesk.training.certificate_resumed.v1")
    def resumed(self, rows: Rows, message: Message) -> None:
        """It counts again."""
        rows[HELD].change(message.data["certificate_id"], is_suspended=False)

    @projects("loopdesk.training.certificate_revoked.v1")
    def revoked(self, rows: Rows, message: Message) -> None:
        """It counts no more."""
        rows[HELD].change(message.data["certificate_id"], is_revoked=True)

    @projects("loopdesk.training.certificate_outdated.v1")
    def outdated(self, rows: Rows, message: Message) -> None:
        """A new course version lets it run out."""
        told = message.data
        rows[HELD].change(told["certificate_id"], is_outdated=True, ends_at=told["ends_at"])

    def held_by(
        self, employee_ids: Collection[UUID], certifications: Collection[str]
    ) -> Mapping[UUID, Sequence[HeldCertificate]]:
        """What these employees hold or held of these certifications; nothing of who held none."""
        query = select(HELD).where(
            HELD.c.employee_id.in_([str(one) for one in employee_ids]),
            HELD.c.certification.in_(sorted(certifications)),
        )
        found: dict[UUID, list[HeldCertificate]] = {}
        with self.database.reading() as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(UUID(row["employee_id"]), []).append(_held(row))
        return found


def _held(row: Any) -> HeldCertificate:
    ends_at, valid_until = row["ends_at"], row["valid_until"]
    return HeldCertificate(
        certification=row["certification"],
        begins_at=datetime.fromisoformat(row["begins_at"]),
        ends_at=None if ends_at is None else datetime.fromisoformat(ends_at),
        valid_until=None if valid_until is None else date.fromisoformat(valid_until),
        is_suspended=row["is_suspended"],
        is_revoked=row["is_revoked"],
        is_outdated=row["is_outdated"],
    )
