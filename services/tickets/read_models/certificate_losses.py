"""Which certificates were lost, how late did we know, and what was given meanwhile?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, and_, or_, select

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_MILLISECOND = timedelta(milliseconds=1)
_noted_at = Column("noted_at", String, nullable=False)
_is_settled = Column("is_settled", Boolean, nullable=False)
_assigned_at = Column("assigned_at", String, nullable=False)

LOSSES = read_table(
    "certificate_losses",
    Column("loss_id", String, primary_key=True),
    Column("certificate_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("employee_id", String, nullable=False),
    Column("certification_code", String, nullable=False),
    Column("how", String, nullable=False),
    Column("lost_at", String, nullable=False),
    _noted_at,
    Column("lag_milliseconds", Integer, nullable=False),
    Column("flagged", Integer, nullable=False),
    _is_settled,
    Index("certificate_losses_by_time", _noted_at),
    Index("certificate_losses_unsettled", _is_settled, _noted_at),
)

FLAGGED = read_table(
    "uncertified_work",
    Column("flag_id", String, primary_key=True),
    Column("loss_id", String, nullable=False),
    Column("ticket_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("skill_group", String, nullable=False),
    Column("employee_id", String, nullable=False),
    Column("certification_code", String, nullable=False),
    Column("how", String, nullable=False),
    Column("lost_at", String, nullable=False),
    _assigned_at,
    Index("uncertified_work_by_time", _assigned_at),
)


class CertificateLosses(ReadModel):
    """One row for each loss, and one for each ticket that was given meanwhile."""

    name = "certificate_losses"
    source = "tickets"
    tables = (LOSSES, FLAGGED)

    @projects("tickets.certificate_loss.noted")
    def noted(self, rows: Rows, event: Any) -> None:
        """The news has come."""
        lost = event.lost
        rows[LOSSES].put(
            loss_id=str(event.originator_id),
            certificate_id=str(lost.certificate_id),
            number=lost.number,
            employee_id=str(lost.employee_id),
            certification_code=lost.certification_code,
            how=lost.how,
            lost_at=iso(lost.lost_at),
            noted_at=iso(event.noted_at),
            lag_milliseconds=(event.noted_at - lost.lost_at) // _MILLISECOND,
            flagged=0,
            is_settled=False,
        )

    @projects("tickets.certificate_loss.work_flagged")
    def work_flagged(self, rows: Rows, event: Any) -> None:
        """A ticket was given to who had lost the certificate for it."""
        loss_id, lost, work = str(event.originator_id), event.lost, event.work
        loss = rows[LOSSES].get(loss_id)
        if loss is not None:
            rows[LOSSES].change(loss_id, flagged=loss["flagged"] + 1)
        rows[FLAGGED].put(
            flag_id=f"{work.ticket_id}/{loss_id}",
            loss_id=loss_id,
            ticket_id=str(work.ticket_id),
            number=work.number,
            skill_group=work.skill_group,
            employee_id=str(lost.employee_id),
            certification_code=lost.certification_code,
            how=lost.how,
            lost_at=iso(lost.lost_at),
            assigned_at=iso(work.assigned_at),
        )

    @projects("tickets.certificate_loss.settled")
    def settled(self, rows: Rows, event: Any) -> None:
        """Nothing more is looked for."""
        rows[LOSSES].change(str(event.originator_id), is_settled=True)

    def unsettled(self, *, limit: int) -> Sequence[UUID]:
        """Losses of which nothing says that they are settled, the oldest first."""
        query = (
            select(LOSSES.c.loss_id)
            .where(~LOSSES.c.is_settled)
            .order_by(LOSSES.c.noted_at)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def losses(
        self, *, whose: Collection[UUID] | None, before: tuple[str, str] | None, limit: int
    ) -> Sequence[dict[str, Any]]:
        """Losses, the newest first.

        Args:
            whose: only these employees'; None for everybody's.
            before: `noted_at` and id of the one after which to go on.
            limit: rows at most.
        """
        return self._page(LOSSES, _noted_at, "loss_id", whose=whose, before=before, limit=limit)

    def flagged_work(
        self, *, whose: Collection[UUID] | None, before: tuple[str, str] | None, limit: int
    ) -> Sequence[dict[str, Any]]:
        """Work given to who had lost the certificate for it, the newest first.

        Args:
            whose: only these employees'; None for everybody's.
            before: `assigned_at` and id of the one after which to go on.
            limit: rows at most.
        """
        return self._page(FLAGGED, _assigned_at, "flag_id", whose=whose, before=before, limit=limit)

    def _page(
        self,
        table: Table,
        at: Any,
        key: str,
        *,
        whose: Collection[UUID] | None,
        before: tuple[str, str] | None,
        limit: int,
    ) -> Sequence[dict[str, Any]]:
        moment, entity_id = table.c[at.name], table.c[key]
        query = select(table).order_by(moment.desc(), entity_id.desc()).limit(limit)
        if whose is not None:
            query = query.where(table.c.employee_id.in_([str(one) for one in whose]))
        if before is not None:
            last_at, last_id = before
            query = query.where(or_(moment < last_at, and_(moment == last_at, entity_id < last_id)))
        with self.database.reading() as connection:
            return [dict(one) for one in connection.execute(query).mappings()]
