"""Good requests to `training`: courses, curricula, enrolments, compliance and packages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.training.domain.course import Course
from tests.api.certifying import Certifying
from tests.api.classroom import Classroom
from tests.api.desk import WORDS
from tests.api.good.asking import NOBODY_ELSE, Ask, Good, Supply, permitted, plain
from tests.support.scorm import archive

SELF = permitted("people.self")
WRITE = permitted("training.manage_catalogue")
SCHEDULE = permitted("training.schedule")
TEACH = permitted("training.teach")
SEE = permitted("training.see_all")
SEE_ALL = {"of": "all"}
SECURITY = Course.id_for("information-security")

DRAFT = {
    "level": "advanced",
    "title_zh": "投诉安抚",
    "title_en": "Soothing",
    "credits": "1.5",
    "objectives": [{"text": "安抚客户", "competencies": ["complaint_handling"]}],
    "units": [
        {
            "code": "film",
            "kind": "video",
            "title": "示范",
            "minutes": 15,
            "link": "https://video.example/7",
        },
        {"code": "drill", "kind": "role_play", "title": "演练", "minutes": 60, "text": "两人一组"},
    ],
    "changes": "新增演练",
}

NEXT_DRAFT = {**DRAFT, "outdates_certificates": True}


def classroom_of(supply: Supply) -> Classroom:
    """Brings forth courses and learners."""
    return Classroom(supply.centre, number=supply.number)


def on(name: str, make: Callable[[Classroom], Any], body: Any = None) -> Callable[[Supply], Ask]:
    """About something that is made first."""
    return lambda supply: Ask({name: make(classroom_of(supply))}, body=body)


def _curriculum(supply: Supply) -> dict[str, Any]:
    step = {"course_id": str(classroom_of(supply).course()), "due_days": 5}
    aim = Certifying(supply.centre, number=supply.number)
    aim.certification()
    return {
        "title_zh": "班组长培训",
        "title_en": "",
        "steps": [step],
        "certification_code": aim.code,
    }


def _new_curriculum(supply: Supply) -> Ask:
    return Ask(body={"code": f"new-{supply.number}", **_curriculum(supply)})


def _next_curriculum(supply: Supply) -> Ask:
    path = {"curriculum_id": classroom_of(supply).curriculum()}
    return Ask(path, body=_curriculum(supply))


def _li(supply: Supply) -> str:
    return str(supply.centre.employees["li"])


def _assignment(supply: Supply) -> Ask:
    curriculum_id = str(classroom_of(supply).curriculum())
    return Ask(body={"curriculum_id": curriculum_id, "employee_id": _li(supply)})


def _enrolment(supply: Supply) -> Ask:
    due_on = (supply.centre.clock.now() + timedelta(days=7)).date().isoformat()
    course_id = str(classroom_of(supply).course())
    return Ask(body={"course_id": course_id, "employee_id": _li(supply), "due_on": due_on})


def _unit(code: str) -> Callable[[Supply], Ask]:
    def made(supply: Supply) -> Ask:
        return Ask({"enrolment_id": classroom_of(supply).enrolment(), "unit_code": code})

    return made


def _launch(supply: Supply) -> Ask:
    return Ask({"enrolment_id": classroom_of(supply).playable(), "unit_code": "package"})


def _play(supply: Supply, **more: str) -> dict[str, UUID | str]:
    attempt = classroom_of(supply).attempt()
    key = supply.centre.training.use_cases.plays.key_of(attempt)
    return {"attempt_id": attempt.id, "play_key": key, **more}


def _package(supply: Supply) -> Ask:
    path = {"course_id": classroom_of(supply).course()}
    return Ask(path, file=("lesson.zip", archive(), "application/zip"))


def _report(supply: Supply) -> Ask:
    said = {"lesson_status": "incomplete", "session_time": "00:05:00", "suspend_data": WORDS}
    return Ask(_play(supply), form=said)


COURSES = {
    "create_course": Good(
        "trainer", WRITE, lambda supply: Ask(body={"code": f"new-{supply.number}", **DRAFT})
    ),
    "publish_course_version": Good(
        "trainer",
        WRITE,
        on("course_id", Classroom.course, {**DRAFT, "outdates_certificates": True}),
    ),
    "retire_course": Good("trainer", WRITE, on("course_id", Classroom.course)),
    "list_courses": Good("li", SELF, plain()),
    "show_course": Good("li", SELF, on("course_id", Classroom.course)),
    "create_curriculum": Good("trainer", WRITE, _new_curriculum),
    "publish_curriculum_version": Good("trainer", WRITE, _next_curriculum),
    "retire_curriculum": Good("trainer", WRITE, on("curriculum_id", Classroom.curriculum)),
    "list_curricula": Good("li", SELF, plain()),
    "show_curriculum": Good("li", SELF, on("curriculum_id", Classroom.curriculum)),
    "import_package": Good("trainer", WRITE, _package),
    "show_package": Good("trainer", WRITE, on("package_id", Classroom.package)),
}

LEARNING = {
    "assign_curriculum": Good("trainer", SCHEDULE, _assignment),
    "list_curriculum_assignments": Good("boss", SEE, lambda _: Ask(query=SEE_ALL)),
    "show_curriculum_assignment": Good(
        "li", SEE, on("curriculum_assignment_id", Classroom.assignment)
    ),
    "enrol_employee": Good("trainer", SCHEDULE, _enrolment),
    "enrol_oneself": Good("li", SELF, on("course_id", Classroom.open_course)),
    "move_enrolment_deadline": Good(
        "trainer", SCHEDULE, on("enrolment_id", Classroom.enrolment, {"due_on": "2020-03-01"})
    ),
    "withdraw_enrolment": Good(
        "trainer", SCHEDULE, on("enrolment_id", Classroom.enrolment, {"reason": WORDS})
    ),
    "tick_unit": Good("li", NOBODY_ELSE, _unit("reading")),
    "confirm_unit": Good("trainer", TEACH, _unit("drill")),
    "launch_unit": Good("li", NOBODY_ELSE, _launch),
    "list_enrolments": Good("boss", SEE, lambda _: Ask(query=SEE_ALL)),
    "list_overdue_enrolments": Good("boss", SEE, lambda _: Ask(query=SEE_ALL)),
    "show_enrolment": Good("li", SEE, on("enrolment_id", Classroom.enrolment)),
    "list_compliance_courses": Good("boss", SEE, plain()),
    "list_missing_employees": Good(
        "boss", SEE, lambda _: Ask({"course_id": SECURITY}, query=SEE_ALL)
    ),
}

PLAYS = {
    "show_package_file": Good(
        None, frozenset(), lambda supply: Ask(_play(supply, path="content/index.html"))
    ),
    "show_package_runtime": Good(None, frozenset(), lambda supply: Ask(_play(supply))),
    "report_play": Good(None, frozenset(), _report),
}

CATALOGUE = {**COURSES, **LEARNING, **PLAYS}
"""All of them by operation."""
