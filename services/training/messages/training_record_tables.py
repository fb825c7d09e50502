"""A training record as tables in Chinese or English, whatever file they go into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from services.training.application.training_records import (
    RecordedExam,
    RecordedMentorship,
    RecordedStage,
    TrainingRecord,
)

Cell = str | int | Decimal

_HEADINGS = {
    "courses": (
        ("课程", "编码", "版本", "状态", "截止日期", "完成日期", "学分", "分钟"),
        ("Course", "Code", "Version", "State", "Due", "Completed", "Credits", "Minutes"),
    ),
    "sessions": (
        ("培训场次", "日期", "出勤", "计入分钟"),
        ("Session", "Day", "Attendance", "Minutes counted"),
    ),
    "exams": (
        ("考试", "编码", "季度", "第几次", "日期", "结果", "得分", "满分"),
        ("Exam", "Code", "Quarter", "Attempt", "Day", "Result", "Points", "Of"),
    ),
    "stages": (
        ("认证", "阶段", "安排日期", "结果"),
        ("Certification", "Stage", "Arranged", "Result"),
    ),
    "certificates": (
        ("认证", "证书编号", "状态", "有效期自", "有效期至"),
        ("Certification", "Number", "State", "Valid from", "Valid until"),
    ),
    "mentorships": (
        ("带教模板", "导师员工编号", "开始日期", "截止日期", "已确认任务", "任务数", "结果"),
        ("Template", "Mentor", "Begins", "Due", "Acknowledged", "Tasks", "Result"),
    ),
}
_TITLES = {
    "overview": ("概况", "Overview"),
    "courses": ("课程", "Courses"),
    "sessions": ("培训场次", "Sessions"),
    "exams": ("考试", "Exams"),
    "stages": ("阶段评估", "Assessed stages"),
    "certificates": ("证书", "Certificates"),
    "mentorships": ("师徒带教", "Mentorships"),
}
_WORDS = {
    "open": ("进行中", "open"),
    "completed": ("已完成", "completed"),
    "present": ("出席", "present"),
    "late": ("迟到", "late"),
    "absent": ("缺席", "absent"),
    "excused": ("请假", "excused"),
    "passed": ("通过", "passed"),
    "failed": ("未通过", "failed"),
    "running": ("考试中", "running"),
    "handed_in": ("待公布", "not yet known"),
    "settled": ("待公布", "not yet known"),
    "arranged": ("待评估", "arranged"),
    "oral": ("口试", "oral"),
    "simulated": ("模拟操作", "simulated"),
    "practical": ("实操", "practical"),
    "valid": ("有效", "valid"),
    "expiring": ("即将到期", "expiring"),
    "expired": ("已过期", "expired"),
    "outdated": ("因课程更新失效", "outdated"),
    "suspended": ("已暂停", "suspended"),
    "revoked": ("已吊销", "revoked"),
    "active": ("带教中", "active"),
    "broken_off": ("已中止", "broken off"),
    "ready": ("可独立上岗", "ready"),
    "not_ready": ("暂不能独立上岗", "not ready"),
    "for_ever": ("长期", "for ever"),
    "staff_number": ("员工编号", "Staff number"),
    "name": ("姓名", "Name"),
    "made_at": ("生成时间", "Made at"),
    "completed_courses": ("已完成课程", "Courses completed"),
    "credits": ("学分合计", "Credits"),
    "course_minutes": ("课程学时（分钟）", "Minutes of completed courses"),
    "session_minutes": ("出席场次（分钟）", "Minutes in sessions"),
    "heading": ("培训档案", "Training record"),
    "nothing": ("无", "none"),
}


@dataclass(frozen=True)
class Table:
    """A part of a record.

    Args:
        title: what it is called.
        headings: of its columns; empty where each row is a name and a value.
        rows: its rows.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class _Titled(Protocol):
    @property
    def title_zh(self) -> str: ...

    @property
    def title_en(self) -> str: ...


class RecordTables:
    """Makes the tables of a record.

    Args:
        language: `zh` or `en`.
        zone: whose days are written.
    """

    def __init__(self, *, language: str, zone: str) -> None:
        self._is_en = language == "en"
        self._zone = ZoneInfo(zone)

    def word(self, name: str) -> str:
        """A word of the record."""
        return _WORDS[name][self._is_en]

    def tables(self, record: TrainingRecord, *, employee_name: str | None) -> list[Table]:
        """The overview and the parts, in their order."""
        overview = [*self._overview(record, employee_name=employee_name)]
        return [
            Table(_TITLES["overview"][self._is_en], (), overview),
            self._table("courses", self._courses(record)),
            self._table("sessions", self._sessions(record)),
            self._table("exams", self._exams(record)),
            self._table("stages", self._stages(record)),
            self._table("certificates", self._certificates(record)),
            self._table("mentorships", self._mentorships(record)),
        ]

    def _table(self, name: str, rows: Iterator[Sequence[Cell]]) -> Table:
        return Table(_TITLES[name][self._is_en], _HEADINGS[name][self._is_en], [*rows])

    def _overview(
        self, record: TrainingRecord, *, employee_name: str | None
    ) -> Iterator[Sequence[Cell]]:
        if employee_name:
            yield self.word("name"), employee_name
        made_at = record.made_at.astimezone(self._zone)
        yield self.word("staff_number"), record.staff_number
        yield self.word("made_at"), f"{made_at:%Y-%m-%d %H:%M} ({self._zone.key})"
        yield self.word("completed_courses"), len(record.completed_courses)
        yield self.word("credits"), record.credits
        yield self.word("course_minutes"), record.course_minutes
        yield self.word("session_minutes"), record.session_minutes

    def _courses(self, record: TrainingRecord) -> Iterator[Sequence[Cell]]:
        for one in record.courses:
            days = (str(day or "") for day in (one.due_on, one.completed_on))
            state = self.word(one.state)
            code = (self._title(one), one.course_code, one.course_version, state)
            yield *code, *days, one.credits, one.minutes

    def _sessions(self, record: TrainingRecord) -> Iterator[Sequence[Cell]]:
        for one in record.sessions:
            yield one.title, str(one.day), self.word(one.status), one.attended_minutes

    def _exams(self, record: TrainingRecord) -> Iterator[Sequence[Cell]]:
        for one in record.exams:
            exam = (self._title(one), one.exam_code, one.quarter, one.attempt)
            points = ("" if each is None else each for each in (one.points, one.full))
            yield *exam, self._day(one.started_at), self._result(one), *points

    def _stages(self, record: TrainingRecord) -> Iterator[Sequence[Cell]]:
        for one in record.stages:
            result = self._result(one)
            yield self._title(one), self.word(one.stage_kind), self._day(one.arranged_at), result

    def _certificates(self, record: TrainingRecord) -> Iterator[Sequence[Cell]]:
        for one in record.certificates:
            until = self.word("for_ever") if one.valid_until is None else str(one.valid_until)
            state = self.word(one.state)
            yield self._title(one), one.number, state, str(one.valid_from), until

    def _mentorships(self, record: TrainingRecord) -> Iterator[Sequence[Cell]]:
        for one in record.mentorships:
            days = (str(one.begins_on), str(one.due_on))
            done = (one.acknowledged, one.tasks, self._judgement(one))
            yield self._title(one), one.mentor_number or "", *days, *done

    def _title(self, one: _Titled) -> str:
        return one.title_en or one.title_zh if self._is_en else one.title_zh

    def _result(self, one: RecordedExam | RecordedStage) -> str:
        if one.passed is None:
            return self.word(one.state)
        return self.word("passed" if one.passed else "failed")

    def _judgement(self, one: RecordedMentorship) -> str:
        if one.is_ready is None:
            return self.word(one.state)
        return self.word("ready" if one.is_ready else "not_ready")

    def _day(self, moment: str) -> str:
        return str(datetime.fromisoformat(moment).astimezone(self._zone).date())
