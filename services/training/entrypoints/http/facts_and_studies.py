"""Facts, and studies of the effect of training, over HTTP (TR-8)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import EVALUATE
from services.training.domain.effect_words import sentence_of
from services.training.domain.facts import FactImport
from services.training.domain.study import Study, StudyPlan
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import evaluation as shapes
from shared.context import current_context
from shared.web import Blueprint, after, as_of, command, if_match, page_of, page_schema, query


def add_fact_imports(blueprint: Blueprint, door: Door) -> None:
    """Adds the import of facts."""
    facts = door.cases.evaluation.facts

    def show(fact_import_id: UUID) -> dict[str, Any]:
        return _fact_import(door.found(FactImport, fact_import_id))

    @blueprint.route("/fact-imports", methods=["POST"])
    @blueprint.arguments(shapes.NewFactsSchema)
    @blueprint.response(201, shapes.FactImportSchema)
    @command(shows=show)
    def import_facts(data: dict[str, Any]) -> UUID:
        """Imports facts about employees [导入指标数据]: all rows or, with each fault told, none."""
        return facts.import_facts(data["rows"]).id

    @blueprint.route("/fact-imports/csv", methods=["POST"])
    @blueprint.arguments(shapes.NewFactsCsvSchema)
    @blueprint.response(201, shapes.FactImportSchema)
    @command(shows=show)
    def import_facts_from_csv(data: dict[str, Any]) -> UUID:
        """Imports facts from a CSV file; the same rows again change nothing."""
        return facts.import_csv(data["csv"]).id

    @blueprint.route("/fact-imports/<uuid:fact_import_id>", methods=["GET"])
    @blueprint.response(200, shapes.FactImportSchema)
    @query
    def show_fact_import(fact_import_id: UUID) -> dict[str, Any]:
        """Shows what became of an import."""
        return _fact_import(facts.see_fact_import(fact_import_id))

    @blueprint.route("/fact-imports/<uuid:fact_import_id>/withdrawal", methods=["POST"])
    @blueprint.arguments(shapes.ReasonSchema)
    @blueprint.response(200, shapes.FactImportSchema)
    @command(shows=show)
    def withdraw_fact_import(data: dict[str, Any], fact_import_id: UUID) -> UUID:
        """Takes an import back that was wrong; results that stand stay as they are."""
        return facts.withdraw_fact_import(
            fact_import_id, reason=data["reason"], expected_version=if_match()
        ).id


def add_studies(blueprint: Blueprint, door: Door) -> None:
    """Adds studies of the effect of training."""
    studies = door.cases.evaluation.studies

    def show(study_id: UUID) -> dict[str, Any]:
        return _study(door.found(Study, study_id))

    @blueprint.route("/studies", methods=["POST"])
    @blueprint.arguments(shapes.NewStudySchema)
    @blueprint.response(201, shapes.StudySchema)
    @command(shows=show)
    def register_study(data: dict[str, Any]) -> UUID:
        """Registers a study of the effect of a course [登记效果研究] before its result is known."""
        return studies.register_study(StudyPlan(**{**data, "others": tuple(data["others"])})).id

    @blueprint.route("/studies", methods=["GET"])
    @blueprint.arguments(shapes.StudiesQuery, location="query")
    @blueprint.response(200, page_schema(shapes.StudyRowSchema))
    @query
    def list_studies(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists studies in the order in which they were registered, those given up too."""
        current_context().require(EVALUATE)
        found = door.models.studies.page(
            course_id=asked.get("course_id"),
            after=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        return page_of(
            found, asked["limit"], key=lambda one: (one["registered_at"], one["study_id"])
        )

    @blueprint.route("/studies/<uuid:study_id>", methods=["GET"])
    @blueprint.response(200, shapes.StudySchema)
    @query
    def show_study(study_id: UUID) -> dict[str, Any]:
        """Shows a study with its result in figures and in words, as it stands or stood."""
        return _study(studies.see_study(study_id, as_of=as_of()))

    @blueprint.route("/studies/<uuid:study_id>/measurement", methods=["POST"])
    @blueprint.response(200, shapes.StudySchema)
    @command(shows=show)
    def measure_effect(study_id: UUID) -> UUID:
        """Reckons the result by difference in differences, or says why data do not suffice."""
        return studies.measure_effect(study_id, expected_version=if_match()).id

    @blueprint.route("/studies/<uuid:study_id>/withdrawal", methods=["POST"])
    @blueprint.arguments(shapes.ReasonSchema)
    @blueprint.response(200, shapes.StudySchema)
    @command(shows=show)
    def withdraw_study(data: dict[str, Any], study_id: UUID) -> UUID:
        """Gives up a study that has no result; it stays in the list."""
        return studies.withdraw_study(
            study_id, reason=data["reason"], expected_version=if_match()
        ).id


def _fact_import(found: FactImport) -> dict[str, Any]:
    return {
        "fact_import_id": found.id,
        "version": found.version,
        "rows": found.rows,
        "known": found.known,
        "recorded": len(found.fact_ids),
        "is_withdrawn": found.is_withdrawn,
        "withdrawal_reason": found.withdrawal_reason,
    }


def _study(found: Study) -> dict[str, Any]:
    return {
        "study_id": found.id,
        "version": found.version,
        "state": found.state,
        "is_foresighted": found.is_foresighted,
        "withdrawal_reason": found.withdrawal_reason,
        **msgspec.structs.asdict(found.plan),
        "effect": _effect(found),
    }


def _effect(found: Study) -> dict[str, Any] | None:
    if found.effect is None:
        return None
    shown: dict[str, Any] = msgspec.to_builtins(found.effect)
    for language in ("zh", "en"):
        shown[f"sentence_{language}"] = sentence_of(
            found.effect, smallest_group=found.smallest_group, language=language
        )
    return shown
