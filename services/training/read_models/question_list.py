"""Which questions are there, for those who manage exams?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, select

from services.training.domain.question import DRAFT, IN_USE, RETIRED, REVIEWED
from shared.read_models import ReadModel, Rows, projects, read_table

BEGINNING = 120
"""Characters of a question's text that the list shows."""

_code = Column("code", String, nullable=False)
_kind = Column("kind", String, nullable=False)
_competency = Column("competency", String, nullable=False)
_state = Column("state", String, nullable=False)
_tag = Column("tag", String, primary_key=True)
_tagged_code = Column("code", String, nullable=False)

QUESTIONS = read_table(
    "training_question_list",
    Column("question_id", String, primary_key=True),
    _code,
    _kind,
    _competency,
    _state,
    Column("difficulty", Integer, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("in_use", Integer),
    Column("beginning", String, nullable=False),
    Index("training_question_list_by_code", _code),
    Index("training_question_list_by_kind", _kind, _code),
    Index("training_question_list_by_competency", _competency, _code),
    Index("training_question_list_by_state", _state, _code),
)

TAGS = read_table(
    "training_question_list_tags",
    Column("question_id", String, primary_key=True),
    _tag,
    _tagged_code,
    Index("training_question_list_tags_by_tag", _tag, _tagged_code),
)


@dataclass(frozen=True)
class ListedQuestion:
    """A question in the list of those who manage exams.

    Args:
        question_id: its id.
        code: its code.
        kind: its kind.
        competency: what its newest version asks for.
        state: how far it has come.
        difficulty: 1 to 5, as entered or adopted.
        newest: number of the newest version.
        in_use: number of the version in use, if any.
        beginning: how the newest version begins.
    """

    question_id: UUID
    code: str
    kind: str
    competency: str
    state: str
    difficulty: int
    newest: int
    in_use: int | None
    beginning: str


class QuestionList(ReadModel):
    """One row for each question, by its newest version, and one for each tag of it; no key."""

    name = "question_list"
    source = "training"
    tables = (QUESTIONS, TAGS)

    @projects("training.question.drafted")
    def drafted(self, rows: Rows, event: Any) -> None:
        """There is a question."""
        self._say(rows, event, code=event.code, state=DRAFT, in_use=None)

    @projects("training.question.revised")
    def revised(self, rows: Rows, event: Any) -> None:
        """It has another version."""
        row = rows[QUESTIONS].get(str(event.originator_id))
        if row is not None:
            self._say(rows, event, code=row["code"], state=row["state"], in_use=row["in_use"])

    @projects("training.question.reviewed")
    def reviewed(self, rows: Rows, event: Any) -> None:
        """Somebody else than the author has found a version right."""
        question_id = str(event.originator_id)
        row = rows[QUESTIONS].get(question_id)
        if row is not None and row["state"] == DRAFT:
            rows[QUESTIONS].change(question_id, state=REVIEWED)

    @projects("training.question.put_in_use")
    def put_in_use(self, rows: Rows, event: Any) -> None:
        """Papers are drawn with a version."""
        rows[QUESTIONS].change(str(event.originator_id), state=IN_USE, in_use=event.number)

    @projects("training.question.difficulty_adopted")
    def difficulty_adopted(self, rows: Rows, event: Any) -> None:
        """Answers have shown how hard it is."""
        rows[QUESTIONS].change(str(event.originator_id), difficulty=event.difficulty)

    @projects("training.question.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """No paper is drawn with it any more."""
        rows[QUESTIONS].change(str(event.originator_id), state=RETIRED)

    @staticmethod
    def _say(rows: Rows, event: Any, **known: Any) -> None:
        question_id, content = str(event.originator_id), event.version.content
        rows[QUESTIONS].put(
            **known,
            question_id=question_id,
            kind=content.kind,
            competency=content.competency,
            difficulty=content.difficulty,
            newest=event.version.number,
            beginning=content.zh[:BEGINNING],
        )
        rows[TAGS].remove_where(question_id=question_id)
        for tag in content.tags:
            rows[TAGS].put(question_id=question_id, tag=tag, code=known["code"])

    def page(
        self, filters: Mapping[str, Any], *, after: str | None, limit: int
    ) -> Sequence[ListedQuestion]:
        """The questions in the order of their codes.

        Args:
            filters: wanted values of `kind`, `competency`, `state`, `difficulty`, `tag`.
            after: the last code of the page before.
            limit: how many at most.
        """
        query = select(QUESTIONS).order_by(QUESTIONS.c.code).limit(limit)
        for name, value in filters.items():
            if name == "tag":
                query = query.join(TAGS, TAGS.c.question_id == QUESTIONS.c.question_id)
                query = query.where(TAGS.c.tag == value)
            else:
                query = query.where(QUESTIONS.c[name] == value)
        if after is not None:
            query = query.where(QUESTIONS.c.code > after)
        with self.database.reading() as connection:
            found = connection.execute(query).mappings()
            return [
                ListedQuestion(**{**row, "question_id": UUID(row["question_id"])}) for row in found
            ]
