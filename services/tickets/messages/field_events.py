"""The public events of field-service orders and partners; nothing personal is in clear (SE-2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from marshmallow import Schema

from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_problems import FieldProblems
from services.tickets.domain.field_record import FieldRecord
from services.tickets.domain.partner import Partner
from services.tickets.messages import field_shapes as shapes
from shared.bus.publication import PublicEvent
from shared.event_store import Aggregate

Data = Callable[[Any], dict[str, Any]]


def _order(
    aggregate: type[Aggregate],
    event_name: str,
    name: str,
    schema: type[Schema],
    data: Data = lambda _: {},
) -> PublicEvent:
    """A public event about an order; where a fact has changed, `data` holds the new one."""

    def facts(one: Any) -> dict[str, Any]:
        return {**msgspec.structs.asdict(one.about), **data(one)}

    event_class = getattr(aggregate, event_name)
    return PublicEvent(event_class, name, 1, schema, data=facts, subjects=_subjects(facts))


def _subjects(facts: Data) -> Callable[[Any], tuple[str, ...]]:
    def subjects(one: Any) -> tuple[str, ...]:
        found = facts(one)
        named = [(kind, found[f"{kind}_id"]) for kind in ("ticket", "customer", "partner")]
        others = tuple(f"{kind}:{entity_id}" for kind, entity_id in named if entity_id is not None)
        return (f"field_order:{found['order_id']}", *others)

    return subjects


def _requested() -> PublicEvent:
    def facts(one: Any) -> dict[str, Any]:
        return {
            **vars(one),
            "order_id": one.originator_id,
            "employee_id": None,
            "partner_id": None,
        }

    return PublicEvent(
        FieldOrder.Created,
        "field_order_requested",
        1,
        shapes.FieldOrderRequestedSchema,
        data=facts,
        subjects=_subjects(facts),
    )


def _partner(
    event_name: str, name: str, schema: type[Schema], data: Data = lambda _: {}
) -> PublicEvent:
    return PublicEvent(
        getattr(Partner, event_name),
        name,
        1,
        schema,
        data=lambda one: {"partner_id": one.originator_id, **data(one)},
        subjects=lambda one: (f"partner:{one.originator_id}",),
    )


def _new(*names: str) -> Data:
    """The event's own fields of these names."""
    return lambda one: {name: getattr(one, name) for name in names}


def _why(one: Any) -> dict[str, Any]:
    return {"reason_code": one.reason.code}


def _window(one: Any) -> dict[str, Any]:
    return {"from_at": one.appointment.from_at, "until_at": one.appointment.until_at}


def _declined(one: Any) -> dict[str, Any]:
    return {**_why(one), "employee_id": None, "partner_id": None}


def _checked(one: Any) -> dict[str, Any]:
    return {"item": one.item.code, "is_conform": one.item.is_conform}


def _shown(one: Any) -> dict[str, Any]:
    evidence = one.evidence
    return {
        "item": evidence.code,
        "evidence_id": evidence.evidence_id,
        "media_type": evidence.media_type,
    }


def _performed(one: Any) -> dict[str, Any]:
    return {
        "outcome": one.outcome,
        "reason_code": None if one.reason is None else one.reason.code,
        "performed_at": one.performed_at,
        "items": one.conformity.items,
        "conform_items": one.conformity.conform,
    }


def _problem(one: Any) -> dict[str, Any]:
    problem = one.problem
    return {
        "problem_id": problem.problem_id,
        "owner_id": problem.owner_id,
        "due_at": problem.due_at,
        "cause": problem.cause,
    }


def _agreement(one: Any) -> dict[str, Any]:
    return msgspec.structs.asdict(one.agreement)


FIELD_SERVICE = (
    _requested(),
    _order(
        FieldOrder,
        "Assigned",
        "field_order_assigned",
        shapes.FieldOrderAssignedSchema,
        _new("employee_id", "partner_id"),
    ),
    _order(FieldOrder, "Accepted", "field_order_accepted", shapes.FieldOrderAcceptedSchema),
    _order(
        FieldOrder, "Declined", "field_order_declined", shapes.FieldOrderDeclinedSchema, _declined
    ),
    _order(
        FieldOrder,
        "AppointmentAgreed",
        "field_appointment_agreed",
        shapes.FieldWindowSchema,
        _window,
    ),
    _order(
        FieldOrder,
        "AppointmentChanged",
        "field_appointment_changed",
        shapes.FieldWindowChangedSchema,
        lambda one: {**_window(one), **_why(one)},
    ),
    _order(
        FieldOrder, "Cancelled", "field_order_cancelled", shapes.FieldOrderCancelledSchema, _why
    ),
    _order(
        FieldOrder,
        "Departed",
        "field_staff_departed",
        shapes.FieldStaffDepartedSchema,
        _new("departed_at", "is_on_time"),
    ),
    _order(
        FieldOrder,
        "Arrived",
        "field_staff_arrived",
        shapes.FieldStaffArrivedSchema,
        _new("arrived_at", "punctuality"),
    ),
    _order(
        FieldOrder,
        "WindowMissed",
        "field_window_missed",
        shapes.FieldWindowMissedSchema,
        _new("until_at"),
    ),
    _order(
        FieldRecord, "ItemChecked", "field_item_checked", shapes.FieldItemCheckedSchema, _checked
    ),
    _order(
        FieldRecord,
        "EvidenceAttached",
        "field_evidence_attached",
        shapes.FieldEvidenceAttachedSchema,
        _shown,
    ),
    _order(
        FieldOrder,
        "Performed",
        "field_order_performed",
        shapes.FieldOrderPerformedSchema,
        _performed,
    ),
    _order(
        FieldOrder,
        "Evaluated",
        "field_order_evaluated",
        shapes.FieldOrderEvaluatedSchema,
        lambda one: {"score": one.evaluation.score},
    ),
    _order(FieldOrder, "Closed", "field_order_closed", shapes.FieldOrderClosedSchema),
    _order(
        FieldProblems, "Opened", "field_problem_opened", shapes.FieldProblemOpenedSchema, _problem
    ),
    _order(
        FieldProblems,
        "Reassigned",
        "field_problem_reassigned",
        shapes.FieldProblemSchema,
        _new("problem_id", "owner_id", "due_at"),
    ),
    _order(
        FieldProblems,
        "Solved",
        "field_problem_solved",
        shapes.FieldProblemSolvedSchema,
        _new("problem_id", "solved_at", "is_in_time"),
    ),
    _partner(
        "Created",
        "partner_registered",
        shapes.PartnerRegisteredSchema,
        lambda one: {"code": one.code, "name": one.name, **_agreement(one)},
    ),
    _partner(
        "AgreementRenewed", "partner_agreement_renewed", shapes.PartnerAgreementSchema, _agreement
    ),
    _partner(
        "MemberAdmitted",
        "partner_member_admitted",
        shapes.PartnerMemberAdmittedSchema,
        _new("employee_id"),
    ),
    _partner(
        "MemberDismissed",
        "partner_member_dismissed",
        shapes.PartnerMemberDismissedSchema,
        _new("employee_id"),
    ),
    _partner("Suspended", "partner_suspended", shapes.PartnerSuspendedSchema, _new("reason")),
    _partner("Resumed", "partner_resumed", shapes.PartnerResumedSchema),
)
"""What others may build on."""
