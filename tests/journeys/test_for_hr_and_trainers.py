"""The page *For HR and trainers*: its commands run as they are printed, and do what it says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services.operations.administrators import random_password
from tests.journeys.centre import Founding
from tests.journeys.conftest import MONDAY
from tests.support.bash import Bash
from tests.support.installation import Installation, Installations
from tests.support.pdf_pages import lines_of
from tests.support.run_folder import PROJECT

PAGE = PROJECT / "services/training/FOR_HR_AND_TRAINERS.md"
CHINESE = PAGE.with_suffix(".zh-CN.md")

EMPLOYEES = """staff_number,name,site,hired_on,position,skill_groups,roles
S8101,王芳,main,2026-01-05,agent,general,agent
S8301,陈丽华,main,2026-01-05,manager,,training_manager
S8302,周敏,main,2026-01-05,manager,,hr
S8303,赵强,main,2026-01-05,manager,,trainer
"""
"""Whom the page calls learner, manager, HR and trainer, by the last digits."""


def tasks_of(page: Path) -> list[list[str]]:
    """The commands of a page: those to begin with, then those of each task, block by block."""
    parts = page.read_text(encoding="utf-8").split("\n## ")[1:]
    return [re.findall(r"^```sh\n(.*?)^```$", one, re.DOTALL | re.MULTILINE) for one in parts]


class Desk:
    """Where somebody works the page off.

    Args:
        installation: what the commands speak to.
        folder: where they are typed, and where their files lie.
        bash: the shell.
    """

    def __init__(self, installation: Installation, folder: Path, bash: Bash) -> None:
        self.installation = installation
        self._folder = folder
        self._bash = bash
        self._blocks = [block for task in tasks_of(PAGE) for block in task]

    def next_task(self, blocks: int = 1) -> None:
        """Types the next blocks, after each of which the centre catches up."""
        for _ in range(blocks):
            self._bash.run(self._blocks.pop(0))
            self.installation.settle()

    def repeat(self, task: int) -> None:
        """Types a task once more."""
        for block in tasks_of(PAGE)[task]:
            self._bash.run(block)

    @property
    def is_done(self) -> bool:
        """Whether nothing of the page is left."""
        return not self._blocks

    def file(self, name: str) -> bytes:
        """A file that a command has left."""
        return (self._folder / name).read_bytes()

    def answer(self, name: str) -> Any:
        """The JSON that a command has left."""
        return json.loads(self.file(f"{name}.json"))


@pytest.fixture
def desk(installations: Installations, tmp_path: Path) -> Iterator[Desk]:
    """A desk at a centre that runs embedded, where everybody has the same password."""
    installation = installations.new(starts_at=MONDAY)
    installation.start()
    password = random_password()
    founding = Founding(installation, installation.administrator())
    for staff_number, employee_id in founding.employ(EMPLOYEES).items():
        if staff_number[1:] in EMPLOYEES:
            founding.person(employee_id, agent_id=staff_number[1:], password=password)
    environment = {
        "LOOPDESK": f"http://127.0.0.1:{installation.port}",
        "PASSWORD": password,
        "NO_PROXY": "127.0.0.1",
    }
    with Bash(tmp_path, environment=environment) as bash:
        yield Desk(installation, tmp_path, bash)


def test_both_languages_have_the_same_commands_for_ten_tasks() -> None:
    assert tasks_of(PAGE) == tasks_of(CHINESE)
    assert 11 == len(tasks_of(PAGE))
    assert all(tasks_of(PAGE))


def test_the_commands_do_what_the_page_says(desk: Desk) -> None:
    sign_in_and_teach(desk)
    import_questions_and_hold_an_exam(desk)
    certify_and_check(desk)
    look_after_compliance_and_needs(desk)
    export_the_record(desk)

    assert desk.is_done
    desk.installation.verify()


def sign_in_and_teach(desk: Desk) -> None:
    """Tasks 1 to 4, of which the second and third are typed twice with the same effect."""
    desk.next_task(blocks=2)
    assert not [
        one
        for one in ("manager", "hr", "trainer", "learner")
        if desk.answer(one)["must_change_password"]
    ]

    desk.next_task()
    course = desk.answer("course")
    assert ("lost-cards", [1]) == (course["code"], [one["number"] for one in course["versions"]])
    desk.repeat(2)
    assert course == desk.answer("course")

    desk.next_task()
    session = desk.answer("session")
    desk.repeat(3)
    assert session == desk.answer("session")
    assert (20, 1, "planned") == tuple(session[one] for one in ("capacity", "taken", "state"))
    assert "open" == desk.answer("enrolment")["state"]

    desk.installation.clock.move_to(MONDAY + timedelta(days=1, hours=2))
    desk.next_task()
    assert ["present"] == [one["attendance"] for one in desk.answer("places")["places"]]
    assert "completed" == desk.answer("enrolment")["state"]


def import_questions_and_hold_an_exam(desk: Desk) -> None:
    """Tasks 5 and 6."""
    desk.next_task()
    form = openpyxl.load_workbook(io.BytesIO(desk.file("question-form.xlsx")))
    assert ["questions", "examples"] == form.sheetnames
    imported = desk.answer("import")
    assert (2, 0, True) == tuple(imported[one] for one in ("written", "unchanged", "is_released"))

    desk.next_task()
    sitting = desk.answer("sitting")
    assert {"passed": True, "points": "4.00", "full": "4"} == sitting["result"]


def certify_and_check(desk: Desk) -> None:
    """Task 7: between its blocks the timer notes what was learned."""
    desk.next_task()
    assert "open" == desk.answer("candidacy")["state"]
    desk.installation.run_timers()
    desk.installation.settle()
    desk.next_task()
    certificate, check = desk.answer("certificate"), desk.answer("check")
    assert ("valid", "2027-03-02") == (
        certificate["state"],
        certificate["terms"][0]["valid_until"],
    )
    assert ("valid", certificate["number"]) == (check["result"], check["number"])
    assert {"王芳", "挂失业务认证"} <= {*lines_of(desk.file("certificate.pdf"))}


def look_after_compliance_and_needs(desk: Desk) -> None:
    """Tasks 8 and 9."""
    learner_id = desk.answer("learner")["employee_id"]
    desk.next_task()
    missing = {one["employee_id"] for one in desk.answer("missing")["items"]}
    assert learner_id in missing
    assert [[], []] == [desk.answer(one)["items"] for one in ("expiring", "overdue")]

    desk.next_task()
    need = desk.answer("need")
    course_id = desk.answer("course")["course_id"]
    assert ("answered", course_id) == (need["state"], need["outcome"]["course_id"])


def export_the_record(desk: Desk) -> None:
    """Task 10."""
    desk.next_task()
    record = desk.answer("record")
    assert ("1.5", 120) == (record["credits"], record["session_minutes"])
    assert [[True], ["valid"]] == [
        [one["passed"] for one in record["exams"]],
        [one["state"] for one in record["certificates"]],
    ]
    assert {"培训档案", "王芳", "银行卡挂失"} <= {*lines_of(desk.file("record.pdf"))}
    book = openpyxl.load_workbook(io.BytesIO(desk.file("record.xlsx")))
    assert "银行卡挂失" == book["课程"].cell(2, 1).value
    calendar = desk.file("sessions.ics").decode()
    assert 1 == calendar.count("BEGIN:VEVENT")
    assert "挂失流程" in calendar
