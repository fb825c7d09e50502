"""Which questions have no answer yet, and how often was each asked (TK-14)?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, and_, or_, select

from services.tickets.domain.open_question import ANSWERED, HANDED_UP, IN_KNOWLEDGE, MERGED, OPEN
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_state = Column("state", String, nullable=False)
_asked_at = Column("asked_at", String, nullable=False)

QUESTIONS = read_table(
    "question_queue",
    Column("question_id", String, primary_key=True),
    Column("asker_id", String, nullable=False),
    _state,
    _asked_at,
    Column("times", Integer, nullable=False),
    Column("skill_group", String),
    Column("business_line", String),
    Column("topic", String),
    Column("ticket_id", String),
    Column("escalation_id", String),
    Index("question_queue_by_state", _state, _asked_at),
)

_Q = QUESTIONS.c


@dataclass(frozen=True)
class ListedQuestion:
    """A question in a list, without its text."""

    question_id: UUID
    asker_id: UUID
    state: str
    asked_at: datetime
    times: int
    skill_group: str | None
    business_line: str | None
    topic: str | None
    ticket_id: UUID | None
    escalation_id: UUID | None


class QuestionQueue(ReadModel):
    """One row for each question that was ever collected."""

    name = "question_queue"
    source = "tickets"
    tables = (QUESTIONS,)

    @projects("tickets.open_question.asked")
    def asked(self, rows: Rows, event: Any) -> None:
        """A question was collected."""
        origin = event.origin
        rows[QUESTIONS].put(
            question_id=str(event.originator_id),
            asker_id=str(origin.asker_id),
            state=OPEN,
            asked_at=iso(event.timestamp),
            times=1,
            skill_group=origin.skill_group,
            business_line=origin.business_line,
            topic=origin.topic,
            ticket_id=text_or_none(origin.ticket_id),
            escalation_id=text_or_none(origin.escalation_id),
        )

    @projects("tickets.open_question.asked_again")
    def asked_again(self, rows: Rows, event: Any) -> None:
        """The same question was asked before, by others."""
        question_id = str(event.originator_id)
        row = rows[QUESTIONS].get(question_id)
        if row is not None:
            times = row["times"] + len(event.question_ids)
            rows[QUESTIONS].change(question_id, times=times)

    @projects("tickets.open_question.answered")
    def answered(self, rows: Rows, event: Any) -> None:
        """It has an answer."""
        rows[QUESTIONS].change(str(event.originator_id), state=ANSWERED)

    @projects("tickets.open_question.handed_up")
    def handed_up(self, rows: Rows, event: Any) -> None:
        """The management looks for an answer."""
        rows[QUESTIONS].change(str(event.originator_id), state=HANDED_UP)

    @projects("tickets.open_question.merged")
    def merged(self, rows: Rows, event: Any) -> None:
        """It is the same as another one."""
        rows[QUESTIONS].change(str(event.originator_id), state=MERGED)

    @projects("tickets.open_question.handed_to_knowledge")
    def handed_to_knowledge(self, rows: Rows, event: Any) -> None:
        """The knowledge base has it."""
        rows[QUESTIONS].change(str(event.originator_id), state=IN_KNOWLEDGE)

    def page(
        self,
        *,
        askers: Collection[UUID] | None,
        states: Collection[str],
        since: datetime | None,
        until: datetime | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ListedQuestion]:
        """Questions, the oldest first.

        Args:
            askers: only what these have asked; None for everybody.
            states: in these states.
            since: asked from then on.
            until: asked before then.
            after: time and id of the last row of the page before.
            limit: how many at most.
        """
        query = select(QUESTIONS).where(_Q.state.in_(list(states)))
        query = query.order_by(_Q.asked_at, _Q.question_id).limit(limit)
        if askers is not None:
            query = query.where(_Q.asker_id.in_([str(one) for one in askers]))
        if since is not None:
            query = query.where(_Q.asked_at >= iso(since))
        if until is not None:
            query = query.where(_Q.asked_at < iso(until))
        if after is not None:
            at, question_id = iso(after[0]), str(after[1])
            later = and_(_Q.asked_at == at, _Q.question_id > question_id)
            query = query.where(or_(_Q.asked_at > at, later))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _listed(row: Any) -> ListedQuestion:
    ids = ("question_id", "asker_id", "ticket_id", "escalation_id")
    found = {name: row[name] and UUID(row[name]) for name in ids}
    return ListedQuestion(**{**row, **found, "asked_at": datetime.fromisoformat(row["asked_at"])})
