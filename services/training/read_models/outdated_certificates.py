"""Which certificates rest on a course of which a new version outdates them?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, and_, select

from services.training.application.certificate_questions import Outdating
from services.training.read_models.certificate_list import CERTIFICATES
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_course_id = Column("course_id", String, primary_key=True)

RESTS_ON = read_table(
    "certification_courses",
    Column("certification_code", String, primary_key=True),
    Column("certification_version", Integer, primary_key=True),
    _course_id,
    Index("certification_courses_by_course", _course_id),
)

OUTDATING = read_table(
    "outdating_courses",
    Column("course_id", String, primary_key=True),
    Column("course_version", Integer, nullable=False),
    Column("published_at", String, nullable=False),
)


class OutdatedCertificates(ReadModel):
    """On which courses certifications rest, and the newest outdating version of each course."""

    name = "outdated_certificates"
    source = "training"
    tables = (RESTS_ON, OUTDATING)

    @projects("training.certification.version_published")
    def certification_published(self, rows: Rows, event: Any) -> None:
        """A version of a certification rests on these courses."""
        for course_id in event.version.plan.course_ids:
            rows[RESTS_ON].put(
                certification_code=event.code,
                certification_version=event.version.number,
                course_id=str(course_id),
            )

    @projects("training.course.version_published")
    def course_published(self, rows: Rows, event: Any) -> None:
        """A course has a new version, which may outdate what was given before."""
        if event.version.outdates_certificates:
            rows[OUTDATING].put(
                course_id=str(event.originator_id),
                course_version=event.version.number,
                published_at=iso(event.meta.occurred_at),
            )

    def to_be_outdated(self, *, limit: int) -> Sequence[Outdating]:
        """Certificates given before such a version of which nothing says so yet."""
        given = CERTIFICATES.c
        query = (
            select(given.certificate_id, OUTDATING.c.course_id, OUTDATING.c.course_version)
            .join(RESTS_ON, RESTS_ON.c.course_id == OUTDATING.c.course_id)
            .join(
                CERTIFICATES,
                and_(
                    given.certification_code == RESTS_ON.c.certification_code,
                    given.certification_version == RESTS_ON.c.certification_version,
                ),
            )
            .where(
                given.begins_at < OUTDATING.c.published_at,
                given.ends_at > OUTDATING.c.published_at,
                ~given.is_outdated,
                ~given.is_revoked,
                ~given.has_expired,
            )
            .order_by(given.certificate_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).all()
        return [Outdating(UUID(one), UUID(course), version) for one, course, version in found]
