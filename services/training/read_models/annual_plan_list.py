"""Which annual training plans are there, with what budget, and how much of it is spent?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer, String, and_, or_, select

from services.training.domain.plan_terms import APPROVED, DRAFT, SUBMITTED
from shared.read_models import ReadModel, Rows, projects, read_table

_year = Column("year", Integer, nullable=False)
_code = Column("code", String, nullable=False)

PLANS = read_table(
    "annual_plan_list",
    Column("annual_plan_id", String, primary_key=True),
    _year,
    _code,
    Column("title", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("approved_revision", Integer),
    Column("budget_minor", BigInteger),
    Column("spent_minor", BigInteger, nullable=False),
    Index("annual_plan_list_by_year", _year, _code),
)

_P = PLANS.c


@dataclass(frozen=True)
class ListedPlan:
    """A plan in a list.

    Args:
        budget_minor: of the revision in force, if there is one.
    """

    annual_plan_id: UUID
    year: int
    code: str
    title: str
    currency: str
    state: str
    revision: int
    approved_revision: int | None
    budget_minor: int | None
    spent_minor: int


class AnnualPlanList(ReadModel):
    """One row for each plan."""

    name = "annual_plan_list"
    source = "training"
    tables = (PLANS,)

    @projects("training.annual_plan.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """There is a plan."""
        terms = event.terms
        rows[PLANS].put(
            annual_plan_id=str(event.originator_id),
            year=terms.year,
            code=terms.code,
            title=terms.title,
            currency=terms.currency,
            state=DRAFT,
            revision=1,
            spent_minor=0,
        )

    @projects("training.annual_plan.submitted")
    def submitted(self, rows: Rows, event: Any) -> None:
        """It waits for an approval."""
        rows[PLANS].change(str(event.originator_id), state=SUBMITTED)

    @projects("training.annual_plan.sent_back")
    def sent_back(self, rows: Rows, event: Any) -> None:
        """It is to be written otherwise."""
        rows[PLANS].change(str(event.originator_id), state=DRAFT)

    @projects("training.annual_plan.approved")
    def approved(self, rows: Rows, event: Any) -> None:
        """A revision is in force."""
        rows[PLANS].change(
            str(event.originator_id),
            state=APPROVED,
            approved_revision=event.approval.revision,
            budget_minor=event.budget_minor,
        )

    @projects("training.annual_plan.revision_begun")
    def revision_begun(self, rows: Rows, event: Any) -> None:
        """Another revision is written."""
        rows[PLANS].change(str(event.originator_id), state=DRAFT, revision=event.revision)

    @projects("training.annual_plan.spending_entered")
    def spending_entered(self, rows: Rows, event: Any) -> None:
        """Something was spent."""
        self._spend(rows, event, event.spending.amount_minor)

    @projects("training.annual_plan.spending_taken_back")
    def spending_taken_back(self, rows: Rows, event: Any) -> None:
        """It was not spent after all."""
        self._spend(rows, event, -event.spending.amount_minor)

    def page(
        self, *, year: int | None, after: tuple[int, str] | None, limit: int
    ) -> Sequence[ListedPlan]:
        """Plans, the latest year first.

        Args:
            year: of this year only.
            after: year and code of the last row of the page before.
            limit: how many at most.
        """
        query = select(PLANS).order_by(_P.year.desc(), _P.code).limit(limit)
        if year is not None:
            query = query.where(_P.year == year)
        if after is not None:
            last, code = after
            query = query.where(or_(_P.year < last, and_(_P.year == last, _P.code > code)))
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [
                ListedPlan(**{**row, "annual_plan_id": UUID(row["annual_plan_id"])}) for row in rows
            ]

    @staticmethod
    def _spend(rows: Rows, event: Any, amount_minor: int) -> None:
        row = rows[PLANS].get(str(event.originator_id))
        if row is not None:
            spent = row["spent_minor"] + amount_minor
            rows[PLANS].change(row["annual_plan_id"], spent_minor=spent)
