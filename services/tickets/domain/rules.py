"""The rule sets of the service and the shape of each (rules.toml ships the defaults)."""

from __future__ import annotations

from services.tickets.domain.assignment import CapacityRules, QueueRules, RoutingRules
from services.tickets.domain.call_guide import CallGuideRules
from services.tickets.domain.correspondence import AttachmentRules
from services.tickets.domain.dispositions import DispositionRules
from services.tickets.domain.first_contact import FcrRules
from services.tickets.domain.forms import Forms
from services.tickets.domain.outbound_rules import OutboundRules
from services.tickets.domain.sla import SlaRules
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
        "attachments": AttachmentRules,
        "call_guide": CallGuideRules,
        "dispositions": DispositionRules,
        "outbound": OutboundRules,
        "fcr": FcrRules,
    }
