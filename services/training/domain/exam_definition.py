"""What a version of an exam [考试] lays down: blueprint, time, pass mark, retakes, release."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

WRITTEN = "written"
"""The written stage of a certification, or a test of a course [笔试] (TR-3)."""
BUSINESS_SKILL = "business_skill"
"""The business-skill exam of each quarter; its score is that quarter's skill basis (TR-11)."""
PURPOSES = (WRITTEN, BUSINESS_SKILL)

NEVER, AFTER_CLOSING, AT_ONCE = "never", "after_closing", "at_once"
RELEASES = (NEVER, AFTER_CLOSING, AT_ONCE)
"""When learners see results, and keys: never, when the exam has closed, or when it is settled."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a paper, filled with questions that fit all of what it asks for.

    Args:
        zh: its title in Chinese.
        en: its title in English; empty where there is none.
        count: how many questions.
        points: what each is worth; None for what the question itself says.
        tags: all of these; empty for any.
        competencies: one of these; empty for any.
        kinds: one of these; empty for any.
        difficulties: one of these (1 to 5); empty for any.
    """

    zh: str
    count: int
    en: str = ""
    points: Decimal | None = None
    tags: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    difficulties: tuple[int, ...] = ()


class Blueprint(msgspec.Struct, frozen=True, kw_only=True):
    """How papers are drawn [组卷规则].

    Args:
        sections: in the order of the paper.
        shuffles_questions: whether questions of a section stand in another order on each paper.
        shuffles_choices: whether choices do.
    """

    sections: tuple[Section, ...]
    shuffles_questions: bool = True
    shuffles_choices: bool = True


class Retakes(msgspec.Struct, frozen=True, kw_only=True):
    """How often an exam may be sat [补考规则].

    Args:
        attempts: how often in all; 1 for once only.
        after_days: days between the end of an attempt and the start of the next.
    """

    attempts: int = 1
    after_days: int = 0


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Who may sit an exam: who fits one of the lists; everybody where all are empty.

    Args:
        position_ids: holders of these positions.
        team_ids: members of these teams.
        site_ids: who works at these sites.
        employee_ids: these employees.
    """

    position_ids: tuple[UUID, ...] = ()
    team_ids: tuple[UUID, ...] = ()
    site_ids: tuple[UUID, ...] = ()
    employee_ids: tuple[UUID, ...] = ()

    def includes(
        self,
        employee_id: UUID,
        *,
        position_id: UUID | None,
        team_id: UUID | None,
        site_id: UUID | None,
    ) -> bool:
        """Whether an employee of this position, team and site may sit the exam."""
        lists = (self.employee_ids, self.position_ids, self.team_ids, self.site_ids)
        if not any(lists):
            return True
        fits = zip((employee_id, position_id, team_id, site_id), lists, strict=True)
        return any(one in among for one, among in fits)


class ExamContent(msgspec.Struct, frozen=True, kw_only=True):
    """What is laid down of an exam.

    Args:
        zh: its title in Chinese.
        en: its title in English; empty where there is none.
        blueprint: how papers are drawn.
        duration_seconds: time for one sitting.
        pass_percent: percent of the points needed to pass.
        retakes: how often it may be sat; once in each quarter for a business-skill exam.
        opens_at: from when it may be started; None for at once, or each quarter's own.
        closes_at: until when; None for no end, or each quarter's own.
        audience: who may sit it.
        results: when learners see their result, one of `RELEASES`.
        keys: when learners see the keys, one of `RELEASES`.
    """

    zh: str
    blueprint: Blueprint
    duration_seconds: int
    pass_percent: Decimal
    en: str = ""
    retakes: Retakes = Retakes()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    audience: Audience = Audience()
    results: str = AT_ONCE
    keys: str = NEVER

    def is_passed(self, points: Decimal, full: Decimal) -> bool:
        """Whether so many points of all that there were are enough."""
        return points * 100 >= self.pass_percent * full


class ExamVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The content as it stays; a sitting keeps the version that it was started with.

    Args:
        number: 1 for the first.
        content: what is laid down.
    """

    number: int
    content: ExamContent


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One time at which an exam is held: a quarter of it, or where it has none, all the time.

    Args:
        quarter: such as `2020-Q1`; empty for exams that are no business-skill exam.
        version: number of the version by which it is held.
        opens_at: from when it may be started; None for no beginning.
        closes_at: until when; None for no end.
        audience: who may sit it.
    """

    version: int
    quarter: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    audience: Audience = Audience()

    def is_open(self, at: datetime) -> bool:
        """Whether it may be started at this time."""
        return not self.is_before(at) and not self.is_closed(at)

    def is_before(self, at: datetime) -> bool:
        """Whether it has not opened yet."""
        return self.opens_at is not None and at < self.opens_at

    def is_closed(self, at: datetime) -> bool:
        """Whether it has closed."""
        return self.closes_at is not None and at >= self.closes_at


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting of the same exam by the same employee, as far as a retake depends on it.

    Args:
        quarter: the quarter in which it was sat; empty for exams without.
        ended_at: when it was handed in; None while it runs.
        passed: whether it was passed; None while that is open.
        is_released: whether the learner may know by now how it ended.
    """

    quarter: str = ""
    ended_at: datetime | None = None
    passed: bool | None = None
    is_released: bool = True


def is_released(release: str, *, run: Run, at: datetime) -> bool:
    """Whether learners may see at this time what is released so, of a settled sitting.

    Args:
        release: one of `RELEASES`.
        run: when the exam is held; without an end it never closes.
        at: the time.
    """
    if release == AT_ONCE:
        return True
    return release == AFTER_CLOSING and run.is_closed(at)
