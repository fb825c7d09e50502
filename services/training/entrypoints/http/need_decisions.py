"""What is decided about training needs, and facts of other systems, over HTTP (TR-5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.training.application.fact_rows import FactRow
from services.training.domain.audience import Target, audience_of
from services.training.domain.need import Need
from services.training.domain.need_import import NeedImport
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.http.needs import shown_need
from services.training.entrypoints.schemas import needs as schemas
from shared.web import Blueprint, command, if_match, query


def add_need_decisions(blueprint: Blueprint, door: Door) -> None:
    """Adds the priority and the merging of needs."""
    decisions = door.cases.need_decisions

    def show(need_id: UUID) -> dict[str, Any]:
        return shown_need(door, door.found(Need, need_id))

    @blueprint.route("/needs/<uuid:need_id>/priority", methods=["POST"])
    @blueprint.arguments(schemas.PrioritySchema)
    @blueprint.response(200, schemas.NeedSchema)
    @command(shows=show)
    def prioritise_need(data: dict[str, Any], need_id: UUID) -> UUID:
        """Weighs a need anew, by another urgency or by the rules as they are now."""
        return decisions.prioritise_need(need_id, **data, expected_version=if_match()).id

    @blueprint.route("/needs/<uuid:need_id>/merger", methods=["POST"])
    @blueprint.arguments(schemas.MergerSchema)
    @blueprint.response(200, schemas.NeedSchema)
    @command(shows=show)
    def merge_needs(data: dict[str, Any], need_id: UUID) -> UUID:
        """Takes several needs of one competency into this one, with all that shows them."""
        return decisions.merge_needs(need_id, **data, expected_version=if_match()).id

    @blueprint.route("/needs/<uuid:need_id>/study", methods=["POST"])
    @blueprint.arguments(schemas.StudyLinkSchema)
    @blueprint.response(200, schemas.NeedSchema)
    @command(shows=show)
    def link_need_study(data: dict[str, Any], need_id: UUID) -> UUID:
        """Says in which study the effect of the answer is measured."""
        return decisions.link_study(need_id, **data, expected_version=if_match()).id


def add_need_answers(blueprint: Blueprint, door: Door) -> None:
    """Adds answers and refusals."""
    decisions = door.cases.need_decisions

    def show(need_id: UUID) -> dict[str, Any]:
        return shown_need(door, door.found(Need, need_id))

    @blueprint.route("/needs/<uuid:need_id>/course", methods=["POST"])
    @blueprint.arguments(schemas.CourseAnswerSchema)
    @blueprint.response(200, schemas.NeedSchema)
    @command(shows=show)
    def answer_need_by_course(data: dict[str, Any], need_id: UUID) -> UUID:
        """Answers a need by a course that is offered."""
        return decisions.answer_by_course(need_id, **data, expected_version=if_match()).id

    @blueprint.route("/needs/<uuid:need_id>/coaching", methods=["POST"])
    @blueprint.arguments(schemas.CoachingAnswerSchema)
    @blueprint.response(200, schemas.NeedSchema)
    @command(shows=show)
    def answer_need_by_coaching(data: dict[str, Any], need_id: UUID) -> UUID:
        """Answers a need by coaching."""
        return decisions.answer_by_coaching(need_id, **data, expected_version=if_match()).id

    @blueprint.route("/needs/<uuid:need_id>/refusal", methods=["POST"])
    @blueprint.arguments(schemas.NeedRefusalSchema)
    @blueprint.response(200, schemas.NeedSchema)
    @command(shows=show)
    def refuse_need(data: dict[str, Any], need_id: UUID) -> UUID:
        """Refuses a need, and says why."""
        return decisions.refuse_need(need_id, **data, expected_version=if_match()).id


def add_need_facts(blueprint: Blueprint, door: Door) -> None:
    """Adds the taking of facts from machines and files."""
    facts = door.cases.need_facts

    def show(need_import_id: UUID) -> dict[str, Any]:
        return _import(door.found(NeedImport, need_import_id))

    @blueprint.route("/need-facts", methods=["POST"])
    @blueprint.arguments(schemas.NeedFactsSchema)
    @blueprint.response(201, schemas.NeedImportSchema)
    @command(shows=show)
    def take_need_facts(data: dict[str, Any]) -> UUID:
        """Takes facts from which needs follow: all, or none and every wrong cell is named."""
        return facts.take_facts([_fact(one) for one in data["facts"]]).id

    @blueprint.route("/need-imports", methods=["POST"])
    @blueprint.arguments(schemas.NeedFileSchema)
    @blueprint.response(201, schemas.NeedImportSchema)
    @command(shows=show)
    def import_need_facts(data: dict[str, str]) -> UUID:
        """Takes the facts of a CSV file: all, or none and every wrong cell is named by its line."""
        return facts.import_facts(data["csv"]).id

    @blueprint.route("/need-imports/<uuid:need_import_id>", methods=["GET"])
    @blueprint.response(200, schemas.NeedImportSchema)
    @query
    def show_need_import(need_import_id: UUID) -> dict[str, Any]:
        """Shows what became of a batch of facts."""
        return _import(facts.see_import(need_import_id))


def _fact(given: dict[str, Any]) -> FactRow:
    targets = audience_of(Target(**one) for one in given["audience"])
    return FactRow(**{**given, "audience": targets})


def _import(taken: NeedImport) -> dict[str, Any]:
    return {
        "need_import_id": taken.id,
        "version": taken.version,
        "rows": taken.rows,
        "raised": len(taken.need_ids),
        "known": taken.rows - len(taken.need_ids),
        "need_ids": list(taken.need_ids),
    }
