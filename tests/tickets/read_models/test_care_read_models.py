"""The read models of surveys, escalations, open questions and canned replies."""

from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.application.escalation_questions import Reader
from services.tickets.domain.canned_reply import CannedReply
from services.tickets.domain.customer_survey import Survey
from services.tickets.domain.open_question import STATES
from services.tickets.domain.survey_rules import SurveyTrigger
from services.tickets.read_models.figure_queries import Asked as Counted
from services.tickets.read_models.survey_results import FILTERS, GROUPINGS, Asked
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import own_models
from tests.support.ticket_care import enter_rules
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, TEAM, ZHAO
from tests.tickets.conftest import ActAs
from tests.tickets.contracts.care_scenes import care_for_agents, care_for_customers

DAY = timedelta(days=1)
SPAN = {"since": MONDAY - DAY, "until": MONDAY + 60 * DAY}
WRITER = frozenset({"tickets.manage_canned_replies"})
TEXT = {"title": "问候", "zh": "您好", "en": "", "skill_groups": ["cards"]}


@pytest.fixture
def cared(
    desk: TicketsService,
    project: Callable[[], None],
    wait: Callable[[int], None],
    clock: SetClock,
    as_employee: ActAs,
    as_wang: ActAs,
    as_timer: ActAs,
) -> UUID:
    """Everything happens once at least; the id of a canned reply that was used once."""
    passing = {"project": project, "wait": wait, "clock": clock}
    care_for_agents(desk, as_wang=as_wang, as_timer=as_timer, as_employee=as_employee, **passing)
    care_for_customers(desk, as_timer=as_timer, as_employee=as_employee, **passing)
    cases = desk.use_cases
    with as_employee(ZHAO):
        first = cases.open_questions.ask_question(question="一").id
        second = cases.open_questions.ask_question(question="二").id
    with as_wang():
        cases.open_questions.merge_question(second, into_id=first)
        cases.open_questions.hand_up_question(first)
    with as_employee(LI, WRITER):
        reply_id = cases.canned_replies.create_canned_reply(code="hello", **TEXT).id
        cases.canned_replies.publish_canned_reply_version(
            reply_id, **{**TEXT, "skill_groups": ["loans"]}
        )
        old = cases.canned_replies.create_canned_reply(code="old", **TEXT).id
        cases.canned_replies.retire_canned_reply(old)
    project()
    ticket_id = desk.models.ticket_list.page({}, sort="opened_at", after=None, limit=1)[0].ticket_id
    with as_employee():
        cases.correspondences.send_reply(ticket_id, text="您好", canned_reply_id=reply_id)
        cases.correspondences.send_reply(ticket_id, text="再见")
    project()
    return reply_id


def asked(**facts: object) -> Asked:
    return Asked(**{**SPAN, "employees": None, "filters": {}, **facts})  # type: ignore[arg-type]


@pytest.mark.usefixtures("cared")
def test_every_read_model_equals_a_fresh_replay(desk: TicketsService) -> None:
    source = own_source(desk.store)
    differing = [
        model.name for model in own_models(desk) if not compare_with_replay(model, source).is_equal
    ]

    assert [] == differing


@pytest.mark.usefixtures("cared")
def test_what_was_read_is_not_read_again_and_a_rebuilt_model_answers_as_before(
    desk: TicketsService,
) -> None:
    assert 0 == OwnReaders(own_models(desk), desk.store).step()
    before = desk.models.survey_results.total(asked())
    for model in own_models(desk):
        rebuild(model, own_source(desk.store), progress=lambda _: None)

    assert before == desk.models.survey_results.total(asked())


@pytest.mark.usefixtures("cared")
def test_answers_add_up_and_lead_to_what_stands_behind_them(desk: TicketsService) -> None:
    results = desk.models.survey_results
    total = results.total(asked())
    [answer] = results.answers(asked(), after=None, limit=10)

    assert (1, 1, 1, 1, 0, 1) == (
        total.answers,
        total.low,
        total.csat_n,
        total.csat_sum,
        total.satisfied,
        total.detractors,
    )
    assert (LI, "inquiry", 1, 2, 3, True) == (
        answer.assignee_id,
        answer.kind,
        answer.satisfaction,
        answer.recommendation,
        answer.effort,
        answer.is_low,
    )
    after = (answer.answered_at, answer.answer_id)
    assert [] == results.answers(asked(), after=after, limit=10)


@pytest.mark.usefixtures("cared")
@pytest.mark.parametrize("by", GROUPINGS)
def test_results_are_grouped_by_each_grouping(desk: TicketsService, by: str) -> None:
    [(group, tally)] = desk.models.survey_results.tallies(asked(), by=by)
    survey_id = str(Survey.id_for("service"))
    groups = {"agent": str(LI), "team": str(TEAM), "kind": "inquiry", "survey": survey_id}

    assert 1 == tally.answers
    assert groups.get(by, group) == group


@pytest.mark.usefixtures("cared")
@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_with_another_value_finds_nothing(desk: TicketsService, name: str) -> None:
    other = False if name == "is_low" else str(UUID(int=1))

    assert 0 == desk.models.survey_results.total(asked(filters={name: other})).answers


@pytest.mark.usefixtures("cared")
@pytest.mark.parametrize(("employees", "count"), [({LI}, 1), ({ZHAO}, 0), (set(), 0)])
def test_answers_are_narrowed_to_those_who_may_be_seen(
    desk: TicketsService, employees: Collection[UUID], count: int
) -> None:
    assert count == desk.models.survey_results.total(asked(employees=employees)).answers


@pytest.mark.usefixtures("cared")
def test_draws_are_counted_by_what_became_of_them(desk: TicketsService) -> None:
    [one] = desk.models.survey_invitations.counts(**SPAN)

    assert ("invited", "answered", 1) == (one.outcome, one.state, one.invitations)
    assert [] == desk.models.survey_invitations.open_for(CUSTOMER)


@pytest.mark.usefixtures("cared")
def test_what_was_drawn_waits_no_more(desk: TicketsService) -> None:
    trigger = SurveyTrigger("service", "resolution", (), (), 1000)

    assert [] == desk.models.survey_prospects.waiting(trigger, **SPAN, limit=10)


@pytest.mark.usefixtures("cared")
def test_surveys_are_listed_by_code(desk: TicketsService) -> None:
    [one] = desk.models.surveys.page(after=None, limit=10)

    assert ("service", 1, False) == (one.code, one.survey_version, one.is_retired)
    assert [] == desk.models.surveys.page(after="service", limit=10)


@pytest.mark.usefixtures("cared")
def test_escalations_are_listed_for_who_asked_and_for_who_answers(desk: TicketsService) -> None:
    page = desk.models.escalations.page

    def seen(*, by: Reader, is_own: bool, state: str = "open") -> int:
        return len(page(by, state=state, is_own=is_own, after=None, limit=10))

    li = Reader(LI, led=(), skill_groups={"cards"}, leads_all=False)
    sun = Reader(SUN, led=(LI,), skill_groups={"loans"}, leads_all=False)
    boss = Reader(UUID(int=9), led=(), skill_groups=(), leads_all=True)
    assert [1, 0] == [seen(by=li, is_own=one) for one in (True, False)]
    assert [0, 0, 1] == [
        seen(by=sun, is_own=False),
        seen(by=boss, is_own=True),
        seen(by=boss, is_own=False),
    ]
    assert [1, 1] == [
        seen(by=li, is_own=True, state="answered"),
        seen(by=sun, is_own=False, state="answered"),
    ]
    [late] = page(boss, state="open", is_own=False, after=None, limit=10)
    assert late.is_overdue
    after = (late.due_at, late.escalation_id)
    assert [] == page(boss, state="open", is_own=False, after=after, limit=10)


@pytest.mark.usefixtures("cared")
def test_the_escalation_rate_counts_each_ticket_once(desk: TicketsService) -> None:
    [inquiries] = desk.models.escalation_rate.counts(**SPAN)

    assert ("inquiry", 2, 1, 1) == (
        inquiries.kind,
        inquiries.tickets,
        inquiries.escalated,
        inquiries.above_first_level,
    )


@pytest.mark.usefixtures("cared")
def test_the_figures_tell_the_same_escalation_rate_however_often_a_ticket_is_escalated(
    desk: TicketsService,
) -> None:
    rates = desk.models.escalation_rate.counts(**SPAN)
    sums = desk.models.figures.sums(Counted(**SPAN))[None]
    [fact] = desk.models.figures.facts(Counted(**SPAN, measure="escalated"), limit=9)

    assert ("0.5000", 2, 1) == (
        sums.summary()["escalation_rate"],
        sum(one.tickets for one in rates),
        sum(one.escalated for one in rates),
    )
    opened = desk.models.figures.facts(Counted(**SPAN, measure="opened"), limit=9)
    assert fact.at in [one.at for one in opened if one.ticket_id == fact.ticket_id]


@pytest.mark.usefixtures("cared")
def test_questions_are_listed_by_state_and_asker_and_count_how_often_they_came(
    desk: TicketsService,
) -> None:
    def listed(state: str, askers: Collection[UUID] | None = None) -> list[int]:
        found = desk.models.questions.page(
            askers=askers, states=(state,), since=None, until=None, after=None, limit=10
        )
        return [one.times for one in found]

    assert {"handed_up": [2], "merged": [1], "in_knowledge": [1]} == {
        one: listed(one) for one in STATES if listed(one)
    }
    assert [[], [2]] == [listed("handed_up", {one}) for one in (LI, ZHAO)]


def test_canned_replies_are_listed_for_their_groups_with_how_often_they_were_used(
    desk: TicketsService, cared: UUID
) -> None:
    page = desk.models.canned_replies.page
    [hello] = page(skill_groups={"loans"}, after=None, limit=10)

    assert (cared, "hello", 1) == (hello.canned_reply_id, hello.code, hello.used)
    assert [] == page(skill_groups={"cards"}, after=None, limit=10)
    assert ["hello", "old"] == [one.code for one in page(skill_groups=None, after=None, limit=10)]
    assert CannedReply.id_for("hello") == cared


def test_a_trigger_finds_what_it_fits_alone(
    desk: TicketsService,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    enter_rules(desk, "surveys", wait_minutes=0)
    contacts = desk.use_cases.contacts
    with as_employee():
        for channel in ("phone", "chat"):
            contact_id = contacts.offer_contact(channel=channel, customer_id=CUSTOMER).id
            contacts.answer_contact(contact_id)
            contacts.end_contact(contact_id)
            contacts.wrap_up_contact(contact_id, after_call_work_seconds=1)
    project()
    waiting = desk.models.survey_prospects.waiting

    def found(**facts: object) -> int:
        given = {"survey": "s", "after": "contact", "kinds": (), "channels": (), "per_mille": 1}
        return len(waiting(SurveyTrigger(**{**given, **facts}), **SPAN, limit=10))  # type: ignore[arg-type]

    assert [2, 1, 0, 0] == [
        found(),
        found(channels=("chat",)),
        found(kinds=("query",)),
        found(after="closure"),
    ]
