"""With which questions can a paper be drawn?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Index, Integer, Select, String, select

from services.training.domain.exam_definition import Blueprint, Section
from services.training.domain.paper import Candidate
from services.training.domain.question_content import QuestionContent
from shared.read_models import ReadModel, Rows, projects, read_table

LEAST_SAMPLE = 60
"""Questions of which a section is drawn at least, where the bank has so many."""

_place = Column("place", String, nullable=False)
_competency = Column("competency", String, nullable=False)
_kind = Column("kind", String, nullable=False)
_tag = Column("tag", String, primary_key=True)
_tag_place = Column("place", String, nullable=False)


def _of_version() -> tuple[Column[Any], ...]:
    return (
        Column("code", String, nullable=False),
        Column("difficulty", Integer, nullable=False),
        Column("points", String, nullable=False),
        Column("tags", String, nullable=False),
        Column("choices", String, nullable=False),
    )


VERSIONS = read_table(
    "training_question_versions",
    Column("question_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("competency", String, nullable=False),
    *_of_version(),
)

POOL = read_table(
    "training_question_pool",
    Column("question_id", String, primary_key=True),
    Column("version", Integer, nullable=False),
    _place,
    _kind,
    _competency,
    *_of_version(),
    Index("training_question_pool_by_place", _place),
    Index("training_question_pool_by_kind", _kind, _place),
    Index("training_question_pool_by_competency", _competency, _place),
)

TAGS = read_table(
    "training_question_pool_tags",
    Column("question_id", String, primary_key=True),
    _tag,
    _tag_place,
    Index("training_question_pool_tags_by_tag", _tag, _tag_place),
)


class QuestionPool(ReadModel):
    """One row for each question in use, at a place on a circle that says nothing about it.

    A section takes the questions from a place that its seed names, so that no paper needs to read
    more of the bank than it can use; no text and no key is here.
    """

    name = "question_pool"
    source = "training"
    tables = (VERSIONS, POOL, TAGS)

    @projects("training.question.drafted")
    def drafted(self, rows: Rows, event: Any) -> None:
        """There is a question."""
        self._keep(rows, event, code=event.code)

    @projects("training.question.revised")
    def revised(self, rows: Rows, event: Any) -> None:
        """It has another version."""
        first = rows[VERSIONS].get(str(event.originator_id), 1)
        if first is not None:
            self._keep(rows, event, code=first["code"])

    @projects("training.question.put_in_use")
    def put_in_use(self, rows: Rows, event: Any) -> None:
        """Papers are drawn with a version."""
        question_id = str(event.originator_id)
        version = rows[VERSIONS].get(question_id, event.number)
        if version is None:
            return
        place = hashlib.sha256(question_id.encode()).hexdigest()
        rows[POOL].put(**{**version, "place": place})
        rows[TAGS].remove_where(question_id=question_id)
        for tag in json.loads(version["tags"]):
            rows[TAGS].put(question_id=question_id, tag=tag, place=place)

    @projects("training.question.difficulty_adopted")
    def difficulty_adopted(self, rows: Rows, event: Any) -> None:
        """Answers have shown how hard it is."""
        rows[POOL].change(str(event.originator_id), difficulty=event.difficulty)

    @projects("training.question.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """No paper is drawn with it any more."""
        question_id = str(event.originator_id)
        rows[POOL].remove(question_id)
        rows[TAGS].remove_where(question_id=question_id)

    @staticmethod
    def _keep(rows: Rows, event: Any, *, code: str) -> None:
        content: QuestionContent = event.version.content
        choices = {name: task.choice_keys for name, task in content.tasks if task.choices}
        rows[VERSIONS].put(
            question_id=str(event.originator_id),
            version=event.version.number,
            code=code,
            kind=content.kind,
            competency=content.competency,
            difficulty=content.difficulty,
            points=str(content.points),
            tags=json.dumps(content.tags, ensure_ascii=False),
            choices=json.dumps(choices, ensure_ascii=False),
        )

    def candidates(self, blueprint: Blueprint, *, seed: str) -> Sequence[Candidate]:
        """Enough questions for each section, from the place on the circle that the seed names.

        A section gets twice as many as the whole paper has, and so can give way to the others.
        """
        total = sum(one.count for one in blueprint.sections)
        limit = max(2 * total, LEAST_SAMPLE)
        with self.database.reading() as connection:
            return [
                one
                for place, section in enumerate(blueprint.sections)
                for one in _sample(connection, section, seed=f"{seed}|{place}", limit=limit)
            ]


def _sample(connection: Connection, section: Section, *, seed: str, limit: int) -> list[Candidate]:
    start = hashlib.sha256(seed.encode()).hexdigest()
    query = _fitting(section).order_by(POOL.c.place)
    behind = connection.execute(query.where(POOL.c.place >= start).limit(limit)).mappings().all()
    left = limit - len(behind)
    before = query.where(POOL.c.place < start).limit(left)
    rows = [*behind, *(connection.execute(before).mappings().all() if left else ())]
    return [_candidate(row) for row in rows]


def _fitting(section: Section) -> Select[Any]:
    query = select(POOL)
    for tag in section.tags:
        tagged = TAGS.alias()
        same = tagged.c.question_id == POOL.c.question_id
        query = query.join(tagged, same).where(tagged.c.tag == tag)
    among = {
        "competency": section.competencies,
        "kind": section.kinds,
        "difficulty": section.difficulties,
    }
    for name, wanted in among.items():
        if wanted:
            query = query.where(POOL.c[name].in_(wanted))
    return query


def _candidate(row: Any) -> Candidate:
    choices = json.loads(row["choices"])
    return Candidate(
        question_id=UUID(row["question_id"]),
        version=row["version"],
        code=row["code"],
        kind=row["kind"],
        competency=row["competency"],
        difficulty=row["difficulty"],
        points=Decimal(row["points"]),
        tags=tuple(json.loads(row["tags"])),
        choices={part: tuple(keys) for part, keys in choices.items()},
    )
