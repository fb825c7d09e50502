"""Asking customers for a judgement: lots, links, answers, follow-ups, and who sees what."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.application.survey_invitations import INVITED_CUSTOMERS
from services.tickets.application.survey_links import SURVEY_LINKS
from services.tickets.domain.customer_survey import Survey
from services.tickets.domain.errors import FollowUpOutstanding
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.survey_errors import (
    OwnResultsNotShown,
    SurveyAlreadyAnswered,
    SurveyAlreadyCreated,
    SurveyAnswerNotFound,
    SurveyAnswersWrong,
    SurveyLinkUnknown,
    SurveyNotFound,
)
from services.tickets.domain.survey_invitation import SurveyInvitation
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.errors import NotAllowed, Stale
from tests.support.parts import message, tell
from tests.support.ticket_care import (
    QUESTIONS,
    enter_rules,
    make_survey,
    resolution_trigger,
    token_in,
)
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, WANG, ZHAO
from tests.tickets.conftest import ActAs

DAY = timedelta(days=1)
SURVEYS = frozenset({"tickets.manage_surveys"})
RESULTS = frozenset({"tickets.see_survey_results", "tickets.see_all"})
OF_TEAM = frozenset({"tickets.see_survey_results", "tickets.see_team"})
LOW = {"satisfied": 1, "words": "态度很差"}
Invite = Callable[..., SurveyInvitation | None]


@pytest.fixture
def invite(
    desk: TicketsService,
    clock: SetClock,
    project: Callable[[], None],
    as_timer: ActAs,
) -> Invite:
    """Draws for what was resolved; the invitation about a ticket, if there is one."""

    def carry_out(ticket_id: UUID) -> SurveyInvitation | None:
        project()
        with as_timer():
            desk.use_cases.survey_invitations.invite_to_surveys(clock.now())
        project()
        version = next(
            one.originator_version
            for one in reversed(desk.store.recorder.select_history(ticket_id))
            if one.topic == "tickets.ticket.resolved"
        )
        found = SurveyInvitation.id_for("resolution", ticket_id, ordinal=version)
        return desk.store.find(SurveyInvitation, found)

    return carry_out


def token_of(desk: TicketsService, invitation: SurveyInvitation | None) -> str:
    assert invitation is not None
    assert invitation.link is not None
    return token_in(desk.keys.open(invitation.link, purpose="test"))


@pytest.fixture
def token(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
) -> str:
    """What opens the survey about Li's resolved ticket."""
    make_survey(desk)
    resolve(ticket_id)
    return token_of(desk, invite(ticket_id))


def test_a_resolved_ticket_leads_to_one_invitation(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
    clock: SetClock,
    as_timer: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    make_survey(desk)
    resolve(ticket_id)
    invited = invite(ticket_id)
    assert invited is not None
    with as_timer():
        assert 0 == desk.use_cases.survey_invitations.invite_to_surveys(clock.now())

    assert ["survey_invitation.drawn", "survey_invitation.sent"] == topics(invited.id)
    assert ("invited", 1000) == (invited.draw.outcome, invited.draw.per_mille)
    assert (ticket_id, LI, "inquiry") == (
        invited.occasion.ticket_id,
        invited.occasion.assignee_id,
        invited.occasion.kind,
    )


def test_two_timers_that_draw_at_once_invite_once(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    project: Callable[[], None],
    clock: SetClock,
    as_timer: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_survey(desk)
    resolve(ticket_id)
    project()
    save, drawn = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not drawn:
            drawn.append(0)
            drawn.append(desk.use_cases.survey_invitations.invite_to_surveys(clock.now()))
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_timer():
        assert 0 == desk.use_cases.survey_invitations.invite_to_surveys(clock.now())

    assert [0, 1] == drawn


def test_a_ticket_that_was_reopened_meanwhile_is_not_asked_about(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    project: Callable[[], None],
    clock: SetClock,
    as_employee: ActAs,
    as_timer: ActAs,
) -> None:
    make_survey(desk)
    resolve(ticket_id)
    project()
    with as_employee():
        desk.use_cases.tickets.reopen_ticket(ticket_id, reason="又来电")
    with as_timer():
        assert 0 == desk.use_cases.survey_invitations.invite_to_surveys(clock.now())


def test_a_lost_draw_is_kept_and_can_be_drawn_again_by_who_checks_it(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
) -> None:
    make_survey(desk, triggers=[resolution_trigger(per_mille=0)])
    resolve(ticket_id)
    invited = invite(ticket_id)

    assert invited is not None
    assert ("not_drawn", "not_invited", None) == (
        invited.draw.outcome,
        invited.state,
        invited.link,
    )
    again = int(desk.keys.lookup_hash("survey-draw", str(invited.id)), 16) % 1000
    assert again == invited.draw.number


def test_about_as_many_are_drawn_as_the_rate_says(desk: TicketsService) -> None:
    draws = [
        int(desk.keys.lookup_hash("survey-draw", str(UUID(int=one))), 16) % 1000
        for one in range(4000)
    ]

    assert 700 < sum(one < 200 for one in draws) < 900


def test_a_customer_is_asked_once_within_the_days_of_the_rules(
    desk: TicketsService,
    open_ticket: Callable[..., Ticket],
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
    wait: Callable[[int], None],
) -> None:
    make_survey(desk)
    outcomes = []
    for days in (0, 10, 21):
        wait(days * 86_400)
        ticket_id = open_ticket(is_taken=True).id
        resolve(ticket_id)
        invited = invite(ticket_id)
        assert invited is not None
        outcomes.append(invited.draw.outcome)

    assert ["invited", "invited_lately", "invited"] == outcomes


def test_merged_files_of_a_person_count_together(
    desk: TicketsService,
    open_ticket: Callable[..., Ticket],
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
) -> None:
    other = UUID(int=444)
    merger = {"customer_id": str(other), "survivor_id": str(CUSTOMER)}
    tell(desk.models.customers, message("crm.customers_merged", merger))
    make_survey(desk)
    outcomes = []
    for customer_id in (CUSTOMER, other):
        ticket_id = open_ticket(is_taken=True, customer_id=customer_id).id
        resolve(ticket_id)
        invited = invite(ticket_id)
        assert invited is not None
        outcomes.append(invited.draw.outcome)

    assert ["invited", "invited_lately"] == outcomes


def test_whose_data_is_erased_is_not_invited(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_survey(desk)
    resolve(ticket_id)
    with monkeypatch.context() as as_crm:
        as_crm.setattr(desk.keys, "_granted", lambda: {("customer", "erase")})
        desk.keys.erase(f"customer:{CUSTOMER}")
    invited = invite(ticket_id)

    assert invited is not None
    assert ("customer_erased", "not_invited") == (invited.draw.outcome, invited.state)


def test_nobody_is_asked_about_what_lies_back_too_far(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
    wait: Callable[[int], None],
) -> None:
    make_survey(desk)
    resolve(ticket_id)
    wait(3 * 86_400)

    assert invite(ticket_id) is None


def test_a_retired_survey_invites_nobody(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Invite,
    as_employee: ActAs,
) -> None:
    make_survey(desk)
    with as_employee(LI, SURVEYS):
        desk.use_cases.surveys.retire_survey(Survey.id_for("service"))
    resolve(ticket_id)

    assert invite(ticket_id) is None


def test_after_a_contact_and_a_closure_customers_are_asked_too(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    project: Callable[[], None],
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
) -> None:
    triggers = [resolution_trigger(after=one) for one in ("closure", "contact")]
    make_survey(desk, triggers=triggers, at_most=9)
    cases = desk.use_cases
    resolve(ticket_id)
    with as_employee():
        cases.tickets.close_ticket(ticket_id)
        contact_id = cases.contacts.offer_contact(channel="phone", customer_id=CUSTOMER).id
        cases.contacts.answer_contact(contact_id)
        cases.contacts.end_contact(contact_id)
        cases.contacts.wrap_up_contact(contact_id, after_call_work_seconds=1)
    project()
    with as_timer():
        assert 2 == cases.survey_invitations.invite_to_surveys(clock.now())


def test_a_link_shows_the_questions_that_were_asked_and_takes_one_answer(
    desk: TicketsService, token: str, as_employee: ActAs, as_timer: ActAs
) -> None:
    answers = desk.use_cases.survey_answers
    with as_employee(LI, SURVEYS):
        desk.use_cases.surveys.publish_survey_version(
            Survey.id_for("service"), title_zh="二", title_en="two", questions=QUESTIONS[:1]
        )
    with as_timer():
        asked = answers.show_questions(token)
        answer = answers.answer_survey(token, {"satisfied": 5, "recommend": 9, "speed": "fast"})
        with pytest.raises(SurveyAlreadyAnswered):
            answers.answer_survey(token, {"satisfied": 1})
        with pytest.raises(SurveyAlreadyAnswered):
            answers.show_questions(token)

    assert QUESTIONS == asked.version.questions
    assert (5, 9, None, {"speed": "fast"}, False) == (
        answer.satisfaction,
        answer.recommendation,
        answer.effort,
        answer.choices,
        answer.is_low,
    )
    assert (LI, CUSTOMER) == (answer.assignee_id, answer.customer_id)


def test_of_two_answers_at_once_one_is_recorded(
    desk: TicketsService, token: str, as_timer: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, save, raced = desk.use_cases.survey_answers, desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            answers.answer_survey(token, {"satisfied": 5})
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_timer(), pytest.raises(SurveyAlreadyAnswered):
        answers.answer_survey(token, {"satisfied": 1})

    topics = [one.topic for one in desk.store.recorder.select_records(after=0, limit=1000)]
    assert 1 == topics.count("tickets.survey_answer.recorded")


def test_what_does_not_fit_is_refused_and_the_link_stays_open(
    desk: TicketsService, token: str, as_timer: ActAs
) -> None:
    answers = desk.use_cases.survey_answers
    with as_timer():
        with pytest.raises(SurveyAnswersWrong):
            answers.answer_survey(token, {"satisfied": 9})
        answers.answer_survey(token, {"satisfied": 4})


def test_unknown_expired_and_withdrawn_links_are_told_alike(
    desk: TicketsService,
    token: str,
    wait: Callable[[int], None],
    react: Callable[[Message], None],
    as_timer: ActAs,
) -> None:
    answers, refusals = desk.use_cases.survey_answers, []

    def refused(with_token: str) -> None:
        with as_timer(), pytest.raises(SurveyLinkUnknown) as refusal:
            answers.answer_survey(with_token, {"satisfied": 4})
        refusals.append(str(refusal.value))

    refused("x" * 43)
    refused(token + "x")
    react(message("crm.customer_erased", {"customer_id": str(CUSTOMER)}))
    refused(token)
    wait(15 * 86_400)
    refused(token)

    assert 1 == len(set(refusals))


def test_a_token_has_256_random_bits(desk: TicketsService) -> None:
    links = desk.use_cases.survey_invitations._links
    tokens = {links.new_link(UUID(int=1), expires_at=MONDAY)[0] for _ in range(200)}

    assert 200 == len(tokens)
    assert {43} == {len(one) for one in tokens}


def test_no_token_and_no_text_lies_in_clear_in_the_log_or_its_rows(
    desk: TicketsService,
    token: str,
    as_timer: ActAs,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with as_timer(), caplog.at_level(logging.DEBUG):
        desk.use_cases.survey_answers.answer_survey(token, LOW)
    log = b"".join(one.state for one in desk.store.recorder.select_records(after=0, limit=1000))
    printed = "".join(capsys.readouterr()) + caplog.text
    rows = [
        desk.store.side_row(INVITED_CUSTOMERS, str(CUSTOMER)),
        desk.store.side_row(SURVEY_LINKS, desk.keys.lookup_hash("survey-link", token)),
    ]

    assert None not in rows
    assert desk.store.side_row(SURVEY_LINKS, token) is None
    everything = log + printed.encode() + repr(rows).encode()
    for secret in (token, token[:20], "态度很差", "评价偏低"):
        assert secret.encode() not in everything
    assert desk.keys.lookup_hash("survey-link", token).encode() not in log


def test_a_low_score_is_followed_up_and_reopens_nothing(
    desk: TicketsService, token: str, ticket_id: UUID, as_timer: ActAs, as_employee: ActAs
) -> None:
    with as_timer():
        answer = desk.use_cases.survey_answers.answer_survey(token, LOW)
    follow_ups = desk.store.get(FollowUps, FollowUps.id_for(ticket_id))

    assert answer.is_low
    assert MONDAY + DAY == follow_ups.due_at
    assert "resolved" == desk.store.get(Ticket, ticket_id).state
    with as_employee(), pytest.raises(FollowUpOutstanding):
        desk.use_cases.tickets.close_ticket(ticket_id)


def test_a_low_score_of_a_closed_ticket_is_followed_up_too_and_in_time(
    desk: TicketsService,
    token: str,
    ticket_id: UUID,
    wait: Callable[[int], None],
    project: Callable[[], None],
    clock: SetClock,
    as_timer: ActAs,
    as_employee: ActAs,
) -> None:
    with as_employee():
        desk.use_cases.tickets.close_ticket(ticket_id)
    with as_timer():
        desk.use_cases.survey_answers.answer_survey(token, LOW)
    wait(2 * 86_400)
    project()
    with as_timer():
        assert 1 == desk.use_cases.sla.mark_due_clocks(clock.now())
    with as_employee():
        desk.use_cases.solutions.record_follow_up(ticket_id, reply="已致歉")

    sla = desk.store.get(SlaClock, SlaClock.id_for(ticket_id, clock="follow_up", ordinal=1))
    assert ("missed", "closed") == (sla.state, desk.store.get(Ticket, ticket_id).state)


def test_a_promise_that_runs_already_is_enough(
    desk: TicketsService, token: str, ticket_id: UUID, as_timer: ActAs, as_employee: ActAs
) -> None:
    due_at = MONDAY + 2 * DAY
    with as_employee():
        desk.use_cases.solutions.promise_follow_up(ticket_id, promise="明天", due_at=due_at)
    with as_timer():
        desk.use_cases.survey_answers.answer_survey(token, LOW)

    assert due_at == desk.store.get(FollowUps, FollowUps.id_for(ticket_id)).due_at


def test_what_the_crm_asked_is_an_answer_too_and_a_low_one_is_followed_up(
    desk: TicketsService, ticket_id: UUID, react: Callable[[Message], None]
) -> None:
    answered = {
        "answer_id": str(UUID(int=700)),
        "ticket_number": desk.store.get(Ticket, ticket_id).number,
        "customer_id": str(CUSTOMER),
        "satisfaction": 1,
        "answered_at": "2020-01-06T02:00:00Z",
    }
    react(message("crm.survey_answered", answered))
    answer = desk.store.get(SurveyAnswer, UUID(int=700))

    assert (1, True, None) == (answer.satisfaction, answer.is_low, answer.survey_id)
    assert desk.store.get(FollowUps, FollowUps.id_for(ticket_id)).is_outstanding


def test_who_does_not_answer_is_reminded_once_and_then_left_alone(
    desk: TicketsService,
    token: str,
    wait: Callable[[int], None],
    project: Callable[[], None],
    clock: SetClock,
    as_timer: ActAs,
) -> None:
    invitations, done = desk.use_cases.survey_invitations, []
    for days in (2, 2, 3, 8, 1):
        wait(days * 86_400)
        project()
        with as_timer():
            done.append(
                (
                    invitations.remind_of_surveys(clock.now()),
                    invitations.expire_survey_links(clock.now()),
                )
            )

    assert [(0, 0), (1, 0), (0, 0), (0, 1), (0, 0)] == done


def test_who_answers_while_the_timer_looks_is_neither_reminded_nor_expired(
    desk: TicketsService,
    token: str,
    wait: Callable[[int], None],
    project: Callable[[], None],
    clock: SetClock,
    as_timer: ActAs,
) -> None:
    project()
    with as_timer():
        desk.use_cases.survey_answers.answer_survey(token, {"satisfied": 5})
    wait(20 * 86_400)
    with as_timer():
        assert 0 == desk.use_cases.survey_invitations.remind_of_surveys(clock.now())
        assert 0 == desk.use_cases.survey_invitations.expire_survey_links(clock.now())


def test_surveys_are_made_and_changed_by_those_alone_who_may(
    desk: TicketsService, as_employee: ActAs
) -> None:
    surveys = desk.use_cases.surveys
    text = {"title_zh": "一", "title_en": "one", "questions": QUESTIONS[:1]}
    with as_employee(), pytest.raises(NotAllowed):
        surveys.create_survey(code="one", **text)
    with as_employee(LI, SURVEYS):
        made = surveys.create_survey(code="one", **text)
        with pytest.raises(SurveyAlreadyCreated):
            surveys.create_survey(code="one", **text)
        with pytest.raises(Stale):
            surveys.retire_survey(made.id, expected_version=1)
        with pytest.raises(SurveyNotFound):
            surveys.retire_survey(UUID(int=1))
        assert 2 == len(surveys.publish_survey_version(made.id, **text).versions)
    with as_employee(), pytest.raises(NotAllowed):
        surveys.see_survey(made.id)
    with as_employee(), pytest.raises(NotAllowed):
        surveys.retire_survey(made.id)


def test_an_answer_is_seen_by_those_who_may_see_whom_it_concerns(
    desk: TicketsService, token: str, as_timer: ActAs, as_employee: ActAs, as_wang: ActAs
) -> None:
    surveys = desk.use_cases.surveys
    with as_timer():
        answer_id = desk.use_cases.survey_answers.answer_survey(token, LOW).id

    for who, permissions in ((UUID(int=9), RESULTS), (WANG, OF_TEAM)):
        with as_employee(who, permissions):
            assert answer_id == surveys.see_answer(answer_id).id
    with as_employee(SUN, OF_TEAM), pytest.raises(SurveyAnswerNotFound):
        surveys.see_answer(answer_id)
    for who in (LI, ZHAO):
        with as_employee(who), pytest.raises(NotAllowed):
            surveys.see_answer(answer_id)


def test_agents_see_their_own_summary_if_the_rules_show_it(
    desk: TicketsService, as_employee: ActAs
) -> None:
    with as_employee():
        assert LI == desk.use_cases.surveys.own_results()
    enter_rules(desk, "surveys", agents_see_own=False)
    with as_employee(), pytest.raises(OwnResultsNotShown):
        desk.use_cases.surveys.own_results()
