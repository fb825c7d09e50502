from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.domain.customer_survey import (
    Choice,
    Given,
    Question,
    Survey,
    answers_fit_the_questions,
)
from services.tickets.domain.survey_errors import (
    SurveyAlreadyAnswered,
    SurveyAnswersWrong,
    SurveyLinkUnknown,
    SurveyQuestionsWrong,
    SurveyRetired,
)
from services.tickets.domain.survey_invitation import Draw, Occasion, SurveyInvitation
from services.tickets.domain.survey_rules import SurveyRules, SurveyTrigger
from services.tickets.domain.survey_scores import Tally, nothing_is_averaged_over_too_few
from tests.support.tickets import CUSTOMER, MONDAY, TICKET, at, new_events, sealed, without_events

DAY = timedelta(days=1)


def question(name: str, sort: str, **facts: object) -> Question:
    return Question(name=name, sort=sort, zh="题", en="question", **facts)


CHOICES = (Choice(code="fast", zh="快", en="fast"), Choice(code="slow", zh="慢", en="slow"))
QUESTIONS = (
    question("satisfied", "csat", is_required=True),
    question("recommend", "nps"),
    question("easy", "ces"),
    question("speed", "choice", choices=CHOICES),
    question("words", "text"),
)


def survey() -> Survey:
    with at():
        made = Survey.create("service")
        made.publish_version(title_zh="满意度", title_en="Satisfaction", questions=QUESTIONS)
    return without_events(made)


def invitation(*, most_reminders: int = 1) -> SurveyInvitation:
    occasion = Occasion(
        after="resolution",
        happened_at=MONDAY,
        customer_id=CUSTOMER,
        channel="phone",
        ticket_id=TICKET,
    )
    with at():
        drawn = SurveyInvitation.draw_lot(
            occasion,
            invitation_id=UUID(int=5),
            survey_id=UUID(int=6),
            survey_version=1,
            draw=Draw(number=3, per_mille=1000, outcome="invited"),
        )
        drawn.send(
            sealed("link"),
            at=MONDAY,
            expires_at=MONDAY + 14 * DAY,
            remind_after=3 * DAY,
            most_reminders=most_reminders,
        )
    return without_events(drawn)


def rules(**values: object) -> SurveyRules:
    given = {
        "triggers": (),
        "wait_minutes": 0,
        "fresh_hours": 48,
        "valid_days": 14,
        "at_most": 2,
        "within_days": 30,
        "remind_after_hours": 72,
        "most_reminders": 1,
        "smallest_n": 3,
        "agents_see_own": True,
        "low_satisfaction": 2,
        "low_recommendation": 4,
        "low_effort": 2,
        "follow_up_hours": 24,
        "address": "{token}",
        **values,
    }
    return SurveyRules(**given)  # type: ignore[arg-type]


def test_answers_are_read_by_what_they_measure() -> None:
    answers = {"satisfied": 4, "recommend": 0, "easy": 7, "speed": "fast", "words": "谢谢"}

    assert Given(4, 0, 7, {"speed": "fast"}, {"words": "谢谢"}) == answers_fit_the_questions(
        survey().version_of(1), answers
    )


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "answers"),
        ({"recommend": 3}, "answers.satisfied"),
        ({"satisfied": 0}, "answers.satisfied"),
        ({"satisfied": 6}, "answers.satisfied"),
        ({"satisfied": True}, "answers.satisfied"),
        ({"satisfied": "5"}, "answers.satisfied"),
        ({"satisfied": 5, "recommend": 11}, "answers.recommend"),
        ({"satisfied": 5, "easy": 8}, "answers.easy"),
        ({"satisfied": 5, "speed": "never"}, "answers.speed"),
        ({"satisfied": 5, "words": "  "}, "answers.words"),
        ({"satisfied": 5, "words": "长" * 2001}, "answers.words"),
        ({"satisfied": 5, "salary": 1}, "answers.salary"),
    ],
)
def test_an_answer_that_fits_no_question_is_refused_by_its_field(
    answers: dict[str, object], field: str
) -> None:
    with pytest.raises(SurveyAnswersWrong) as refused:
        answers_fit_the_questions(survey().version_of(1), answers)

    assert field in {one.field for one in refused.value.fields}


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ((question("a", "csat"), question("a", "text")), "questions.0.name"),
        ((question("a", "nps"), question("b", "nps")), "questions.1.sort"),
        ((question("a", "choice"),), "questions.0.choices"),
        ((question("a", "choice", choices=(CHOICES[0], CHOICES[0])),), "questions.0.choices"),
        ((question("a", "text", choices=CHOICES),), "questions.0.choices"),
    ],
)
def test_questions_that_do_not_fit_together_are_refused_by_their_place(
    questions: tuple[Question, ...], field: str
) -> None:
    made = survey()
    with at(), pytest.raises(SurveyQuestionsWrong) as refused:
        made.publish_version(title_zh="一", title_en="one", questions=questions)

    assert field in {one.field for one in refused.value.fields}
    assert [] == new_events(made)


def test_a_retired_survey_is_changed_no_more() -> None:
    made = survey()
    with at():
        made.retire()
        with pytest.raises(SurveyRetired):
            made.publish_version(title_zh="一", title_en="one", questions=QUESTIONS)
        with pytest.raises(SurveyRetired):
            made.retire()

    assert ["Retired"] == new_events(made)


def test_an_invitation_is_answered_once() -> None:
    invited = invitation()
    with at():
        invited.answer(at=MONDAY)
        with pytest.raises(SurveyAlreadyAnswered):
            invited.answer(at=MONDAY)

    assert ["Answered"] == new_events(invited)


def test_a_link_ends_at_its_time_and_not_before() -> None:
    invited = invitation()
    end = MONDAY + 14 * DAY
    with at():
        invited.check_open(at=end - timedelta(microseconds=1))
        with pytest.raises(SurveyLinkUnknown):
            invited.answer(at=end)
        invited.expire(at=end - timedelta(microseconds=1))
        invited.expire(at=end)
        invited.expire(at=end)
        invited.withdraw(cause="customer_erased")

    assert ["Expired"] == new_events(invited)


def test_a_customer_is_reminded_as_often_as_the_rules_say() -> None:
    invited = invitation(most_reminders=2)
    with at():
        for day in (1, 3, 4, 6, 9, 12):
            invited.remind(at=MONDAY + day * DAY)

    assert ["Reminded", "Reminded"] == new_events(invited)
    assert 2 == invited.reminders


def test_who_has_answered_is_not_reminded() -> None:
    invited = invitation()
    with at():
        invited.answer(at=MONDAY)
        invited.remind(at=MONDAY + 5 * DAY)

    assert ["Answered"] == new_events(invited)


def test_the_first_trigger_that_fits_decides() -> None:
    narrow = SurveyTrigger("vip", "resolution", ("complaint",), ("phone",), 1000)
    wide = SurveyTrigger("service", "resolution", (), (), 100)
    decided = rules(triggers=(narrow, wide))

    assert narrow == decided.trigger_for("resolution", kind="complaint", channel="phone")
    assert wide == decided.trigger_for("resolution", kind="complaint", channel="email")
    assert decided.trigger_for("contact", kind=None, channel="phone") is None


def test_a_customer_is_asked_at_most_so_often() -> None:
    asked = [MONDAY - 40 * DAY, MONDAY - 30 * DAY, MONDAY - 29 * DAY]

    assert rules().nobody_is_asked_too_often(asked, at=MONDAY)
    assert not rules().nobody_is_asked_too_often([*asked, MONDAY], at=MONDAY)


@pytest.mark.parametrize(
    ("given", "is_low"),
    [
        (Given(satisfaction=2), True),
        (Given(satisfaction=3), False),
        (Given(satisfaction=5, recommendation=4), True),
        (Given(effort=2), True),
        (Given(effort=3, recommendation=5), False),
        (Given(), False),
    ],
)
def test_a_low_score_is_low_by_the_rules(given: Given, *, is_low: bool) -> None:
    assert is_low == rules().a_low_score_is_followed_up(given)


def test_scores_are_shown_where_enough_have_answered() -> None:
    tally = Tally(
        answers=5,
        low=1,
        csat_n=3,
        csat_sum=13,
        satisfied=2,
        nps_n=3,
        promoters=1,
        detractors=2,
        ces_n=2,
        ces_sum=10,
    )
    scores = nothing_is_averaged_over_too_few(tally, smallest_n=3)
    everything = nothing_is_averaged_over_too_few(tally, smallest_n=0)

    assert ("4.33", "66.7", "-33.3", None) == (
        scores.csat,
        scores.satisfied_percent,
        scores.nps,
        scores.ces,
    )
    assert "5.00" == everything.ces


def test_nothing_is_made_of_no_answers() -> None:
    scores = nothing_is_averaged_over_too_few(Tally(*[0] * 10), smallest_n=0)

    assert {None} == set(vars(scores).values())
