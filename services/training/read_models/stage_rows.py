"""The rows of results that may show a stage, and of the candidacies that wait for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, String, and_, or_

from services.training.domain.certification import WRITTEN
from services.training.read_models.sitting_list import SITTINGS, told_by
from shared.read_models import read_table

_result_employee = Column("employee_id", String, nullable=False)
_result_kind = Column("kind", String, nullable=False)
_result_key = Column("key", String, nullable=False)
_happened_at = Column("happened_at", String, nullable=False)

ENROLLED = read_table(
    "stage_enrolments",
    Column("enrolment_id", String, primary_key=True),
    Column("course_id", String, nullable=False),
    Column("employee_id", String, nullable=False),
)

RESULTS = read_table(
    "stage_results",
    Column("evidence_id", String, primary_key=True),
    _result_kind,
    _result_key,
    _result_employee,
    Column("is_passed", Boolean, nullable=False),
    Column("points", String),
    Column("full", String),
    _happened_at,
    Index("stage_results_of", _result_employee, _result_kind, _result_key, _happened_at),
)

AWAITED = read_table(
    "stage_awaited",
    Column("candidacy_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("employee_id", String, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("after", String, nullable=False),
)

STAGES = read_table(
    "stage_ways",
    Column("candidacy_id", String, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("keys", String, nullable=False),
)

OF_CANDIDACIES = read_table(
    "stage_candidacies",
    Column("candidacy_id", String, primary_key=True),
    Column("employee_id", String, nullable=False),
    Column("counts_all_courses", Boolean, nullable=False),
    Column("passed", Integer, nullable=False),
)

IS_OF_SITTING = SITTINGS.c.sitting_id == RESULTS.c.evidence_id
"""Which sitting a written result is of."""


def fits() -> ColumnElement[bool]:
    """Results for which a candidacy waits."""
    return and_(
        RESULTS.c.employee_id == AWAITED.c.employee_id,
        RESULTS.c.kind == AWAITED.c.kind,
        RESULTS.c.key == AWAITED.c.key,
        RESULTS.c.happened_at > AWAITED.c.after,
    )


def is_told(at: datetime) -> ColumnElement[bool]:
    """A written result counts once its learner may see it: the candidacy would tell it (TR-3)."""
    return or_(RESULTS.c.kind != WRITTEN, told_by(at))
