"""What the API takes and shows of certifications, candidacies and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.training.application.certificate_checks import RESULTS
from services.training.domain import candidacy, certificate_facts, certification
from shared.fields import Moment
from shared.web import PageQuery, Schema

_CODE = Regexp("^[A-Za-z0-9_.-]{1,60}$")
_DECIMAL = Regexp(r"^[0-9]{1,6}(\.[0-9]{1,4})?$")


def _code(description: str, **options: Any) -> fields.String:
    return fields.String(validate=_CODE, metadata={"description": description}, **options)


def _codes(description: str, *, most: int, **options: Any) -> Any:
    return fields.List(
        fields.String(validate=_CODE),
        validate=Length(max=most),
        metadata={"description": description},
        **options,
    )


def _text(description: str, *, longest: int) -> fields.String:
    return fields.String(
        required=True,
        validate=[Length(1, longest), Regexp(r"(?s).*\S")],
        metadata={"description": description},
    )


def _word(among: tuple[str, ...], description: str, **options: Any) -> fields.String:
    return fields.String(validate=OneOf(among), metadata={"description": description}, **options)


def _shown(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


class StageSchema(Schema):
    """A stage of a certification."""

    code = _code("What it is called within its certification.", required=True)
    kind = _word(certification.STAGE_KINDS, "What is to be passed.", required=True)
    course_codes = _codes("Courses to complete.", most=50, load_default=())
    exam_code = _code("The exam to pass.", load_default=None, allow_none=True)
    most_attempts = fields.Integer(
        strict=True,
        load_default=0,
        validate=Range(0, 20),
        metadata={"description": "Failed attempts that end the candidacy; 0 for any number."},
    )


class PlanSchema(Schema):
    """What a certification asks for and gives."""

    title_zh = _text("Its name in Chinese.", longest=100)
    title_en = _text("Its name in English.", longest=100)
    stages = fields.List(
        fields.Nested(StageSchema),
        required=True,
        validate=Length(1, 20),
        metadata={"description": "What is to be passed, in this order."},
    )
    recertification = _codes("Stages that a renewal asks for.", most=20, required=True)
    skills = _codes("Skills whose work it opens.", most=50, required=True)
    needs_independence = fields.Boolean(
        load_default=False,
        metadata={"description": "Whether an accepted practical stage proves independent work."},
    )
    validity_months = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=Range(1, 240),
        metadata={"description": "For how many months a certificate counts."},
    )
    valid_until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "Last day of all certificates; instead of the months."},
    )


class NewCertificationSchema(PlanSchema):
    """A certification with its first version."""

    code = _code("Its code; the rule set `gate` of tickets names it.", required=True)


class CertificationVersionSchema(Schema):
    """A version of a certification."""

    number = fields.Integer(required=True)
    plan = fields.Nested(PlanSchema, required=True)


class CertificationSchema(Schema):
    """A certification with all its versions."""

    certification_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    is_retired = fields.Boolean(required=True)
    versions = fields.List(fields.Nested(CertificationVersionSchema), required=True)


class CertificationRowSchema(Schema):
    """A certification in a list."""

    certification_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    newest = fields.Integer(required=True)
    is_retired = fields.Boolean(required=True)


class NewCandidacySchema(Schema):
    """Who is to be certified."""

    employee_id = fields.UUID(required=True)
    certification_code = _code("To which certification.", required=True)


class StageResultSchema(Schema):
    """A stage that was passed or failed."""

    stage_code = _code("The stage; the next one.", required=True)
    is_passed = fields.Boolean(required=True)
    evidence_id = fields.UUID(
        required=True, metadata={"description": "The sitting, assessment or paper that shows it."}
    )
    happened_at = Moment(
        required=True, metadata={"description": "When; a result of this service has its own time."}
    )
    points = fields.String(load_default=None, allow_none=True, validate=_DECIMAL)
    full = fields.String(load_default=None, allow_none=True, validate=_DECIMAL)
    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=[Length(1, 2000), Regexp(r"(?s).*\S")],
        metadata={"description": "Why it counts, if it lies elsewhere; sealed under their key."},
    )


class WithdrawalSchema(Schema):
    """Why somebody does not go on."""

    reason = _text("Why.", longest=2000)


class EvidenceSchema(Schema):
    """What shows that a stage was passed or failed."""

    stage_code = fields.String(required=True)
    evidence_id = fields.UUID(required=True)
    happened_at = fields.String(required=True)
    points = _shown(fields.String)
    full = _shown(fields.String)
    noted_by = _shown(fields.UUID)
    reason = _shown(fields.String)


class CandidacySchema(Schema):
    """An employee on the way to a certificate."""

    candidacy_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    certification_version = fields.Integer(required=True)
    purpose = fields.String(required=True)
    origin = _word(("person", "curriculum"), "What has opened it.", required=True)
    state = fields.String(required=True)
    stages = fields.List(fields.Nested(StageSchema), required=True)
    next_stage = _shown(fields.String)
    passed = fields.List(fields.Nested(EvidenceSchema), required=True)
    failed = fields.List(fields.Nested(EvidenceSchema), required=True)
    needs_independence = fields.Boolean(required=True)
    independence_accepted_by = _shown(fields.UUID)
    certificate_id = _shown(fields.UUID)


class CandidacyRowSchema(Schema):
    """A candidacy in a list."""

    candidacy_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    purpose = fields.String(required=True)
    origin = _word(("person", "curriculum"), "What has opened it.", required=True)
    state = fields.String(required=True)
    stages = fields.Integer(required=True)
    passed = fields.Integer(required=True)
    opened_at = fields.String(required=True)


class CandidaciesQuery(PageQuery):
    """Which candidacies to list."""

    employee_id = fields.UUID(load_default=None)
    certification_code = _code("Only to this certification.", load_default=None)
    state = _word(candidacy.STATES, "Only in this state.", load_default=None)


class RenewalSchema(Schema):
    """What proves that the stages of a renewal were passed."""

    candidacy_id = fields.UUID(required=True)


class DecisionSchema(Schema):
    """Why a certificate is suspended or revoked."""

    cause = _word(certificate_facts.CAUSES, "Why, in a word.", required=True)
    reason = _text("Why; sealed under the holder's key.", longest=2000)


class TermSchema(Schema):
    """A span for which a certificate counts."""

    ordinal = fields.Integer(required=True)
    certification_version = fields.Integer(required=True)
    skills = fields.List(fields.String(), required=True)
    zone = fields.String(required=True)
    valid_from = fields.String(required=True)
    valid_until = _shown(fields.String)
    begins_at = fields.String(required=True)
    ends_at = _shown(fields.String)
    candidacy_id = fields.UUID(required=True)


class SuspensionSchema(Schema):
    """A span for which a certificate did not count."""

    since = fields.String(required=True)
    until = _shown(fields.String)


class CertificateSchema(Schema):
    """A certificate with all its terms."""

    certificate_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    number = fields.String(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    state = fields.String(required=True)
    cause = _shown(fields.String)
    ends_at = _shown(fields.String)
    revoked_at = _shown(fields.String)
    terms = fields.List(fields.Nested(TermSchema), required=True)
    suspensions = fields.List(fields.Nested(SuspensionSchema), required=True)


class CertificateRowSchema(Schema):
    """A certificate in a list, by its newest term."""

    certificate_id = fields.UUID(required=True)
    number = fields.String(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    state = fields.String(required=True)
    term = fields.Integer(required=True)
    valid_from = fields.String(required=True)
    valid_until = _shown(fields.String)


class CertificatesQuery(PageQuery):
    """Which certificates to list."""

    state = _word(certificate_facts.STATES, "Only in this state now.", load_default=None)
    employee_id = fields.UUID(load_default=None)
    team_id = fields.UUID(
        load_default=None, metadata={"description": "Only of who is in this team now."}
    )
    certification_code = _code("Only of this certification.", load_default=None)


class CertifiedQuery(PageQuery):
    """For what, and when somebody had to be certified."""

    skill = _code("The skill.", required=True)
    valid_at = Moment(
        load_default=None,
        metadata={"description": "The moment at which it had to count; now by default."},
    )

    @pre_load
    def leave_out_the_moment(self, given: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """`as_of` and `position` are read, and documented, by `as_of()`."""
        return {name: given[name] for name in given if name not in ("as_of", "position")}


class CertifiedSchema(Schema):
    """Somebody who was certified at that moment."""

    employee_id = fields.UUID(required=True)
    certificate_id = fields.UUID(required=True)
    number = fields.String(required=True)
    certification_code = fields.String(required=True)
    term = fields.Nested(TermSchema, required=True)


class CertifiedPageSchema(Schema):
    """Who was certified; a page may hold fewer than asked for though another one follows."""

    items = fields.List(fields.Nested(CertifiedSchema), required=True)
    next = _shown(fields.String)


class DocumentSchema(Schema):
    """How a certificate is printed."""

    language = _word(("zh", "en"), "In which language.", load_default="zh")
    holder_name = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, 100),
        metadata={"description": "As the employee file has it; printed and not kept."},
    )


class CheckSchema(Schema):
    """What anybody is told who holds a certificate; null where the code does not fit."""

    result = _word(RESULTS, "Whether it is genuine and counts.", required=True)
    sentence = fields.String(required=True)
    number = _shown(fields.String)
    title_zh = _shown(fields.String)
    title_en = _shown(fields.String)
    valid_from = _shown(fields.String)
    valid_until = _shown(fields.String)
    is_renewed_since = fields.Boolean(required=True)
    holder = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The end of the holder's staff number; no name."},
    )
