"""Whose training the actor sees in lists and reports."""

from __future__ import annotations

from uuid import UUID

from services.training.application.access import SEE_ALL, SEE_TEAM, Access
from services.training.application.questions import Staff
from shared.context import current_context


def visible_employees(access: Access, staff: Staff) -> frozenset[UUID] | None:
    """Oneself and whom one leads; None for everybody.

    Args:
        access: who acts.
        staff: who leads whom.
    """
    context = current_context()
    if context.may(SEE_ALL):
        return None
    own_id = access.employee_id()
    led = staff.team_of(own_id) if context.may(SEE_TEAM) else frozenset()
    return led | {own_id}
