"""Facts of other systems become training needs: a whole batch, or nothing of it (TR-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.training.application.access import IMPORT
from services.training.application.fact_rows import FactRow, RowFaults, read_fact_rows
from services.training.application.need_readers import NeedReaders
from services.training.application.needs import Needs
from services.training.application.workbench import Workbench
from services.training.domain.errors import CompetencyUnknown
from services.training.domain.need import Need
from services.training.domain.need_errors import NeedImportNotFound
from services.training.domain.need_import import NeedImport
from services.training.domain.need_terms import NewNeed
from services.training.domain.need_weights import Evidence
from shared.context import current_context


class NeedFacts:
    """Takes facts from machines and files; one that is known already changes nothing.

    Args:
        bench: what all use cases stand on.
        needs: seals words about needs.
        readers: knows for whom a fact may be.
    """

    def __init__(self, bench: Workbench, *, needs: Needs, readers: NeedReaders) -> None:
        self._bench = bench
        self._needs = needs
        self._readers = readers

    def take_facts(self, rows: Sequence[FactRow]) -> NeedImport:
        """Takes the facts that a machine tells.

        Args:
            rows: the facts.

        Raises:
            FactsRefused: something is wrong with one of them; every wrong cell is named.
        """
        current_context().require(IMPORT)
        return self._take(dict(enumerate(rows, start=1)), RowFaults())

    def import_facts(self, text: str) -> NeedImport:
        """Takes the facts in a CSV file.

        Args:
            text: the file, with the columns of `fact_rows.COLUMNS`.

        Raises:
            FactsRefused: something is wrong; every wrong cell is named by its line.
        """
        current_context().require(IMPORT)
        faults = RowFaults()
        return self._take(read_fact_rows(text, faults), faults)

    def see_import(self, need_import_id: UUID) -> NeedImport:
        """The record of a batch, for those who bring them in.

        Raises:
            NeedImportNotFound: there is none.
        """
        current_context().require(IMPORT)
        found = self._bench.store.find(NeedImport, need_import_id)
        if found is None:
            raise NeedImportNotFound(key=need_import_id)
        return found

    def _take(self, rows: Mapping[int, FactRow], faults: RowFaults) -> NeedImport:
        self._check(rows, faults)
        faults.refuse()
        bench = self._bench
        with bench.rules.noted("competencies", "needs"):
            needs = [need for row in rows.values() if (need := self._need_of(row)) is not None]
            taken = NeedImport.carry_out(rows=len(rows), need_ids=tuple(one.id for one in needs))
            bench.store.save(taken, *needs)
        return taken

    def _need_of(self, row: FactRow) -> Need | None:
        """The need that follows from a fact; None if it is known."""
        need_id = Need.id_of_fact(row.source, row.fact_id)
        if self._bench.store.find(Need, need_id) is not None:
            return None
        evidence = Evidence(
            source=row.source,
            reference=row.reference or row.fact_id,
            happened_on=row.happened_on,
            severity=row.severity,
        )
        new = NewNeed(
            origin=row.origin,
            audience=row.audience,
            competency=row.competency,
            urgency=row.urgency,
            evidences=(evidence,),
        )
        words = row.description.strip()
        return Need.raise_need(
            new,
            need_id=need_id,
            description=self._needs.sealed(need_id, row.audience, words) if words else None,
            rules=self._bench.rules.needs,
        )

    def _check(self, rows: Mapping[int, FactRow], faults: RowFaults) -> None:
        today = self._bench.now.date()
        first: dict[tuple[str, str], int] = {}
        targets = {target for row in rows.values() for target in row.audience}
        unknown = {one for one in targets if not self._readers.is_known(one)}
        for number, row in rows.items():
            before = first.setdefault((row.source, row.fact_id), number)
            if before != number:
                en, zh = f"stands in row {before} already.", f"与第 {before} 行重复。"
                faults.note(number, "fact_id", en=en, zh=zh)
            if row.happened_on > today:
                faults.note(number, "happened_on", en="lies in the future.", zh="晚于今天。")
            self._check_competency(number, row.competency, faults)
            for target in unknown.intersection(row.audience):
                en = f"nobody works in {target.kind}:{target.target_id}."
                zh = f"{target.kind}:{target.target_id} 没有在职员工。"
                faults.note(number, "audience", en=en, zh=zh)

    def _check_competency(self, number: int, code: str, faults: RowFaults) -> None:
        try:
            self._bench.rules.competencies.check_known([code], field="competency")
        except CompetencyUnknown as refusal:
            [fault] = refusal.fields
            faults.note(number, "competency", en=fault.en, zh=fault.zh)
