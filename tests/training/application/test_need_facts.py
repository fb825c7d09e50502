"""Facts of other systems become needs: all of a batch or nothing, and each fact once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.training.application.fact_rows import MOST_ROWS, FactRow
from services.training.domain.need import Need
from services.training.domain.need_errors import FactsRefused, NeedImportNotFound
from services.training.domain.need_import import NeedImport
from services.training.service import TrainingService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.context import Context, acting
from shared.errors import NotAllowed
from tests.support.parts import message
from tests.support.training import HR, LI, WANG, ZHAO
from tests.support.training_needs import COLUMNS, FOR_LI, file_of, line_of
from tests.training.conftest import ActAs

FACT = FactRow(
    source="quality",
    fact_id="F-1",
    origin="quality_finding",
    happened_on=date(2020, 1, 3),
    audience=(FOR_LI,),
    competency="communication",
    severity=3,
    description="小王语速过快",
)


def faults_of(school: TrainingService, as_employee: ActAs, file: str) -> dict[str, str]:
    with as_employee(HR), pytest.raises(FactsRefused) as refused:
        school.use_cases.need_facts.import_facts(file)
    return {one.field: one.en for one in refused.value.fields}


def test_a_machine_tells_facts_and_each_is_a_need(school: TrainingService, clock: SetClock) -> None:
    machine = Context(
        occurred_at=clock.now(),
        actor="client:qa",
        kind="client",
        permissions=frozenset({"training.import"}),
    )
    with acting(machine):
        taken = school.use_cases.need_facts.take_facts(
            [FACT, replace(FACT, fact_id="F-2", reference="call:77")]
        )
    needs = [school.store.get(Need, one) for one in taken.need_ids]

    assert ["F-1", "call:77"] == [one.evidences[0].reference for one in needs]
    assert [None, None] == [one.raiser_id for one in needs]
    assert Need.id_of_fact("quality", "F-1") == needs[0].id


def test_facts_that_come_again_change_nothing(school: TrainingService, as_employee: ActAs) -> None:
    facts = school.use_cases.need_facts
    with as_employee(HR):
        facts.import_facts(file_of(line_of("F-1")))
        again = facts.import_facts(file_of(line_of("F-1", severity="5"), line_of("F-2")))
        assert again.id == facts.see_import(again.id).id
        with pytest.raises(NeedImportNotFound):
            facts.see_import(UUID(int=1))
    first = school.store.get(Need, Need.id_of_fact("quality", "F-1"))

    assert (2, (Need.id_of_fact("quality", "F-2"),)) == (again.rows, again.need_ids)
    assert (1, 3) == (first.version, first.evidences[0].severity)


def test_a_faulty_row_changes_nothing_and_every_wrong_cell_is_told(
    school: TrainingService, as_employee: ActAs
) -> None:
    before = school.store.recorder.last_position()
    file = file_of(
        line_of("F-1"),
        line_of("F-2", severity="7", happened_on="2020-13-01"),
        line_of("F 3", origin="gossip", urgency="soon"),
        line_of("F-4", audience="li", competency="a b"),
        "quality,F-5",
    )

    assert {
        "rows.3.severity",
        "rows.3.happened_on",
        "rows.4.fact_id",
        "rows.4.origin",
        "rows.4.urgency",
        "rows.5.audience",
        "rows.5.competency",
        "rows.6.file",
    } == faults_of(school, as_employee, file).keys()
    assert before == school.store.recorder.last_position()


def test_cells_that_have_their_form_are_checked_for_their_sense(
    school: TrainingService, as_employee: ActAs
) -> None:
    file = file_of(
        line_of("F-1"),
        line_of("F-1"),
        line_of("F-2", happened_on="2020-01-07"),
        line_of("F-3", competency="juggling"),
        line_of("F-4", audience=f"employee:{LI};team:{UUID(int=5)}"),
    )

    assert {
        "rows.3.fact_id",
        "rows.4.happened_on",
        "rows.5.competency",
        "rows.6.audience",
    } == faults_of(school, as_employee, file).keys()


@pytest.mark.parametrize(
    ("file", "field"),
    [
        ("", "rows.1.source"),
        (COLUMNS + "\n", "rows.1.file"),
        (COLUMNS + ",salary\n" + line_of() + ",1\n", "rows.1.salary"),
        (COLUMNS + ",source\n" + line_of() + ",x\n", "rows.1.source"),
        (COLUMNS.replace("severity,", "") + "\n", "rows.1.severity"),
        (file_of('"quality'), "rows.1.file"),
        (file_of(*[line_of(str(one)) for one in range(MOST_ROWS + 1)]), "rows.1.file"),
        (file_of(line_of(description="x" * 4_001)), "rows.2.description"),
    ],
)
def test_what_is_no_such_file_is_refused(
    school: TrainingService, as_employee: ActAs, file: str, field: str
) -> None:
    assert field in faults_of(school, as_employee, file)


def test_only_who_may_bring_facts_in_does(school: TrainingService, as_employee: ActAs) -> None:
    facts = school.use_cases.need_facts
    with as_employee(WANG):
        steps: list[Callable[[], NeedImport]] = [
            lambda: facts.take_facts([FACT]),
            lambda: facts.import_facts(file_of(line_of())),
            lambda: facts.see_import(UUID(int=1)),
        ]
        for refused in steps:
            with pytest.raises(NotAllowed):
                refused()


def test_words_about_somebody_lie_sealed(school: TrainingService, as_employee: ActAs) -> None:
    with as_employee(HR):
        school.use_cases.need_facts.import_facts(file_of(line_of()))
    records = school.store.recorder.select_records(after=0, limit=1000)

    assert "语速".encode() not in b"".join(one.state for one in records)
    assert [1] == [one.rows for one in imports(school)]


def imports(school: TrainingService) -> list[NeedImport]:
    topic = NeedImport.Created.TOPIC
    found = school.store.recorder.select_records(after=0, limit=10, topics=[topic])
    return [school.store.get(NeedImport, UUID(str(one.originator_id))) for one in found]


def question(number: int, asker_id: UUID = LI, *, topic: str | None = "card.fee") -> Message:
    return message(
        "tickets.question_asked",
        {
            "question_id": str(UUID(int=number)),
            "asker_id": str(asker_id),
            "skill_group": "cards",
            "business_line": None,
            "topic": topic,
            "ticket_id": None,
            "something_new": 1,
        },
        position=number,
    )


def needs_of(school: TrainingService) -> list[Need]:
    topic = "training.need.raised"
    found = school.store.recorder.select_records(after=0, limit=100, topics=[topic])
    return [school.store.get(Need, UUID(str(one.originator_id))) for one in found]


def test_questions_about_one_matter_are_one_need_of_all_who_had_no_answer(
    school: TrainingService, react: Callable[[Message], None]
) -> None:
    for one in (question(1), question(2, ZHAO), question(2, ZHAO), question(3, topic="loan")):
        react(one)
    first, other = needs_of(school)

    assert {LI, ZHAO} == {one.target_id for one in first.audience}
    assert [f"question:{UUID(int=1)}", f"question:{UUID(int=2)}"] == [
        one.reference for one in first.evidences
    ]
    assert ("open_question", "product_knowledge", 1) == (
        other.origin,
        other.competency,
        len(other.evidences),
    )


def test_once_it_is_settled_more_questions_change_nothing_until_the_next_quarter(
    school: TrainingService, react: Callable[[Message], None], as_employee: ActAs
) -> None:
    react(question(1))
    [made] = needs_of(school)
    with as_employee(HR):
        school.use_cases.need_decisions.refuse_need(made.id, reason="知识库已更新")
    react(question(2))
    later = question(3)
    react(replace(later, time=later.time + timedelta(days=100)))
    settled, following = needs_of(school)

    assert (1, 1) == (len(settled.evidences), len(following.evidences))


def test_questions_of_a_merged_need_go_to_the_one_in_which_it_goes_on(
    school: TrainingService, react: Callable[[Message], None], as_employee: ActAs
) -> None:
    react(question(1))
    react(question(2, topic="loan"))
    first, second = needs_of(school)
    with as_employee(HR):
        school.use_cases.need_decisions.merge_needs(second.id, need_ids=[first.id])
    react(question(3))

    assert 3 == len(school.store.get(Need, second.id).evidences)
