"""What did the answers to each version of a question earn?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Index, Integer, String, select, tuple_

from services.training.application.item_analysis import Chosen, WeakItem
from services.training.domain.item_statistics import (
    AtTotal,
    Earned,
    Sums,
    corrected_correlation,
    share_of,
)
from shared.read_models import ReadModel, Rows, projects, read_table
from shared.read_models.rows import TableRows

ANSWERS = read_table(
    "training_item_answers",
    Column("sitting_id", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("question_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("points", String, nullable=False),
    Column("full", String, nullable=False),
    Column("choices", String, nullable=False),
    Column("counted", String),
)

_rank = Column("rank", Integer, nullable=False)

SUMS = read_table(
    "training_item_sums",
    Column("question_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    *(
        Column(one.name, Integer if one.type == "int" else String, nullable=False)
        for one in fields(Sums)
    ),
    _rank,
    Index("training_item_sums_by_rank", _rank),
)

SCORES = read_table(
    "training_item_scores",
    Column("question_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("total", String, primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("share", String, nullable=False),
)

CHOICES = read_table(
    "training_item_choices",
    Column("question_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("choice", String, primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("total", String, nullable=False),
)

Row = Mapping[str, Any]


class ItemAnswers(ReadModel):
    """Sums over the answers of settled sittings, by version of a question; no learner's name.

    The answers of a sitting wait until its result is settled, since only then the rest of the
    paper is known; a correction takes away what was counted before.
    """

    name = "item_answers"
    source = "training"
    tables = (ANSWERS, SUMS, SCORES, CHOICES)

    @projects("training.sitting.answers_marked")
    def answers_marked(self, rows: Rows, event: Any) -> None:
        """Questions of a paper have been marked, or marked anew."""
        sitting_id = str(event.originator_id)
        for one in event.marks:
            before = rows[ANSWERS].get(sitting_id, one.place)
            rows[ANSWERS].put(
                sitting_id=sitting_id,
                place=one.place,
                question_id=str(one.question_id),
                version=one.version,
                points=str(one.points),
                full=str(one.full),
                choices=json.dumps(one.choices, ensure_ascii=False),
                counted=None if before is None else before["counted"],
            )

    @projects("training.sitting.result_settled")
    def result_settled(self, rows: Rows, event: Any) -> None:
        """All answers of a sitting are marked: they count from now on."""
        answers = list(_answers_of(rows, str(event.originator_id)))
        points = sum((Decimal(one["points"]) for one in answers), Decimal(0))
        full = sum((Decimal(one["full"]) for one in answers), Decimal(0))
        for one in answers:
            if one["counted"] is not None:
                _count(rows, one, _read(one["counted"]), times=-1)
            earned = _earned(one, points=points, full=full)
            _count(rows, one, earned, times=1)
            rows[ANSWERS].change(one["sitting_id"], one["place"], counted=_written(earned))

    def sums_of(self, question_id: UUID, *, version: int) -> Sums:
        """The sums over all answers to a version."""
        with self.database.reading() as connection:
            query = _of_version(SUMS, question_id, version)
            row = connection.execute(query).mappings().first()
        return Sums() if row is None else _sums(row)

    def weakest(
        self, *, least_answers: int, after: tuple[int, UUID, int] | None, limit: int
    ) -> Sequence[WeakItem]:
        """Versions with enough answers, those first that tell learners apart least.

        Args:
            least_answers: how many answers are enough.
            after: rank, question and version of the last one of the page before.
            limit: how many at most.
        """
        order = (SUMS.c.rank, SUMS.c.question_id, SUMS.c.version)
        query = select(SUMS).where(SUMS.c.answers >= least_answers).order_by(*order).limit(limit)
        if after is not None:
            rank, question_id, version = after
            query = query.where(tuple_(*order) > tuple_(rank, str(question_id), version))
        with self.database.reading() as connection:
            return [
                WeakItem(row["rank"], UUID(row["question_id"]), row["version"], _sums(row))
                for row in connection.execute(query).mappings()
            ]

    def scores_of(self, question_id: UUID, *, version: int) -> Sequence[AtTotal]:
        """The answers to a version by what was earned of the whole paper."""
        with self.database.reading() as connection:
            rows = connection.execute(_of_version(SCORES, question_id, version)).mappings()
            return [
                AtTotal(Decimal(row["total"]), row["answers"], Decimal(row["share"]))
                for row in rows
                if row["answers"]
            ]

    def choices_of(self, question_id: UUID, *, version: int) -> Sequence[Chosen]:
        """How often each choice of a version was taken, and what those earned on average."""
        with self.database.reading() as connection:
            rows = connection.execute(_of_version(CHOICES, question_id, version)).mappings()
            found = [
                Chosen(row["choice"], row["answers"], Decimal(row["total"]) / row["answers"])
                for row in rows
                if row["answers"]
            ]
        return sorted(found, key=lambda one: one.choice)


def _answers_of(rows: Rows, sitting_id: str) -> Iterator[Row]:
    place = 0
    while (row := rows[ANSWERS].get(sitting_id, place)) is not None:
        yield row
        place += 1


def _earned(answer: Row, *, points: Decimal, full: Decimal) -> Earned:
    own, worth = Decimal(answer["points"]), Decimal(answer["full"])
    rest = share_of(points - own, full - worth) if full > worth else None
    return Earned(share=share_of(own, worth), rest=rest, total=share_of(points, full))


def _count(rows: Rows, answer: Row, earned: Earned, *, times: int) -> None:
    key = {"question_id": answer["question_id"], "version": answer["version"]}
    before = rows[SUMS].get(*key.values())
    sums = (Sums() if before is None else _sums(before)).plus(earned, times=times)
    plain = {name: _plain(value) for name, value in vars(sums).items()}
    rows[SUMS].put(**key, **plain, rank=_rank_of(sums))
    at_total = {**key, "total": str(earned.total)}
    _add(rows[SCORES], at_total, times=times, share=earned.share)
    for choice in json.loads(answer["choices"]):
        _add(rows[CHOICES], {**key, "choice": choice}, times=times, total=earned.total)


def _add(rows: TableRows, key: Mapping[str, Any], *, times: int, **value: Decimal) -> None:
    [(column, one)] = value.items()
    before = rows.get(*key.values()) or {"answers": 0, column: "0"}
    added = Decimal(before[column]) + times * one
    rows.put(**{**key, "answers": before["answers"] + times, column: str(added)})


def _sums(row: Any) -> Sums:
    return msgspec.convert({one.name: row[one.name] for one in fields(Sums)}, Sums)


def _rank_of(sums: Sums) -> int:
    """The place in a list that begins with the questions that tell nobody apart or mislead."""
    found = corrected_correlation(sums)
    return 0 if found is None else int(found * 10_000)


def _plain(value: int | Decimal) -> int | str:
    return value if isinstance(value, int) else str(value)


def _written(earned: Earned) -> str:
    rest = "" if earned.rest is None else str(earned.rest)
    return f"{earned.share}/{rest}/{earned.total}"


def _read(text: str) -> Earned:
    share, rest, total = text.split("/")
    return Earned(share=Decimal(share), rest=Decimal(rest) if rest else None, total=Decimal(total))


def _of_version(table: Any, question_id: UUID, version: int) -> Any:
    is_it = (table.c.question_id == str(question_id)) & (table.c.version == version)
    return select(table).where(is_it)
