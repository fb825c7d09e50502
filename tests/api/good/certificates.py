"""Good requests to `training`: certifications, candidacies and certificates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec

from tests.api.certifying import PLAN, Certifying
from tests.api.desk import WORDS
from tests.api.good.asking import Ask, Good, Supply, permitted

SELF = permitted("people.self")
CERTIFY = permitted("training.certify")
OPENS = permitted("training.certify", "training.schedule")
SEES = permitted("training.certify", "training.see_all")
LISTS = permitted("people.self", *SEES)
NOBODY_IN_PARTICULAR = frozenset[str]()
WHY = {"cause": "quality", "reason": WORDS}
TEXT = msgspec.to_builtins(PLAN)


def certifying(supply: Supply) -> Certifying:
    """Brings forth certificates of Li's, of a certification of their own."""
    return Certifying(supply.centre, number=supply.number)


def on(name: str, make: Callable[[Certifying], Any], body: Any = None) -> Callable[[Supply], Ask]:
    """About something that is made first."""
    return lambda supply: Ask({name: make(certifying(supply))}, body=body)


def _candidacy(supply: Supply) -> Ask:
    made = certifying(supply)
    made.certification()
    return Ask(body={"employee_id": str(made.employee_id), "certification_code": made.code})


def _stage(supply: Supply) -> Ask:
    body = {
        "stage_code": "written",
        "is_passed": True,
        "evidence_id": str(uuid4()),
        "happened_at": supply.centre.clock.now().isoformat(),
        "points": "85.5",
        "full": "100",
        "reason": WORDS,
    }
    return Ask({"candidacy_id": certifying(supply).candidacy()}, body=body)


def _renewal(supply: Supply) -> Ask:
    certificate_id, candidacy_id = certifying(supply).renewal()
    return Ask({"certificate_id": certificate_id}, body={"candidacy_id": str(candidacy_id)})


def _suspended(made: Certifying) -> Any:
    return made.certificate(is_suspended=True)


def _check(supply: Supply) -> Ask:
    return Ask(certifying(supply).check())


CERTIFICATES = {
    "create_certification": Good(
        "boss", CERTIFY, lambda supply: Ask(body={"code": f"new-{supply.number}", **TEXT})
    ),
    "publish_certification_version": Good(
        "boss", CERTIFY, on("certification_id", Certifying.certification, TEXT)
    ),
    "retire_certification": Good("boss", CERTIFY, on("certification_id", Certifying.certification)),
    "list_certifications": Good("li", SELF, lambda _: Ask()),
    "show_certification": Good("li", SELF, on("certification_id", Certifying.certification)),
    "open_candidacy": Good("boss", OPENS, _candidacy),
    "note_stage": Good("boss", CERTIFY, _stage),
    "accept_independence": Good(
        "wang", CERTIFY, on("candidacy_id", lambda one: one.candidacy("written", "practical"))
    ),
    "withdraw_candidacy": Good(
        "boss", OPENS, on("candidacy_id", Certifying.candidacy, {"reason": WORDS})
    ),
    "list_candidacies": Good("li", LISTS, lambda _: Ask(query={"state": "open"})),
    "show_candidacy": Good("li", SEES, on("candidacy_id", Certifying.candidacy)),
    "issue_certificate": Good("boss", CERTIFY, on("candidacy_id", Certifying.completed)),
    "renew_certificate": Good("boss", CERTIFY, _renewal),
    "suspend_certificate": Good("boss", CERTIFY, on("certificate_id", Certifying.certificate, WHY)),
    "resume_certificate": Good("boss", CERTIFY, on("certificate_id", _suspended)),
    "revoke_certificate": Good("boss", CERTIFY, on("certificate_id", Certifying.certificate, WHY)),
    "list_certificates": Good("li", LISTS, lambda _: Ask(query={"state": "valid"})),
    "show_certificate": Good("li", SEES, on("certificate_id", Certifying.certificate)),
    "find_certificate": Good("li", SEES, on("number", Certifying.number)),
    "list_certified_people": Good("boss", LISTS, lambda _: Ask(query={"skill": "cards"})),
    "print_certificate": Good(
        "li", SEES, on("certificate_id", Certifying.certificate, {"language": "zh"})
    ),
    "check_certificate": Good(None, NOBODY_IN_PARTICULAR, _check),
}
"""All of them by operation."""
