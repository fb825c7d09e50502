"""The rule sets of the service and the shape of each (rules.toml ships the defaults)."""

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
from services.tickets.domain.forms import Forms
from services.tickets.domain.gate import GateRules
from services.tickets.domain.importing import ImportRules
from services.tickets.domain.linking_rules import LinkingRules
from services.tickets.domain.outbound_rules import OutboundRules
from services.tickets.domain.overload import OverloadRules
from services.tickets.domain.queue_policies import CallbackRules, OpeningRules, PushRules
from services.tickets.domain.skill_demands import SkillRules
from services.tickets.domain.sla import SlaRules
from services.tickets.domain.survey_rules import SurveyRules
from shared.rules import RuleBook


class TicketRules(RuleBook):
    """The rule book of the tickets service."""

    TOPIC = "tickets.rules"

    SHAPES = {  # noqa: RUF012 (declared as a ClassVar in the base)
        "forms": Forms,
        "sla": SlaRules,
        "queue": QueueRules,
        "routing": RoutingRules,
        "capacity": CapacityRules,
        "linking": LinkingRules,
        "agent_capacity": AgentCapacityRules,
        "availability": AvailabilityRules,
        "skills": SkillRules,
        "gate": GateRules,
        "opening": OpeningRules,
        "push": PushRules,
        "callbacks": CallbackRules,
        "overload": OverloadRules,
        "attachments": AttachmentRules,
        "call_guide": CallGuideRules,
        "dispositions": DispositionRules,
        "outbound": OutboundRules,
        "exports": ExportRules,
        "imports": ImportRules,
        "fcr": FcrRules,
        "field_service": FieldRules,
        "escalation": EscalationRules,
        "surveys": SurveyRules,
    }
