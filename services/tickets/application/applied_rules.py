"""The rules in force for a use case, noted in every event that is made under them."""

from __future__ import annotations

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
from services.tickets.domain.gate import GateRules
from services.tickets.domain.importing import ImportRules
from services.tickets.domain.linking_rules import LinkingRules
from services.tickets.domain.outbound_rules import OutboundRules
from services.tickets.domain.overload import OverloadRules
from services.tickets.domain.queue_policies import CallbackRules, OpeningRules, PushRules
from services.tickets.domain.skill_demands import SkillRules
from services.tickets.domain.sla import SlaRules
from services.tickets.domain.survey_rules import SurveyRules
from shared.rules import RulesInForce


class AppliedRules(RulesInForce):
    """The rule sets of `tickets` by name."""

    def form_of(self, kind: str) -> Form:
        """What tickets of a kind must hold."""
        return self.shape("forms", Forms).form_of(kind)

    @property
    def sla(self) -> SlaRules:
        """The SLA policies."""
        return self.shape("sla", SlaRules)

    @property
    def queue(self) -> QueueRules:
        """The points of the queue."""
        return self.shape("queue", QueueRules)

    @property
    def routing(self) -> RoutingRules:
        """Which skill group gets which tickets."""
        return self.shape("routing", RoutingRules)

    @property
    def capacity(self) -> CapacityRules:
        """How many tickets an agent may have."""
        return self.shape("capacity", CapacityRules)

    @property
    def linking(self) -> LinkingRules:
        """How tickets are linked, and how many are changed at once."""
        return self.shape("linking", LinkingRules)

    @property
    def agent_capacity(self) -> AgentCapacityRules:
        """What single agents and levels may have instead."""
        return self.shape("agent_capacity", AgentCapacityRules)

    @property
    def availability(self) -> AvailabilityRules:
        """Why agents take no work."""
        return self.shape("availability", AvailabilityRules)

    @property
    def skills(self) -> SkillRules:
        """Which skills waiting tickets ask for."""
        return self.shape("skills", SkillRules)

    @property
    def gate(self) -> GateRules:
        """Which certifications work asks for."""
        return self.shape("gate", GateRules)

    @property
    def opening(self) -> OpeningRules:
        """When queues are worked on."""
        return self.shape("opening", OpeningRules)

    @property
    def push(self) -> PushRules:
        """Which queues give their tickets to agents."""
        return self.shape("push", PushRules)

    @property
    def callbacks(self) -> CallbackRules:
        """How booked callbacks go."""
        return self.shape("callbacks", CallbackRules)

    @property
    def overload(self) -> OverloadRules:
        """When a queue is overloaded."""
        return self.shape("overload", OverloadRules)

    @property
    def attachments(self) -> AttachmentRules:
        """What may be attached."""
        return self.shape("attachments", AttachmentRules)

    @property
    def call_guide(self) -> CallGuideRules:
        """The stages of calls."""
        return self.shape("call_guide", CallGuideRules)

    @property
    def dispositions(self) -> DispositionRules:
        """The standard results of calls."""
        return self.shape("dispositions", DispositionRules)

    @property
    def outbound(self) -> OutboundRules:
        """What no campaign may go beyond."""
        return self.shape("outbound", OutboundRules)

    @property
    def fcr(self) -> FcrRules:
        """When a ticket counts as solved at the first contact."""
        return self.shape("fcr", FcrRules)

    @property
    def exports(self) -> ExportRules:
        """How large exports may be, and how long they are kept."""
        return self.shape("exports", ExportRules)

    @property
    def imports(self) -> ImportRules:
        """What the words of earlier systems mean here."""
        return self.shape("imports", ImportRules)

    @property
    def field_service(self) -> FieldRules:
        """The standards of field-service orders."""
        return self.shape("field_service", FieldRules)

    @property
    def escalation(self) -> EscalationRules:
        """Who answers agents' questions, one level after another."""
        return self.shape("escalation", EscalationRules)

    @property
    def surveys(self) -> SurveyRules:
        """When customers are asked for a judgement."""
        return self.shape("surveys", SurveyRules)
