"""The call guide and the checklists of calls, over HTTP (TK-2, TK-7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.access import SEE_ALL, SEE_TEAM
from services.tickets.domain.call_guide import GuideStage, LeftOut, RecordedStage
from services.tickets.domain.call_record import CallRecord
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import call_records as schemas
from services.tickets.entrypoints.schemas import replies
from shared.context import current_context
from shared.web import Blueprint, as_of, command, if_match, query


def add_call_records(blueprint: Blueprint, door: Door) -> None:
    """Adds the guide and the checklists."""
    records = door.cases.outbound.call_records

    def show(call_record_id: UUID) -> dict[str, Any]:
        return _record(records.call_record(call_record_id))

    @blueprint.route("/call-guide", methods=["GET"])
    @blueprint.arguments(schemas.GuideQuery, location="query")
    @blueprint.response(200, replies.items_of(schemas.GuideStageSchema))
    @query
    def show_call_guide(asked: dict[str, Any]) -> dict[str, Any]:
        """Shows the stages of calls about tickets of a kind, with reference times."""
        return {"items": [_guide_stage(one) for one in records.guide_of(asked["kind"])]}

    @blueprint.route("/contacts/<uuid:contact_id>/call-record", methods=["POST"])
    @blueprint.arguments(schemas.NewCallRecordSchema)
    @blueprint.response(201, schemas.CallRecordSchema)
    @command(shows=show)
    def begin_call_record(data: dict[str, Any], contact_id: UUID) -> UUID:
        """Begins the checklist of a call."""
        return records.begin_call_record(contact_id, **data).id

    @blueprint.route("/call-records/<uuid:call_record_id>", methods=["GET"])
    @blueprint.response(200, schemas.CallRecordSchema)
    @query
    def show_call_record(call_record_id: UUID) -> dict[str, Any]:
        """Shows the checklist of a call beside its reference, as it stands or stood."""
        return _record(records.see_call_record(call_record_id, as_of=as_of()))

    @blueprint.route("/call-records/<uuid:call_record_id>/stages", methods=["POST"])
    @blueprint.arguments(schemas.CallStageSchema)
    @blueprint.response(200, schemas.CallRecordSchema)
    @command(shows=show)
    def record_call_stage(data: dict[str, Any], call_record_id: UUID) -> UUID:
        """Records what was done in a stage and what was left out, or corrects it."""
        data["left_out"] = [LeftOut(**one) for one in data["left_out"]]
        return records.record_stage(call_record_id, **data, expected_version=if_match()).id

    @blueprint.route("/call-records/<uuid:call_record_id>/completion", methods=["POST"])
    @blueprint.response(200, schemas.CallRecordSchema)
    @command(shows=show)
    def complete_call_record(call_record_id: UUID) -> UUID:
        """Closes the checklist, every stage of which was recorded."""
        return records.complete_call_record(call_record_id, expected_version=if_match()).id


def add_call_measures(blueprint: Blueprint, door: Door) -> None:
    """Adds the sums over checklists, and the codes of results."""

    @blueprint.route("/call-stage-measures", methods=["GET"])
    @blueprint.arguments(schemas.DaysQuery, location="query")
    @blueprint.response(200, schemas.StageMeasuresSchema)
    @query
    def sum_call_stages(asked: dict[str, Any]) -> dict[str, Any]:
        """Sums the stages of calls beside their reference, and what was left out."""
        context = current_context()
        if not context.may(SEE_ALL):
            context.require(SEE_TEAM)
        stages = door.models.call_stages
        return {
            "stages": [vars(one) for one in stages.sums(**asked)],
            "omissions": [vars(one) for one in stages.omissions(**asked)],
        }

    @blueprint.route("/dispositions", methods=["GET"])
    @blueprint.response(200, replies.items_of(schemas.DispositionShownSchema))
    @query
    def list_dispositions() -> dict[str, Any]:
        """Lists the disposition codes and what each means for the next try."""
        return {"items": [vars(one) for one in door.rules.dispositions.codes]}


def _guide_stage(stage: GuideStage) -> dict[str, Any]:
    return {**vars(stage), "key_actions": [vars(one) for one in stage.key_actions]}


def _record(record: CallRecord) -> dict[str, Any]:
    return {
        "call_record_id": record.id,
        "version": record.version,
        "contact_id": record.contact_id,
        "employee_id": record.employee_id,
        "kind": record.kind,
        "is_complete": record.is_complete,
        "guide": [
            {**msgspec.to_builtins(one), "is_recorded": one.stage in record.recorded}
            for one in record.reference
        ],
        "stages": [_stage(one) for one in record.stages],
    }


def _stage(stage: RecordedStage) -> dict[str, Any]:
    return {**msgspec.to_builtins(stage), "over_seconds": stage.over_seconds}
