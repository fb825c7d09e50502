"""Which scripts are there, and what have the arms of their tests come to?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, select

from services.tickets.domain.rate_comparison import ArmCount
from services.tickets.domain.script import RELEASED, RETIRED
from shared.read_models import ReadModel, Rows, projects, read_table

_purpose = Column("purpose", String, nullable=False)
_script_id = Column("script_id", String, primary_key=True)
_tested_script_id = Column("script_id", String, nullable=False)

SCRIPTS = read_table(
    "scripts",
    _script_id,
    Column("name", String, nullable=False),
    _purpose,
    Index("scripts_by_purpose", _purpose, _script_id),
)

VERSIONS = read_table(
    "script_versions",
    Column("script_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("is_released", Boolean, nullable=False),
)

TESTS = read_table(
    "script_tests",
    Column("test_id", String, primary_key=True),
    _tested_script_id,
    Index("script_tests_by_script", _tested_script_id),
)

ARMS = read_table(
    "script_arms",
    Column("test_id", String, primary_key=True),
    Column("arm", String, primary_key=True),
    Column("outcomes", Integer, nullable=False),
    Column("successes", Integer, nullable=False),
)


@dataclass(frozen=True)
class ScriptRow:
    """A script in a list.

    Args:
        script_id: the script.
        name: how the centre calls it.
        purpose: what for.
        released: numbers of its released versions.
        test_ids: its tests, running or ended.
    """

    script_id: UUID
    name: str
    purpose: str
    released: tuple[int, ...]
    test_ids: tuple[UUID, ...]


class Scripts(ReadModel):
    """Scripts with what is released of them, and the counts of their tests (TK-4)."""

    name = "scripts"
    source = "tickets"
    tables = (SCRIPTS, VERSIONS, TESTS, ARMS)

    @projects("tickets.script.begun")
    def begun(self, rows: Rows, event: Any) -> None:
        """There is a further script."""
        rows[SCRIPTS].put(
            script_id=str(event.originator_id), name=event.name, purpose=event.purpose
        )

    @projects("tickets.script.version_released")
    def version_released(self, rows: Rows, event: Any) -> None:
        """Agents say it."""
        _version(rows, event, RELEASED)

    @projects("tickets.script.version_retired")
    def version_retired(self, rows: Rows, event: Any) -> None:
        """Nobody says it any more."""
        _version(rows, event, RETIRED)

    @projects("tickets.script_test.started")
    def test_started(self, rows: Rows, event: Any) -> None:
        """Two versions are compared."""
        rows[TESTS].put(test_id=str(event.originator_id), script_id=str(event.plan.script_id))

    @projects("tickets.script_outcome.recorded")
    def outcome_recorded(self, rows: Rows, event: Any) -> None:
        """A contact or customer counts for an arm."""
        test_id = str(event.test_id)
        row = rows[ARMS].get(test_id, event.arm) or {"outcomes": 0, "successes": 0}
        rows[ARMS].put(
            test_id=test_id,
            arm=event.arm,
            outcomes=row["outcomes"] + 1,
            successes=row["successes"] + (1 if event.is_success else 0),
        )

    def counts(self, test_id: UUID) -> Mapping[str, ArmCount]:
        """Outcomes and successes of a test by arm."""
        query = select(ARMS).where(ARMS.c.test_id == str(test_id))
        with self.database.reading() as connection:
            return {
                row.arm: ArmCount(outcomes=row.outcomes, successes=row.successes)
                for row in connection.execute(query)
            }

    def page(self, *, purpose: str | None, after: UUID | None, limit: int) -> Sequence[ScriptRow]:
        """Scripts in the order of their ids.

        Args:
            purpose: of this purpose only.
            after: the last script of the page before.
            limit: scripts at most.
        """
        query = select(SCRIPTS)
        if purpose is not None:
            query = query.where(SCRIPTS.c.purpose == purpose)
        if after is not None:
            query = query.where(SCRIPTS.c.script_id > str(after))
        query = query.order_by(SCRIPTS.c.script_id).limit(limit)
        with self.database.reading() as connection:
            found = connection.execute(query).all()
            ids = [one.script_id for one in found]
            versions = connection.execute(
                select(VERSIONS.c.script_id, VERSIONS.c.number)
                .where(VERSIONS.c.script_id.in_(ids), VERSIONS.c.is_released)
                .order_by(VERSIONS.c.number)
            ).all()
            tests = connection.execute(
                select(TESTS.c.script_id, TESTS.c.test_id)
                .where(TESTS.c.script_id.in_(ids))
                .order_by(TESTS.c.test_id)
            ).all()
        return [
            ScriptRow(
                script_id=UUID(one.script_id),
                name=one.name,
                purpose=one.purpose,
                released=tuple(two.number for two in versions if two.script_id == one.script_id),
                test_ids=tuple(
                    UUID(two.test_id) for two in tests if two.script_id == one.script_id
                ),
            )
            for one in found
        ]


def _version(rows: Rows, event: Any, state: str) -> None:
    rows[VERSIONS].put(
        script_id=str(event.originator_id), number=event.number, is_released=state == RELEASED
    )
