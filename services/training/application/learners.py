"""Whose learning a list shows: one's own, the team's, or everybody's."""

from __future__ import annotations

from uuid import UUID

from services.training.application.access import SEE_ALL, SEE_TEAM, SELF
from services.training.application.questions import Staff
from services.training.application.workbench import Workbench
from shared.context import current_context

ME, TEAM, ALL = "me", "team", "all"
WHOSE = (ME, TEAM, ALL)


class Learners:
    """Answers whose rows the actor is shown.

    Args:
        bench: what all use cases stand on.
        staff: who works here.
    """

    def __init__(self, bench: Workbench, *, staff: Staff) -> None:
        self._bench = bench
        self._staff = staff

    def asked_for(self, whose: str, *, employee_id: UUID | None = None) -> frozenset[UUID] | None:
        """The employees whose rows are shown; None for everybody's.

        Args:
            whose: one of `WHOSE`.
            employee_id: one employee alone, whoever else is asked for.

        Raises:
            EmployeeUnknown: the actor may not see the training of that employee.
            NotAllowed: the actor may see neither the team's nor everybody's.
        """
        context, access = current_context(), self._bench.access
        if employee_id is not None:
            access.check_may_see(employee_id)
            return frozenset({employee_id})
        if whose == ALL:
            context.require(SEE_ALL)
            return None
        if whose == TEAM:
            context.require(SEE_TEAM)
            return self._staff.team_of(access.employee_id())
        context.require(SELF)
        return frozenset({access.employee_id()})
