"""Courses, curricula, enrolments and compliance over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from services.training.service import TrainingService
from shared.platform import Platform
from shared.settings import Settings
from shared.web import TokenSigner, make_app
from tests.support.certificates import short_plan
from tests.support.training import HR, LI, QIAN, WANG, ZHAO, ZHOU
from tests.support.training_http import Caller
from tests.training.conftest import HUMAN_RESOURCES, LEADER, MANAGER, TRAINER

READING = {"code": "reading", "kind": "document", "title": "阅读", "minutes": 30, "text": "手册"}
DRILL = {"code": "drill", "kind": "role_play", "title": "演练", "minutes": 60}
COURSE: dict[str, Any] = {
    "level": "basic",
    "title_zh": "电话礼仪",
    "credits": "1.5",
    "objectives": [{"text": "使用规范用语", "competencies": ["communication"]}],
    "units": [READING, DRILL],
}
AS_TRAINER: dict[str, Any] = {"by": ZHOU, "permissions": TRAINER}
AS_MANAGER: dict[str, Any] = {"by": QIAN, "permissions": MANAGER}
CERTIFICATION = msgspec.to_builtins(short_plan())
OUTCOME = ("state", "certification_code", "candidacy_id", "candidacy_refusal")


@pytest.fixture
def caller(settings: Settings, school: TrainingService, platform: Platform) -> Caller:
    app = make_app(settings, [school.service()], platform)
    return Caller(app, TokenSigner(settings.token_keys_file))


def test_a_course_is_written_published_anew_and_retired(
    caller: Caller, project: Callable[[], None]
) -> None:
    body = {"code": "etiquette", **COURSE}
    made = caller.ask("POST", "/courses", body, **AS_TRAINER, expect=201).get_json()
    path = f"/courses/{made['course_id']}"
    caller.ask("POST", "/courses", body, **AS_TRAINER, expect=409)
    caller.ask("POST", f"{path}/versions", COURSE, **AS_TRAINER, expect=428)
    caller.ask("POST", f"{path}/versions", COURSE, **AS_TRAINER, if_match=1, expect=412)
    again = {**COURSE, "outdates_certificates": True, "changes": "新增演练"}
    caller.ask("POST", f"{path}/versions", again, **AS_TRAINER, if_match=2, expect=201)
    caller.ask("POST", f"{path}/retirement", **AS_TRAINER, if_match=3)
    shown = caller.ask("GET", path).get_json()
    project()
    listed = caller.ask("GET", "/courses?state=retired").get_json()["items"]

    assert ("1.5", 90) == (made["versions"][0]["credits"], made["versions"][0]["minutes"])
    assert [False, True] == [one["outdates_certificates"] for one in shown["versions"]]
    assert shown["is_retired"]
    assert ["etiquette"] == [one["code"] for one in listed]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"level": "expert"}, "level"),
        ({"units": []}, "units"),
        ({"units": [{**READING, "link": "javascript:alert(1)"}]}, "units.0.link"),
        ({"units": [{**READING, "kind": "quiz"}]}, "units.0.kind"),
        ({"units": [{**READING, "minutes": True}]}, "units.0.minutes"),
        ({"objectives": [{"text": "x", "competencies": ["flying"]}]}, "objectives.0.competencies"),
        ({"credits": "-1"}, "credits"),
        ({"is_open": "yes"}, "is_open"),
        ({"number": 7}, "number"),
    ],
)
def test_a_wrong_course_is_refused_by_its_field_in_both_languages(
    caller: Caller, wrong: dict[str, Any], field: str
) -> None:
    body = {"code": "etiquette", **COURSE, **wrong}
    refused = caller.ask("POST", "/courses", body, **AS_TRAINER, expect=422).get_json()

    assert field in {one["field"] for one in refused["errors"]}


def test_learning_goes_from_the_enrolment_to_the_completion(
    caller: Caller, project: Callable[[], None]
) -> None:
    body = {"code": "etiquette", **COURSE}
    course = caller.ask("POST", "/courses", body, **AS_TRAINER, expect=201).get_json()
    enrolment = caller.ask(
        "POST",
        "/enrolments",
        {"course_id": course["course_id"], "employee_id": str(LI), "due_on": "2020-01-10"},
        **AS_TRAINER,
        expect=201,
    ).get_json()
    path = f"/enrolments/{enrolment['enrolment_id']}"
    caller.ask("POST", f"{path}/units/drill/tick", if_match=1, expect=403)
    caller.ask("POST", f"{path}/units/other/tick", if_match=1, expect=404)
    caller.ask("POST", f"{path}/units/reading/tick", by=ZHAO, if_match=1, expect=404)
    caller.ask("POST", f"{path}/units/reading/tick", if_match=1)
    done = caller.ask("POST", f"{path}/units/drill/confirmation", **AS_TRAINER, if_match=2)
    project()
    mine = caller.ask("GET", "/enrolments?state=completed").get_json()["items"]
    caller.ask("GET", path, by=ZHAO, expect=404)

    assert ("completed", "2020-01-06") == (done.json["state"], done.json["completed_on"])  # type: ignore[index]
    assert [("电话礼仪", 2, 2)] == [
        (one["title_zh"], one["units_done"], one["units"]) for one in mine
    ]


def test_who_is_behind_is_seen_by_the_learner_the_leader_and_who_sees_all(
    caller: Caller, project: Callable[[], None], wait: Callable[[int], None]
) -> None:
    body = {"code": "etiquette", **COURSE}
    course = caller.ask("POST", "/courses", body, **AS_TRAINER, expect=201).get_json()
    for learner in (LI, HR):
        asked = {"course_id": course["course_id"], "employee_id": str(learner)}
        caller.ask(
            "POST", "/enrolments", {**asked, "due_on": "2020-01-07"}, **AS_TRAINER, expect=201
        )
    project()
    wait(3 * 86_400)

    def late(of: str, **who: Any) -> set[str]:
        rows = caller.ask("GET", f"/overdue-enrolments?of={of}&limit=1", **who).get_json()
        found = {one["employee_id"] for one in rows["items"]}
        if rows["next"]:
            more = caller.ask(
                "GET", f"/overdue-enrolments?of={of}&cursor={rows['next']}", **who
            ).get_json()
            found |= {one["employee_id"] for one in more["items"]}
        return found

    assert {str(LI)} == late("me")
    assert {str(LI)} == late("team", by=WANG, permissions=LEADER)
    assert {str(LI), str(HR)} == late("all", by=HR, permissions=HUMAN_RESOURCES)
    caller.ask("GET", "/overdue-enrolments?of=all", expect=403)
    caller.ask("GET", f"/overdue-enrolments?employee_id={LI}", by=ZHAO, expect=404)


def test_a_curriculum_is_assigned_and_compliance_is_seen(
    caller: Caller, project: Callable[[], None]
) -> None:
    project()
    [onboarding] = caller.ask("GET", "/curricula").get_json()["items"]
    body = {"curriculum_id": onboarding["curriculum_id"], "employee_id": str(LI)}
    made = caller.ask("POST", "/curriculum-assignments", body, **AS_TRAINER, expect=201).get_json()
    caller.ask("POST", "/curriculum-assignments", body, **AS_TRAINER, expect=409)
    project()
    mine = caller.ask("GET", "/curriculum-assignments").get_json()["items"]
    all_of_it = {"by": HR, "permissions": HUMAN_RESOURCES}
    [security] = caller.ask("GET", "/compliance-courses", **all_of_it).get_json()["items"]
    address = f"/compliance-courses/{security['course_id']}/missing"
    missing = caller.ask("GET", f"{address}?of=all&limit=4", **all_of_it).get_json()
    rest = caller.ask("GET", f"{address}?of=all&cursor={missing['next']}", **all_of_it).get_json()
    caller.ask("GET", f"/compliance-courses/{LI}/missing?of=all", **all_of_it, expect=404)

    assert 8 == len(made["courses"])
    assert [(8, "open")] == [(one["remaining"], one["state"]) for one in mine]
    assert (10, 0, False) == (security["audience"], security["done"], security["is_met"])
    assert (4, 6) == (len(missing["items"]), len(rest["items"]))


def test_at_the_end_of_a_curriculum_a_candidacy_is_opened(
    caller: Caller, project: Callable[[], None], decide: Callable[[], int]
) -> None:
    course = caller.ask(
        "POST",
        "/courses",
        {"code": "cards", **COURSE, "units": [READING]},
        **AS_MANAGER,
        expect=201,
    ).get_json()
    body = {
        "code": "cards",
        "title_zh": "信用卡",
        "steps": [{"course_id": course["course_id"], "due_days": 5}],
        "certification_code": "cards",
    }
    refused = caller.ask("POST", "/curricula", body, **AS_TRAINER, expect=422).get_json()
    caller.ask(
        "POST", "/certifications", {"code": "cards", **CERTIFICATION}, **AS_MANAGER, expect=201
    )
    made = caller.ask("POST", "/curricula", body, **AS_TRAINER, expect=201).get_json()
    asked = {"curriculum_id": made["curriculum_id"], "employee_id": str(LI)}
    begun = caller.ask("POST", "/curriculum-assignments", asked, **AS_TRAINER, expect=201)
    path = f"/curriculum-assignments/{begun.get_json()['assignment_id']}"
    [learning] = begun.get_json()["courses"]
    caller.ask("POST", f"/enrolments/{learning['enrolment_id']}/units/reading/tick", if_match=1)
    before = caller.ask("GET", path).get_json()
    decide()
    after = caller.ask("GET", path).get_json()
    [candidacy] = caller.ask("GET", "/candidacies").get_json()["items"]
    [row] = caller.ask("GET", "/curriculum-assignments").get_json()["items"]
    history = caller.ask("GET", f"{path}/history").get_json()["items"]

    assert ["certification_code"] == [one["field"] for one in refused["errors"]]
    assert ["cards"] == [one["certification_code"] for one in made["versions"]]
    assert ("completed", "cards", None, None) == tuple(before[one] for one in OUTCOME)
    assert ("completed", "cards", candidacy["candidacy_id"], None) == tuple(
        after[one] for one in OUTCOME
    )
    assert after["candidacy_id"] == row["candidacy_id"]
    assert ("curriculum", "open") == (candidacy["origin"], candidacy["state"])
    assert ["assigned", "course_completed", "completed", "led_to_candidacy"] == [
        one["topic"].rpartition(".")[2] for one in history
    ]
