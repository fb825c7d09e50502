"""Who sees what of a sitting: results when they are released, and never the key before (TR-3)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from services.training.application.access import MANAGE_EXAMS, SEE_ALL
from services.training.application.workbench import Workbench
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_errors import ResultNotReleased, SittingNotFound
from services.training.domain.sitting_parts import QuestionMark, Result
from shared.context import current_context


class SittingResults:
    """Shows sittings after they were handed in.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def see_sitting(self, sitting_id: UUID) -> Sitting:
        """A sitting, for the learner and who may see the learner's training or manages exams.

        Raises:
            SittingNotFound: there is none, or not for the actor.
        """
        sitting = self._bench.store.find(Sitting, sitting_id)
        if sitting is None or not self._sees(sitting):
            raise SittingNotFound(key=sitting_id)
        return sitting

    def result_shown(self, sitting: Sitting) -> Result | None:
        """How it ended, if the actor may know: learners and their leaders once it is released.

        Whoever sits an exam is a learner there, whatever else they may do.
        """
        if sitting.result is None:
            return None
        if self._sees_all_results(sitting.employee_id):
            return sitting.result
        is_released = sitting.terms.shows(sitting.terms.results, at=self._bench.now)
        return sitting.result if is_released else None

    def reviewed(self, sitting_id: UUID) -> tuple[Sitting, Mapping[int, QuestionMark], bool]:
        """A settled sitting with what each question earned, and whether its keys are shown.

        Raises:
            SittingNotFound: there is none, or not for the actor.
            ResultNotReleased: it is not settled, or not released to the actor.
        """
        sitting = self.see_sitting(sitting_id)
        if not self._reviews(sitting):
            raise SittingNotFound(key=sitting_id)
        if self.result_shown(sitting) is None:
            raise ResultNotReleased
        shows_keys = current_context().may(MANAGE_EXAMS) and not self._is_own(sitting)
        is_released = sitting.terms.shows(sitting.terms.keys, at=self._bench.now)
        return sitting, sitting.marks, shows_keys or is_released

    def sees_flags(self) -> bool:
        """Whether the actor sees what was noted as suspicious."""
        return current_context().may(MANAGE_EXAMS)

    def check_sees_flags(self) -> None:
        """Refuses who may not see what was noted as suspicious."""
        current_context().require(MANAGE_EXAMS)

    def check_may_list(self, employee_id: UUID | None) -> None:
        """Refuses who asks for sittings of somebody else, or of everybody, and may not."""
        context = current_context()
        if context.may(MANAGE_EXAMS) or context.may(SEE_ALL):
            return
        if employee_id is None:
            context.require(SEE_ALL)
        else:
            self._bench.access.check_may_see(employee_id)

    def sees_results_of_all(self) -> bool:
        """Whether the actor sees results of others before they are released to them."""
        context = current_context()
        return context.may(MANAGE_EXAMS) or context.may(SEE_ALL)

    def _reviews(self, sitting: Sitting) -> bool:
        """Answers and texts of questions are for the learner and who manages exams alone."""
        return self._is_own(sitting) or current_context().may(MANAGE_EXAMS)

    def _is_own(self, sitting: Sitting) -> bool:
        return self._bench.access.is_self(sitting.employee_id)

    def _sees_all_results(self, employee_id: UUID) -> bool:
        return self.sees_results_of_all() and not self._bench.access.is_self(employee_id)

    def _sees(self, sitting: Sitting) -> bool:
        return current_context().may(MANAGE_EXAMS) or self._bench.access.may_see(
            sitting.employee_id
        )
