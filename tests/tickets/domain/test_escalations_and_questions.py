from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.domain.escalation import Escalation, EscalationRules, Level
from services.tickets.domain.escalation_errors import (
    EscalationSettled,
    NoEscalationLevels,
    NoHigherLevel,
    QuestionAlreadyHandedUp,
    QuestionCannotBeMerged,
    QuestionNotAnswered,
    QuestionSettled,
)
from services.tickets.domain.open_question import OpenQuestion, Origin
from tests.support.tickets import LI, MONDAY, WANG, about, at, new_events, sealed, without_events

HOUR = timedelta(hours=1)


def level(number: int) -> Level:
    return Level(
        number=number,
        zh="级",
        en="level",
        answered_by="supervisor",
        limit_seconds=3600,
        business_time=False,
    )


RULES = EscalationRules((level(1), level(2)))


def escalation() -> Escalation:
    with at():
        raised = Escalation.raise_question(
            about(),
            escalation_id=UUID(int=9),
            raiser_id=LI,
            question=sealed("question"),
            level=RULES.first,
            due_at=MONDAY + HOUR,
        )
    return without_events(raised)


def question(number: int = 1) -> OpenQuestion:
    with at():
        asked = OpenQuestion.ask(
            Origin(asker_id=LI), question_id=UUID(int=number), question=sealed("question")
        )
    return without_events(asked)


def test_an_escalation_is_answered_once() -> None:
    asked = escalation()
    with at():
        asked.give_answer(sealed("answer"), answerer_id=WANG, about=about())
        for step in (
            lambda: asked.give_answer(sealed("x"), answerer_id=WANG, about=about()),
            asked.withdraw,
            lambda: asked.hand_up(level(2), due_at=MONDAY, cause="by_hand"),
        ):
            with pytest.raises(EscalationSettled):
                step()

    assert ["Answered"] == new_events(asked)
    assert ("answered", WANG) == (asked.state, asked.answerer_id)


def test_an_escalation_goes_up_as_far_as_there_are_levels() -> None:
    asked = escalation()
    with at():
        asked.hand_up(RULES.above(asked.level), due_at=MONDAY + 2 * HOUR, cause="by_hand")
        with pytest.raises(NoHigherLevel):
            asked.hand_up(RULES.above(asked.level), due_at=MONDAY, cause="by_hand")

    assert ["HandedUp"] == new_events(asked)
    assert (2, MONDAY + 2 * HOUR) == (asked.level.number, asked.due_at)


def test_that_the_highest_level_is_late_is_noted_once() -> None:
    asked = escalation()
    with at():
        for moment in (MONDAY, MONDAY + HOUR, MONDAY + 2 * HOUR):
            asked.note_overdue(at=moment)

    assert ["CameOverdue"] == new_events(asked)


def test_without_levels_nobody_is_asked() -> None:
    with pytest.raises(NoEscalationLevels):
        _ = EscalationRules(()).first


def test_a_question_goes_from_the_manager_to_the_management_to_the_knowledge_base() -> None:
    asked = question()
    with at():
        with pytest.raises(QuestionNotAnswered):
            asked.hand_to_knowledge(question=sealed("q"), answer=sealed("a"))
        asked.hand_up()
        with pytest.raises(QuestionAlreadyHandedUp):
            asked.hand_up()
        asked.give_answer(sealed("answer"), answerer_id=WANG)
        with pytest.raises(QuestionSettled):
            asked.give_answer(sealed("answer"), answerer_id=WANG)
        asked.hand_to_knowledge(question=sealed("q"), answer=sealed("a"))
        with pytest.raises(QuestionSettled):
            asked.hand_to_knowledge(question=sealed("q"), answer=sealed("a"))

    assert ["HandedUp", "Answered", "HandedToKnowledge"] == new_events(asked)


def test_the_same_question_counts_with_all_that_were_merged_into_it() -> None:
    first, second, third = question(1), question(2), question(3)
    with at():
        third.merge_into(second)
        second.merge_into(first)

    assert (second.id, third.id) == first.asked_again
    assert first.id == second.merged_into


def test_a_question_is_merged_neither_into_itself_nor_into_a_merged_one() -> None:
    first, second, third = question(1), question(2), question(3)
    with at():
        second.merge_into(first)
        with pytest.raises(QuestionCannotBeMerged):
            first.merge_into(first)
        with pytest.raises(QuestionCannotBeMerged):
            third.merge_into(second)
        with pytest.raises(QuestionSettled):
            second.merge_into(third)
