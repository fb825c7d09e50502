"""Importing facts about employees that no other service tells of yet (TR-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from services.training.application.access import EVALUATE, IMPORT
from services.training.application.evaluation_questions import Everybody
from services.training.application.workbench import Workbench
from services.training.domain.evaluation_errors import FactImportNotFound, FactsRefused
from services.training.domain.fact_rows import FactReader, rows_of_csv
from services.training.domain.facts import Fact, FactImport
from shared.context import current_context
from shared.errors import Conflict, FieldError
from shared.event_store import SideRowConflict
from shared.event_store.side_rows import delete, insert
from shared.event_store.store import expect_version

FACT = "fact"
"""Kind of side row: which content was taken over under which fact id."""


class FactImports:
    """Takes facts over: all rows of an import or none, and each fact once.

    Args:
        bench: what all use cases stand on.
        everybody: who works here or did.
    """

    def __init__(self, bench: Workbench, *, everybody: Everybody) -> None:
        self._bench = bench
        self._everybody = everybody

    def import_facts(self, rows: Sequence[Mapping[str, Any]]) -> FactImport:
        """Takes over what is new; the same rows again change nothing.

        Raises:
            FactsRefused: a row is wrong, or its fact was taken over with another content.
            Conflict: somebody takes one of the facts over at the same time.
        """
        current_context().require(IMPORT)
        with self._bench.rules.noted("evaluation"):
            rules = self._bench.rules.evaluation
            reader = FactReader(
                metrics=rules.metrics,
                is_employed=cache(self._everybody.is_known),
                most_rows=rules.most_rows,
            )
            facts = reader.read(rows)
            earlier = self._bench.store.find(FactImport, FactImport.id_for(facts))
            if earlier is not None and not earlier.is_withdrawn:
                return earlier
            return self._record(facts, earlier)

    def import_csv(self, text: str) -> FactImport:
        """The same from a CSV text with a heading.

        Raises:
            FactsRefused: the text is no CSV, lacks a column, or a row is wrong.
        """
        current_context().require(IMPORT)
        return self.import_facts(rows_of_csv(text))

    def see_fact_import(self, fact_import_id: UUID) -> FactImport:
        """What became of an import.

        Raises:
            FactImportNotFound: there is none.
        """
        context = current_context()
        if not context.may(EVALUATE):
            context.require(IMPORT)
        found = self._bench.store.find(FactImport, fact_import_id)
        if found is None:
            raise FactImportNotFound(fact_import_id=fact_import_id)
        return found

    def withdraw_fact_import(
        self, fact_import_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> FactImport:
        """Takes an import back that was wrong.

        Raises:
            FactImportNotFound: there is none.
            FactImportWithdrawn: it was taken back already.
        """
        current_context().require(IMPORT)
        found = self.see_fact_import(fact_import_id)
        expect_version(found, expected_version)
        fact_ids = found.fact_ids
        found.withdraw(reason=reason)
        self._bench.store.save(found, beside=[delete(FACT, one) for one in fact_ids])
        return found

    def _record(self, facts: Sequence[Fact], withdrawn: FactImport | None) -> FactImport:
        new = self._new(facts)
        if withdrawn is not None:
            withdrawn.take(new)
        made = withdrawn or FactImport.record(facts, new=new)
        rows = [insert(FACT, one.fact_id, one.fingerprint) for one in new]
        try:
            self._bench.store.save(made, beside=rows)
        except SideRowConflict as refusal:
            raise Conflict from refusal
        return made

    def _new(self, facts: Sequence[Fact]) -> list[Fact]:
        new, faults = [], []
        for number, one in enumerate(facts, start=1):
            row = self._bench.store.side_row(FACT, one.fact_id)
            if row is None:
                new.append(one)
            elif row.content != one.fingerprint:
                faults.append(_changed(number))
        if faults:
            raise FactsRefused(fields=tuple(faults))
        return new


def _changed(number: int) -> FieldError:
    return FieldError(
        f"rows.{number}.fact_id",
        "was taken over with another content; withdraw that import before a correction.",
        "该编号已以不同内容导入；如需更正，请先撤回原导入。",
    )
