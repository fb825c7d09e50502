"""The public events of field-service orders and partners; nothing personal is in clear (SE-2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_problems import FieldProblems
from services.tickets.domain.field_record import FieldRecord
from services.tickets.domain.partner import Partner
from services.tickets.messages.shapes import Moment
from shared.bus.publication import PublicEvent
from shared.event_store import Aggregate

Data = Callable[[Any], dict[str, Any]]


def _part(
    field: Callable[..., fields.Field[Any]], description: str, *, is_optional: bool = False
) -> Any:
    return field(required=True, allow_none=is_optional, metadata={"description": description})


class AboutFieldOrderSchema(Schema):
    """Which field-service order it is about, as it stands after the event."""

    order_id = _part(fields.UUID, "The order.")
    number = _part(fields.String, "The number that people speak.")
    kind = _part(fields.String, "repair, installation, delivery or appointment.")
    area = _part(fields.String, "Code of the area.", is_optional=True)
    ticket_id = _part(fields.UUID, "The ticket that it belongs to.", is_optional=True)
    customer_id = _part(fields.UUID, "The customer, if known.", is_optional=True)
    site_id = _part(fields.UUID, "Its site.", is_optional=True)
    requester_id = _part(fields.UUID, "Employee id of who requested it.")
    employee_id = _part(fields.UUID, "Own employee who carries it out.", is_optional=True)
    partner_id = _part(fields.UUID, "Partner who carries it out.", is_optional=True)


class FieldOrderRequestedSchema(AboutFieldOrderSchema):
    """An order was taken in."""

    follows_id = _part(
        fields.UUID, "Order not completed, whose next visit this is.", is_optional=True
    )


class FieldOrderAssignedSchema(AboutFieldOrderSchema):
    """Somebody is to carry it out."""


class FieldOrderAcceptedSchema(AboutFieldOrderSchema):
    """They have taken it on."""


class FieldOrderClosedSchema(AboutFieldOrderSchema):
    """Everything is done."""


class FieldReasonSchema(AboutFieldOrderSchema):
    """Something did not go as it was meant to."""

    reason_code = _part(fields.String, "Why, by the codes of the rules.")


class FieldOrderDeclinedSchema(FieldReasonSchema):
    """They have not taken it on, or given it back."""


class FieldOrderCancelledSchema(FieldReasonSchema):
    """Nobody goes out."""


class FieldWindowSchema(AboutFieldOrderSchema):
    """A window was agreed with the customer."""

    from_at = _part(Moment, "Beginning of the window.")
    until_at = _part(Moment, "End of the window.")


class FieldWindowChangedSchema(FieldWindowSchema):
    """Another window was agreed."""

    reason_code = _part(fields.String, "Why, by the codes of the rules.")


class FieldStaffDepartedSchema(AboutFieldOrderSchema):
    """The performer set out."""

    departed_at = _part(Moment, "When.")
    is_on_time = _part(fields.Boolean, "Whether the window was not over by then.")


class FieldStaffArrivedSchema(AboutFieldOrderSchema):
    """The performer was there."""

    arrived_at = _part(Moment, "When.")
    punctuality = _part(fields.String, "early, on_time or late.")


class FieldWindowMissedSchema(AboutFieldOrderSchema):
    """Nobody came in the window and its tolerance."""

    until_at = _part(Moment, "End of the window.")


class FieldItemCheckedSchema(AboutFieldOrderSchema):
    """A step of the standard was checked."""

    item = _part(fields.String, "Code of the step.")
    is_conform = _part(fields.Boolean, "Whether it was done as the standard asks.")


class FieldEvidenceAttachedSchema(AboutFieldOrderSchema):
    """A step was shown by a file."""

    item = _part(fields.String, "Code of the step.")
    evidence_id = _part(fields.UUID, "The file.")
    media_type = _part(fields.String, "Its type.")


class FieldOrderPerformedSchema(AboutFieldOrderSchema):
    """The visit was over."""

    outcome = _part(fields.String, "completed or not_completed.")
    reason_code = _part(fields.String, "Why not completed.", is_optional=True)
    performed_at = _part(Moment, "When.")
    items = _part(fields.Integer, "Mandatory steps.")
    conform_items = _part(fields.Integer, "Those done as the standard asks.")


class FieldOrderEvaluatedSchema(AboutFieldOrderSchema):
    """The customer judged the service."""

    score = _part(fields.Integer, "1 to 5, 5 the best.")


class FieldProblemSchema(AboutFieldOrderSchema):
    """A problem with the order."""

    problem_id = _part(fields.UUID, "The problem.")
    owner_id = _part(fields.UUID, "Employee id of who sees to it.")
    due_at = _part(Moment, "Until when.")


class FieldProblemOpenedSchema(FieldProblemSchema):
    """Somebody is to see to a problem."""

    cause = _part(fields.String, "found, not_completed, not_conform or low_score.")


class FieldProblemSolvedSchema(AboutFieldOrderSchema):
    """A problem was solved."""

    problem_id = _part(fields.UUID, "The problem.")
    solved_at = _part(Moment, "When.")
    is_in_time = _part(fields.Boolean, "Whether before its date.")


class AboutPartnerSchema(Schema):
    """Which partner it is about."""

    partner_id = _part(fields.UUID, "The partner.")


class PartnerAgreementSchema(AboutPartnerSchema):
    """What is agreed with a partner."""

    kinds = _part(lambda **options: fields.List(fields.String(), **options), "Kinds of orders.")
    areas = _part(lambda **options: fields.List(fields.String(), **options), "Areas; none for all.")
    effective_from = _part(Moment, "From when.")
    effective_until = _part(Moment, "Until when.", is_optional=True)


class PartnerRegisteredSchema(PartnerAgreementSchema):
    """Another company carries out orders."""

    code = _part(fields.String, "The centre's code of it.")
    name = _part(fields.String, "The company's name.")


class PartnerMemberAdmittedSchema(AboutPartnerSchema):
    """An account is one of the partner's people's."""

    employee_id = _part(fields.UUID, "The account's employee id.")


class PartnerMemberDismissedSchema(AboutPartnerSchema):
    """An account is the partner's no more."""

    employee_id = _part(fields.UUID, "The account's employee id.")


class PartnerResumedSchema(AboutPartnerSchema):
    """It gets orders again."""


class PartnerSuspendedSchema(AboutPartnerSchema):
    """It gets no orders for now."""

    reason = _part(fields.String, "A code of the centre.")


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
        FieldOrderRequestedSchema,
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
        FieldOrderAssignedSchema,
        _new("employee_id", "partner_id"),
    ),
    _order(FieldOrder, "Accepted", "field_order_accepted", FieldOrderAcceptedSchema),
    _order(FieldOrder, "Declined", "field_order_declined", FieldOrderDeclinedSchema, _declined),
    _order(FieldOrder, "AppointmentAgreed", "field_appointment_agreed", FieldWindowSchema, _window),
    _order(
        FieldOrder,
        "AppointmentChanged",
        "field_appointment_changed",
        FieldWindowChangedSchema,
        lambda one: {**_window(one), **_why(one)},
    ),
    _order(FieldOrder, "Cancelled", "field_order_cancelled", FieldOrderCancelledSchema, _why),
    _order(
        FieldOrder,
        "Departed",
        "field_staff_departed",
        FieldStaffDepartedSchema,
        _new("departed_at", "is_on_time"),
    ),
    _order(
        FieldOrder,
        "Arrived",
        "field_staff_arrived",
        FieldStaffArrivedSchema,
        _new("arrived_at", "punctuality"),
    ),
    _order(
        FieldOrder,
        "WindowMissed",
        "field_window_missed",
        FieldWindowMissedSchema,
        _new("until_at"),
    ),
    _order(FieldRecord, "ItemChecked", "field_item_checked", FieldItemCheckedSchema, _checked),
    _order(
        FieldRecord,
        "EvidenceAttached",
        "field_evidence_attached",
        FieldEvidenceAttachedSchema,
        _shown,
    ),
    _order(FieldOrder, "Performed", "field_order_performed", FieldOrderPerformedSchema, _performed),
    _order(
        FieldOrder,
        "Evaluated",
        "field_order_evaluated",
        FieldOrderEvaluatedSchema,
        lambda one: {"score": one.evaluation.score},
    ),
    _order(FieldOrder, "Closed", "field_order_closed", FieldOrderClosedSchema),
    _order(FieldProblems, "Opened", "field_problem_opened", FieldProblemOpenedSchema, _problem),
    _order(
        FieldProblems,
        "Reassigned",
        "field_problem_reassigned",
        FieldProblemSchema,
        _new("problem_id", "owner_id", "due_at"),
    ),
    _order(
        FieldProblems,
        "Solved",
        "field_problem_solved",
        FieldProblemSolvedSchema,
        _new("problem_id", "solved_at", "is_in_time"),
    ),
    _partner(
        "Created",
        "partner_registered",
        PartnerRegisteredSchema,
        lambda one: {"code": one.code, "name": one.name, **_agreement(one)},
    ),
    _partner("AgreementRenewed", "partner_agreement_renewed", PartnerAgreementSchema, _agreement),
    _partner(
        "MemberAdmitted",
        "partner_member_admitted",
        PartnerMemberAdmittedSchema,
        _new("employee_id"),
    ),
    _partner(
        "MemberDismissed",
        "partner_member_dismissed",
        PartnerMemberDismissedSchema,
        _new("employee_id"),
    ),
    _partner("Suspended", "partner_suspended", PartnerSuspendedSchema, _new("reason")),
    _partner("Resumed", "partner_resumed", PartnerResumedSchema),
)
"""What others may build on."""
