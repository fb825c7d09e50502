"""Which staff number has the holder of a certificate, and which days count where they work?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, String, select

from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

HOLDERS = read_table(
    "certificate_holders",
    Column("employee_id", String, primary_key=True),
    Column("staff_number", String),
    Column("site_id", String),
)

ZONES = read_table(
    "certificate_zones",
    Column("site_id", String, primary_key=True),
    Column("zone", String, nullable=False),
)


class CertificateHolders(ReadModel):
    """The employees and sites of which `people` has told; no names, and who has left stays."""

    name = "certificate_holders"
    source = "people"
    tables = (HOLDERS, ZONES)

    @projects("loopdesk.people.employee_hired.v1")
    def hired(self, rows: Rows, message: Message) -> None:
        """Somebody works here."""
        data = message.data
        rows[HOLDERS].put(
            employee_id=data["employee_id"],
            staff_number=data["staff_number"],
            site_id=data["site_id"],
        )

    @projects("loopdesk.people.employee_moved.v1")
    def moved(self, rows: Rows, message: Message) -> None:
        """The employee works at another site."""
        rows[HOLDERS].change(message.data["employee_id"], site_id=message.data["site_id"])

    @projects("loopdesk.people.site_opened.v1")
    def site_opened(self, rows: Rows, message: Message) -> None:
        """There is a site in a time zone."""
        rows[ZONES].put(site_id=message.data["site_id"], zone=message.data["zone"])

    def zone_of(self, employee_id: UUID) -> str:
        """The IANA zone of the site where an employee works; UTC where nobody knows."""
        query = (
            select(ZONES.c.zone)
            .join(HOLDERS, HOLDERS.c.site_id == ZONES.c.site_id)
            .where(HOLDERS.c.employee_id == str(employee_id))
        )
        with self.database.reading() as connection:
            return connection.execute(query).scalar() or "UTC"

    def staff_number_of(self, employee_id: UUID) -> str | None:
        """The staff number [员工编号], if `people` has told it."""
        query = select(HOLDERS.c.staff_number).where(HOLDERS.c.employee_id == str(employee_id))
        with self.database.reading() as connection:
            found: str | None = connection.execute(query).scalar()
        return found
