"""Importing facts about employees."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.evaluation_errors import (
    FactImportNotFound,
    FactImportWithdrawn,
    FactsRefused,
)
from services.training.service import TrainingService
from shared.errors import Conflict, NotAllowed
from tests.support.evaluation import plan, scores
from tests.support.training import HR, LI, QIAN
from tests.training.conftest import ActAs


def test_the_same_rows_again_change_nothing(crew: TrainingService, as_employee: ActAs) -> None:
    facts = crew.use_cases.evaluation.facts
    with as_employee(QIAN):
        first = facts.import_facts(scores())
        end = crew.store.recorder.last_position()
        again = facts.import_facts(scores())

    assert (240, 0, 240) == (first.rows, first.known, len(first.fact_ids))
    assert (first.id, first.version, end) == (
        again.id,
        again.version,
        crew.store.recorder.last_position(),
    )


def test_rows_that_were_taken_over_before_are_counted_and_not_taken_again(
    crew: TrainingService, as_employee: ActAs
) -> None:
    facts = crew.use_cases.evaluation.facts
    with as_employee(QIAN):
        facts.import_facts(scores()[:100])
        second = facts.import_facts(scores()[50:150])

    assert (100, 50, 50) == (second.rows, second.known, len(second.fact_ids))


def test_each_wrong_row_is_told_and_nothing_is_taken_over(
    crew: TrainingService, as_employee: ActAs
) -> None:
    good, end = scores()[0], crew.store.recorder.last_position()
    wrong = [
        good,
        {**good, "fact_id": "", "employee_id": "x", "value": "1e20"},
        {**good, "fact_id": "b", "employee_id": str(UUID(int=9)), "metric": "beauty"},
        {**good, "fact_id": "c", "from_on": "2020-13-01", "value": "0.1234567"},
        {**good, "fact_id": "d", "until_on": "2019-01-01", "value": "NaN"},
    ]
    with as_employee(QIAN), pytest.raises(FactsRefused) as refused:
        crew.use_cases.evaluation.facts.import_facts(wrong)

    assert [
        "rows.2.fact_id",
        "rows.2.employee_id",
        "rows.2.value",
        "rows.3.metric",
        "rows.3.employee_id",
        "rows.4.from_on",
        "rows.4.value",
        "rows.5.value",
        "rows.5.until_on",
    ] == [one.field for one in refused.value.fields]
    assert end == crew.store.recorder.last_position()


def test_a_fact_id_twice_with_two_contents_is_refused(
    crew: TrainingService, as_employee: ActAs
) -> None:
    facts, [first, second] = crew.use_cases.evaluation.facts, scores()[:2]
    changed = {**first, "value": "12"}
    with as_employee(QIAN):
        with pytest.raises(FactsRefused, match="same as in row 1"):
            facts.import_facts([first, changed])
        facts.import_facts([first])
        with pytest.raises(FactsRefused, match="another content"):
            facts.import_facts([second, changed])


@pytest.mark.parametrize("rows", [[], scores()[:1] * 5001])
def test_no_rows_or_too_many_are_refused(
    crew: TrainingService, as_employee: ActAs, rows: list[dict[str, Any]]
) -> None:
    with as_employee(QIAN), pytest.raises(FactsRefused, match="1 to 5000"):
        crew.use_cases.evaluation.facts.import_facts(rows)


def test_a_csv_says_the_same_as_its_rows(crew: TrainingService, as_employee: ActAs) -> None:
    rows = scores()[:3]
    lines = [",".join(rows[0]), *(",".join(one.values()) for one in rows)]
    facts = crew.use_cases.evaluation.facts
    with as_employee(QIAN):
        by_csv = facts.import_csv("\ufeff" + "\r\n".join(lines))

        assert by_csv.id == facts.import_facts(rows).id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fact_id,value\r\na,1", "lacks the columns employee_id, metric, from_on"),
        ('fact_id,employee_id,metric,from_on,value\r\n"a', "is no CSV"),
        ("", "lacks the columns"),
    ],
)
def test_a_broken_csv_is_refused_in_words(
    crew: TrainingService, as_employee: ActAs, text: str, said: str
) -> None:
    with as_employee(QIAN), pytest.raises(FactsRefused, match=said):
        crew.use_cases.evaluation.facts.import_csv(text)


def test_a_withdrawn_import_counts_no_more_and_can_be_mended(
    crew: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    facts, model = crew.use_cases.evaluation.facts, crew.models.facts
    with as_employee(QIAN):
        whole = facts.import_facts(scores()).id
        facts.withdraw_fact_import(whole, reason="分数有误")
        with pytest.raises(FactImportWithdrawn):
            facts.withdraw_fact_import(whole, reason="分数有误")
    project()
    gone = model.measured(plan(), smallest_facts=1)
    with as_employee(QIAN):
        mended = [{**one, "value": "50"} for one in scores()]
        facts.import_facts(mended)
    project()

    assert [] == gone
    assert {Decimal(50)} == {one.measured.after for one in model.measured(plan(), smallest_facts=1)}


def test_a_withdrawn_import_can_be_taken_again(
    crew: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    facts = crew.use_cases.evaluation.facts
    with as_employee(QIAN):
        whole = facts.import_facts(scores()).id
        facts.withdraw_fact_import(whole, reason="误撤")
        again = facts.import_facts(scores())
    project()

    assert (whole, False, 240) == (again.id, again.is_withdrawn, len(again.fact_ids))
    assert 20 == len(crew.models.facts.measured(plan(), smallest_facts=3))


def test_of_two_imports_of_one_fact_at_once_one_wins(
    crew: TrainingService, as_employee: ActAs
) -> None:
    facts, rows = crew.use_cases.evaluation.facts, scores()[:2]
    find = facts._bench.store.side_row
    with as_employee(QIAN):
        facts.import_facts(rows[:1])
        facts._bench.store.side_row = lambda *_: None
        try:
            with pytest.raises(Conflict):
                facts.import_facts(rows)
        finally:
            facts._bench.store.side_row = find


def test_imports_are_for_those_who_may(crew: TrainingService, as_employee: ActAs) -> None:
    facts = crew.use_cases.evaluation.facts
    with as_employee(LI), pytest.raises(NotAllowed):
        facts.import_facts(scores())
    with as_employee(LI), pytest.raises(NotAllowed):
        facts.import_csv("")
    with as_employee(HR):
        facts.import_facts(scores())
        with pytest.raises(FactImportNotFound):
            facts.see_fact_import(UUID(int=1))
