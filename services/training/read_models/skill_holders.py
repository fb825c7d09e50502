"""Whose certificates ever opened a skill?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

OPENED = read_table(
    "skill_holders",
    Column("skill", String, primary_key=True),
    Column("certificate_id", String, primary_key=True),
)


class SkillHolders(ReadModel):
    """One row for each skill and certificate; none is ever taken out."""

    name = "skill_holders"
    source = "training"
    tables = (OPENED,)

    @projects("training.certificate.issued", "training.certificate.renewed")
    def given(self, rows: Rows, event: Any) -> None:
        """A certificate opens skills."""
        for skill in event.term.skills:
            rows[OPENED].put(skill=skill, certificate_id=str(event.originator_id))

    def ever_for(self, skill: str, *, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Certificates that ever opened a skill, in the order of their ids."""
        query = select(OPENED.c.certificate_id).where(OPENED.c.skill == skill)
        if after is not None:
            query = query.where(OPENED.c.certificate_id > str(after))
        query = query.order_by(OPENED.c.certificate_id).limit(limit)
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]
