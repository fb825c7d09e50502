"""Certifications and candidacies, over HTTP (TR-3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from services.training.domain.candidacy import Candidacy
from services.training.domain.candidacy_facts import Evidence
from services.training.domain.certification import Certification, Plan, Stage
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import certificates as schemas
from shared.clock import iso
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

PURPOSE = "show-candidacy"


def add_certifications(blueprint: Blueprint, door: Door) -> None:
    """Adds the setting up of certifications."""
    certifications = door.cases.certifications

    def show(certification_id: UUID) -> dict[str, Any]:
        return _certification(door.found(Certification, certification_id))

    @blueprint.route("/certifications", methods=["POST"])
    @blueprint.arguments(schemas.NewCertificationSchema)
    @blueprint.response(201, schemas.CertificationSchema)
    @command(shows=show)
    def create_certification(data: dict[str, Any]) -> UUID:
        """Sets up a certification [考核认证] with its stages, skills and validity."""
        return certifications.create_certification(data.pop("code"), plan=_plan(data)).id

    @blueprint.route("/certifications/<uuid:certification_id>/versions", methods=["POST"])
    @blueprint.arguments(schemas.PlanSchema)
    @blueprint.response(201, schemas.CertificationSchema)
    @command(shows=show)
    def publish_certification_version(data: dict[str, Any], certification_id: UUID) -> UUID:
        """Certifies by another plan from now on; who is on the way goes on by the former one."""
        return certifications.publish_certification_version(
            certification_id, plan=_plan(data), expected_version=if_match()
        ).id

    @blueprint.route("/certifications/<uuid:certification_id>/retirement", methods=["POST"])
    @blueprint.response(200, schemas.CertificationSchema)
    @command(shows=show)
    def retire_certification(certification_id: UUID) -> UUID:
        """Certifies nobody any more; certificates count as long as they do."""
        return certifications.retire_certification(certification_id, expected_version=if_match()).id

    @blueprint.route("/certifications", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.CertificationRowSchema))
    @query
    def list_certifications(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the certifications by their codes."""
        certifications.check_may_list()
        last = after(asked["cursor"], tuple[str])
        found = door.models.certifications.page(
            after=last[0] if last else None, limit=asked["limit"] + 1
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/certifications/<uuid:certification_id>", methods=["GET"])
    @blueprint.response(200, schemas.CertificationSchema)
    @query
    def show_certification(certification_id: UUID) -> dict[str, Any]:
        """Shows a certification with all its versions, as it stands or stood."""
        return _certification(certifications.see_certification(certification_id, as_of=as_of()))


def add_candidacies(blueprint: Blueprint, door: Door) -> None:
    """Adds the way through the stages."""
    candidacies = door.cases.candidacies

    def show(candidacy_id: UUID) -> dict[str, Any]:
        return _candidacy(door, door.found(Candidacy, candidacy_id))

    @blueprint.route("/candidacies", methods=["POST"])
    @blueprint.arguments(schemas.NewCandidacySchema)
    @blueprint.response(201, schemas.CandidacySchema)
    @command(shows=show)
    def open_candidacy(data: dict[str, Any]) -> UUID:
        """Lets an employee begin the stages; a renewal where they hold a certificate."""
        return candidacies.open_candidacy(**data).id

    @blueprint.route("/candidacies/<uuid:candidacy_id>/stages", methods=["POST"])
    @blueprint.arguments(schemas.StageResultSchema)
    @blueprint.response(201, schemas.CandidacySchema)
    @command(shows=show)
    def note_stage(data: dict[str, Any], candidacy_id: UUID) -> UUID:
        """Notes that the next stage was passed or failed; who notes it does not certify on it."""
        numbers = {
            name: None if data[name] is None else Decimal(data[name]) for name in ("points", "full")
        }
        return candidacies.note_stage(
            candidacy_id, **{**data, **numbers}, expected_version=if_match()
        ).id

    @blueprint.route("/candidacies/<uuid:candidacy_id>/independence", methods=["POST"])
    @blueprint.response(200, schemas.CandidacySchema)
    @command(shows=show)
    def accept_independence(candidacy_id: UUID) -> UUID:
        """Confirms that somebody of your team works independently [独立上岗]."""
        return candidacies.accept_independence(candidacy_id, expected_version=if_match()).id

    @blueprint.route("/candidacies/<uuid:candidacy_id>/withdrawal", methods=["POST"])
    @blueprint.arguments(schemas.WithdrawalSchema)
    @blueprint.response(200, schemas.CandidacySchema)
    @command(shows=show)
    def withdraw_candidacy(data: dict[str, Any], candidacy_id: UUID) -> UUID:
        """Ends a candidacy before its time."""
        return candidacies.withdraw_candidacy(candidacy_id, **data, expected_version=if_match()).id


def add_candidacy_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds who is on the way, and how far."""
    candidacies = door.cases.candidacies

    @blueprint.route("/candidacies", methods=["GET"])
    @blueprint.arguments(schemas.CandidaciesQuery, location="query")
    @blueprint.response(200, page_schema(schemas.CandidacyRowSchema))
    @query
    def list_candidacies(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists who is on the way to a certificate: you, your team, or everybody."""
        limit = asked.pop("limit")
        last = after(asked.pop("cursor"), tuple[str, UUID])
        found = door.models.candidacies.page(
            visible=door.cases.certificates.visible_employees(),
            **asked,
            after=last,
            limit=limit + 1,
        )
        page = page_of(found, limit, key=lambda one: (one.opened_at, one.candidacy_id))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/candidacies/<uuid:candidacy_id>", methods=["GET"])
    @blueprint.response(200, schemas.CandidacySchema)
    @query
    def show_candidacy(candidacy_id: UUID) -> dict[str, Any]:
        """Shows a candidacy with what was passed and failed, as it stands or stood."""
        return _candidacy(door, candidacies.see_candidacy(candidacy_id, as_of=as_of()))


def _plan(data: dict[str, Any]) -> Plan:
    stages = tuple(
        Stage(**{**one, "course_codes": tuple(one["course_codes"])}) for one in data["stages"]
    )
    codes = {name: tuple(data[name]) for name in ("recertification", "skills")}
    return Plan(**{**data, "stages": stages, **codes})


def _certification(certification: Certification) -> dict[str, Any]:
    return {
        "certification_id": certification.id,
        "version": certification.version,
        "code": certification.code,
        "is_retired": certification.is_retired,
        "versions": certification.versions,
    }


def _candidacy(door: Door, candidacy: Candidacy) -> dict[str, Any]:
    next_stage = candidacy.next_stage
    return {
        **msgspec.structs.asdict(candidacy.candidate),
        "candidacy_id": candidacy.id,
        "version": candidacy.version,
        "origin": candidacy.origin,
        "state": candidacy.state,
        "stages": candidacy.stages,
        "next_stage": None if next_stage is None else next_stage.code,
        "passed": [_evidence(door, *one) for one in candidacy.passed],
        "failed": [_evidence(door, *one) for one in candidacy.failed],
        "needs_independence": candidacy.needs_independence,
        "independence_accepted_by": candidacy.independence_accepted_by,
        "certificate_id": candidacy.certificate_id or candidacy.candidate.certificate_id,
    }


def _evidence(door: Door, stage_code: str, evidence: Evidence) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(evidence),
        "stage_code": stage_code,
        "happened_at": iso(evidence.happened_at),
        "reason": door.keys.open_or_none(evidence.reason, purpose=PURPOSE),
    }
