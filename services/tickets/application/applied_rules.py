"""The rules in force for a use case, noted in every event that is made under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TypeVar

from services.tickets.domain.assignment import CapacityRules, QueueRules, RoutingRules
from services.tickets.domain.availability import AgentCapacityRules, AvailabilityRules
from services.tickets.domain.call_guide import CallGuideRules
from services.tickets.domain.correspondence import AttachmentRules
from services.tickets.domain.dispositions import DispositionRules
from services.tickets.domain.escalation import EscalationRules
from services.tickets.domain.export import ExportRules
from services.tickets.domain.field_terms import FieldRules
from services.tickets.domain.first_contact import FcrRules
from services.tickets.domain.forms import Form, Forms
from services.tickets.domain.importing import ImportRules
from services.tickets.domain.linking_rules import LinkingRules
from services.tickets.domain.outbound_rules import OutboundRules
from services.tickets.domain.overload import OverloadRules
from services.tickets.domain.queue_policies import CallbackRules, OpeningRules, PushRules
from services.tickets.domain.skill_demands import SkillRules
from services.tickets.domain.sla import SlaRules
from services.tickets.domain.survey_rules import SurveyRules
from shared.context import acting, current_context
from shared.rules import Rules, RuleVersion

TShape = TypeVar("TShape")

_noted: ContextVar[Mapping[str, RuleVersion]] = ContextVar(
    "noted_rules", default=MappingProxyType({})
)


class AppliedRules:
    """Reads rule sets as they are in force when the use case runs.

    Args:
        rules: the service's rules.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._read: dict[tuple[str, int], object] = {}

    @contextmanager
    def noted(self, *names: str) -> Iterator[None]:
        """Everything within is made under the versions in force of these rule sets.

        They are looked up once, so that one use case decides by one version.
        """
        asked_for = [one for one in names if one not in _noted.get()]
        books = self._rules.books(*asked_for) if asked_for else []
        now = current_context().occurred_at
        found = {one.name: one.in_force(now) for one in books}
        found |= {name: self.version(name) for name in names if name not in found}
        numbers = {name: str(one.version) for name, one in found.items()}
        token = _noted.set({**_noted.get(), **found})
        try:
            with acting(current_context().applying(**numbers)):
                yield
        finally:
            _noted.reset(token)

    def version(self, name: str) -> RuleVersion:
        """The version of a rule set in force now."""
        noted = _noted.get().get(name)
        return noted or self._rules.in_force(name, at=current_context().occurred_at)

    def form_of(self, kind: str) -> Form:
        """What tickets of a kind must hold."""
        return self._shape("forms", Forms).form_of(kind)

    @property
    def sla(self) -> SlaRules:
        """The SLA policies."""
        return self._shape("sla", SlaRules)

    @property
    def queue(self) -> QueueRules:
        """The points of the queue."""
        return self._shape("queue", QueueRules)

    @property
    def routing(self) -> RoutingRules:
        """Which skill group gets which tickets."""
        return self._shape("routing", RoutingRules)

    @property
    def capacity(self) -> CapacityRules:
        """How many tickets an agent may have."""
        return self._shape("capacity", CapacityRules)

    @property
    def linking(self) -> LinkingRules:
        """How tickets are linked, and how many are changed at once."""
        return self._shape("linking", LinkingRules)

    @property
    def agent_capacity(self) -> AgentCapacityRules:
        """What single agents and levels may have instead."""
        return self._shape("agent_capacity", AgentCapacityRules)

    @property
    def availability(self) -> AvailabilityRules:
        """Why agents take no work."""
        return self._shape("availability", AvailabilityRules)

    @property
    def skills(self) -> SkillRules:
        """Which skills waiting tickets ask for."""
        return self._shape("skills", SkillRules)

    @property
    def opening(self) -> OpeningRules:
        """When queues are worked on."""
        return self._shape("opening", OpeningRules)

    @property
    def push(self) -> PushRules:
        """Which queues give their tickets to agents."""
        return self._shape("push", PushRules)

    @property
    def callbacks(self) -> CallbackRules:
        """How booked callbacks go."""
        return self._shape("callbacks", CallbackRules)

    @property
    def overload(self) -> OverloadRules:
        """When a queue is overloaded."""
        return self._shape("overload", OverloadRules)

    @property
    def attachments(self) -> AttachmentRules:
        """What may be attached."""
        return self._shape("attachments", AttachmentRules)

    @property
    def call_guide(self) -> CallGuideRules:
        """The stages of calls."""
        return self._shape("call_guide", CallGuideRules)

    @property
    def dispositions(self) -> DispositionRules:
        """The standard results of calls."""
        return self._shape("dispositions", DispositionRules)

    @property
    def outbound(self) -> OutboundRules:
        """What no campaign may go beyond."""
        return self._shape("outbound", OutboundRules)

    @property
    def fcr(self) -> FcrRules:
        """When a ticket counts as solved at the first contact."""
        return self._shape("fcr", FcrRules)

    @property
    def exports(self) -> ExportRules:
        """How large exports may be, and how long they are kept."""
        return self._shape("exports", ExportRules)

    @property
    def imports(self) -> ImportRules:
        """What the words of earlier systems mean here."""
        return self._shape("imports", ImportRules)

    @property
    def field_service(self) -> FieldRules:
        """The standards of field-service orders."""
        return self._shape("field_service", FieldRules)

    @property
    def escalation(self) -> EscalationRules:
        """Who answers agents' questions, one level after another."""
        return self._shape("escalation", EscalationRules)

    @property
    def surveys(self) -> SurveyRules:
        """When customers are asked for a judgement."""
        return self._shape("surveys", SurveyRules)

    def _shape(self, name: str, shape: type[TShape]) -> TShape:
        version = self.version(name)
        key = (name, version.version)
        found = self._read.get(key)
        if not isinstance(found, shape):
            found = version.read_as(shape)
            self._read[key] = found
        return found
