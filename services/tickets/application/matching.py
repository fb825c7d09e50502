"""Who may get a ticket: skill group, level of skill, availability and room (TX-2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from services.tickets.application.questions import AgentSkills, Member, Staff
from services.tickets.application.workbench import Workbench
from services.tickets.domain.assignment import CapacityRules, Waiting
from services.tickets.domain.assignment_errors import (
    AgentLacksSkill,
    AgentNotAvailable,
    NoAgentAvailable,
    SkillLevelTooLow,
)
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.skill_demands import Demanded, waiting_since
from services.tickets.domain.ticket import Ticket

RULES = ("capacity", "agent_capacity", "skills", "gate")
"""The rule sets by which is decided who may get a ticket."""


class Matching:
    """Answers whether an agent may get a ticket.

    Args:
        bench: what all use cases stand on.
        staff: who works here.
        skills: what they can do.
    """

    def __init__(self, bench: Workbench, *, staff: Staff, skills: AgentSkills) -> None:
        self._bench = bench
        self._staff = staff
        self._skills = skills

    def desk(self, employee_id: UUID) -> AgentDesk:
        """The desk of an agent; a new one if they never used it."""
        found = self._bench.store.find(AgentDesk, AgentDesk.id_for(employee_id))
        return found or AgentDesk.open(employee_id)

    def capacity_of(self, employee_id: UUID, *, level: int) -> CapacityRules:
        """How many open tickets one agent may have by channel."""
        rules = self._bench.rules
        usual = rules.capacity.by_channel
        return CapacityRules(rules.agent_capacity.of_agent(employee_id, level=level, usual=usual))

    def demanded(self, ticket: Ticket) -> Demanded | None:
        """Which skill a ticket asks for now; None if anybody of its skill group may take it."""
        return self._bench.rules.skills.demanded(
            skill_group=ticket.skill_group,
            kind=ticket.kind,
            priority=ticket.priority,
            queued_at=waiting_since(ticket.moments, asked_at=ticket.asked_at),
            at=self._bench.now,
        )

    def easy_enough(self, waiting: Iterable[Waiting], member: Member) -> Iterator[Waiting]:
        """Those that ask for no level which an employee lacks, as far as the queue knows them."""
        levels = self._levels(member.employee_id)
        for one in waiting:
            demanded = self._bench.rules.skills.demanded(
                skill_group=one.skill_group,
                kind=one.kind,
                priority=one.priority,
                queued_at=one.queued_at,
                at=self._bench.now,
            )
            if demanded is None or demanded.is_met_by(levels):
                yield one

    def is_skilled(self, ticket: Ticket, member: Member) -> bool:
        """Whether an employee works in its skill group, with the level and certificates for it."""
        if ticket.skill_group not in member.skill_groups:
            return False
        demanded = self.demanded(ticket)
        if demanded is not None and not demanded.is_met_by(self._levels(member.employee_id)):
            return False
        return not self._bench.gate.lacking_for(ticket, member.employee_id)

    def check_skilled(self, ticket: Ticket, member: Member | None) -> None:
        """Refuses who does not work in its skill group, or lacks the level or a certificate for it.

        Raises:
            AgentLacksSkill: of another skill group, or gone.
            SkillLevelTooLow: the ticket asks for more, for now.
            CertificateLacking: it asks for a certificate that does not count now.
        """
        if member is None or ticket.skill_group not in member.skill_groups:
            raise AgentLacksSkill(skill_group=ticket.skill_group)
        demanded = self.demanded(ticket)
        if demanded is not None:
            levels = self._levels(member.employee_id)
            if not demanded.is_met_by(levels):
                held = levels.get(demanded.skill, 0)
                raise SkillLevelTooLow(skill=demanded.skill, level=demanded.level, held=held)
        self._bench.gate.check_certified(ticket, member.employee_id)

    def check_may_get(self, ticket: Ticket, employee_id: UUID) -> None:
        """Refuses an agent to whom a ticket cannot be assigned now."""
        member = self._staff.member(employee_id)
        self.check_skilled(ticket, member)
        if not self.desk(employee_id).is_available_for(ticket.channel):
            raise AgentNotAvailable(channel=ticket.channel)
        load = self._bench.loads.load_of(employee_id)
        level = 0 if member is None else member.level
        load.check_room_for(ticket.channel, rules=self.capacity_of(employee_id, level=level))

    def best_agent(self, ticket: Ticket) -> UUID:
        """The available agent of the skill group with the fewest open tickets, room given.

        Whoever has the ticket already is passed over: it is to change hands.

        Raises:
            NoAgentAvailable: there is none.
        """
        candidates = []
        for employee_id in self._staff.members_of(ticket.skill_group):
            is_there = self.desk(employee_id).is_available_for(ticket.channel)
            if employee_id == ticket.assignee_id or not is_there:
                continue
            member = self._staff.member(employee_id)
            load = self._bench.loads.load_of(employee_id)
            if member is None or not self.is_skilled(ticket, member):
                continue
            capacity = self.capacity_of(employee_id, level=member.level)
            if load.has_room_for(ticket.channel, rules=capacity):
                candidates.append((len(load.tickets), employee_id))
        if not candidates:
            raise NoAgentAvailable(skill_group=ticket.skill_group)
        return min(candidates)[1]

    def _levels(self, employee_id: UUID) -> Mapping[str, int]:
        return self._skills.levels_of([employee_id])[employee_id]
