"""Builders for tests of certifications, candidacies and certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.training.application.access import CERTIFY
from services.training.domain.candidacy import Candidacy
from services.training.domain.candidacy_facts import Evidence
from services.training.domain.certification import Certification, Plan, Stage
from services.training.service import TrainingService
from shared.context import Context, acting, current_context
from shared.event_store import Aggregate
from tests.support.training import LI, MONDAY, WU

CODE = "card_service"
ON_PAPER = "纸质试卷，见档案"
"""Why it counts what lies elsewhere."""

STAGES = (
    Stage(code="courses", kind="courses", course_codes=("cards_basic", "privacy")),
    Stage(code="written", kind="written", exam_code="cards", most_attempts=2),
    Stage(code="oral", kind="oral"),
    Stage(code="simulated", kind="simulated"),
    Stage(code="practical", kind="practical"),
)
"""All that a certification may ask for, in order."""


def plan(**facts: Any) -> Plan:
    """Five stages, valid for a year, of which a renewal asks for the exam and the practice."""
    given: dict[str, Any] = {
        "title_zh": "信用卡服务认证",
        "title_en": "Card service",
        "stages": STAGES,
        "recertification": ("written", "practical"),
        "skills": ("cards", "disputes"),
        "needs_independence": True,
        "validity_months": 12,
        **facts,
    }
    return Plan(**given)


def short_plan(**facts: Any) -> Plan:
    """One written stage, and nobody has to accept anything."""
    written = Stage(code="written", kind="written", exam_code="cards", most_attempts=2)
    given = {"stages": (written,), "recertification": ("written",), "needs_independence": False}
    return plan(**{**given, **facts})


def at(moment: datetime = MONDAY, *, actor: UUID = LI) -> Any:
    """Everything within is done at `moment`."""
    return acting(Context(occurred_at=moment, actor=str(actor)))


def new_events(aggregate: Aggregate) -> list[str]:
    """Names of the events that an aggregate has made and nobody saved."""
    return [type(one).__name__ for one in aggregate.collect_events()]


def evidence(name: str = "first", *, happened_at: datetime = MONDAY, **facts: Any) -> Evidence:
    """A result that shows something; the same for the same name."""
    given = {"points": Decimal(85), "full": Decimal(100), **facts}
    return Evidence(evidence_id=evidence_id(name), happened_at=happened_at, **given)


def evidence_id(name: str) -> UUID:
    """The id of a result."""
    return uuid5(LI, name)


def certification(given: Plan | None = None) -> Certification:
    """A certification with one version."""
    with at():
        made = Certification.create(CODE)
        made.publish_version(given or plan())
    made.collect_events()
    return made


def candidacy(given: Plan | None = None, *, renews: UUID | None = None) -> Candidacy:
    """Li's first candidacy."""
    with at():
        made = Candidacy.open(
            certification(given), employee_id=LI, ordinal=1, renews=renews, origin="person"
        )
    made.collect_events()
    return made


def certified(
    school: TrainingService, act: Any, boss: UUID, employee_id: UUID = LI, **facts: Any
) -> UUID:
    """The id of a certificate that an employee was given, of a short plan."""
    cases = school.use_cases
    with act(boss) as context:
        if school.store.find(Certification, Certification.id_for(CODE)) is None:
            cases.certifications.create_certification(CODE, plan=short_plan(**facts))
        candidacy_id = passed(school, employee_id, context.occurred_at)
        return cases.certificates.issue_certificate(candidacy_id).id


def as_noter() -> Any:
    """Within a context: Wu acts, who certifies too and notes what was examined on paper."""
    return acting(replace(current_context(), actor=str(WU), permissions=frozenset({CERTIFY})))


def passed(school: TrainingService, employee_id: UUID, happened_at: datetime) -> UUID:
    """The id of a candidacy of the short plan whose stage Wu noted as passed; within a context."""
    cases = school.use_cases
    opened = cases.candidacies.open_candidacy(employee_id, certification_code=CODE)
    with as_noter():
        cases.candidacies.note_stage(
            opened.id,
            stage_code="written",
            is_passed=True,
            evidence_id=uuid5(opened.id, "exam"),
            happened_at=happened_at,
            reason=ON_PAPER,
        )
    return opened.id


A_YEAR_LATER = date(2021, 1, 5)
"""Last day of twelve months from the day on which the tests begin."""
