"""The entities that the centre holds, by the names that the API gives to their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.crm.domain.rules import CrmRules
from services.people.domain.account import Account
from services.people.domain.calendar import SiteCalendar
from services.people.domain.roles import RoleRecord
from services.people.domain.rules import PeopleRules
from services.people.domain.skills import SkillRecord
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.sla_clock import SlaClock
from services.training.domain.rules import TrainingRules
from shared.event_store import Aggregate
from shared.rules import RuleBook
from shared.service import Service
from tests.api.centre import Centre

RULE_BOOKS: Mapping[str, type[RuleBook]] = {
    "people": PeopleRules,
    "crm": CrmRules,
    "tickets": TicketRules,
    "training": TrainingRules,
}

_EMPLOYEES = (
    "assignee_id",
    "employee_id",
    "expert_id",
    "leader_id",
    "mentor_id",
    "owner_id",
    "praised_employee_id",
    "supervisor_id",
    "trainer_id",
)

_CODES: Mapping[str, Sequence[str]] = {
    "business_line": ("banking", "general"),
    "country": ("CN",),
    "currency": ("CNY",),
    "decision": ("refund",),
    "department": ("risk",),
    "purpose": ("marketing", "survey"),
    "item": ("identified", "tested"),
    "role": ("agent", "inspector", "trainer"),
    "skill": ("cards", "english"),
    "skill_group": ("cards", "loans", "general"),
}


def ids_of(service: Service, name: str) -> list[UUID]:
    """Ids of all entities of one of a service's aggregates, in the order of their creation."""
    topic = service.aggregates[name].Created.TOPIC
    records = service.store.recorder.select_records(after=0, limit=1000, topics=[topic])
    return [UUID(str(one.originator_id)) for one in records]


def values_by_name(centre: Centre, service_name: str) -> dict[str, list[str]]:
    """What a parameter or field of a name may well hold when `service_name` is asked.

    An entity of the service itself goes before one of the same name elsewhere.
    """
    found: dict[str, list[str]] = {name: [*codes] for name, codes in _CODES.items()}
    own = centre.services[service_name]
    for service in (*centre.services.values(), own):
        for name in service.aggregates:
            found[f"{name}_id"] = [str(one) for one in ids_of(service, name)]
    for name in _EMPLOYEES:
        found[name] = found["employee_id"]
    found["survivor_id"] = found["customer_id"]
    found["import_id"] = found["employee_import_id"]
    found["level"] = ["silver", "gold", "vip"]
    found["rule_set_id"] = found["name"] = [*RULE_BOOKS[service_name].SHAPES]
    return found


def version_of(service: Service, path: str, parameters: Mapping[str, Any]) -> int | None:
    """The version that a command on `path` expects to see, if there is such an entity."""
    versioned = _versioned(service, path, parameters)
    found = None if versioned is None else service.store.find(*versioned)
    return None if found is None else found.version


def belongings(centre: Centre) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Tickets with one of their clocks, and with one of their attachments."""
    tickets = centre.services["tickets"]
    clocks = [tickets.store.get(SlaClock, one) for one in ids_of(tickets, "sla_clock")]
    letters = [tickets.store.get(Correspondence, one) for one in ids_of(tickets, "correspondence")]
    return (
        [(str(one.ticket_id), str(one.id)) for one in clocks],
        [
            (str(one.ticket_id), str(attachment.attachment_id))
            for one in letters
            for attachment in one.attachments
        ],
    )


def _versioned(
    service: Service, path: str, parameters: Mapping[str, Any]
) -> tuple[type[Aggregate], UUID] | None:
    # The first in the path is what a command changes; a generated request may name others first.
    name = min(parameters, key=lambda one: path.find(f"{{{one}}}"))
    if "/rules/" in path:
        book = RULE_BOOKS[service.name]
        return book, book.id_for(str(parameters[name]))
    try:
        entity_id = UUID(str(parameters[name]))
    except ValueError:
        return None
    for part, aggregate in _PARTS.items():
        if part in path:
            return aggregate, aggregate.id_for(entity_id)  # type: ignore[attr-defined]
    return service.aggregates[name.removesuffix("_id")], entity_id


_PARTS: Mapping[str, type[Aggregate]] = {
    "{employee_id}/account": Account,
    "{employee_id}/role": RoleRecord,
    "{employee_id}/skill": SkillRecord,
    "{site_id}/calendar": SiteCalendar,
}
"""Where a path names the owner of what a command changes, and what that is."""
