"""Who may see and decide about candidacies and certificates: nobody about their own (TR-3)."""

from __future__ import annotations

from uuid import UUID

from services.training.application.access import CERTIFY, SEE_ALL, SEE_TEAM, SELF, Access
from services.training.application.questions import Staff
from services.training.domain.certification_errors import NotForOneself
from shared.context import current_context


class CertificateAccess:
    """Answers who may see and decide about whose certificates.

    Args:
        access: who may see whose training.
        staff: who works here.
    """

    def __init__(self, access: Access, *, staff: Staff) -> None:
        self._access = access
        self._staff = staff

    def check_decides(self, employee_id: UUID, *also: str) -> None:
        """Refuses whoever may not certify, and everybody about themselves.

        Args:
            employee_id: whom it concerns.
            also: other permissions that are enough.

        Raises:
            NotAllowed: the actor holds none of the permissions.
            NotForOneself: it is the actor's own.
        """
        self.check_certifies(*also)
        if self._access.is_self(employee_id):
            raise NotForOneself

    @staticmethod
    def check_certifies(*also: str) -> None:
        """Refuses who may not certify, before anything is looked for.

        Raises:
            NotAllowed: the actor holds none of the permissions.
        """
        context = current_context()
        if not any(context.may(one) for one in also):
            context.require(CERTIFY)

    def check_answers_for(self, employee_id: UUID) -> None:
        """Refuses whoever neither certifies nor leads the employee, and the employee.

        Raises:
            NotAllowed: the actor does neither.
            NotForOneself: it is the actor's own.
        """
        if self._access.is_self(employee_id):
            raise NotForOneself
        if not self._access.leads(employee_id):
            current_context().require(CERTIFY)

    def may_see(self, employee_id: UUID) -> bool:
        """Whether the actor may see the certificates of an employee."""
        return current_context().may(CERTIFY) or self._access.may_see(employee_id)

    def visible_employees(self) -> frozenset[UUID] | None:
        """Whose certificates the actor may list; None for everybody's."""
        context = current_context()
        if context.may(CERTIFY) or context.may(SEE_ALL):
            return None
        context.require(SELF)
        own_id = self._access.employee_id()
        team = self._staff.team_of(own_id) if context.may(SEE_TEAM) else frozenset()
        return team | {own_id}
