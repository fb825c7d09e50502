"""Certificates over HTTP: the whole way, what is refused, and the check without signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.training.domain.certificate import Certificate
from services.training.service import TrainingService
from shared.clock import SetClock, iso
from shared.platform import Platform
from shared.settings import Settings
from shared.web import TokenSigner, make_app
from tests.support.certificates import CODE, ON_PAPER, certified, passed
from tests.support.training import LI, MONDAY, QIAN, SITE, SUN, WANG, WU, ZHAO
from tests.training.conftest import MANAGER, PERMISSIONS_OF, SELF, ActAs

Ask = Callable[..., TestResponse]
DAY = 86_400
PLAN = {
    "title_zh": "信用卡服务认证",
    "title_en": "Card service",
    "stages": [
        {"code": "written", "kind": "written", "exam_code": "cards", "most_attempts": 2},
        {"code": "practical", "kind": "practical"},
    ],
    "recertification": ["written"],
    "skills": ["cards"],
    "needs_independence": True,
    "validity_months": 12,
}


@pytest.fixture
def client(settings: Settings, school: TrainingService, platform: Platform) -> FlaskClient:
    return make_app(settings, [school.service()], platform).test_client()


@pytest.fixture
def ask(client: FlaskClient, settings: Settings) -> Ask:
    """Sends a request as an employee, by default as the training manager Qian."""
    signer = TokenSigner(settings.token_keys_file)

    def send(
        method: str,
        path: str,
        body: Any = None,
        *,
        by: UUID | None = QIAN,
        held: frozenset[str] | None = None,
        if_match: int | None = None,
        expect: int | None = None,
        **headers: str,
    ) -> TestResponse:
        sent = {"Idempotency-Key": uuid4().hex, "Accept-Language": "en", **headers}
        if by is not None:
            token = signer.sign(
                subject=str(by),
                session_id="s-1",
                permissions=held or PERMISSIONS_OF.get(by, SELF),
                site_id=str(SITE),
            )
            sent["Authorization"] = f"Bearer {token}"
        if if_match is not None:
            sent["If-Match"] = f'"{if_match}"'
        given = {} if body is None else {"json": body}
        answer = client.open(f"/api/training/v1{path}", method=method, headers=sent, **given)
        if expect is not None:
            assert (expect, answer.text) == (answer.status_code, answer.text)
        return answer

    return send


@pytest.fixture
def check_path(school: TrainingService) -> Callable[[UUID], str]:
    """Where the code on a certificate leads."""

    def path(certificate_id: UUID) -> str:
        held = school.store.get(Certificate, certificate_id)
        code = school.use_cases.certificate_checks.code_of(held, held.term)
        return f"/certificate-checks/{held.number}/{code}"

    return path


def test_the_whole_way_from_a_certification_to_a_certificate(ask: Ask) -> None:
    made = ask("POST", "/certifications", {"code": CODE, **PLAN}, expect=201).get_json()
    assert [1] == [one["number"] for one in made["versions"]]
    opened = ask(
        "POST",
        "/candidacies",
        {"employee_id": str(LI), "certification_code": CODE},
        expect=201,
    ).get_json()
    path = f"/candidacies/{opened['candidacy_id']}"
    for stage in ("written", "practical"):
        result = {
            "stage_code": stage,
            "is_passed": True,
            "evidence_id": str(uuid4()),
            "happened_at": iso(MONDAY),
            "points": "85.5",
            "full": "100",
            "reason": ON_PAPER,
        }
        opened = ask(
            "POST", f"{path}/stages", result, if_match=opened["version"], expect=201
        ).get_json()
    assert ("open", None) == (opened["state"], opened["next_stage"])
    done = ask(
        "POST", f"{path}/independence", by=WANG, if_match=opened["version"], expect=200
    ).get_json()
    assert "completed" == done["state"]
    assert [(str(QIAN), ON_PAPER)] * 2 == [
        (one["noted_by"], one["reason"]) for one in done["passed"]
    ]
    alone = ask("POST", f"{path}/certificate", expect=403)
    assert "evidence-by-issuer" == alone.get_json()["code"]
    issued = ask("POST", f"{path}/certificate", by=WU, held=MANAGER, expect=201).get_json()

    assert ("valid", "C-000001-3", "2021-01-05") == (
        issued["state"],
        issued["number"],
        issued["terms"][0]["valid_until"],
    )
    again = ask("POST", f"{path}/certificate", by=WU, held=MANAGER)
    assert (409, "candidacy-not-completed") == (again.status_code, again.get_json()["code"])


def test_a_plan_that_does_not_hold_together_names_its_fields(ask: Ask) -> None:
    wrong = {**PLAN, "recertification": ["ethics"]}
    answer = ask("POST", "/certifications", {"code": CODE, **wrong}, **{"Accept-Language": "zh"})

    assert "certification-plan-wrong" == answer.get_json()["code"]
    assert "没有阶段 ethics" in answer.text


def test_decisions_follow_the_version_that_was_seen(
    ask: Ask, school: TrainingService, as_employee: ActAs
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    path = f"/certificates/{certificate_id}"
    why = {"cause": "quality", "reason": "差错率过高"}
    assert 428 == ask("POST", f"{path}/suspension", why).status_code
    suspended = ask("POST", f"{path}/suspension", why, if_match=1, expect=200).get_json()
    assert ("suspended", "quality") == (suspended["state"], suspended["cause"])
    assert 412 == ask("POST", f"{path}/resumption", if_match=1).status_code
    ask("POST", f"{path}/resumption", if_match=2, expect=200)
    revoked = ask("POST", f"{path}/revocation", why, if_match=3, expect=200).get_json()

    assert "revoked" == revoked["state"]
    shown = ask("GET", f"{path}?position={school.store.recorder.last_position() - 1}", expect=200)
    assert "valid" == shown.get_json()["state"]
    assert "差错率" not in shown.text


def test_a_renewal_is_another_term_of_the_same_certificate(
    ask: Ask,
    school: TrainingService,
    as_employee: ActAs,
    wait: Callable[[int], None],
    clock: SetClock,
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    wait(350 * DAY)
    with as_employee(QIAN):
        candidacy_id = passed(school, LI, clock.now())
    body = {"candidacy_id": str(candidacy_id)}
    path = f"/certificates/{certificate_id}/renewals"
    renewed = ask("POST", path, body, if_match=1, expect=201).get_json()

    assert ["2021-01-05", "2022-01-05"] == [one["valid_until"] for one in renewed["terms"]]
    assert "C-000001-3" == renewed["number"]


def test_lists_show_states_by_the_date_and_whom_one_may_see(
    ask: Ask,
    school: TrainingService,
    as_employee: ActAs,
    project: Callable[[], None],
    wait: Callable[[int], None],
) -> None:
    for one in (LI, ZHAO, SUN):
        certified(school, as_employee, QIAN, one)
    project()

    def listed(query: str = "", by: UUID = QIAN) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = ask(
            "GET", f"/certificates{query}", by=by, expect=200
        ).get_json()["items"]
        return rows

    assert [3, 2, 1] == [len(listed(by=one)) for one in (QIAN, WANG, LI)]
    assert [] == listed("?state=expiring")
    wait(300 * DAY)
    assert ["expiring"] * 3 == [one["state"] for one in listed("?state=expiring")]
    assert [] == listed("?state=valid")
    assert [str(LI)] == [one["employee_id"] for one in listed(f"?employee_id={LI}")]
    wait(100 * DAY)
    assert ["expired"] * 3 == [one["state"] for one in listed(f"?certification_code={CODE}")]
    first = ask("GET", "/certificates?limit=2", expect=200).get_json()
    second = ask("GET", f"/certificates?limit=2&cursor={first['next']}", expect=200).get_json()
    assert (2, 1, None) == (len(first["items"]), len(second["items"]), second["next"])


def test_who_was_certified_is_asked_with_both_moments(
    ask: Ask, school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    known = school.store.recorder.last_position()
    with as_employee(QIAN):
        school.use_cases.certificates.revoke_certificate(certificate_id, cause="error", reason="x")
    project()
    path = "/certified-people?skill=cards&valid_at=2020-02-01T00:00:00Z"
    now = ask("GET", path, expect=200).get_json()["items"]
    then = ask("GET", f"{path}&position={known}", expect=200).get_json()["items"]

    assert ([], [str(LI)]) == (now, [one["employee_id"] for one in then])
    assert 400 <= ask("GET", "/certified-people").status_code < 500


def test_the_check_needs_no_sign_in_and_tells_no_more_than_needed(
    ask: Ask, school: TrainingService, as_employee: ActAs, check_path: Callable[[UUID], str]
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    answer = ask("GET", check_path(certificate_id), by=None, expect=200).get_json()

    assert {
        "result": "valid",
        "sentence": "The certificate is genuine and valid.",
        "number": "C-000001-3",
        "title_zh": "信用卡服务认证",
        "title_en": "Card service",
        "valid_from": "2020-01-06",
        "valid_until": "2021-01-05",
        "is_renewed_since": False,
        "holder": "****",
    } == answer


def test_expired_suspended_and_revoked_are_told_apart(
    ask: Ask,
    school: TrainingService,
    as_employee: ActAs,
    check_path: Callable[[UUID], str],
    clock: SetClock,
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    path = check_path(certificate_id)

    def result() -> str:
        said: str = ask("GET", path, by=None, expect=200).get_json()["result"]
        return said

    certificates = school.use_cases.certificates
    with as_employee(QIAN):
        certificates.suspend_certificate(certificate_id, cause="quality", reason="x")
    assert "suspended" == result()
    with as_employee(QIAN):
        certificates.resume_certificate(certificate_id)
    clock.move_to(MONDAY + timedelta(days=400))
    assert "expired" == result()
    with as_employee(QIAN):
        certificates.revoke_certificate(certificate_id, cause="error", reason="x")
    assert "revoked" == result()


def test_unknown_and_altered_are_told_apart_and_nothing_else_is_told(
    ask: Ask, school: TrainingService, as_employee: ActAs, check_path: Callable[[UUID], str]
) -> None:
    of_li = certified(school, as_employee, QIAN, LI)
    of_zhao = certified(school, as_employee, QIAN, ZHAO)
    *_, number, code = check_path(of_li).split("/")
    other = check_path(of_zhao).split("/")[-1]
    results = {
        f"/certificate-checks/{number}/{other}": "altered",
        f"/certificate-checks/{number}/{code[:-1]}x": "altered",
        f"/certificate-checks/{number}/密码": "altered",
        f"/certificate-checks/C-000009-9/{code}": "unknown",
        f"/certificate-checks/C-000001-4/{code}": "unknown",
    }
    answers = {one: ask("GET", one, by=None, expect=200).get_json() for one in results}

    assert results == {path: one["result"] for path, one in answers.items()}
    assert {None} == {
        one[name]
        for one in answers.values()
        for name in ("number", "title_zh", "valid_from", "valid_until", "holder")
    }


def test_the_code_of_a_former_term_stays_genuine_and_says_that_there_is_a_newer_one(
    ask: Ask,
    school: TrainingService,
    as_employee: ActAs,
    check_path: Callable[[UUID], str],
    wait: Callable[[int], None],
    clock: SetClock,
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    former = check_path(certificate_id)
    wait(350 * DAY)
    with as_employee(QIAN):
        candidacy_id = passed(school, LI, clock.now())
        school.use_cases.certificates.renew_certificate(certificate_id, candidacy_id=candidacy_id)
    answer = ask("GET", former, by=None, expect=200).get_json()

    assert ("valid", True, "2022-01-05") == (
        answer["result"],
        answer["is_renewed_since"],
        answer["valid_until"],
    )
    assert former != check_path(certificate_id)


def test_who_checks_too_often_is_asked_to_wait(ask: Ask) -> None:
    answers = [ask("GET", f"/certificate-checks/C-1/{n}", by=None) for n in range(61)]

    assert 200 == answers[0].status_code
    assert 429 == answers[-1].status_code
    assert "Retry-After" in answers[-1].headers


def test_a_holder_prints_their_certificate_and_nobody_prints_what_was_revoked(
    ask: Ask, school: TrainingService, as_employee: ActAs
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    path = f"/certificates/{certificate_id}/document"
    printed = ask("POST", path, {"holder_name": "李娜"}, by=LI)
    assert (200, b"%PDF-") == (printed.status_code, printed.data[:5])
    assert 404 == ask("POST", path, {}, by=SUN).status_code
    with as_employee(QIAN):
        school.use_cases.certificates.revoke_certificate(certificate_id, cause="error", reason="x")

    assert "certificate-revoked" == ask("POST", path, {}, by=LI).get_json()["code"]
