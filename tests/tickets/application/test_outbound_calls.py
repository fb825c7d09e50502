"""A list worked through in preview: order, checks before each call, results and what follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.tickets.application.outbound_use_cases import OutboundUseCases
from services.tickets.domain.contact import Contact
from services.tickets.domain.outbound_errors import (
    CallbackTimeWrong,
    CampaignInvalid,
    CampaignStateWrong,
    NotATimeToCall,
    NothingToCall,
    TaskNotDue,
    TaskNotFound,
    TaskNotYours,
    TaskStateWrong,
    TooManyTargets,
)
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.errors import NotAllowed, Stale
from tests.support.outbound import CALENDAR, CALLING, plan
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, SITE, SUN, WANG, ZHAO
from tests.tickets.conftest import ActAs

LEADS = frozenset({"tickets.run_campaigns"})
SECOND = UUID("0190d4f0-0000-7000-8000-0000000000d2")
HOUR = 3600


@pytest.fixture
def outbound(desk: TicketsService) -> OutboundUseCases:
    """The use cases, at a site with a calendar."""
    data = {
        "site_id": str(SITE),
        "version": 1,
        "effective_from": "2019-01-01T00:00:00Z",
        "content": CALENDAR,
    }
    tell(desk.models.calendars, message("people.calendar_version_added", data))
    return desk.use_cases.outbound


@pytest.fixture
def as_lead(as_employee: ActAs) -> ActAs:
    """Acts as Wang, who leads campaigns."""
    return lambda: as_employee(WANG, LEADS)


@pytest.fixture
def campaign_id(outbound: OutboundUseCases, as_lead: ActAs, project: Callable[[], None]) -> UUID:
    """A running follow-up campaign with one customer on its list."""
    with as_lead():
        campaign = outbound.campaigns.plan_campaign(plan())
        outbound.campaigns.list_targets(campaign.id, [CUSTOMER])
        outbound.campaigns.start_campaign(campaign.id)
    project()
    return campaign.id


@pytest.fixture
def taken_id(outbound: OutboundUseCases, campaign_id: UUID, as_employee: ActAs) -> UUID:
    """The task of the customer, taken by Li."""
    with as_employee():
        return outbound.tasks.take_next_task().id


@pytest.fixture
def calling_id(outbound: OutboundUseCases, taken_id: UUID, as_employee: ActAs) -> UUID:
    """The task of the customer, whom Li is calling."""
    with as_employee():
        return outbound.tasks.begin_attempt(taken_id).id


def test_a_customer_is_listed_once_however_often_they_are_named(
    outbound: OutboundUseCases, campaign_id: UUID, as_lead: ActAs, desk: TicketsService
) -> None:
    with as_lead():
        before = outbound.campaigns.campaign(campaign_id).version
        outbound.campaigns.list_targets(campaign_id, [CUSTOMER, CUSTOMER])
        outbound.campaigns.list_targets(campaign_id, [SECOND, CUSTOMER, SECOND])
    campaign = outbound.campaigns.campaign(campaign_id)

    assert (2, before + 1) == (campaign.listed, campaign.version)


def test_a_list_is_entered_in_parts(
    outbound: OutboundUseCases, campaign_id: UUID, as_lead: ActAs
) -> None:
    with as_lead(), pytest.raises(TooManyTargets):
        outbound.campaigns.list_targets(campaign_id, [UUID(int=n) for n in range(501)])


def test_who_does_not_lead_campaigns_plans_none(
    outbound: OutboundUseCases, campaign_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        with pytest.raises(NotAllowed):
            outbound.campaigns.plan_campaign(plan())
        with pytest.raises(NotAllowed):
            outbound.campaigns.end_campaign(campaign_id)
        with pytest.raises(NotAllowed):
            outbound.campaigns.see_campaign(campaign_id)


@pytest.mark.parametrize(
    ("calling", "field"),
    [
        ({"from_time": "07:00"}, "calling.from_time"),
        ({"until_time": "22:00"}, "calling.from_time"),
        ({"from_time": "20:00", "until_time": "09:00"}, "calling.from_time"),
        ({"most_tries": 6}, "calling.most_tries"),
        ({"gap_seconds": 60}, "calling.gap_seconds"),
    ],
)
def test_no_campaign_goes_beyond_the_rules(
    outbound: OutboundUseCases, as_lead: ActAs, calling: dict[str, Any], field: str
) -> None:
    with as_lead(), pytest.raises(CampaignInvalid) as refused:
        outbound.campaigns.plan_campaign(plan(calling=msgspec.structs.replace(CALLING, **calling)))
    assert [field] == [one.field for one in refused.value.fields]


def test_a_change_by_who_saw_an_older_version_is_refused(
    outbound: OutboundUseCases, campaign_id: UUID, as_lead: ActAs
) -> None:
    with as_lead(), pytest.raises(Stale):
        outbound.campaigns.pause_campaign(campaign_id, expected_version=1)


def test_the_list_is_in_an_order_that_says_why(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    as_lead: ActAs,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    with as_lead():
        outbound.campaigns.list_targets(campaign_id, [UUID(int=n) for n in (7, 3)])
    project()
    with as_employee():
        found = outbound.tasks.tasks_in_order()

    assert [CUSTOMER] == [one.customer_id for one in found if one.rank == 20]
    assert [20, 0, 0] == [one.rank for one in found]
    assert [False] * 3 == [one.is_promised for one in found]


def test_agents_take_what_waits_in_their_skill_groups_and_nobody_takes_it_twice(
    outbound: OutboundUseCases, campaign_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(SUN), pytest.raises(NothingToCall):
        outbound.tasks.take_next_task()
    with as_employee(LI):
        task = outbound.tasks.take_next_task()
    with as_employee(ZHAO), pytest.raises(NothingToCall):
        outbound.tasks.take_next_task()

    assert ("taken", LI) == (task.state, task.employee_id)


def test_what_another_agent_took_meanwhile_is_passed_over(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    desk: TicketsService,
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save, raced = desk.store.save, []

    def save_second(*aggregates: Any, **options: Any) -> int:
        if not raced:
            raced.append(True)
            with as_employee(ZHAO):
                outbound.tasks.take_next_task()
        return save(*aggregates, **options)

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_employee(LI), pytest.raises(NothingToCall):
        outbound.tasks.take_next_task()

    [task] = desk.models.outbound_list.page(campaign_id, state=None, after=None, limit=9)
    assert ZHAO == desk.store.get(OutboundTask, task.task_id).employee_id


def test_another_agent_neither_prepares_nor_calls_nor_sees_it(
    outbound: OutboundUseCases, taken_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(ZHAO), pytest.raises(TaskNotFound):
        outbound.tasks.prepare_task(taken_id, note="x")
    with as_employee(SUN), pytest.raises(TaskNotFound):
        outbound.tasks.begin_attempt(taken_id)
    with as_employee(WANG, frozenset({"tickets.work", "tickets.see_team"})):
        assert LI == outbound.tasks.see_task(taken_id).employee_id
        with pytest.raises(TaskNotYours):
            outbound.tasks.begin_attempt(taken_id)


def test_the_words_about_the_customer_lie_sealed(
    outbound: OutboundUseCases, desk: TicketsService, taken_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        outbound.tasks.prepare_task(taken_id, note="上次说价格高")
        outbound.tasks.begin_attempt(taken_id)
        outbound.tasks.answer_objection(
            taken_id, objection="too_expensive", answer="介绍新套餐", is_overcome=False
        )
        outbound.tasks.record_result(taken_id, disposition="declined", note="不需要了")
    stored = b"".join(one.state for one in desk.store.recorder.select_history(taken_id))

    for words in ("上次说价格高", "介绍新套餐", "不需要了"):
        assert words.encode() not in stored


def test_an_attempt_makes_an_outbound_contact_of_the_customer(
    outbound: OutboundUseCases, desk: TicketsService, calling_id: UUID
) -> None:
    task = outbound.attempts.task(calling_id)
    contact = desk.store.get(Contact, task.attempt.contact_id)

    assert ("outbound", "phone", CUSTOMER) == (
        contact.direction,
        contact.channel,
        contact.customer_id,
    )
    assert ("calling", 1, "not_needed") == (
        task.state,
        task.attempt.ordinal,
        task.attempt.consent,
    )


def test_an_attempt_is_begun_once(
    outbound: OutboundUseCases, calling_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(TaskStateWrong):
        outbound.tasks.begin_attempt(calling_id)


def test_nobody_is_called_when_it_is_late_or_the_campaign_pauses(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    taken_id: UUID,
    as_employee: ActAs,
    as_lead: ActAs,
    clock: SetClock,
) -> None:
    clock.move_to(MONDAY + timedelta(hours=11))
    with as_employee():
        with pytest.raises(NotATimeToCall):
            outbound.tasks.begin_attempt(taken_id)
        assert [] == list(outbound.tasks.tasks_in_order())
    clock.move_to(MONDAY + timedelta(days=1))
    with as_lead():
        outbound.campaigns.pause_campaign(campaign_id)
    with as_employee(), pytest.raises(CampaignStateWrong):
        outbound.tasks.begin_attempt(taken_id)


def test_a_campaign_that_pauses_in_the_moment_of_the_call_stops_it(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    taken_id: UUID,
    desk: TicketsService,
    as_employee: ActAs,
    as_lead: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save, raced = desk.store.save, []

    def save_second(*aggregates: Any, **options: Any) -> int:
        if not raced:
            raced.append(True)
            with as_lead():
                outbound.campaigns.pause_campaign(campaign_id)
        return save(*aggregates, **options)

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_employee(), pytest.raises(CampaignStateWrong):
        outbound.tasks.begin_attempt(taken_id)

    assert "taken" == outbound.attempts.task(taken_id).state


def test_a_customer_on_the_do_not_call_list_is_dropped_instead_of_called(
    outbound: OutboundUseCases, taken_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        outbound.wishes.record_do_not_call(CUSTOMER)
        task = outbound.tasks.begin_attempt(taken_id)

    assert ("dropped", "do_not_call", ()) == (task.state, task.drop_cause, task.attempts)


def test_the_wish_of_a_merged_file_counts_for_the_person(
    outbound: OutboundUseCases, desk: TicketsService, taken_id: UUID, as_employee: ActAs
) -> None:
    merged = {"customer_id": str(SECOND), "survivor_id": str(CUSTOMER)}
    tell(desk.models.customers, message("crm.customers_merged", merged))
    with as_employee():
        outbound.wishes.record_do_not_call(SECOND)
        assert "dropped" == outbound.tasks.begin_attempt(taken_id).state


@pytest.mark.parametrize(
    ("purpose", "word", "state", "cause"),
    [
        ("marketing", None, "dropped", "consent_missing"),
        ("marketing", False, "dropped", "consent_refused"),
        ("marketing", True, "calling", None),
        ("care", None, "calling", None),
        ("care", False, "dropped", "consent_refused"),
    ],
)
def test_the_consent_is_asked_at_the_attempt_and_not_at_the_list(
    outbound: OutboundUseCases,
    desk: TicketsService,
    as_lead: ActAs,
    as_employee: ActAs,
    project: Callable[[], None],
    purpose: str,
    state: str,
    cause: str | None,
    *,
    word: bool | None,
) -> None:
    with as_lead():
        campaign = outbound.campaigns.plan_campaign(plan(purpose=purpose))
        outbound.campaigns.list_targets(campaign.id, [CUSTOMER])
        outbound.campaigns.start_campaign(campaign.id)
    project()
    with as_employee():
        task_id = outbound.tasks.take_next_task().id
        if word is not None:
            said = {"customer_id": str(CUSTOMER), "purpose": "marketing", "is_granted": word}
            tell(desk.models.consents, message("crm.customer_consent_recorded", said))
        task = outbound.tasks.begin_attempt(task_id)

    assert (state, cause) == (task.state, task.drop_cause)


def test_who_was_not_reached_is_tried_again_after_the_longest_gap_and_no_more_than_allowed(
    outbound: OutboundUseCases,
    calling_id: UUID,
    desk: TicketsService,
    as_employee: ActAs,
    project: Callable[[], None],
    wait: Callable[[int], None],
) -> None:
    with as_employee():
        task = outbound.tasks.record_result(calling_id, disposition="no_answer")
        contact = desk.store.get(Contact, task.attempt.contact_id)
        assert contact.measures is not None
        assert MONDAY + timedelta(hours=2) == task.due_at
    project()
    wait(HOUR)
    with as_employee(), pytest.raises(NothingToCall):
        outbound.tasks.take_next_task()
    for _ in range(2):
        wait(2 * HOUR)
        with as_employee():
            outbound.tasks.take_next_task()
            outbound.tasks.begin_attempt(calling_id)
            task = outbound.tasks.record_result(calling_id, disposition="no_answer")
        project()

    assert ("exhausted", 3) == (task.state, len(task.attempts))


def test_a_wished_callback_goes_before_all_others(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    calling_id: UUID,
    as_lead: ActAs,
    as_employee: ActAs,
    project: Callable[[], None],
    wait: Callable[[int], None],
) -> None:
    with as_employee():
        outbound.tasks.record_result(
            calling_id, disposition="callback_wished", callback_at=MONDAY + timedelta(hours=3)
        )
    with as_lead():
        outbound.campaigns.list_targets(campaign_id, [SECOND])
    project()
    with as_employee():
        assert [SECOND] == [one.customer_id for one in outbound.tasks.tasks_in_order()]
    wait(3 * HOUR)
    with as_employee():
        found = outbound.tasks.tasks_in_order()

    assert [(CUSTOMER, True), (SECOND, False)] == [
        (one.customer_id, one.is_promised) for one in found
    ]


@pytest.mark.parametrize("hours", [-1, 12, 24 * 11])
def test_no_callback_is_promised_at_a_time_at_which_nobody_may_call(
    outbound: OutboundUseCases, calling_id: UUID, as_employee: ActAs, hours: int
) -> None:
    with as_employee(), pytest.raises(CallbackTimeWrong):
        outbound.tasks.record_result(
            calling_id,
            disposition="callback_wished",
            callback_at=MONDAY + timedelta(hours=hours),
        )


def test_who_asks_not_to_be_called_is_on_the_list_in_the_same_moment(
    outbound: OutboundUseCases, calling_id: UUID, as_employee: ActAs, as_lead: ActAs
) -> None:
    with as_employee():
        task = outbound.tasks.record_result(calling_id, disposition="do_not_call")
    assert "dropped" == task.state
    assert outbound.wishes.entry_of(CUSTOMER).is_in_force
    with as_employee(), pytest.raises(NotAllowed):
        outbound.wishes.lift_do_not_call(CUSTOMER)
    with as_lead():
        assert not outbound.wishes.lift_do_not_call(CUSTOMER).is_in_force


def test_a_task_that_nobody_calls_waits_again_after_a_while(
    outbound: OutboundUseCases,
    taken_id: UUID,
    as_timer: ActAs,
    project: Callable[[], None],
    clock: SetClock,
) -> None:
    project()
    clock.move_to(MONDAY + timedelta(seconds=1801))
    with as_timer():
        assert 0 == outbound.tasks.release_held_tasks(MONDAY + timedelta(seconds=1800))
        assert [1, 0] == [outbound.tasks.release_held_tasks(clock.now()) for _ in range(2)]

    assert "waiting" == outbound.attempts.task(taken_id).state


def test_who_leads_takes_back_and_drops_and_agents_give_back_their_own(
    outbound: OutboundUseCases, taken_id: UUID, as_employee: ActAs, as_lead: ActAs
) -> None:
    with as_employee():
        assert "waiting" == outbound.tasks.release_task(taken_id).state
        with pytest.raises(NotAllowed):
            outbound.tasks.drop_task(taken_id)
    with as_lead():
        assert "dropped" == outbound.tasks.drop_task(taken_id).state


def test_nobody_calls_a_person_whose_data_is_gone(
    outbound: OutboundUseCases,
    taken_id: UUID,
    as_employee: ActAs,
    project: Callable[[], None],
    react: Callable[[Any], None],
    desk: TicketsService,
) -> None:
    with as_employee():
        outbound.wishes.note_occasion(CUSTOMER, occasion="birthday", day="06-15")
    project()
    erased = message("crm.customer_erased", {"customer_id": str(CUSTOMER)})
    react(erased)
    react(replace(erased, position=2))
    project()

    task = outbound.attempts.task(taken_id)
    assert ("dropped", "customer_erased") == (task.state, task.drop_cause)
    assert [] == list(desk.models.occasions.of_customer(CUSTOMER))


def test_the_progress_of_a_campaign_is_counted(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    calling_id: UUID,
    desk: TicketsService,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    with as_employee():
        outbound.tasks.record_result(calling_id, disposition="satisfied")
    project()

    assert {
        "listed": 1,
        "attempts": 1,
        "reached": 1,
        "successes": 1,
        "disposition:satisfied": 1,
        "state:waiting": 0,
        "state:completed": 1,
    } == desk.models.campaigns.counts(campaign_id)
    [row] = desk.models.campaigns.page(state="running", after=None, limit=5)
    assert campaign_id == row.campaign_id


def test_a_promise_that_came_too_early_is_not_taken(
    outbound: OutboundUseCases, campaign_id: UUID, as_lead: ActAs, desk: TicketsService
) -> None:
    with as_lead():
        outbound.campaigns.list_targets(campaign_id, [SECOND], due_at=MONDAY + timedelta(days=1))
        task = outbound.attempts.task(OutboundTask.id_for(campaign_id, SECOND, "list"))
        with pytest.raises(TaskNotDue):
            task.take(LI, at=MONDAY)
