"""The rule sets of the service and the shape of each (rules.toml ships the defaults)."""

from __future__ import annotations

from services.tickets.domain.assignment import CapacityRules, QueueRules, RoutingRules
from services.tickets.domain.correspondence import AttachmentRules
from services.tickets.domain.export import ExportRules
from services.tickets.domain.first_contact import FcrRules
from services.tickets.domain.forms import Forms
from services.tickets.domain.importing import ImportRules
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
        "exports": ExportRules,
        "imports": ImportRules,
        "fcr": FcrRules,
    }
