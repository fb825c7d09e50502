"""Raising training needs by hand, and seeing what became of them (TR-5, TR-6)."""

from __future__ import annotations

from uuid import UUID

from services.training.application.access import PLAN, RAISE_NEEDS, SELF
from services.training.application.need_readers import NeedReaders, Reader
from services.training.application.workbench import Workbench
from services.training.domain.audience import EMPLOYEE, Audience, Target, only_employee
from services.training.domain.need import Need
from services.training.domain.need_errors import NeedNotFound
from services.training.domain.need_terms import NewNeed
from services.training.domain.need_weights import SELF as BY_ONESELF
from services.training.domain.need_weights import SUPERVISOR, Evidence
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version
from shared.sealed import Sealed


class Needs:
    """Lets supervisors and staff say what is needed.

    Args:
        bench: what all use cases stand on.
        readers: who sees which needs.
    """

    def __init__(self, bench: Workbench, *, readers: NeedReaders) -> None:
        self._bench = bench
        self._readers = readers

    def raise_need(
        self,
        *,
        audience: Audience,
        competency: str,
        urgency: str,
        description: str | None = None,
        evidences: tuple[Evidence, ...] = (),
    ) -> Need:
        """Says what one's team needs to learn, or who plans training: what anybody does.

        Args:
            audience: who is to learn.
            competency: what they are to be able to do.
            urgency: how soon it matters.
            description: more words.
            evidences: what shows it.

        Raises:
            NotYoursToSay: a target is not of the actor's team.
            AudienceUnknown: nobody works there.
            CompetencyUnknown: there is no such competency.
        """
        current_context().require(RAISE_NEEDS)
        self._readers.check_may_speak_for(audience)
        need = NewNeed(
            origin=SUPERVISOR,
            audience=audience,
            competency=competency,
            urgency=urgency,
            evidences=evidences,
            raiser_id=self._bench.access.employee_id(),
        )
        return self._raise(need, description)

    def raise_own_need(
        self, *, competency: str, urgency: str, description: str | None = None
    ) -> Need:
        """Says what one needs to learn oneself."""
        current_context().require(SELF)
        employee_id = self._bench.access.employee_id()
        need = NewNeed(
            origin=BY_ONESELF,
            audience=(Target(kind=EMPLOYEE, target_id=employee_id),),
            competency=competency,
            urgency=urgency,
            raiser_id=employee_id,
        )
        return self._raise(need, description)

    def add_evidence(
        self, need_id: UUID, *, evidence: Evidence, expected_version: int | None = None
    ) -> Need:
        """Adds what shows a need that one raised, or for which one plans training.

        Raises:
            EvidenceAlreadyThere: it was added before.
        """
        need = self.visible(need_id)
        if need.raiser_id != self._bench.access.employee_id():
            current_context().require(PLAN)
        expect_version(need, expected_version)
        with self._bench.rules.noted("needs"):
            need.add_evidence(evidence, rules=self._bench.rules.needs)
            self._bench.store.save(need)
        return need

    def see_need(self, need_id: UUID, *, as_of: AsOf | None = None) -> Need:
        """A need as it stands or stood, for who may see it now.

        Raises:
            NeedNotFound: there is none, was none then, or not for the actor.
        """
        self.visible(need_id)
        found = self._bench.store.find(Need, need_id, as_of=as_of)
        if found is None:
            raise NeedNotFound(key=need_id)
        return found

    def settled_in(self, need: Need, *, as_of: AsOf | None = None) -> Need:
        """The need into which it was merged, else itself: that one was answered."""
        while need.merged_into is not None:
            need = self._bench.store.get(Need, need.merged_into, as_of=as_of)
        return need

    def reader(self) -> Reader:
        """The actor as a reader of needs."""
        return self._readers.reader()

    def visible(self, need_id: UUID) -> Need:
        """A need that the actor may see.

        Raises:
            NeedNotFound: there is none, or not for the actor.
        """
        need = self._bench.store.find(Need, need_id)
        if need is None or not self._readers.reader().may_see(need):
            raise NeedNotFound(key=need_id)
        return need

    def sealed(self, need_id: UUID, audience: Audience, text: str) -> Sealed:
        """Words about a need: under the key of the only employee it is about, else its own."""
        employee_id = only_employee(audience)
        if employee_id is not None:
            return self._bench.seal_about(employee_id, text)
        return self._bench.keys.seal(f"need:{need_id}", text)

    def _raise(self, new: NewNeed, description: str | None) -> Need:
        bench = self._bench
        bench.rules.competencies.check_known([new.competency], field="competency")
        need_id = bench.new_id()
        words = self.sealed(need_id, new.audience, description) if description else None
        with bench.rules.noted("competencies", "needs"):
            need = Need.raise_need(new, need_id=need_id, description=words, rules=bench.rules.needs)
            bench.store.save(need)
        return need
