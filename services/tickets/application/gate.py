"""The living gate [持证上岗]: asked at every door by which agents come to work (TR-3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.tickets.application.applied_rules import AppliedRules
from services.tickets.domain.gate import (
    HeldCertificate,
    Lack,
    lacks,
    only_certified_agents_may_take_the_skill,
)
from services.tickets.domain.skill_demands import waiting_since
from services.tickets.domain.ticket import Ticket
from shared.context import current_context


class Certificates(Protocol):
    """The certificates of agents, told by `training`."""

    def held_by(
        self, employee_ids: Collection[UUID], certifications: Collection[str]
    ) -> Mapping[UUID, Sequence[HeldCertificate]]:
        """What these employees hold or held of these certifications; nothing of who held none."""


class Gate:
    """Answers whether an agent is certified for work, by the date at this moment.

    Where the rules ask for nothing, nothing is read.

    Args:
        rules: the rules in force.
        certificates: who is certified.
    """

    def __init__(self, rules: AppliedRules, *, certificates: Certificates) -> None:
        self._rules = rules
        self._certificates = certificates

    @property
    def is_open_to_all(self) -> bool:
        """Whether no work asks for a certificate."""
        return not self._rules.gate.demands

    def demanded_by(self, ticket: Ticket) -> tuple[str, ...]:
        """The certifications that a ticket asks of whoever takes it now."""
        if self.is_open_to_all:
            return ()
        demanded = self._rules.skills.demanded(
            skill_group=ticket.skill_group,
            kind=ticket.kind,
            priority=ticket.priority,
            queued_at=waiting_since(ticket.moments, asked_at=ticket.asked_at),
            at=self._now,
        )
        skill = None if demanded is None else demanded.skill
        return self._rules.gate.certifications_for(ticket.skill_group, skill)

    def demanded_in(self, skill_group: str) -> tuple[str, ...]:
        """The certifications that all work of a skill group asks for."""
        return self._rules.gate.certifications_for(skill_group, None)

    def lacking_for(self, ticket: Ticket, employee_id: UUID) -> tuple[Lack, ...]:
        """What an agent lacks for a ticket now."""
        return self.lacking(employee_id, self.demanded_by(ticket))

    def lacking_of_agent(self, ticket: Ticket) -> tuple[Lack, ...]:
        """What the agent who has a ticket lacks for it now; nothing where nobody has it."""
        return () if ticket.assignee_id is None else self.lacking_for(ticket, ticket.assignee_id)

    def check_certified(self, ticket: Ticket, employee_id: UUID) -> None:
        """Refuses an agent who lacks a certificate that a ticket asks for.

        Raises:
            CertificateLacking: each certification is named with what is the matter with it.
        """
        only_certified_agents_may_take_the_skill(self.lacking_for(ticket, employee_id))

    def lacking(self, employee_id: UUID, certifications: Sequence[str]) -> tuple[Lack, ...]:
        """Which of these certifications an agent lacks now."""
        if not certifications:
            return ()
        held = self._certificates.held_by([employee_id], certifications)
        return lacks(certifications, held.get(employee_id, ()), at=self._now)

    def held_for(
        self, employee_ids: Collection[UUID], *, skill_group: str
    ) -> Mapping[UUID, Sequence[HeldCertificate]]:
        """What agents hold of all that work of a skill group may ask for, in one look."""
        certifications = self._rules.gate.certifications_in(skill_group)
        if not certifications or not employee_ids:
            return {}
        return self._certificates.held_by(employee_ids, certifications)

    def is_certified(self, held: Sequence[HeldCertificate], certifications: Sequence[str]) -> bool:
        """Whether what an agent holds is enough now."""
        return not lacks(certifications, held, at=self._now)

    def certified_among(self, employee_ids: Sequence[UUID], *, skill_group: str) -> list[UUID]:
        """Who of these agents may take any work of a skill group, in their order."""
        certifications = self.demanded_in(skill_group)
        if not certifications:
            return list(employee_ids)
        held = self.held_for(employee_ids, skill_group=skill_group)
        return [one for one in employee_ids if self.is_certified(held.get(one, ()), certifications)]

    def open_groups(self, skill_groups: Collection[str], *, employee_id: UUID) -> frozenset[str]:
        """The skill groups of which an agent may take any work."""
        return frozenset(
            one for one in skill_groups if not self.lacking(employee_id, self.demanded_in(one))
        )

    @property
    def _now(self) -> datetime:
        return current_context().occurred_at
