"""The words of training needs: their states, what is raised and what is answered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from services.training.domain.audience import Audience
from services.training.domain.need_weights import Evidence

OPEN = "open"
MERGED = "merged"
ANSWERED = "answered"
REFUSED = "refused"

STATES = (OPEN, MERGED, ANSWERED, REFUSED)
STATES_ZH = {OPEN: "待处理", MERGED: "已合并", ANSWERED: "已安排", REFUSED: "已驳回"}

COURSE = "course"
COACHING = "coaching"
ANSWERS = (COURSE, COACHING)

MOST_EVIDENCES = 200


class NewNeed(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed, by whom, and who says so.

    Args:
        origin: one of the origins.
        audience: who is to learn.
        competency: what they are to be able to do.
        urgency: how soon it matters.
        evidences: what shows it.
        raiser_id: the employee who raised it, if one did.
    """

    origin: str
    audience: Audience
    competency: str
    urgency: str
    evidences: tuple[Evidence, ...] = ()
    raiser_id: UUID | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is done about a need.

    Args:
        kind: `course` or `coaching`.
        course_id: the course, if one is the answer.
        coach_id: the employee who coaches, if coaching is.
        due_on: until when.
    """

    kind: str
    course_id: UUID | None = None
    coach_id: UUID | None = None
    due_on: date
