"""Training records: what stands in them, who sees them, and their files as others open them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from sqlalchemy import Table, insert, select

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.exam_definition import AFTER_CLOSING
from services.training.entrypoints.http.training_records import PARTS
from services.training.read_models.certificate_list import CERTIFICATES
from services.training.read_models.enrolment_list import ENROLMENTS
from services.training.read_models.sitting_list import SITTINGS
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.read_models.rebuild import own_source, rebuild
from tests.support.catalogue import draft
from tests.support.certificates import certified
from tests.support.learning import live_a_term
from tests.support.pdf_pages import lines_of, lines_on, pages_of
from tests.support.sessions import HOUR, came, plan
from tests.support.sittings import answer_all, fill_bank
from tests.support.training import HR, LI, MONDAY, QIAN, SUN, WANG, WU, ZHAO, ZHOU
from tests.training.conftest import ActAs
from tests.training.entrypoints.conftest import Ask

CLOSES_AT = MONDAY + timedelta(days=30)


@pytest.fixture
def year(
    school: TrainingService,
    as_employee: ActAs,
    wait: Callable[[int], None],
    clock: SetClock,
    project: Callable[[], None],
) -> TrainingService:
    """Li learns two courses and from Zhao, sits in two sessions, sits an exam and is certified."""
    live_a_term(school, as_employee=as_employee, wait=wait)
    attend(school, as_employee, clock)
    exam_id = fill_bank(school, closes_at=CLOSES_AT, results=AFTER_CLOSING)
    project()
    with as_employee(LI):
        started = school.use_cases.sittings.start_sitting(exam_id)
        answer_all(school, started)
        school.use_cases.sittings.hand_in_sitting(started.id)
    be_mentored(school, as_employee)
    certified(school, as_employee, QIAN)
    project()
    return school


def attend(school: TrainingService, as_employee: ActAs, clock: SetClock) -> None:
    """Two hours for which Li is late, of which 90 minutes are taught, and two that are missed."""
    cases = school.use_cases
    tomorrow = clock.now().replace(hour=1, minute=0, second=0) + timedelta(days=1)
    for day, status in enumerate(("late", "absent")):
        starts_at = tomorrow + timedelta(days=day)
        with as_employee(QIAN):
            session_id = plan(school, starts_at).id
        with as_employee(LI):
            cases.session_places.take_place(session_id)
        clock.move_to(starts_at + 2 * HOUR)
        with as_employee(ZHOU):
            cases.session_attendance.note_attendance(session_id, came(LI, status=status))
            cases.session_attendance.hold_session(session_id, taught_minutes=90)


def be_mentored(school: TrainingService, as_employee: ActAs) -> None:
    """Zhao mentors Li, confirms the first task with Li, and finds that Li is not ready yet."""
    mentorships = school.use_cases.mentorships
    with as_employee(QIAN):
        started = mentorships.start_mentorship(employee_id=LI, mentor_id=ZHAO, template="agent")
    with as_employee(ZHAO):
        mentorships.sign_off_task(started.id, task="workplace")
    with as_employee(LI):
        mentorships.acknowledge_task(started.id, task="workplace")
    with as_employee(ZHAO):
        mentorships.end_mentorship(started.id, is_ready=False, reason="尚需练习")


def multiply(school: TrainingService, table: Table, count: int) -> None:
    """Puts so many more rows like the first of Li's into a table with one key."""
    [key] = table.primary_key
    with school.read_database.writing() as connection:
        query = select(table).where(table.c.employee_id == str(LI))
        row = connection.execute(query).mappings().first()
        assert row is not None
        connection.execute(insert(table), [{**row, key.name: str(uuid4())} for _ in range(count)])


def record(ask: Ask, employee_id: UUID = LI, **more: Any) -> dict[str, Any]:
    path = f"/employees/{employee_id}/training-record"
    shown: dict[str, Any] = ask("GET", path, expect=200, **more).get_json()
    return shown


def file_of(ask: Ask, end: str, body: Any = None, **more: Any) -> bytes:
    """The PDF file of Li's record, or the Excel file."""
    method = "GET" if body is None else "POST"
    answer = ask(method, f"/employees/{LI}/training-record/{end}", body, **more)
    assert 200 == answer.status_code
    made: bytes = answer.data
    return made


@pytest.mark.usefixtures("year")
def test_a_record_holds_courses_sessions_exams_certificates_and_the_hours_of_them(ask: Ask) -> None:
    shown = record(ask)
    courses = {
        one["course_code"]: (one["title_zh"], one["state"], one["credits"], one["minutes"])
        for one in shown["courses"]
    }

    assert {
        "first": ("电话礼仪", "completed", "1.5", 30),
        "second": ("电话礼仪", "completed", "1.5", 90),
    } == courses
    assert (2, "3.0", 120, 90) == tuple(
        shown[one] for one in ("courses_completed", "credits", "course_minutes", "session_minutes")
    )
    assert [("absent", 0), ("late", 90)] == [
        (one["status"], one["attended_minutes"]) for one in shown["sessions"]
    ]
    assert [("C-000001-3", "valid", "信用卡服务认证")] == [
        (one["number"], one["state"], one["title_zh"]) for one in shown["certificates"]
    ]
    assert ("a1", str(LI)) == (shown["staff_number"], shown["employee_id"])


@pytest.mark.usefixtures("year")
def test_a_result_that_is_not_released_stands_in_no_record_of_the_learner_or_leader(
    ask: Ask, clock: SetClock
) -> None:
    def results(by: UUID) -> list[Any]:
        return [(one["passed"], one["points"]) for one in record(ask, by=by)["exams"]]

    assert [[(None, None)], [(None, None)], [(True, "8.00")]] == [
        results(one) for one in (LI, WANG, HR)
    ]
    clock.move_to(CLOSES_AT)
    assert [(True, "8.00")] == results(LI)


@pytest.mark.usefixtures("year")
def test_a_record_is_for_the_employee_who_leads_them_and_who_sees_everybodys(ask: Ask) -> None:
    path = f"/employees/{LI}/training-record"
    for one in (LI, WANG, HR, QIAN):
        assert 200 == ask("GET", path, by=one).status_code
    for by in (ZHAO, SUN, WU):
        for method, end in (("GET", ""), ("POST", "/document"), ("GET", "/workbook")):
            body: Any = {} if method == "POST" else None
            refused = ask(method, f"{path}{end}", body, by=by, expect=404).get_json()
            assert "employee-unknown" == refused["code"]
    ask("GET", f"/employees/{uuid4()}/training-record", by=HR, expect=404)


def test_who_has_learned_nothing_has_an_empty_record(ask: Ask) -> None:
    shown = record(ask, by=HR)

    assert [[]] * 7 == [shown[one] for one in (*PARTS, "cut")]
    assert 6 == lines_of(file_of(ask, "document", {}, by=HR)).count("无")


@pytest.mark.usefixtures("year")
def test_the_pdf_shows_the_record_in_chinese_with_the_name_that_was_given(ask: Ask) -> None:
    lines = lines_of(file_of(ask, "document", {"employee_name": "李娜 <b>"}))

    assert "培训档案" in lines
    for one in (
        "李娜 <b>",
        "电话礼仪",
        "上岗笔试",
        "投诉处理；第一课",
        "待公布",
        "C-000001-3",
        "师徒带教",
    ):
        assert one in lines
    english = lines_of(file_of(ask, "document", {"language": "en"}))
    assert {"Training record", "Telephone etiquette", "Card service"} <= {*english}


@pytest.mark.usefixtures("year")
def test_the_excel_file_has_a_sheet_for_each_part_with_numbers_as_numbers(ask: Ask) -> None:
    def book_in(language: str) -> openpyxl.Workbook:
        made = file_of(ask, "workbook", by=HR, headers={"Accept-Language": language})
        return openpyxl.load_workbook(io.BytesIO(made))

    book = book_in("zh-CN")
    overview = {row[0].value: row[1].value for row in book["概况"].iter_rows()}

    assert ["概况", "课程", "培训场次", "考试", "阶段评估", "证书", "师徒带教"] == book.sheetnames
    assert ("a1", 3, 120, 90) == tuple(
        overview[one] for one in ("员工编号", "学分合计", "课程学时（分钟）", "出席场次（分钟）")
    )
    exams = [[cell.value for cell in row] for row in book["考试"].iter_rows()]
    assert ["上岗笔试", "通过", 8] == [exams[1][place] for place in (0, 5, 6)]
    mentors = [[cell.value for cell in row] for row in book["师徒带教"].iter_rows()]
    assert ["客服代表新人带教", "a2", 1, 7, "暂不能独立上岗"] == [
        mentors[1][place] for place in (0, 1, 4, 5, 6)
    ]
    assert "Courses" in book_in("en").sheetnames


@pytest.mark.usefixtures("year")
def test_a_record_tells_who_was_the_mentor_and_what_came_of_it_and_no_words(ask: Ask) -> None:
    shown = record(ask, by=HR)
    [mentored] = shown["mentorships"]

    assert {
        "title_zh": "客服代表新人带教",
        "title_en": "New service agents",
        "mentor_id": str(ZHAO),
        "state": "ended",
        "tasks": 7,
        "acknowledged": 1,
        "is_ready": False,
    } == {
        name: mentored[name]
        for name in mentored
        if name not in ("mentorship_id", "begins_on", "due_on")
    }
    assert mentored["begins_on"] < mentored["due_on"]
    assert "尚需练习" not in str(shown)
    assert [] == record(ask, ZHAO, by=HR)["mentorships"]


@pytest.mark.usefixtures("year")
def test_a_very_long_record_says_what_it_cuts_and_its_files_and_sums_leave_out_nothing(
    school: TrainingService, ask: Ask
) -> None:
    for table, count in ((ENROLMENTS, 1003), (SITTINGS, 1003), (CERTIFICATES, 500)):
        multiply(school, table, count)
    shown = record(ask, by=HR)
    book = openpyxl.load_workbook(io.BytesIO(file_of(ask, "workbook", by=HR)))

    assert ["courses", "exams"] == shown["cut"]
    assert 1000 == len(shown["courses"])
    assert 1000 == len({one["sitting_id"] for one in shown["exams"]})
    assert 501 == len({one["certificate_id"] for one in shown["certificates"]})
    assert (1005, "1507.5") == (shown["courses_completed"], shown["credits"])
    assert [1006, 1005, 502] == [book[one].max_row for one in ("课程", "考试", "证书")]


def test_long_records_go_on_over_pages_and_texts_are_never_formulas(
    school: TrainingService, ask: Ask, as_employee: ActAs, project: Callable[[], None]
) -> None:
    title = "=1+1 " + "很长的名称" * 6
    for number in range(60):
        with as_employee(QIAN):
            course_id = school.use_cases.courses.create_course(
                draft(title_zh=title), code=f"long-{number}"
            ).id
            school.use_cases.enrolments.enrol_employee(course_id, employee_id=LI, due_on=None)
    project()
    pages = [lines_on(one) for one in pages_of(file_of(ask, "document", {}))]
    with_courses = [one for one in pages if any("long-" in line for line in one)]
    sheet = openpyxl.load_workbook(io.BytesIO(file_of(ask, "workbook")))["课程"]

    assert 1 < len(with_courses)
    assert all("完成日期" in one for one in with_courses)
    assert [f"'{title}"] * 60 == [sheet.cell(row, 1).value for row in range(2, 62)]
    assert {"s"} == {sheet.cell(row, 1).data_type for row in range(2, 62)}


@pytest.mark.usefixtures("year")
def test_what_was_rebuilt_equals_what_was_followed(school: TrainingService, ask: Ask) -> None:
    model, source = school.models.training_record, own_source(school.store)
    before = record(ask)
    assert compare_with_replay(model, source).is_equal
    rebuild(model, source, progress=lambda _: None)

    assert before == record(ask)


@pytest.mark.parametrize(
    ("library", "end", "code"),
    [
        ("reportlab", "document", "pdf-not-installed"),
        ("xlsxwriter", "workbook", "excel-library-missing"),
    ],
)
def test_without_an_optional_library_the_refusal_says_what_to_install(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, library: str, end: str, code: str
) -> None:
    for name in [library, *(one for one in sys.modules if one.startswith(f"{library}."))]:
        monkeypatch.setitem(sys.modules, name, None)
    method = "POST" if end == "document" else "GET"
    body: Any = {} if method == "POST" else None
    refused = ask(method, f"/employees/{LI}/training-record/{end}", body)

    assert code == refused.get_json()["code"]
    assert "loopdesk[" in refused.get_json()["detail"]
