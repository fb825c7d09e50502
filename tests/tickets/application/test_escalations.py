"""The escalation channel and questions without an answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.application.open_questions import subject_of
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.escalation import Escalation
from services.tickets.domain.escalation_errors import (
    EscalationNotFound,
    EscalationSettled,
    NoHigherLevel,
    NotYoursToAnswer,
    QuestionAlreadyCollected,
    QuestionNotFound,
    QuestionSettled,
)
from services.tickets.domain.open_question import OpenQuestion
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.errors import NotAllowed, Stale
from tests.support.ticket_care import enter_rules
from tests.support.tickets import LI, MONDAY, SUN, WANG, ZHAO
from tests.tickets.conftest import LEADER, MANAGER, ActAs

BOSS = UUID(int=9)
LEVELS = [
    {
        "number": number,
        "zh": "级",
        "en": "level",
        "answered_by": by,
        "limit_seconds": 3600,
        "business_time": False,
        **more,
    }
    for number, by, more in (
        (1, "supervisor", {}),
        (2, "skill_group", {"skill_group": "loans"}),
        (3, "management", {}),
    )
]


@pytest.fixture
def escalation_id(desk: TicketsService, ticket_id: UUID, as_employee: ActAs) -> UUID:
    """A question of Li's about a ticket, by levels of an hour each."""
    enter_rules(desk, "escalation", levels=LEVELS)
    with as_employee():
        return desk.use_cases.escalations.raise_escalation(ticket_id, question="能否减免手续费").id


def test_the_leader_answers_and_the_ticket_gets_the_answer(
    desk: TicketsService, escalation_id: UUID, ticket_id: UUID, as_wang: ActAs
) -> None:
    with as_wang():
        answered = desk.use_cases.escalations.answer_escalation(escalation_id, answer="可以减免")
        with pytest.raises(EscalationSettled):
            desk.use_cases.escalations.answer_escalation(escalation_id, answer="可以减免")
    [note] = desk.store.get(Correspondence, Correspondence.id_for(ticket_id)).entries

    assert ("answered", WANG) == (answered.state, answered.answerer_id)
    assert ("note", WANG, "可以减免") == (
        note.sort,
        note.author_id,
        desk.keys.open(note.text, purpose="test"),
    )


def test_question_and_answer_lie_sealed(
    desk: TicketsService, escalation_id: UUID, as_wang: ActAs
) -> None:
    with as_wang():
        desk.use_cases.escalations.answer_escalation(escalation_id, answer="可以减免")
    log = b"".join(one.state for one in desk.store.recorder.select_records(after=0, limit=1000))

    assert "减免".encode() not in log


def test_nobody_answers_their_own_question_or_that_of_others_agents(
    desk: TicketsService, escalation_id: UUID, as_employee: ActAs
) -> None:
    escalations = desk.use_cases.escalations
    with as_employee(), pytest.raises(NotYoursToAnswer):
        escalations.answer_escalation(escalation_id, answer="可以")
    for who, permissions in ((ZHAO, frozenset({"tickets.work"})), (SUN, LEADER)):
        with as_employee(who, permissions), pytest.raises(EscalationNotFound):
            escalations.answer_escalation(escalation_id, answer="可以")


def test_only_who_works_on_a_ticket_asks_about_it(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.escalations.raise_escalation(ticket_id, question="?")


def test_it_goes_up_by_hand_to_experts_who_see_no_more_than_the_question(
    desk: TicketsService, escalation_id: UUID, ticket_id: UUID, as_wang: ActAs, as_employee: ActAs
) -> None:
    escalations = desk.use_cases.escalations
    with as_wang():
        handed = escalations.hand_up_escalation(escalation_id, expected_version=1)
        with pytest.raises(NotYoursToAnswer):
            escalations.answer_escalation(escalation_id, answer="可以")
    with as_employee(SUN):
        with pytest.raises(TicketNotFound):
            desk.use_cases.ticket_files.see_ticket(ticket_id)
        answered = escalations.answer_escalation(escalation_id, answer="可以")

    assert (2, SUN) == (handed.level.number, answered.answerer_id)


def test_a_decision_on_an_older_version_is_refused(
    desk: TicketsService, escalation_id: UUID, as_wang: ActAs
) -> None:
    with as_wang(), pytest.raises(Stale):
        desk.use_cases.escalations.answer_escalation(
            escalation_id, answer="可以", expected_version=7
        )


def test_the_highest_level_hands_up_no_more(
    desk: TicketsService, escalation_id: UUID, as_employee: ActAs
) -> None:
    escalations = desk.use_cases.escalations
    with as_employee(BOSS, MANAGER):
        escalations.hand_up_escalation(escalation_id)
        escalations.hand_up_escalation(escalation_id)
        with pytest.raises(NoHigherLevel):
            escalations.hand_up_escalation(escalation_id)


def test_time_takes_it_up_level_by_level_and_notes_that_the_last_is_late(
    desk: TicketsService,
    escalation_id: UUID,
    project: Callable[[], None],
    wait: Callable[[int], None],
    clock: SetClock,
    as_timer: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    moved = []
    for seconds in (3599, 1, 3600, 3600, 3600):
        wait(seconds)
        project()
        with as_timer():
            moved.append(desk.use_cases.escalations.hand_up_late_escalations(clock.now()))

    assert [0, 1, 1, 1, 0] == moved
    assert [
        "escalation.raised",
        "escalation.handed_up",
        "escalation.handed_up",
        "escalation.came_overdue",
    ] == topics(escalation_id)


def test_an_answer_that_comes_while_the_timer_looks_stands(
    desk: TicketsService,
    escalation_id: UUID,
    project: Callable[[], None],
    wait: Callable[[int], None],
    clock: SetClock,
    as_timer: ActAs,
    as_wang: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait(3600)
    project()
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_wang():
                desk.use_cases.escalations.answer_escalation(escalation_id, answer="可以")
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_timer():
        assert 0 == desk.use_cases.escalations.hand_up_late_escalations(clock.now())

    assert "answered" == desk.store.get(Escalation, escalation_id).state


def test_a_note_that_is_kept_at_the_same_time_refuses_no_answer(
    desk: TicketsService,
    escalation_id: UUID,
    ticket_id: UUID,
    as_wang: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            desk.use_cases.correspondences.keep_note(ticket_id, text="备注")
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_wang():
        desk.use_cases.escalations.answer_escalation(
            escalation_id, answer="可以", expected_version=1
        )

    assert 2 == len(desk.store.get(Correspondence, Correspondence.id_for(ticket_id)).entries)


def test_within_business_hours_the_time_of_a_level_counts_by_the_calendar(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    enter_rules(desk, "escalation", levels=[{**LEVELS[0], "business_time": True}])
    with as_employee():
        raised = desk.use_cases.escalations.raise_escalation(ticket_id, question="?")

    assert MONDAY + timedelta(hours=1) == raised.due_at


def test_who_asked_takes_it_back(
    desk: TicketsService, escalation_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        taken_back = desk.use_cases.escalations.withdraw_escalation(escalation_id)
        with pytest.raises(EscalationSettled):
            desk.use_cases.escalations.withdraw_escalation(escalation_id)

    assert "withdrawn" == taken_back.state


@pytest.fixture
def question_id(desk: TicketsService, as_employee: ActAs) -> UUID:
    """A question that Li had no answer to."""
    with as_employee():
        return desk.use_cases.open_questions.ask_question(
            question="境外取现限额是多少", skill_group="cards"
        ).id


def test_a_question_is_answered_by_the_leader_and_goes_to_the_knowledge_base(
    desk: TicketsService, question_id: UUID, as_wang: ActAs, as_employee: ActAs
) -> None:
    questions = desk.use_cases.open_questions
    with as_employee(), pytest.raises(NotYoursToAnswer):
        questions.answer_question(question_id, answer="一万")
    with as_wang():
        with pytest.raises(Stale):
            questions.answer_question(question_id, answer="一万", expected_version=9)
        questions.answer_question(question_id, answer="一万")
        with pytest.raises(QuestionSettled):
            questions.answer_question(question_id, answer="一万")
        handed = questions.hand_question_to_knowledge(
            question_id, question="境外取现限额", answer="每日一万"
        )
    [*_, record] = desk.store.recorder.select_history(question_id)

    assert "in_knowledge" == handed.state
    assert subject_of(question_id).encode() in record.state
    assert "一万".encode() not in record.state


def test_what_was_handed_up_the_management_alone_answers(
    desk: TicketsService, question_id: UUID, as_wang: ActAs, as_employee: ActAs
) -> None:
    questions = desk.use_cases.open_questions
    with as_wang():
        questions.hand_up_question(question_id)
        with pytest.raises(NotYoursToAnswer):
            questions.answer_question(question_id, answer="一万")
    with as_employee(BOSS, MANAGER):
        assert "answered" == questions.answer_question(question_id, answer="一万").state


def test_the_same_question_is_merged_and_reads_the_others_answer(
    desk: TicketsService, question_id: UUID, as_wang: ActAs, as_employee: ActAs
) -> None:
    questions = desk.use_cases.open_questions
    with as_employee(ZHAO):
        second = questions.ask_question(question="国外能取多少").id
    with as_wang():
        merged = questions.merge_question(second, into_id=question_id)
        questions.answer_question(question_id, answer="一万")
        with pytest.raises(QuestionSettled):
            questions.merge_question(second, into_id=question_id)
    with as_employee(ZHAO):
        answered = questions.same_question(questions.see_question(second))

    assert "merged" == merged.state
    assert (question_id, (second,)) == (answered.id, answered.asked_again)


def test_a_question_is_seen_by_who_asked_and_who_leads(
    desk: TicketsService, question_id: UUID, as_employee: ActAs, as_wang: ActAs
) -> None:
    questions = desk.use_cases.open_questions
    for acting in (as_employee(), as_wang(), as_employee(BOSS, MANAGER)):
        with acting:
            assert question_id == questions.see_question(question_id).id
    with as_employee(ZHAO), pytest.raises(QuestionNotFound):
        questions.see_question(question_id)
    with as_employee(LI, frozenset()), pytest.raises(NotAllowed):
        questions.ask_question(question="?")


def test_an_escalated_question_is_collected_once(
    desk: TicketsService, escalation_id: UUID, ticket_id: UUID, as_employee: ActAs, as_wang: ActAs
) -> None:
    questions = desk.use_cases.open_questions
    with as_employee(ZHAO), pytest.raises(EscalationNotFound):
        questions.collect_escalated_question(escalation_id)
    with as_wang():
        collected = questions.collect_escalated_question(escalation_id)
    with as_employee(), pytest.raises(QuestionAlreadyCollected):
        questions.collect_escalated_question(escalation_id)

    origin = desk.store.get(OpenQuestion, collected.id).origin
    assert (LI, ticket_id, escalation_id, "cards") == (
        origin.asker_id,
        origin.ticket_id,
        origin.escalation_id,
        origin.skill_group,
    )
