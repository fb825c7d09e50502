"""Predictive dialling over a dialler in this process: pace, answers, crashes, two processes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from services.tickets.application.dialler import DialOrder
from services.tickets.application.dialling import Dialling
from services.tickets.application.outbound_use_cases import OutboundUseCases
from services.tickets.domain.campaign import PREDICTIVE
from services.tickets.domain.contact import Contact
from services.tickets.domain.outbound_errors import CampaignInvalid, DiallerMissing
from services.tickets.domain.script import Texts
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.platform import Platform
from tests.support.gate import CODE, demands, told
from tests.support.outbound import CALENDAR, plan
from tests.support.parts import message, tell
from tests.support.scripted_dialler import ScriptedDialler
from tests.support.tickets import LI, MONDAY, SITE, WANG, ZHAO
from tests.tickets.application.queue_rules import enter
from tests.tickets.conftest import ActAs, close

LEADS = frozenset({"tickets.run_campaigns"})
KEEPS = frozenset({"tickets.keep_scripts"})


@pytest.fixture
def dialler() -> ScriptedDialler:
    return ScriptedDialler()


@pytest.fixture
def desk(platform: Platform, dialler: ScriptedDialler) -> Iterator[TicketsService]:
    """The service with a dialler, at a site with a calendar."""
    made = TicketsService(platform, dialler=dialler)
    data = {
        "site_id": str(SITE),
        "version": 1,
        "effective_from": "2019-01-01T00:00:00Z",
        "content": CALENDAR,
    }
    tell(made.models.calendars, message("people.calendar_version_added", data))
    yield made
    close(made)


@pytest.fixture
def outbound(desk: TicketsService) -> OutboundUseCases:
    return desk.use_cases.outbound


@pytest.fixture
def campaign_id(
    desk: TicketsService,
    outbound: OutboundUseCases,
    as_employee: ActAs,
    project: Callable[[], None],
) -> UUID:
    """A running predictive campaign of twelve customers, for whom Li and Zhao are available."""
    with as_employee(WANG, LEADS):
        planned = outbound.campaigns.plan_campaign(plan(mode=PREDICTIVE))
        outbound.campaigns.list_targets(planned.id, [UUID(int=n) for n in range(1, 13)])
        outbound.campaigns.start_campaign(planned.id)
    for agent in (LI, ZHAO):
        with as_employee(agent):
            desk.use_cases.assignment.go_available(("phone",))
    project()
    return planned.id


@pytest.fixture
def step(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> Callable[[], int]:
    """Runs the timer once."""

    def run() -> int:
        dialling = outbound.dialling
        assert isinstance(dialling, Dialling)
        with as_timer():
            count = dialling.dial_campaigns(clock.now())
        project()
        return count

    return run


def states(desk: TicketsService, campaign_id: UUID) -> dict[str, int]:
    """How many tasks there are in each state."""
    found: dict[str, int] = {}
    for one in desk.models.outbound_list.page(campaign_id, state=None, after=None, limit=99):
        found[one.state] = found.get(one.state, 0) + 1
    return found


def test_without_a_dialler_no_predictive_campaign_starts(
    platform: Platform, desk: TicketsService, as_employee: ActAs
) -> None:
    plain = TicketsService(platform)
    with as_employee(WANG, LEADS):
        planned = plain.use_cases.outbound.campaigns.plan_campaign(plan(mode=PREDICTIVE))
        with pytest.raises(DiallerMissing):
            plain.use_cases.outbound.campaigns.start_campaign(planned.id)
        with pytest.raises(CampaignInvalid):
            plain.use_cases.outbound.campaigns.plan_campaign(plan(most_abandoned="0.1"))
    close(plain)
    assert {"dial_campaigns"} == {
        one.name for one in desk.service().timers if one.name.startswith("dial")
    }


def test_no_more_is_dialled_than_the_policy_lets(
    desk: TicketsService, campaign_id: UUID, step: Callable[[], int], dialler: ScriptedDialler
) -> None:
    first = step()

    assert 2 <= first <= 3
    assert {"calling": first, "waiting": 12 - first} == states(desk, campaign_id)
    assert 0 == step()
    assert first == len(dialler.orders)


def test_who_answers_is_put_through_to_a_free_agent_who_records_the_result(
    desk: TicketsService,
    outbound: OutboundUseCases,
    step: Callable[[], int],
    dialler: ScriptedDialler,
    as_employee: ActAs,
) -> None:
    step()
    dialler.happens()
    step()
    [(contact_id, agent_id)] = dialler.connected.items()
    order = dialler.orders[contact_id]

    assert agent_id in (LI, ZHAO)
    assert agent_id == desk.store.get(Contact, contact_id).employee_id
    with as_employee(agent_id):
        task = outbound.tasks.record_result(order.task_id, disposition="agreed")
    assert "completed" == task.state


def test_who_answers_and_finds_no_agent_is_let_down_and_counts(
    desk: TicketsService,
    campaign_id: UUID,
    outbound: OutboundUseCases,
    step: Callable[[], int],
    dialler: ScriptedDialler,
    as_employee: ActAs,
) -> None:
    step()
    for agent in (LI, ZHAO):
        with as_employee(agent):
            desk.use_cases.assignment.go_unavailable(reason="break")
    dialler.happens()
    step()

    counts = desk.models.campaigns.counts(campaign_id)
    assert 1 == counts["disposition:let_down"]
    order = next(iter(dialler.orders.values()))
    task = outbound.attempts.task(order.task_id)
    assert ("waiting", MONDAY + timedelta(days=1)) == (task.state, task.due_at)
    for agent in (LI, ZHAO):
        with as_employee(agent):
            desk.use_cases.assignment.go_available(("phone",))
    before = len(dialler.orders)
    step()
    on_the_way = before - 1
    assert max(2 - on_the_way, 0) == len(dialler.orders) - before


def test_what_was_not_answered_follows_its_disposition(
    outbound: OutboundUseCases, step: Callable[[], int], dialler: ScriptedDialler
) -> None:
    step()
    dialler.happens("no_answer")
    step()
    task = outbound.attempts.task(next(iter(dialler.orders.values())).task_id)

    assert ("waiting", MONDAY + timedelta(hours=2)) == (task.state, task.due_at)


def test_a_report_that_is_told_twice_has_one_effect(
    outbound: OutboundUseCases,
    step: Callable[[], int],
    dialler: ScriptedDialler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step()
    dialler.happens("no_answer")
    with monkeypatch.context() as deaf:
        deaf.setattr(dialler, "confirm", lambda report: None)
        step()
    step()
    task = outbound.attempts.task(next(iter(dialler.orders.values())).task_id)

    assert 1 == len(task.results)
    assert [] == list(dialler.reports())


def test_an_order_that_was_lost_after_the_save_is_told_again(
    desk: TicketsService,
    campaign_id: UUID,
    step: Callable[[], int],
    dialler: ScriptedDialler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as dead:
        dead.setattr(dialler, "dial", lambda order: None)
        first = step()
    assert ({}, first) == (dialler.orders, states(desk, campaign_id)["calling"])
    step()

    assert first == len(dialler.orders)


def test_of_two_processes_that_dial_in_the_same_moment_one_wins(
    desk: TicketsService,
    outbound: OutboundUseCases,
    campaign_id: UUID,
    step: Callable[[], int],
    dialler: ScriptedDialler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save, raced = desk.store.save, []

    def save_second(*aggregates: Any, **options: Any) -> int:
        if not raced and options.get("beside"):
            raced.append(True)
            step()
        return save(*aggregates, **options)

    monkeypatch.setattr(desk.store, "save", save_second)
    step()
    called = list(dialler.orders.values())

    assert 2 <= len(called) <= 3
    assert len(called) == states(desk, campaign_id)["calling"]
    assert all(1 == len(outbound.attempts.task(one.task_id).attempts) for one in called)


def test_who_is_dropped_while_it_rings_is_put_through_to_nobody(
    outbound: OutboundUseCases,
    step: Callable[[], int],
    dialler: ScriptedDialler,
    as_employee: ActAs,
) -> None:
    step()
    order = next(iter(dialler.orders.values()))
    with as_employee(WANG, LEADS):
        outbound.tasks.drop_task(order.task_id)
    dialler.happens()
    step()

    assert {} == dialler.connected
    assert "dropped" == outbound.attempts.task(order.task_id).state
    assert [] == list(dialler.reports())


def test_nobody_is_dialled_at_night(
    campaign_id: UUID, step: Callable[[], int], dialler: ScriptedDialler, clock: SetClock
) -> None:
    clock.move_to(MONDAY + timedelta(hours=12))

    assert (0, {}) == (step(), dialler.orders)


def test_who_asked_not_to_be_called_is_dropped_and_not_dialled(
    desk: TicketsService,
    outbound: OutboundUseCases,
    campaign_id: UUID,
    step: Callable[[], int],
    dialler: ScriptedDialler,
    as_employee: ActAs,
) -> None:
    with as_employee():
        for number in range(1, 13):
            outbound.wishes.record_do_not_call(UUID(int=number))
    for _ in range(9):
        step()

    assert ({}, {"dropped": 12}) == (dialler.orders, states(desk, campaign_id))


def test_customers_are_dialled_for_certified_agents_only(
    desk: TicketsService, step: Callable[[], int], dialler: ScriptedDialler
) -> None:
    demands(desk, CODE, skill_group=plan().skill_group)
    assert 0 == step()
    tell(desk.models.held_certificates, told("certificate_issued"))

    assert 1 <= step() <= 2
    assert [] != dialler.orders


@pytest.fixture
def campaigns(
    outbound: OutboundUseCases,
    campaign_id: UUID,
    as_employee: ActAs,
    project: Callable[[], None],
) -> Callable[..., list[UUID]]:
    """Running campaigns of so many customers each, in the place of the one that there was."""

    def carry_out(*sizes: int) -> list[UUID]:
        made = []
        with as_employee(WANG, LEADS):
            outbound.campaigns.pause_campaign(campaign_id)
            for ordinal, size in enumerate(sizes, 1):
                planned = outbound.campaigns.plan_campaign(plan(mode=PREDICTIVE))
                listed = [UUID(int=100 * ordinal + one) for one in range(size)]
                outbound.campaigns.list_targets(planned.id, listed)
                outbound.campaigns.start_campaign(planned.id)
                made.append(planned.id)
        project()
        return made

    return carry_out


@pytest.fixture
def zhao_leaves(desk: TicketsService, as_employee: ActAs) -> Callable[[], None]:
    """Li alone is left."""

    def carry_out() -> None:
        with as_employee(ZHAO):
            desk.use_cases.assignment.go_unavailable(reason="break")

    return carry_out


@pytest.fixture
def offered(desk: TicketsService, as_employee: ActAs) -> UUID:
    """A call that comes in."""
    with as_employee():
        return desk.use_cases.contacts.offer_contact(channel="phone").id


def let_down(desk: TicketsService, *campaign_ids: UUID) -> int:
    counts = [desk.models.campaigns.counts(one) for one in campaign_ids]
    return sum(one.get("disposition:let_down", 0) for one in counts)


def test_two_campaigns_dial_for_the_same_agents_as_one_would(
    campaigns: Callable[..., list[UUID]],
    zhao_leaves: Callable[[], None],
    step: Callable[[], int],
    dialler: ScriptedDialler,
) -> None:
    campaigns(12, 12)
    zhao_leaves()

    assert (1, 1) == (step(), len(dialler.orders))


def test_whom_one_campaign_has_given_a_customer_gets_none_of_another(
    desk: TicketsService,
    campaigns: Callable[..., list[UUID]],
    zhao_leaves: Callable[[], None],
    step: Callable[[], int],
    dialler: ScriptedDialler,
) -> None:
    made = campaigns(1, 1)
    assert 2 == step()
    zhao_leaves()
    dialler.happens(count=2)
    step()

    assert [LI] == list(dialler.connected.values())
    assert 1 == let_down(desk, *made)


@pytest.mark.parametrize("how", ["a call in preview", "a call that came in", "no room"])
def test_who_is_busy_otherwise_gets_no_customer(
    desk: TicketsService,
    outbound: OutboundUseCases,
    campaign_id: UUID,
    offered: UUID,
    open_ticket: Callable[..., Ticket],
    zhao_leaves: Callable[[], None],
    step: Callable[[], int],
    dialler: ScriptedDialler,
    as_employee: ActAs,
    project: Callable[[], None],
    how: str,
) -> None:
    step()
    zhao_leaves()
    if how == "no room":
        enter(desk, "agent_capacity", by_agent={str(LI): {"phone": 1}})
        open_ticket(is_taken=True)
    elif how == "a call that came in":
        with as_employee():
            desk.use_cases.contacts.answer_contact(offered)
    else:
        with as_employee(WANG, LEADS):
            preview = outbound.campaigns.plan_campaign(plan())
            outbound.campaigns.list_targets(preview.id, [UUID(int=500)])
            outbound.campaigns.start_campaign(preview.id)
        project()
        with as_employee():
            outbound.tasks.begin_attempt(outbound.tasks.take_next_task().id)
    dialler.happens()
    step()

    assert ({}, 1) == (dialler.connected, let_down(desk, campaign_id))


@pytest.mark.parametrize("how", ["wrapped up", "forgotten"])
def test_who_has_ended_a_call_is_dialled_for_again(
    desk: TicketsService,
    offered: UUID,
    zhao_leaves: Callable[[], None],
    step: Callable[[], int],
    dialler: ScriptedDialler,
    as_employee: ActAs,
    clock: SetClock,
    how: str,
) -> None:
    contacts = desk.use_cases.contacts
    zhao_leaves()
    with as_employee():
        contacts.answer_contact(offered)
    assert (0, {}) == (step(), dialler.orders)
    if how == "wrapped up":
        with as_employee():
            contacts.end_contact(offered)
            assert (0, {}) == (step(), dialler.orders)
            contacts.wrap_up_contact(offered, after_call_work_seconds=1)
    else:
        clock.move_to(MONDAY + timedelta(hours=5))

    assert 1 == step()


def test_who_answers_a_call_in_the_same_moment_gets_no_second_customer(
    desk: TicketsService,
    campaign_id: UUID,
    offered: UUID,
    zhao_leaves: Callable[[], None],
    step: Callable[[], int],
    dialler: ScriptedDialler,
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step()
    zhao_leaves()
    dialler.happens()
    save, raced = desk.store.save, []

    def answer_first(*aggregates: Any, **options: Any) -> int:
        if not raced:
            raced.append(True)
            with as_employee():
                desk.use_cases.contacts.answer_contact(offered)
        return save(*aggregates, **options)

    monkeypatch.setattr(desk.store, "save", answer_first)
    step()
    step()

    assert ({}, 1) == (dialler.connected, let_down(desk, campaign_id))
    assert LI == desk.store.get(Contact, offered).employee_id


@pytest.mark.parametrize("outcome", ["fax", "callback_wished"])
def test_an_outcome_that_nobody_can_name_holds_up_no_report(
    outbound: OutboundUseCases, step: Callable[[], int], dialler: ScriptedDialler, outcome: str
) -> None:
    step()
    dialler.happens(outcome)
    dialler.happens("no_answer")
    with capture_logs() as logs:
        step()
    tasks = [outbound.attempts.task(one.task_id) for one in list(dialler.orders.values())[:2]]

    assert ["unknown_outcome", "no_answer"] == [one.results[-1].disposition for one in tasks]
    assert ("waiting", MONDAY + timedelta(hours=1)) == (tasks[0].state, tasks[0].due_at)
    assert [] == list(dialler.reports())
    told = [one["outcome"] for one in logs if one["event"] == "dial-outcome-unknown"]
    assert [outcome] == told


def test_a_report_about_nothing_known_is_confirmed(
    step: Callable[[], int], dialler: ScriptedDialler
) -> None:
    dialler.dial(DialOrder(UUID(int=1), UUID(int=2), UUID(int=3)))
    dialler.happens()
    step()

    assert ([], {}) == (list(dialler.reports()), dialler.connected)


def test_a_campaign_that_lost_its_script_holds_up_no_other(
    desk: TicketsService,
    outbound: OutboundUseCases,
    campaign_id: UUID,
    step: Callable[[], int],
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    texts = Texts(zh="您好", en="Hello")
    with as_employee(LI, KEEPS):
        script_id = outbound.scripts.begin_script(
            name="回访", purpose=plan().purpose, texts=texts
        ).id
    with as_employee(ZHAO, KEEPS):
        outbound.scripts.release_version(script_id, 1)
    with as_employee(WANG, LEADS):
        silent = outbound.campaigns.plan_campaign(plan(mode=PREDICTIVE, script_id=script_id))
        outbound.campaigns.list_targets(silent.id, [UUID(int=99)])
        outbound.campaigns.start_campaign(silent.id)
    with as_employee(ZHAO, KEEPS):
        outbound.scripts.retire_version(script_id, 1)
    with as_employee(WANG, LEADS):
        outbound.campaigns.pause_campaign(campaign_id)
    project()
    with capture_logs() as logs:
        assert 0 == step()
    with as_employee(WANG, LEADS):
        outbound.campaigns.start_campaign(campaign_id)
    project()

    assert [str(silent.id)] == [one["campaign_id"] for one in logs]
    assert 2 <= step() <= 3
