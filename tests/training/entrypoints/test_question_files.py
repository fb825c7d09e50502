"""Files of questions: what is imported, what is refused, what is given out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from services.training.domain.question import Question
from services.training.domain.question_content import QuestionContent
from services.training.domain.question_import import QuestionFileRefused
from services.training.messages.question_examples import EXAMPLES
from services.training.messages.question_files import read_lines
from services.training.messages.question_sheets import FORMATS, XLSX, sheet_of
from services.training.messages.workbook import safe_cell
from services.training.service import TrainingService
from tests.support.question_bank import content
from tests.support.training import HR, LI, QIAN, WU, ZHOU
from tests.training.conftest import ActAs
from tests.training.entrypoints.conftest import Ask

HEADINGS = [
    "code", "part_of", "kind", "zh", "points", "difficulty", "competency", "tags",
    "choice_a", "choice_b", "choice_c", "key", "accepted", "credit", "guide", "knowledge",
]  # fmt: skip
SINGLE = [
    "q-1", "", "single", "先做什么？", "2", "3", "sales", "卡;新人", "甲", "乙", "丙", "B",
    "", "", "", "KB-1:2",
]  # fmt: skip


def row(**changed: str) -> list[str]:
    cells = {**dict(zip(HEADINGS, SINGLE, strict=True)), **changed}
    return [cells[name] for name in HEADINGS]


def as_csv(*rows: Sequence[str], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def as_excel(*rows: Sequence[Any]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
    return made.getvalue()


def altered(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """An Excel file of which one part was altered by hand."""
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(as_excel(HEADINGS, SINGLE)))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.infolist():
            text = source.read(one)
            target.writestr(one.filename, change(text) if one.filename == name else text)
    return made.getvalue()


def renamed(name: str, new: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same, with the part under another name."""
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(altered(name, change)))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.infolist():
            text = source.read(one).replace(b"sheet1.xml", b"sheet1.bin")
            target.writestr(new if one.filename == name else one.filename, text)
    return made.getvalue()


@pytest.fixture
def send(ask: Ask) -> Callable[..., Any]:
    """Imports a file, by default as Qian."""

    def post(file: bytes, **options: Any) -> Any:
        data = {"file": (io.BytesIO(file), "questions.xlsx")}
        return ask("POST", "/question-imports", data=data, **{"by": QIAN, **options})

    return post


@pytest.fixture
def contents(school: TrainingService) -> Callable[[str], QuestionContent]:
    """The newest content of a question, by its code."""

    def find(code: str) -> QuestionContent:
        question = school.store.get(Question, Question.id_for(code))
        return question.version_of(question.newest).content

    return find


def stored(school: TrainingService) -> int:
    return school.store.recorder.last_position()


@pytest.mark.parametrize(
    "file",
    [
        as_csv(HEADINGS, row()),
        as_csv(HEADINGS, row(), encoding="gb18030"),
        as_excel(HEADINGS, [*row()[:4], 2, 3.0, *row()[6:]]),
    ],
    ids=["utf-8", "gb18030", "excel"],
)
def test_a_question_is_imported_as_a_draft_with_all_that_the_file_says(
    send: Callable[..., Any], contents: Callable[[str], QuestionContent], file: bytes
) -> None:
    made = send(file, expect=201).get_json()
    found = contents("q-1")

    assert (1, 0, 0) == (made["written"], made["revised"], made["unchanged"])
    assert ("single", "先做什么？", 2, 3) == (
        found.kind,
        found.zh,
        found.points,
        found.difficulty,
    )
    assert (("卡", "新人"), ("B",), ("A", "B", "C")) == (
        found.tags,
        found.key,
        found.choice_keys,
    )
    assert ("KB-1", 2) == (found.knowledge[0].code, found.knowledge[0].version)


def test_the_same_file_again_changes_nothing_and_another_revises_what_differs(
    send: Callable[..., Any], school: TrainingService
) -> None:
    first = as_csv(HEADINGS, row(), row(code="q-2"))
    send(first, expect=201)
    before = stored(school)
    again = send(first, expect=201).get_json()
    unchanged = stored(school)
    other = send(as_csv(HEADINGS, row(), row(code="q-2", key="A")), expect=201).get_json()

    assert before == unchanged
    assert (2, 0, 0) == (again["written"], again["revised"], again["unchanged"])
    assert (0, 1, 1) == (other["written"], other["revised"], other["unchanged"])


def test_a_file_with_one_wrong_cell_changes_nothing_and_every_wrong_cell_is_named(
    send: Callable[..., Any], school: TrainingService
) -> None:
    before = stored(school)
    rows = [
        row(),
        row(code="q 2", points="two", difficulty="6"),
        row(code="q-3", competency="flying", key="E", knowledge="KB"),
        row(code="q-1", kind="multiple"),
        row(code="q-4", kind="填空题", key="", choice_a="", choice_b="", choice_c=""),
        row(code="a", part_of="q-9"),
        row(code="q-5", zh="x\x07"),
    ]
    problem = send(as_csv(HEADINGS, *rows), expect=422, headers={"Accept-Language": "zh"})
    errors = problem.get_json()["errors"]

    assert "question-file-refused" == problem.get_json()["code"]
    assert before == stored(school)
    assert {
        "rows.3.code",
        "rows.3.points",
        "rows.3.difficulty",
        "rows.4.competency",
        "rows.4.key",
        "rows.4.knowledge",
        "rows.5.code",
        "rows.6.accepted",
        "rows.7.part_of",
        "rows.8.zh",
    } == names_of(errors)
    assert "应为数字，例如 2 或 2.5。" in problem.text
    assert "与第 2 行重复" in problem.text


def names_of(errors: Any) -> set[str]:
    return {one["field"] for one in errors} if isinstance(errors, list) else set(errors)


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        ([*HEADINGS, "answer"], "rows.1.answer"),
        ([*HEADINGS, "code"], "rows.1.code"),
        ([one for one in HEADINGS if one != "points"], "rows.1.points"),
        (["x"], "rows.1.x"),
    ],
)
def test_wrong_headings_are_named(
    send: Callable[..., Any], headings: list[str], field: str
) -> None:
    errors = send(as_csv(headings, row()), expect=422).get_json()["errors"]

    assert field in names_of(errors)


def test_a_row_that_is_too_long_or_a_file_without_rows_is_refused(
    send: Callable[..., Any],
) -> None:
    long = send(as_csv(HEADINGS, [*row(), "mehr"]), expect=422).get_json()
    none = send(as_csv(HEADINGS, []), expect=422).get_json()

    assert {"rows.2.row"} == names_of(long["errors"])
    assert {"rows.1.file"} == names_of(none["errors"])


def test_a_case_is_read_with_its_parts_and_faults_name_the_row_of_the_part(
    send: Callable[..., Any], contents: Callable[[str], QuestionContent]
) -> None:
    empty = {"choice_a": "", "choice_b": "", "choice_c": "", "key": ""}
    case = row(code="case-1", kind="案例题", **empty)
    first = row(code="a", part_of="case-1", points="1", difficulty="", competency="")
    second = row(code="b", part_of="case-1", points="1", kind="简答题", guide="要点", **empty)
    wrong = row(code="b", part_of="case-1", points="1", kind="简答题", **empty)
    refused = send(as_csv(HEADINGS, case, first, wrong), expect=422).get_json()
    send(as_csv(HEADINGS, first, case, second), expect=201)

    assert {"rows.4.guide"} == names_of(refused["errors"])
    assert ["a", "b"] == [one.name for one in contents("case-1").parts]


@pytest.mark.parametrize("who", [LI, WU])
def test_nobody_else_imports_exports_or_gets_the_form(
    send: Callable[..., Any], ask: Ask, who: Any
) -> None:
    send(as_csv(HEADINGS, row()), by=who, expect=403)
    send(b"PK broken", by=who, expect=403)
    ask("GET", "/question-export", by=who, expect=403)
    ask("GET", "/question-form", by=who, expect=403)


def test_who_does_not_manage_exams_brings_in_new_questions_but_learns_nothing_of_known_ones(
    send: Callable[..., Any], ask: Ask
) -> None:
    send(as_csv(HEADINGS, row()), by=HR, expect=201)
    answers = [
        send(as_csv(HEADINGS, row(key=key), row(code="q-2")), by=HR, expect=422).get_json()
        for key in "ABC"
    ]
    ask("GET", "/question-export", by=HR, expect=403)

    assert 1 == len({str(one["errors"]) for one in answers})
    assert {"rows.2.code"} == names_of(answers[0]["errors"])


def test_somebody_else_puts_all_questions_of_a_file_in_use_at_once(
    send: Callable[..., Any], ask: Ask, school: TrainingService, as_employee: ActAs
) -> None:
    rows = [row(code=f"q-{one}") for one in range(4)]
    made = send(as_csv(HEADINGS, *rows), expect=201).get_json()
    bank, store = school.use_cases.question_bank, school.store
    with as_employee(QIAN):
        bank.revise_question(Question.id_for("q-1"), content(zh="新版"))
        bank.retire_question(Question.id_for("q-2"))
    with as_employee(ZHOU):
        bank.review_question(Question.id_for("q-3"), number=1)
    path = f"/question-imports/{made['import_id']}"
    own = ask("POST", f"{path}/release", by=QIAN, if_match=1, expect=403).get_json()
    ask("POST", f"{path}/release", by=HR, if_match=1, expect=403)
    released = ask("POST", f"{path}/release", by=ZHOU, if_match=1, expect=200).get_json()
    again = ask("POST", f"{path}/release", by=ZHOU, if_match=2).get_json()

    assert "question-needs-another-reviewer" == own["code"]
    assert (True, 4) == (released["is_released"], len(released["questions"]))
    assert "question-import-released" == again["code"]
    states = [store.get(Question, Question.id_for(f"q-{one}")).state for one in range(4)]
    assert ["in_use", "draft", "retired", "in_use"] == states


def test_a_retired_question_or_one_of_another_kind_is_not_revised(
    send: Callable[..., Any], school: TrainingService, as_employee: ActAs
) -> None:
    bank = school.use_cases.question_bank
    with as_employee(ZHOU):
        bank.retire_question(bank.write_question(code="old", content=content()).id)
        bank.write_question(code="essay", content=content("essay"))
    rows = [row(code="old"), row(code="essay")]
    errors = send(as_csv(HEADINGS, *rows), expect=422).get_json()["errors"]

    assert {"rows.2.code", "rows.3.kind"} == names_of(errors)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_exported_is_imported_again_as_it_was(
    ask: Ask,
    send: Callable[..., Any],
    school: TrainingService,
    as_employee: ActAs,
    project: Callable[[], None],
    *,
    format_: str,
    language: str,
) -> None:
    tricky = content("fill_in", zh="=1+1\n@x", accepted=(("a|b", "-c"), ("=d",)))
    with as_employee(ZHOU):
        for code, one in (*EXAMPLES, ("tricky", tricky)):
            school.use_cases.question_bank.write_question(code=code, content=one)
    project()
    path = f"/question-export?format={format_}"
    file = ask("GET", path, by=QIAN, headers={"Accept-Language": language})
    came = send(file.data, expect=201).get_json()
    some = ask("GET", f"{path}&kind=case", by=QIAN)

    assert (0, 0, len(EXAMPLES) + 1) == (came["written"], came["revised"], came["unchanged"])
    assert "nosniff" == file.headers["X-Content-Type-Options"]
    assert 1 + 3 == len(read_lines(some.data))


def test_no_cell_of_an_export_begins_like_a_formula() -> None:
    hostile = ("=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", " ＝1", "|x", "%x")
    asked = [("q", content("fill_in", zh=one, accepted=((one,),) * 2)) for one in hostile]
    lines = csv.reader(io.StringIO(sheet_of(asked, "csv", zh=False).decode("utf-8-sig")))
    book = openpyxl.load_workbook(io.BytesIO(sheet_of(asked, XLSX, zh=False)))
    excel = [one for line in book.worksheets[0].iter_rows() for one in line]

    assert [] == [one for line in lines for one in line if one[:1] in ("=", "+", "-", "@", "\t")]
    assert {"s", "n"} >= {one.data_type for one in excel}
    assert "plain" == safe_cell("plain")


def test_a_formula_is_taken_as_the_text_that_it_is(
    send: Callable[..., Any], contents: Callable[[str], QuestionContent]
) -> None:
    send(as_excel(HEADINGS, row(zh='=HYPERLINK("http://x","y")')), expect=201)

    assert '=HYPERLINK("http://x","y")' == contents("q-1").zh


def test_the_form_is_empty_and_its_examples_can_be_imported(
    ask: Ask, send: Callable[..., Any]
) -> None:
    for format_ in FORMATS:
        form = ask("GET", f"/question-form?format={format_}", by=ZHOU).data
        assert 1 == len(read_lines(form))
    excel = ask("GET", "/question-form", by=ZHOU).data
    book = openpyxl.load_workbook(io.BytesIO(excel))
    del book["questions"]
    examples = io.BytesIO()
    book.save(examples)

    assert len(EXAMPLES) == send(examples.getvalue(), expect=201).get_json()["written"]


BOMB = b"<worksheet>" + b" " * 40_000_000 + b"</worksheet>"
ENTITIES = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"x" * 5_000_001,
        b"PK\x03\x04 broken",
        b"\xff\xfe\x00\xd8\xff",
        as_csv(*[["a"]] * 3000),
        as_csv(["a"] * 61),
        b'"open',
        altered(SHEET, lambda _: BOMB),
        altered(SHEET, lambda text: ENTITIES + text),
        altered("xl/workbook.xml", lambda text: text.replace(b"?>", b"?>" + ENTITIES)),
        renamed(SHEET, "xl/worksheets/sheet1.bin", lambda text: ENTITIES + text),
        altered("[Content_Types].xml", lambda text: text.decode().encode("utf-16")),
        altered(SHEET, lambda text: text.replace(b'r="2"', b'r="999999999"')),
        altered(SHEET, lambda text: text[:-40]),
        altered("xl/workbook.xml", lambda text: re.sub(b"<sheets>.*</sheets>", b"", text)),
        altered("xl/sharedStrings.xml", lambda _: b"<sst/>"),
    ],
    ids=[
        "empty", "large", "no-archive", "no-text", "lines", "columns", "quote", "bomb",
        "entities", "entities-elsewhere", "entities-renamed", "utf-16", "far-row", "cut",
        "no-sheet", "no-strings",
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_is_refused_and_changes_nothing(
    send: Callable[..., Any], school: TrainingService, file: bytes
) -> None:
    before = stored(school)
    problem = send(file, expect=422).get_json()

    assert "question-file-refused" == problem["code"]
    assert {"file"} == names_of(problem["errors"])
    assert before == stored(school)


def test_an_archive_of_very_many_files_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for one in range(300):
            archive.writestr(f"{one}.xml", "<x/>")
    with pytest.raises(QuestionFileRefused):
        read_lines(made.getvalue())


def test_a_file_with_any_byte_changed_is_read_or_refused_but_never_breaks() -> None:
    whole = as_excel(HEADINGS, SINGLE)
    outcomes = set()
    for place in range(0, len(whole), 7):
        broken = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        try:
            read_lines(broken)
            outcomes.add("read")
        except QuestionFileRefused:
            outcomes.add("refused")

    assert {"read", "refused"} == outcomes


def test_rows_that_were_formatted_and_left_empty_are_no_rows() -> None:
    def stretch(text: bytes) -> bytes:
        return text.replace(b"</sheetData>", b'<row r="15000"/></sheetData>')

    assert 2 == len(read_lines(altered(SHEET, stretch)))
