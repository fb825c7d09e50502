"""Who may do and see what in training: learners their own, supervisors their team's."""

from __future__ import annotations

from uuid import UUID

from services.training.application.questions import Member, Staff
from services.training.domain.errors import EmployeeUnknown, NotAnEmployee
from shared.context import current_context

SELF = "people.self"
"""What every employee may do with their own: learn, sit exams, see their record."""

MANAGE_CATALOGUE = "training.manage_catalogue"
"""Writes courses and curricula, and imports packages."""

SCHEDULE = "training.schedule"
"""Plans sessions, enrols learners, appoints mentors."""

TEACH = "training.teach"
"""Holds sessions and notes who attended."""

RAISE_NEEDS = "training.raise_needs"
"""Says what one's team needs to learn."""

PLAN = "training.plan"
"""Answers needs, and makes the annual plan with its budget."""

MANAGE_EXAMS = "training.manage_exams"
"""Writes questions and exams, and sees keys and item statistics."""

MARK = "training.mark"
"""Marks answers and assesses practical stages, never one's own."""

CERTIFY = "training.certify"
"""Sets up certifications; issues, suspends, renews and revokes certificates."""

EVALUATE = "training.evaluate"
"""Surveys, measures the effect of training, and reviews courses each quarter."""

DEVELOP = "training.develop"
"""Sees and helps with all development plans, and keeps the succession pipeline."""

IMPORT = "training.import"
"""Brings in questions and facts from files."""

SEE_TEAM = "training.see_team"
"""Sees what one's team learns."""

SEE_ALL = "training.see_all"
"""Sees what everybody learns."""

PERMISSIONS = frozenset(
    {
        MANAGE_CATALOGUE,
        SCHEDULE,
        TEACH,
        RAISE_NEEDS,
        PLAN,
        MANAGE_EXAMS,
        MARK,
        CERTIFY,
        EVALUATE,
        DEVELOP,
        IMPORT,
        SEE_TEAM,
        SEE_ALL,
    }
)
"""All permissions of the service."""


class Access:
    """Answers who may see whose training.

    Args:
        staff: who works here.
    """

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    def employee_id(self) -> UUID:
        """The employee who acts.

        Raises:
            NotAnEmployee: a service or a machine client acts.
        """
        context = current_context()
        if context.kind != "person" or context.actor is None:
            raise NotAnEmployee
        return UUID(context.actor)

    def is_self(self, employee_id: UUID) -> bool:
        """Whether the actor is this employee."""
        context = current_context()
        return context.kind == "person" and context.actor == str(employee_id)

    def leads(self, employee_id: UUID) -> bool:
        """Whether the actor supervises this employee and may see the team's training."""
        context = current_context()
        if context.kind != "person" or not context.may(SEE_TEAM):
            return False
        return employee_id in self._staff.team_of(self.employee_id())

    def may_see(self, employee_id: UUID) -> bool:
        """Whether the actor may see the training of this employee."""
        return (
            current_context().may(SEE_ALL) or self.is_self(employee_id) or self.leads(employee_id)
        )

    def check_may_see(self, employee_id: UUID) -> None:
        """Refuses whoever may not see the training of this employee.

        Raises:
            EmployeeUnknown: the actor may not; nothing tells whether there is such an employee.
        """
        if not self.may_see(employee_id):
            raise EmployeeUnknown(employee_id=employee_id)

    def member(self, employee_id: UUID) -> Member:
        """The employee.

        Raises:
            EmployeeUnknown: nobody of that id works here.
        """
        member = self._staff.member(employee_id)
        if member is None:
            raise EmployeeUnknown(employee_id=employee_id)
        return member

    def works_here(self, employee_id: UUID) -> bool:
        """Whether an employee of that id works here."""
        return self._staff.member(employee_id) is not None

    def knows(self, employee_id: UUID) -> bool:
        """Whether an employee of that id works here, or has ever worked here."""
        return self._staff.is_known(employee_id)

    def team_of(self, leader_id: UUID) -> frozenset[UUID]:
        """Whom an employee supervises."""
        return self._staff.team_of(leader_id)

    def supervises(self, leader_id: UUID, employee_id: UUID) -> bool:
        """Whether somebody is the supervisor of an employee."""
        return employee_id in self._staff.team_of(leader_id)
