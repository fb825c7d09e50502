"""Surveys, escalations and open questions as they are published: each event once at least."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from services.tickets.application.tickets import NewTicket
from services.tickets.domain.survey_invitation import SurveyInvitation
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.ticket_care import make_survey, token_in
from tests.support.tickets import CUSTOMER
from tests.tickets.conftest import ActAs

POINTS = {"product": "卡", "question": "收费", "answer_source": "知识库"}


def care_for_agents(
    desk: TicketsService,
    *,
    project: Callable[[], None],
    wait: Callable[[int], None],
    clock: SetClock,
    as_employee: ActAs,
    as_wang: ActAs,
    as_timer: ActAs,
) -> None:
    """A question that nobody answers in time, one that is answered and handed on."""
    cases = desk.use_cases
    with as_employee():
        ticket_id = _ticket(desk)
        late = cases.escalations.raise_escalation(ticket_id, question="王芳能否退款").id
        asked = cases.escalations.raise_escalation(ticket_id, question="王芳能否减免").id
    with as_wang():
        question_id = cases.open_questions.collect_escalated_question(late).id
        cases.escalations.answer_escalation(asked, answer="给王芳退款")
        cases.open_questions.answer_question(question_id, answer="可以退款")
        cases.open_questions.hand_question_to_knowledge(
            question_id, question="何时退款", answer="七日内退款"
        )
    for _ in range(2):
        wait(30_000)
        project()
        with as_timer():
            cases.escalations.hand_up_late_escalations(clock.now())


def care_for_customers(
    desk: TicketsService,
    *,
    project: Callable[[], None],
    wait: Callable[[int], None],
    clock: SetClock,
    as_employee: ActAs,
    as_timer: ActAs,
) -> str:
    """A customer who is invited, reminded and answers; returns the token of the link."""
    cases = desk.use_cases
    make_survey(desk)
    with as_employee():
        ticket_id = _ticket(desk)
        cases.solutions.propose_solution(ticket_id, text="退款")
        cases.solutions.answer_solution(ticket_id, is_confirmed=True)
        cases.particulars.record_information(ticket_id, POINTS, expected_version=None)
        cases.tickets.resolve_ticket(ticket_id, resolution="已退款")
    project()
    with as_timer():
        cases.survey_invitations.invite_to_surveys(clock.now())
    wait(4 * 86_400)
    project()
    with as_timer():
        cases.survey_invitations.remind_of_surveys(clock.now())
        token = token_of(desk)
        cases.survey_answers.answer_survey(
            token, {"satisfied": 1, "recommend": 2, "easy": 3, "words": "王芳要退款"}
        )
    return token


def link_of(desk: TicketsService) -> str:
    """The address that the last invitation sends."""
    topic = "tickets.survey_invitation.sent"
    records = desk.store.recorder.select_records(after=0, limit=1000, topics=[topic])
    invitation = desk.store.get(SurveyInvitation, UUID(str(records[-1].originator_id)))
    assert invitation.link is not None
    return desk.keys.open(invitation.link, purpose="test")


def token_of(desk: TicketsService) -> str:
    """What opens the last invitation."""
    return token_in(link_of(desk))


def _ticket(desk: TicketsService) -> UUID:
    new = NewTicket(
        kind="inquiry",
        channel="phone",
        subject="收费有误",
        customer_id=CUSTOMER,
        skill_group="cards",
        is_taken=True,
    )
    return desk.use_cases.tickets.open_ticket(new).id
