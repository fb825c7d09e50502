"""The words of development plans: goals, check-ins, who agrees (CA-3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from shared.sealed.envelope import Sealed

DRAFT = "draft"
AGREED = "agreed"
STATES = (DRAFT, AGREED)

OPEN = "open"
REACHED = "reached"
DROPPED = "dropped"
GOAL_STATES = (OPEN, REACHED, DROPPED)
GOAL_STATES_ZH = {OPEN: "进行中", REACHED: "达成", DROPPED: "取消"}

EMPLOYEE = "employee"
SUPERVISOR = "supervisor"
SIDES = (EMPLOYEE, SUPERVISOR)

MOST_OPEN_GOALS = 30


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is to reach.

    Args:
        goal_id: its id.
        competency: what it develops, if it is one.
        words: what exactly.
        due_on: until when.
        course_ids: courses that help.
        state: one of `GOAL_STATES`.
    """

    goal_id: UUID
    competency: str | None = None
    words: Sealed
    due_on: date
    course_ids: tuple[UUID, ...] = ()
    state: str = OPEN


class CheckIn(msgspec.Struct, frozen=True, kw_only=True):
    """How it goes, in the words of one side.

    Args:
        check_in_id: its id.
        side: one of `SIDES`.
        author_id: who wrote it.
        written_at: when.
        words: how it goes.
    """

    check_in_id: UUID
    side: str
    author_id: UUID
    written_at: datetime
    words: Sealed
