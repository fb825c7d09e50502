"""The shapes of the public events of field-service orders and partners (SE-2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields

from shared.fields import Moment


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
