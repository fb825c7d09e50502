"""Scripts [话术] and the tests between their versions, over HTTP (TK-4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.scripts import check_reads_scripts
from services.tickets.domain.rate_comparison import VERDICTS_ZH
from services.tickets.domain.script import Script, Texts
from services.tickets.domain.script_test import ComparisonPlan, ScriptOutcome, ScriptTest
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import scripts as schemas
from shared.web import Blueprint, after, as_of, command, if_match, page_of, page_schema, query


def add_scripts(blueprint: Blueprint, door: Door) -> None:
    """Adds what shows scripts and begins them."""
    scripts = door.cases.outbound.scripts

    def show(script_id: UUID) -> dict[str, Any]:
        return _script(scripts.script(script_id))

    @blueprint.route("/scripts", methods=["GET"])
    @blueprint.arguments(schemas.ScriptsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.ScriptRowSchema))
    @query
    def list_scripts(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the scripts with their released versions and tests."""
        check_reads_scripts()
        last = after(asked["cursor"], tuple[UUID])
        found = door.models.scripts.page(
            purpose=asked.get("purpose"), after=last[0] if last else None, limit=asked["limit"] + 1
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.script_id,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/scripts", methods=["POST"])
    @blueprint.arguments(schemas.NewScriptSchema)
    @blueprint.response(201, schemas.ScriptSchema)
    @command(shows=show)
    def begin_script(data: dict[str, Any]) -> UUID:
        """Begins a script with the draft of its first version."""
        return scripts.begin_script(**{**data, "texts": Texts(**data["texts"])}).id

    @blueprint.route("/scripts/<uuid:script_id>", methods=["GET"])
    @blueprint.response(200, schemas.ScriptSchema)
    @query
    def show_script(script_id: UUID) -> dict[str, Any]:
        """Shows a script with all its versions, as it stands or stood."""
        return _script(scripts.see_script(script_id, as_of=as_of()))


def add_script_versions(blueprint: Blueprint, door: Door) -> None:
    """Adds the life of a version: draft, released, retired."""
    scripts = door.cases.outbound.scripts

    def show(script_id: UUID) -> dict[str, Any]:
        return _script(scripts.script(script_id))

    @blueprint.route("/scripts/<uuid:script_id>/versions", methods=["POST"])
    @blueprint.arguments(schemas.DraftSchema)
    @blueprint.response(200, schemas.ScriptSchema)
    @command(shows=show)
    def draft_script_version(data: dict[str, Any], script_id: UUID) -> UUID:
        """Writes a further version."""
        texts = Texts(**data["texts"])
        return scripts.draft_version(script_id, texts=texts, expected_version=if_match()).id

    @blueprint.route("/scripts/<uuid:script_id>/versions/<int:number>/revision", methods=["POST"])
    @blueprint.arguments(schemas.DraftSchema)
    @blueprint.response(200, schemas.ScriptSchema)
    @command(shows=show)
    def revise_script_draft(data: dict[str, Any], script_id: UUID, number: int) -> UUID:
        """Writes a draft anew."""
        texts = Texts(**data["texts"])
        return scripts.revise_draft(script_id, number, texts=texts, expected_version=if_match()).id

    @blueprint.route("/scripts/<uuid:script_id>/versions/<int:number>/release", methods=["POST"])
    @blueprint.response(200, schemas.ScriptSchema)
    @command(shows=show)
    def release_script_version(script_id: UUID, number: int) -> UUID:
        """Lets agents say a version that somebody else has written."""
        return scripts.release_version(script_id, number, expected_version=if_match()).id

    @blueprint.route("/scripts/<uuid:script_id>/versions/<int:number>/retirement", methods=["POST"])
    @blueprint.response(200, schemas.ScriptSchema)
    @command(shows=show)
    def retire_script_version(script_id: UUID, number: int) -> UUID:
        """Takes a version out of use."""
        return scripts.retire_version(script_id, number, expected_version=if_match()).id


def add_script_tests(blueprint: Blueprint, door: Door) -> None:
    """Adds the tests between two versions."""
    tests = door.cases.outbound.script_tests

    def shown(test: ScriptTest) -> dict[str, Any]:
        result = tests.result_of(test)
        return {
            "script_test_id": test.id,
            "version": test.version,
            **msgspec.structs.asdict(test.plan),
            "is_running": test.is_running,
            "result": {**msgspec.to_builtins(result), "verdict_zh": VERDICTS_ZH[result.verdict]},
        }

    def show(test_id: UUID) -> dict[str, Any]:
        return shown(tests.script_test(test_id))

    @blueprint.route("/script-tests", methods=["POST"])
    @blueprint.arguments(schemas.NewScriptTestSchema)
    @blueprint.response(201, schemas.ScriptTestSchema)
    @command(shows=show)
    def start_script_test(data: dict[str, Any]) -> UUID:
        """Starts a test between two released versions; how long it runs is fixed now."""
        plan = ComparisonPlan(**{**data, "successes": tuple(data["successes"])})
        return tests.start_script_test(plan).id

    @blueprint.route("/script-tests/<uuid:script_test_id>", methods=["GET"])
    @blueprint.response(200, schemas.ScriptTestSchema)
    @query
    def show_script_test(script_test_id: UUID) -> dict[str, Any]:
        """Shows a test: the difference, its confidence interval, whether the data are enough."""
        return shown(tests.see_script_test(script_test_id, as_of=as_of()))

    @blueprint.route("/script-tests/<uuid:script_test_id>/end", methods=["POST"])
    @blueprint.response(200, schemas.ScriptTestSchema)
    @command(shows=show)
    def end_script_test(script_test_id: UUID) -> UUID:
        """Ends a test; its result stands with the numbers that it was made of."""
        return tests.end_script_test(script_test_id, expected_version=if_match()).id


def add_script_outcomes(blueprint: Blueprint, door: Door) -> None:
    """Adds who hears which version, and what came of it."""
    tests, scripts = door.cases.outbound.script_tests, door.cases.outbound.scripts

    def show_outcome(outcome_id: UUID) -> dict[str, Any]:
        return vars(tests.outcome(outcome_id))

    @blueprint.route("/script-tests/<uuid:script_test_id>/assignment", methods=["GET"])
    @blueprint.arguments(schemas.SubjectQuery, location="query")
    @blueprint.response(200, schemas.AssignmentShownSchema)
    @query
    def show_script_assignment(asked: dict[str, Any], script_test_id: UUID) -> dict[str, Any]:
        """Shows which version a contact or customer hears, always the same."""
        test = tests.see_script_test(script_test_id)
        arm = test.arm_of(asked["subject_id"])
        number = test.version_for(arm)
        version = scripts.script(test.plan.script_id).version_of(number)
        return {
            **asked,
            "arm": arm,
            "script_id": test.plan.script_id,
            "script_version": number,
            "texts": msgspec.to_builtins(version.texts),
        }

    @blueprint.route("/script-tests/<uuid:script_test_id>/outcomes", methods=["POST"])
    @blueprint.arguments(schemas.ScriptOutcomeSchema)
    @blueprint.response(201, schemas.OutcomeShownSchema)
    @command(shows=show_outcome)
    def record_script_outcome(data: dict[str, Any], script_test_id: UUID) -> UUID:
        """Records what a contact that you have answered came to, once each."""
        made: ScriptOutcome = tests.record_outcome(script_test_id, **data)
        return made.id


def _script(script: Script) -> dict[str, Any]:
    return {
        "script_id": script.id,
        "version": script.version,
        "name": script.name,
        "purpose": script.purpose,
        "current": None if script.current is None else script.current.number,
        "versions": [
            msgspec.structs.asdict(one) | {"texts": msgspec.to_builtins(one.texts)}
            for one in script.versions
        ],
    }
