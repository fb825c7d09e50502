"""The public events of calls and outbound calls; nothing personal is in clear (SE-2)."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.tickets.domain.call_record import CallRecord
from services.tickets.domain.do_not_call import DoNotCall
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.domain.script_test import ScriptTest
from services.tickets.messages.shapes import _id, _moment, _text, _whole, _yes_or_no
from shared.bus.publication import PublicEvent


class LeftOutSchema(Schema):
    """A key action that was not done."""

    action = _text("Code of the key action.")
    reason = _text("Code of the reason.")


class StageSchema(Schema):
    """What was done in one stage of a call."""

    stage = _text("Code of the stage.")
    seconds = _whole("How long it took.")
    reference_seconds = _whole("How long it takes as a rule.")
    done = fields.List(
        fields.String(), required=True, metadata={"description": "Key actions that were done."}
    )
    left_out = fields.List(
        fields.Nested(LeftOutSchema),
        required=True,
        metadata={"description": "Key actions that were not, with the reason."},
    )


class CallRecordCompletedSchema(Schema):
    """The steps of a call were recorded, beside what the guide asks (TK-2, TK-7)."""

    call_record_id = _id("The record.")
    contact_id = _id("The contact.")
    employee_id = _id("Employee id of who spoke with the customer.")
    kind = _text("Kind of ticket that it was about.")
    stages = fields.List(
        fields.Nested(StageSchema),
        required=True,
        metadata={"description": "The stages in the order of the guide."},
    )


class TargetSchema(Schema):
    """Who is called for what."""

    outbound_task_id = _id("The outbound task.")
    campaign_id = _id("The campaign.")
    purpose = _text("follow_up, marketing, care or satisfaction.")
    customer_id = _id("The customer.")
    skill_group = _text("Skill group whose agents call.")
    site_id = _id("Site whose calendar counts.", is_optional=True)
    ticket_id = _id("The ticket that it is about, if it is about one.", is_optional=True)
    what_for = _text("list, ticket: with its id, or an occasion with its year.")


class OutboundAttemptBegunSchema(TargetSchema):
    """A customer is being called (TK-3)."""

    contact_id = _id("The contact that the call makes.")
    ordinal = _whole("The how-many-eth try it is.")
    begun_at = _moment("When.")
    employee_id = _id("Employee id of who calls; null while a dialler does.", is_optional=True)
    consent = _text("What the check of consent found: granted, not_refused or not_needed.")
    script_id = _id("The script followed, if there is one.", is_optional=True)
    script_version = _whole("Its version.", is_optional=True)
    script_arm = _text("Arm of the test that decided the version, if one did.", is_optional=True)


class OutboundResultRecordedSchema(OutboundAttemptBegunSchema):
    """A try came to a result (TK-4)."""

    disposition = _text("Disposition code.")
    is_reached = _yes_or_no("Whether the customer was spoken to.")
    is_success = _yes_or_no("Whether the call reached its purpose.")
    state = _text("State of the task from now on: waiting, completed, exhausted or dropped.")
    due_at = _moment("When the customer is called again, if so.", is_optional=True)
    is_promised = _yes_or_no("Whether the customer wished that time.")


class OutboundTaskDroppedSchema(TargetSchema):
    """A customer is not called after all."""

    cause = _text(
        "do_not_call, consent_refused, consent_missing, customer_erased or decided by who leads."
    )
    tries = _whole("How often the customer was tried before.")


class DoNotCallRecordedSchema(Schema):
    """A customer has asked not to be called."""

    customer_id = _id("The customer.")
    cause = _text("asked_in_call or asked_otherwise.")


class DoNotCallLiftedSchema(Schema):
    """A customer may be called again."""

    customer_id = _id("The customer.")


class ArmCountSchema(Schema):
    """What an arm has come to."""

    outcomes = _whole("Contacts or customers that count.")
    successes = _whole("Successes among them.")


class ScriptTestEndedSchema(Schema):
    """Two versions of a script were compared (TK-4)."""

    script_test_id = _id("The test.")
    a = fields.Nested(ArmCountSchema, required=True, metadata={"description": "Arm a."})
    b = fields.Nested(ArmCountSchema, required=True, metadata={"description": "Arm b."})
    needed_per_arm = _whole("Outcomes that each arm needed.")
    rate_a = _text("Success rate of arm a, a decimal string.")
    rate_b = _text("Success rate of arm b, a decimal string.")
    difference = _text("Rate of b minus rate of a.")
    lower = _text("Lower end of its 95 % confidence interval.")
    upper = _text("Upper end of it.")
    has_enough_data = _yes_or_no("Whether both arms have what was needed.")
    verdict = _text("not_enough_data, a_better, b_better or no_difference_shown.")


def _target(one: Any) -> dict[str, Any]:
    return {**msgspec.structs.asdict(one.target), "outbound_task_id": one.originator_id}


def _attempt(one: Any) -> dict[str, Any]:
    return {**_target(one), **msgspec.structs.asdict(one.attempt)}


def _result(one: Any) -> dict[str, Any]:
    return {**_attempt(one), **msgspec.structs.asdict(one.result)}


def _dropped(one: Any) -> dict[str, Any]:
    return {**_target(one), "cause": one.cause, "tries": one.tries}


def _call_record(one: Any) -> dict[str, Any]:
    return {
        "call_record_id": one.originator_id,
        "contact_id": one.contact_id,
        "employee_id": one.employee_id,
        "kind": one.kind,
        "stages": [msgspec.to_builtins(stage) for stage in one.stages],
    }


def _of_task(one: Any) -> tuple[str, ...]:
    target = one.target
    about = () if target.ticket_id is None else (f"ticket:{target.ticket_id}",)
    return (f"outbound_task:{one.originator_id}", f"customer:{target.customer_id}", *about)


def _of_contact(one: Any) -> tuple[str, ...]:
    return (
        f"call_record:{one.originator_id}",
        f"contact:{one.contact_id}",
        f"employee:{one.employee_id}",
    )


def _of_customer(one: Any) -> tuple[str, ...]:
    return (f"customer:{one.customer_id}",)


def _comparison(one: Any) -> dict[str, Any]:
    return {**msgspec.to_builtins(one.result), "script_test_id": one.originator_id}


OUTBOUND = (
    PublicEvent(
        CallRecord.Completed,  # type: ignore[attr-defined]
        "call_record_completed",
        1,
        CallRecordCompletedSchema,
        data=_call_record,
        subjects=_of_contact,
    ),
    PublicEvent(
        OutboundTask.AttemptBegun,  # type: ignore[attr-defined]
        "outbound_attempt_begun",
        1,
        OutboundAttemptBegunSchema,
        data=_attempt,
        subjects=_of_task,
    ),
    PublicEvent(
        OutboundTask.ResultRecorded,  # type: ignore[attr-defined]
        "outbound_result_recorded",
        1,
        OutboundResultRecordedSchema,
        data=_result,
        subjects=_of_task,
    ),
    PublicEvent(
        OutboundTask.Dropped,  # type: ignore[attr-defined]
        "outbound_task_dropped",
        1,
        OutboundTaskDroppedSchema,
        data=_dropped,
        subjects=_of_task,
    ),
    PublicEvent(
        DoNotCall.Recorded,  # type: ignore[attr-defined]
        "do_not_call_recorded",
        1,
        DoNotCallRecordedSchema,
        data=lambda one: {"customer_id": one.customer_id, "cause": one.cause},
        subjects=_of_customer,
    ),
    PublicEvent(
        DoNotCall.Lifted,  # type: ignore[attr-defined]
        "do_not_call_lifted",
        1,
        DoNotCallLiftedSchema,
        data=lambda one: {"customer_id": one.customer_id},
        subjects=_of_customer,
    ),
    PublicEvent(
        ScriptTest.Ended,  # type: ignore[attr-defined]
        "script_test_ended",
        1,
        ScriptTestEndedSchema,
        data=_comparison,
        subjects=lambda one: (f"script_test:{one.originator_id}",),
    ),
)
"""What others learn of calls, attempts and results."""
