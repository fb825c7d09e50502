"""Which certifications are there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)

CERTIFICATIONS = read_table(
    "certification_list",
    Column("certification_id", String, primary_key=True),
    _code,
    Column("title_zh", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("is_retired", Boolean, nullable=False),
    Index("certification_list_by_code", _code),
)


@dataclass(frozen=True)
class ListedCertification:
    """A certification in a list.

    Args:
        certification_id: its id.
        code: its code.
        title_zh: its name in Chinese.
        title_en: its name in English.
        newest: number of its version in use.
        is_retired: whether nobody is certified any more.
    """

    certification_id: UUID
    code: str
    title_zh: str
    title_en: str
    newest: int
    is_retired: bool


class CertificationList(ReadModel):
    """One row for each certification."""

    name = "certification_list"
    source = "training"
    tables = (CERTIFICATIONS,)

    @projects("training.certification.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """There is a certification, or another version of it."""
        plan = event.version.plan
        rows[CERTIFICATIONS].put(
            certification_id=str(event.originator_id),
            code=event.code,
            title_zh=plan.title_zh,
            title_en=plan.title_en,
            newest=event.version.number,
            is_retired=False,
        )

    @projects("training.certification.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """Nobody is certified any more."""
        rows[CERTIFICATIONS].change(str(event.originator_id), is_retired=True)

    def page(self, *, after: str | None, limit: int) -> Sequence[ListedCertification]:
        """The certifications by their codes, from one on."""
        query = select(CERTIFICATIONS).order_by(_code).limit(limit)
        if after is not None:
            query = query.where(CERTIFICATIONS.c.code > after)
        with self.database.reading() as connection:
            found = connection.execute(query).mappings().all()
        return [
            ListedCertification(**{**one, "certification_id": UUID(one["certification_id"])})
            for one in found
        ]
