"""Certificates, over HTTP: given, decided about, listed, printed and checked (TR-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response, request

from services.training.application.certificate_checks import Check
from services.training.application.certificates import Certified
from services.training.domain.certificate import Certificate
from services.training.domain.validity import Term
from services.training.entrypoints.http.certificate_words import result_in_words
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import certificates as schemas
from services.training.messages.certificate_pdf import Printed, certificate_pdf
from services.training.read_models.certificate_list import Wanted
from shared.clock import iso
from shared.context import current_context
from shared.web import (
    Blueprint,
    Limit,
    after,
    as_of,
    command,
    count_against,
    if_match,
    page_of,
    page_schema,
    query,
)

BY_ADDRESS = Limit("certificate-check-by-address", burst=60, per_minute=30)
"""Certificates checked from one address; an office may come through one."""


def add_certificates(blueprint: Blueprint, door: Door) -> None:
    """Adds what somebody who certifies decides."""
    certificates = door.cases.certificates

    def show(certificate_id: UUID) -> dict[str, Any]:
        return _certificate(door, door.found(Certificate, certificate_id))

    @blueprint.route("/candidacies/<uuid:candidacy_id>/certificate", methods=["POST"])
    @blueprint.response(201, schemas.CertificateSchema)
    @command(shows=show)
    def issue_certificate(candidacy_id: UUID) -> UUID:
        """Certifies who passed all stages; never yourself, nor on what you judged or noted."""
        return certificates.issue_certificate(candidacy_id).id

    @blueprint.route("/certificates/<uuid:certificate_id>/renewals", methods=["POST"])
    @blueprint.arguments(schemas.RenewalSchema)
    @blueprint.response(201, schemas.CertificateSchema)
    @command(shows=show)
    def renew_certificate(data: dict[str, Any], certificate_id: UUID) -> UUID:
        """Gives another term under the same number; never on stages you judged or noted."""
        return certificates.renew_certificate(
            certificate_id, **data, expected_version=if_match()
        ).id

    @blueprint.route("/certificates/<uuid:certificate_id>/suspension", methods=["POST"])
    @blueprint.arguments(schemas.DecisionSchema)
    @blueprint.response(200, schemas.CertificateSchema)
    @command(shows=show)
    def suspend_certificate(data: dict[str, Any], certificate_id: UUID) -> UUID:
        """Lets a certificate not count until it is resumed."""
        return certificates.suspend_certificate(
            certificate_id, **data, expected_version=if_match()
        ).id

    @blueprint.route("/certificates/<uuid:certificate_id>/resumption", methods=["POST"])
    @blueprint.response(200, schemas.CertificateSchema)
    @command(shows=show)
    def resume_certificate(certificate_id: UUID) -> UUID:
        """Lets a suspended certificate count again."""
        return certificates.resume_certificate(certificate_id, expected_version=if_match()).id

    @blueprint.route("/certificates/<uuid:certificate_id>/revocation", methods=["POST"])
    @blueprint.arguments(schemas.DecisionSchema)
    @blueprint.response(200, schemas.CertificateSchema)
    @command(shows=show)
    def revoke_certificate(data: dict[str, Any], certificate_id: UUID) -> UUID:
        """Takes a certificate away for good; what was stays in its history."""
        return certificates.revoke_certificate(
            certificate_id, **data, expected_version=if_match()
        ).id


def add_certificate_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds who is certified for what, and since and until when."""
    certificates = door.cases.certificates

    @blueprint.route("/certificates", methods=["GET"])
    @blueprint.arguments(schemas.CertificatesQuery, location="query")
    @blueprint.response(200, page_schema(schemas.CertificateRowSchema))
    @query
    def list_certificates(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists certificates, the first to end first: yours, your team's, or everybody's."""
        limit = asked.pop("limit")
        last = after(asked.pop("cursor"), tuple[str, UUID])
        wanted = Wanted(
            at=current_context().occurred_at,
            expiring_days=door.rules.certificates.expiring_days,
            visible=certificates.visible_employees(),
            **asked,
        )
        found = door.models.certificates.page(wanted, after=last, limit=limit + 1)
        return page_of(found, limit, key=lambda one: (one["ends_at"], one["certificate_id"]))

    @blueprint.route("/certificates/<uuid:certificate_id>", methods=["GET"])
    @blueprint.response(200, schemas.CertificateSchema)
    @query
    def show_certificate(certificate_id: UUID) -> dict[str, Any]:
        """Shows a certificate with all its terms, as it stands or stood."""
        return _certificate(door, certificates.see_certificate(certificate_id, as_of=as_of()))

    @blueprint.route("/certificate-numbers/<string:number>", methods=["GET"])
    @blueprint.response(200, schemas.CertificateSchema)
    @query
    def find_certificate(number: str) -> dict[str, Any]:
        """Finds the certificate of a number as somebody said it."""
        return _certificate(door, certificates.find_certificate(number))

    @blueprint.route("/certified-people", methods=["GET"])
    @blueprint.arguments(schemas.CertifiedQuery, location="query")
    @blueprint.response(200, schemas.CertifiedPageSchema)
    @query
    def list_certified_people(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists who was certified for a skill at `valid_at`, as it was known at `as_of`."""
        last = after(asked["cursor"], tuple[UUID])
        found, following = certificates.certified_for(
            asked["skill"],
            valid_at=asked["valid_at"] or current_context().occurred_at,
            as_of=as_of(),
            after=last[0] if last else None,
            limit=asked["limit"],
        )
        page = page_of([following, None] if following else [], 1, key=lambda one: (one,))
        return {"items": [_certified(one) for one in found], "next": page["next"]}


def add_certificate_papers(blueprint: Blueprint, door: Door) -> None:
    """Adds the certificate on paper, and the door for whoever holds one."""
    certificates, checks = door.cases.certificates, door.cases.certificate_checks

    @blueprint.route("/certificates/<uuid:certificate_id>/document", methods=["POST"])
    @blueprint.arguments(schemas.DocumentSchema)
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
    @query
    def print_certificate(data: dict[str, Any], certificate_id: UUID) -> Response:
        """Makes the numbered PDF with its code for checks; nothing is kept of it."""
        certificate = certificates.see_certificate(certificate_id)
        certificate.check_not_revoked()
        address = checks.address_of(certificate)
        if address.startswith("/"):
            address = request.host_url.rstrip("/") + address
        printed = Printed(
            number=certificate.number,
            titles=checks.titles_of(certificate),
            staff_number=checks.staff_number_of(certificate.employee_id),
            holder_name=data["holder_name"],
            valid_from=certificate.term.valid_from,
            valid_until=certificate.term.valid_until,
            address=address,
        )
        return Response(
            certificate_pdf(printed, language=data["language"]),
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{certificate.number}.pdf"',
                "X-Content-Type-Options": "nosniff",
            },
        )

    @blueprint.route("/certificate-checks/<string:number>/<string:code>", methods=["GET"])
    @blueprint.response(200, schemas.CheckSchema)
    @query(signed_in=False)
    def check_certificate(number: str, code: str) -> dict[str, Any]:
        """Tells whoever holds a certificate whether it is genuine and counts; no sign-in."""
        count_against(BY_ADDRESS, key=request.remote_addr or "")
        return _check(checks.check_certificate(number, code))


def _check(check: Check) -> dict[str, Any]:
    facts = dict.fromkeys(("number", "valid_from", "valid_until", "title_zh", "title_en"))
    if check.certificate is not None and check.titles is not None:
        term = check.certificate.term
        until = term.valid_until
        facts |= {
            "number": check.certificate.number,
            "valid_from": term.valid_from.isoformat(),
            "valid_until": None if until is None else until.isoformat(),
            "title_zh": check.titles[0],
            "title_en": check.titles[1],
        }
    return {
        **facts,
        "result": check.result,
        "sentence": result_in_words(check.result),
        "is_renewed_since": check.is_renewed_since,
        "holder": check.holder,
    }


def _certificate(door: Door, certificate: Certificate) -> dict[str, Any]:
    now = current_context().occurred_at
    days = door.rules.certificates.expiring_days
    revoked_at, ends_at = certificate.revoked_at, certificate.ends_at
    return {
        **msgspec.structs.asdict(certificate.about),
        "certificate_id": certificate.id,
        "version": certificate.version,
        "state": certificate.state_at(now, expiring_days=days),
        "cause": certificate.cause,
        "ends_at": None if ends_at is None else iso(ends_at),
        "revoked_at": None if revoked_at is None else iso(revoked_at),
        "terms": [_term(one) for one in certificate.terms],
        "suspensions": [
            {"since": iso(one.since), "until": None if one.until is None else iso(one.until)}
            for one in certificate.suspensions
        ],
    }


def _term(term: Term) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(term)
    return {
        "valid_until": None,
        **shown,
        "begins_at": iso(term.begins_at),
        "ends_at": None if term.ends_at is None else iso(term.ends_at),
    }


def _certified(one: Certified) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(one.certificate.about),
        "certificate_id": one.certificate.id,
        "term": _term(one.term),
    }
