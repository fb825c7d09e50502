"""Who may see and work on which ticket: agents their own, supervisors their team's."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from services.tickets.application.questions import Member, Staff
from services.tickets.domain.contact import Contact
from services.tickets.domain.contact_errors import ContactNotFound
from services.tickets.domain.errors import TicketNotFound, TicketNotYours
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.errors import NotAllowed

WORK = "tickets.work"
"""Takes tickets of one's own skill groups and works on those one has."""

ASSIGN = "tickets.assign"
"""Leads a team: assigns, and works on, what the team has or what waits for it."""

SEE_TEAM = "tickets.see_team"
"""Sees what one's team has and what waits for it."""

SEE_ALL = "tickets.see_all"
"""Sees all tickets; with `tickets.assign`, leads all."""

RUN_CAMPAIGNS = "tickets.run_campaigns"
"""Plans and leads campaigns of outbound calls, with their lists."""

KEEP_SCRIPTS = "tickets.keep_scripts"
"""Writes, checks and tests scripts."""

EXPORT = "tickets.export"
"""Takes lists out of the product as files, as far as one may see them."""

IMPORT = "tickets.import"
"""Takes the tickets of an earlier system over."""

CHANGE_MANY = "tickets.change_many"
"""Changes many tickets in one order, each as far as one may change it alone."""

FIELD_WORK = "tickets.field_work"
"""Carries out the field-service orders that one was sent on."""

PARTNER_WORK = "tickets.partner_work"
"""Carries out the orders of the partner to which one belongs, and sees nothing else."""

MANAGE_PARTNERS = "tickets.manage_partners"
"""Registers partners, agrees with them, and says which accounts are their people's."""

MANAGE_SURVEYS = "tickets.manage_surveys"
"""Makes and retires customer surveys."""

SEE_SURVEY_RESULTS = "tickets.see_survey_results"
"""Sees survey results and answers of the employees whose tickets one may see."""

MANAGE_CANNED_REPLIES = "tickets.manage_canned_replies"
"""Writes and retires canned replies."""

PERMISSIONS = frozenset(
    {
        WORK,
        ASSIGN,
        SEE_TEAM,
        SEE_ALL,
        CHANGE_MANY,
        EXPORT,
        RUN_CAMPAIGNS,
        KEEP_SCRIPTS,
        IMPORT,
        FIELD_WORK,
        PARTNER_WORK,
        MANAGE_PARTNERS,
        MANAGE_SURVEYS,
        SEE_SURVEY_RESULTS,
        MANAGE_CANNED_REPLIES,
    }
)
"""All permissions of the service."""


class NotAnEmployee(NotAllowed):
    """The step belongs to somebody who works here."""

    code = "not-an-employee"
    en = "Only employees of the centre can do this."
    zh = "仅限中心员工操作。"


class Access:
    """Answers who may do what with a ticket.

    Args:
        staff: who works here.
        find: finds the ticket into which another one was merged.
    """

    def __init__(self, staff: Staff, *, find: Callable[[UUID], Ticket]) -> None:
        self._staff = staff
        self._find = find

    def employee_id(self) -> UUID:
        """The employee who acts.

        Raises:
            NotAnEmployee: a service or a machine client acts.
        """
        employee_id = acting_employee()
        if employee_id is None:
            raise NotAnEmployee
        return employee_id

    def member(self) -> Member:
        """Who acts, with skill groups and authority.

        Raises:
            NotAnEmployee: nobody whom `people` has told of.
        """
        member = self._staff.member(self.employee_id())
        if member is None:
            raise NotAnEmployee
        return member

    def may_see(self, ticket: Ticket) -> bool:
        """Whether the actor may see a ticket, or the one that goes on for it."""
        return self._may_see(ticket) or (
            ticket.merged_into is not None
            and self.may_see(self._find(ticket.merged_into.ticket_id))
        )

    def _may_see(self, ticket: Ticket) -> bool:
        context = current_context()
        if context.may(SEE_ALL):
            return True
        employee_id = acting_employee()
        if employee_id is None:
            return False
        if context.may(WORK) and self._is_ones_own(ticket, employee_id):
            return True
        return context.may(SEE_TEAM) and self._is_of_the_team(ticket, employee_id)

    def check_sees(self, ticket: Ticket) -> None:
        """Refuses, as if it were not there, what the actor may not see.

        Raises:
            TicketNotFound: it is not the actor's, nor waits for them, nor is their team's.
        """
        if not self.may_see(ticket):
            raise TicketNotFound(key=ticket.id)

    def check_works_on(self, ticket: Ticket) -> None:
        """Refuses work on what is neither the actor's nor led by them.

        Raises:
            TicketNotFound: the actor may not even see it.
            TicketMergedAway: it goes on in another one.
            TicketNotYours: somebody else has it.
        """
        self.check_sees(ticket)
        ticket.check_not_merged()
        context = current_context()
        is_ones_own = ticket.assignee_id is not None and (
            ticket.assignee_id == acting_employee() and context.may(WORK)
        )
        if not is_ones_own and not self.leads(ticket):
            raise TicketNotYours(number=ticket.number)

    def leads(self, ticket: Ticket) -> bool:
        """Whether the actor leads whoever has it, or those for whom it waits."""
        context = current_context()
        if not context.may(ASSIGN):
            return False
        employee_id = acting_employee()
        if context.may(SEE_ALL) or employee_id is None:
            return context.may(SEE_ALL)
        return self._is_of_the_team(ticket, employee_id)

    def check_sees_contact(self, contact: Contact) -> None:
        """Refuses, as if it were not there, a contact that is not the actor's; all may answer one.

        Raises:
            ContactNotFound: somebody answered it who is neither the actor nor in their team.
        """
        visible = self.visible_employees()
        if visible is not None and contact.employee_id not in (None, *visible):
            raise ContactNotFound(key=contact.id)

    def leads_employee(self, employee_id: UUID) -> bool:
        """Whether the actor leads an employee, or everybody."""
        context = current_context()
        if not context.may(ASSIGN):
            return False
        own_id = acting_employee()
        if context.may(SEE_ALL) or own_id is None:
            return context.may(SEE_ALL)
        return employee_id in self._staff.team_of(own_id)

    def leads_all(self) -> bool:
        """Whether the actor leads everybody."""
        return current_context().may(ASSIGN) and current_context().may(SEE_ALL)

    def visible_employees(self) -> frozenset[UUID] | None:
        """Whose tickets the actor may list; None for everybody's."""
        context = current_context()
        if context.may(SEE_ALL):
            return None
        employee_id = self.employee_id()
        team = self._staff.team_of(employee_id) if context.may(SEE_TEAM) else frozenset()
        if not context.may(SEE_TEAM):
            context.require(WORK)
        return team | {employee_id}

    def visible_groups(self) -> frozenset[str]:
        """The skill groups whose queue the actor may see."""
        employees = self.visible_employees()
        return self._staff.groups_of(employees or {self.employee_id()})

    def _is_ones_own(self, ticket: Ticket, employee_id: UUID) -> bool:
        if employee_id in (ticket.assignee_id, ticket.opener_id, ticket.expert_id):
            return True
        member = self._staff.member(employee_id)
        waits = ticket.assignee_id is None
        return waits and member is not None and ticket.skill_group in member.skill_groups

    def _is_of_the_team(self, ticket: Ticket, employee_id: UUID) -> bool:
        team = self._staff.team_of(employee_id)
        if ticket.assignee_id is not None:
            return ticket.assignee_id in team
        return ticket.skill_group in self._staff.groups_of(team)


def acting_employee() -> UUID | None:
    """The employee who acts; None where a service or machine client does."""
    context = current_context()
    if context.kind != "person" or context.actor is None:
        return None
    return UUID(context.actor)
