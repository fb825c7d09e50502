"""Which agents a dialler may put a customer through to (TK-4)."""

from __future__ import annotations

from uuid import UUID

from services.tickets.application.agent_calls import PHONE
from services.tickets.application.dial_lines import Lines
from services.tickets.application.questions import Staff
from services.tickets.application.workbench import Workbench
from services.tickets.domain.assignment import CapacityRules
from services.tickets.domain.desk import AgentDesk


class FreeAgents:
    """Finds agents who wait for a customer.

    Args:
        bench: what all use cases stand on.
        staff: who works in which skill group.
    """

    def __init__(self, bench: Workbench, *, staff: Staff) -> None:
        self._bench = bench
        self._staff = staff

    def of_group(self, skill_group: str, lines: Lines) -> list[UUID]:
        """Agents of a group who may take a customer now; first who has waited longest.

        They are available by telephone, have room for a ticket more, and speak with nobody: not
        for this campaign nor for another, and not in a call that came in.

        Args:
            skill_group: the group.
            lines: the lines of the campaign that asks.
        """
        with self._bench.rules.noted("capacity", "agent_capacity", "gate"):
            found = [
                one
                for one in self._staff.members_of(skill_group)
                if str(one) not in lines.speaking and self._is_free(one)
            ]
            found = self._bench.gate.certified_among(found, skill_group=skill_group)
        return sorted(found, key=lambda one: (lines.last_calls.get(str(one), ""), str(one)))

    def are_shared(self, skill_group: str, other_group: str) -> bool:
        """Whether an agent of one group works in the other one too."""
        members = self._staff.members_of
        return not {*members(skill_group)}.isdisjoint(members(other_group))

    def _is_free(self, employee_id: UUID) -> bool:
        if not self._is_available(employee_id) or not self._has_room(employee_id):
            return False
        return not self._bench.calls.speaks(employee_id, at=self._bench.now)

    def _is_available(self, employee_id: UUID) -> bool:
        desk = self._bench.store.find(AgentDesk, AgentDesk.id_for(employee_id))
        return desk is not None and desk.is_available_for(PHONE)

    def _has_room(self, employee_id: UUID) -> bool:
        rules, member = self._bench.rules, self._staff.member(employee_id)
        level = 0 if member is None else member.level
        usual = rules.capacity.by_channel
        allowed = rules.agent_capacity.of_agent(employee_id, level=level, usual=usual)
        load = self._bench.loads.load_of(employee_id)
        return load.has_room_for(PHONE, rules=CapacityRules(allowed))
