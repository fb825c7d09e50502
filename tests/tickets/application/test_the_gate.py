"""Only certified agents get work that asks for certificates, at every door."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.application.desk_loads import DeskLoads
from services.tickets.application.particulars import Particulars
from services.tickets.domain.assignment_errors import NoAgentAvailable
from services.tickets.domain.callback import Callback
from services.tickets.domain.certificate_loss import WATCHED_FOR, CertificateLoss
from services.tickets.domain.gate_errors import CertificateLacking
from services.tickets.domain.outbound_errors import NothingToCall
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.errors import NotAllowed
from tests.support.gate import CODE, demands, told
from tests.support.outbound import CALENDAR, plan
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, SITE, WANG, ZHAO
from tests.tickets.application.queue_rules import demand, enter
from tests.tickets.conftest import ActAs

HOUR = timedelta(hours=1)
Open = Callable[..., Ticket]
Come = Callable[..., None]


@pytest.fixture
def certify(desk: TicketsService) -> Callable[..., None]:
    """Lets `training` tell of certificates."""

    def make(*employees: UUID, name: str = "certificate_issued", **facts: object) -> None:
        for one in employees:
            tell(desk.models.held_certificates, told(name, employee_id=one, **facts))

    return make


@pytest.fixture
def come(desk: TicketsService, as_employee: ActAs) -> Come:
    """Agents make themselves available."""

    def make(*employees: UUID) -> None:
        for one in employees:
            with as_employee(one):
                desk.use_cases.assignment.go_available(("phone",))

    return make


def assignee(desk: TicketsService, ticket_id: UUID) -> UUID | None:
    return desk.store.get(Ticket, ticket_id).assignee_id


def test_taking_is_refused_with_the_certification_and_what_is_the_matter(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    demands(desk, CODE)
    with as_employee(), pytest.raises(CertificateLacking, match="card_service is missing"):
        desk.use_cases.assignment.take_ticket(waiting_id)

    assert None is assignee(desk, waiting_id)


def test_whoever_is_certified_takes_it_under_the_rules_that_asked(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs, certify: Callable[..., None]
) -> None:
    demands(desk, CODE)
    certify(LI)
    with as_employee():
        desk.use_cases.assignment.take_ticket(waiting_id)
    record = desk.store.recorder.select_history(waiting_id)[-1]

    assert LI == assignee(desk, waiting_id)
    assert "gate" in desk.store.mapper.to_domain_event(record).meta.rules


def test_expiry_is_judged_by_the_date_though_no_event_has_come(
    desk: TicketsService,
    open_ticket: Open,
    as_employee: ActAs,
    certify: Callable[..., None],
    clock: SetClock,
) -> None:
    ends_at = MONDAY + HOUR
    first, second = open_ticket().id, open_ticket().id
    demands(desk, CODE)
    certify(LI, ends_at=ends_at, valid_until="2020-01-06")
    clock.move_to(ends_at - timedelta(microseconds=1))
    with as_employee():
        desk.use_cases.assignment.take_ticket(first)
    clock.move_to(ends_at)
    with as_employee(), pytest.raises(CertificateLacking, match="expired with 2020-01-06"):
        desk.use_cases.assignment.take_ticket(second)
    certify(LI, name="certificate_renewed", ends_at=MONDAY + 48 * HOUR)
    with as_employee():
        desk.use_cases.assignment.take_ticket(second)

    assert LI == assignee(desk, second)


@pytest.mark.parametrize(
    ("name", "fault"),
    [("certificate_suspended", "is suspended"), ("certificate_revoked", "was revoked")],
)
def test_what_was_suspended_or_revoked_opens_nothing(
    desk: TicketsService,
    waiting_id: UUID,
    as_employee: ActAs,
    certify: Callable[..., None],
    name: str,
    fault: str,
) -> None:
    demands(desk, CODE)
    certify(LI)
    certify(LI, name=name)
    with as_employee(), pytest.raises(CertificateLacking, match=fault):
        desk.use_cases.assignment.take_ticket(waiting_id)


def test_what_was_resumed_opens_again(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs, certify: Callable[..., None]
) -> None:
    demands(desk, CODE)
    for name in ("certificate_issued", "certificate_suspended", "certificate_resumed"):
        certify(LI, name=name)
    with as_employee():
        desk.use_cases.assignment.take_ticket(waiting_id)

    assert LI == assignee(desk, waiting_id)


def test_what_is_outdated_opens_until_its_grace_is_over(
    desk: TicketsService,
    open_ticket: Open,
    as_employee: ActAs,
    certify: Callable[..., None],
    clock: SetClock,
) -> None:
    demands(desk, CODE)
    first = open_ticket().id
    second = open_ticket().id
    certify(LI)
    certify(LI, name="certificate_outdated", ends_at=MONDAY + HOUR)
    with as_employee():
        desk.use_cases.assignment.take_ticket(first)
    clock.move_to(MONDAY + HOUR)
    with as_employee(), pytest.raises(CertificateLacking, match="outdated"):
        desk.use_cases.assignment.take_ticket(second)


def test_the_skill_that_a_ticket_asks_for_may_ask_for_a_certificate(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs, certify: Callable[..., None]
) -> None:
    enter(desk, "skills", demands=[demand(level=1, fallbacks=[])])
    demands(desk, CODE, skill_group="any", skill="disputes")
    skill = {"employee_id": str(LI), "skill": "disputes", "level": 3}
    tell(desk.models.agent_skills, message("people.skill_granted", skill))
    with as_employee(), pytest.raises(CertificateLacking):
        desk.use_cases.assignment.take_ticket(waiting_id)
    certify(LI)
    with as_employee():
        desk.use_cases.assignment.take_ticket(waiting_id)


def test_the_next_ticket_is_the_first_for_which_one_is_certified(
    desk: TicketsService, open_ticket: Open, project: Callable[[], None], as_employee: ActAs
) -> None:
    enter(desk, "skills", demands=[demand(kind="complaint", level=0, fallbacks=[])])
    demands(desk, CODE, skill="disputes")
    closed = open_ticket(kind="complaint", information={"demand": "退款"}).id
    project()
    with as_employee(), pytest.raises(CertificateLacking):
        desk.use_cases.assignment.take_next_ticket()
    open_to_all = open_ticket().id
    project()
    with as_employee():
        taken = desk.use_cases.assignment.take_next_ticket()

    assert (open_to_all, None) == (taken.id, assignee(desk, closed))


def test_of_a_queue_that_is_closed_to_one_only_the_first_is_read_to_say_what_is_lacking(
    desk: TicketsService,
    open_ticket: Open,
    project: Callable[[], None],
    as_employee: ActAs,
    streams_read: list[UUID],
) -> None:
    demands(desk, CODE)
    first, *others = [open_ticket().id for _ in range(3)]
    project()
    streams_read.clear()
    with as_employee(), pytest.raises(CertificateLacking, match="card_service is missing"):
        desk.use_cases.assignment.take_next_ticket()

    assert first in streams_read
    assert set() == set(others) & set(streams_read)


def test_nobody_is_assigned_what_they_may_not_take(
    desk: TicketsService, waiting_id: UUID, as_wang: ActAs, come: Come
) -> None:
    demands(desk, CODE)
    come(LI)
    with as_wang(), pytest.raises(CertificateLacking):
        desk.use_cases.assignment.assign_ticket(waiting_id, employee_id=LI)
    with as_wang(), pytest.raises(NoAgentAvailable):
        desk.use_cases.assignment.assign_ticket(waiting_id)


def test_the_best_agent_is_one_who_is_certified(
    desk: TicketsService, waiting_id: UUID, as_wang: ActAs, come: Come, certify: Callable[..., None]
) -> None:
    demands(desk, CODE)
    come(LI, ZHAO)
    certify(ZHAO)
    with as_wang():
        assert ZHAO == desk.use_cases.assignment.assign_ticket(waiting_id).assignee_id


def test_queues_push_to_certified_agents_only(
    desk: TicketsService,
    waiting_id: UUID,
    come: Come,
    certify: Callable[..., None],
    project: Callable[[], None],
    as_timer: ActAs,
) -> None:
    demands(desk, CODE)
    enter(desk, "push", skill_groups=["cards"])
    come(LI, ZHAO)
    project()
    with as_timer():
        assert 0 == desk.use_cases.pushing.push_tickets(MONDAY)
    certify(ZHAO)
    with as_timer():
        assert 1 == desk.use_cases.pushing.push_tickets(MONDAY)

    assert ZHAO == assignee(desk, waiting_id)


def test_nobody_opens_a_ticket_and_takes_it_without_its_certificate(
    desk: TicketsService, open_ticket: Open, certify: Callable[..., None]
) -> None:
    demands(desk, CODE)
    with pytest.raises(CertificateLacking):
        open_ticket(is_taken=True)
    certify(LI)

    assert LI == open_ticket(is_taken=True).assignee_id


def test_what_is_reopened_waits_where_its_agent_is_certified_no_more(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
    as_wang: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    resolve(ticket_id)
    demands(desk, CODE)
    with as_employee():
        reopened = desk.use_cases.tickets.reopen_ticket(ticket_id, reason="又来电")

    assert ["ticket.reopened", "ticket.returned_to_queue"] == topics(ticket_id)[-2:]
    assert (None, "queued") == (reopened.assignee_id, reopened.state)
    assert {} == DeskLoads(desk.store).load_of(LI).tickets


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        (
            {"kind": "complaint"},
            lambda parts, one: parts.reclassify_ticket(
                one, "complaint", reason="客户投诉", expected_version=None
            ),
        ),
        (
            {"priority": "urgent"},
            lambda parts, one: parts.reprioritise_ticket(
                one, "urgent", reason="升级", expected_version=None
            ),
        ),
    ],
    ids=["another kind", "another priority"],
)
def test_what_becomes_work_for_certified_agents_waits_for_one_of_them(
    desk: TicketsService,
    ticket_id: UUID,
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
    asked: dict[str, str],
    change: Callable[[Particulars, UUID], Ticket],
) -> None:
    enter(desk, "skills", demands=[demand(**asked)])
    demands(desk, CODE, skill="disputes")
    with as_employee():
        changed = change(desk.use_cases.particulars, ticket_id)

    assert (None, "queued") == (changed.assignee_id, changed.state)
    assert "ticket.returned_to_queue" == topics(ticket_id)[-1]
    assert {} == DeskLoads(desk.store).load_of(LI).tickets


def test_who_is_certified_for_what_a_ticket_becomes_keeps_it(
    desk: TicketsService, ticket_id: UUID, certify: Callable[..., None], as_employee: ActAs
) -> None:
    enter(desk, "skills", demands=[demand(kind="complaint")])
    demands(desk, CODE, skill="disputes")
    certify(LI)
    with as_employee():
        desk.use_cases.particulars.reclassify_ticket(
            ticket_id, "complaint", reason="客户投诉", expected_version=None
        )

    assert LI == assignee(desk, ticket_id)


def test_a_change_that_asks_for_no_more_than_before_takes_nothing_away(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    demands(desk, CODE)
    with as_employee():
        desk.use_cases.particulars.reprioritise_ticket(
            ticket_id, "high", reason="升级", expected_version=None
        )

    assert LI == assignee(desk, ticket_id)


def test_a_due_callback_goes_to_who_is_certified(
    desk: TicketsService,
    ticket_id: UUID,
    come: Come,
    certify: Callable[..., None],
    project: Callable[[], None],
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
) -> None:
    with as_employee():
        callback = desk.use_cases.callbacks.book_callback(
            ticket_id, from_at=MONDAY + HOUR, until_at=MONDAY + 2 * HOUR
        )
    demands(desk, CODE)
    come(LI, ZHAO)
    certify(ZHAO)
    clock.move_to(MONDAY + HOUR)
    project()
    with as_timer():
        desk.use_cases.due_callbacks.push_callbacks(clock.now())

    assert ZHAO == desk.store.get(Callback, callback.id).employee_id
    assert ZHAO == assignee(desk, ticket_id)


def test_outbound_tasks_are_for_certified_agents_too(
    desk: TicketsService,
    as_employee: ActAs,
    certify: Callable[..., None],
    project: Callable[[], None],
) -> None:
    calendar = {
        "site_id": str(SITE),
        "version": 1,
        "effective_from": "2019-01-01T00:00:00Z",
        "content": CALENDAR,
    }
    tell(desk.models.calendars, message("people.calendar_version_added", calendar))
    outbound = desk.use_cases.outbound
    with as_employee(WANG, frozenset({"tickets.run_campaigns"})):
        campaign = outbound.campaigns.plan_campaign(plan())
        outbound.campaigns.list_targets(campaign.id, [CUSTOMER])
        outbound.campaigns.start_campaign(campaign.id)
    project()
    demands(desk, CODE, skill_group=campaign.plan.skill_group)
    with as_employee():
        assert [] == list(outbound.tasks.tasks_in_order())
        with pytest.raises(CertificateLacking, match="card_service is missing"):
            outbound.tasks.take_next_task()
    certify(LI)
    with as_employee():
        assert LI == outbound.tasks.take_next_task().employee_id
        with pytest.raises(NothingToCall):
            outbound.tasks.take_next_task()


def test_the_queue_says_which_certificate_it_asks_for(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs, project: Callable[[], None]
) -> None:
    project()
    with as_employee():
        assert () == desk.use_cases.queues.explain_place(waiting_id, limit=1).certifications
    demands(desk, CODE)
    with as_employee():
        assert (CODE,) == desk.use_cases.queues.explain_place(waiting_id, limit=1).certifications


def test_what_was_given_between_a_revocation_and_its_news_is_flagged(
    desk: TicketsService,
    open_ticket: Open,
    as_employee: ActAs,
    certify: Callable[..., None],
    clock: SetClock,
    project: Callable[[], None],
    react: Callable[[Message], None],
) -> None:
    demands(desk, CODE)
    certify(LI, ZHAO)
    before = open_ticket().id
    with as_employee():
        desk.use_cases.assignment.take_ticket(before)
    clock.move_to(MONDAY + timedelta(seconds=10))
    meanwhile, of_zhao = open_ticket().id, open_ticket().id
    ungated = open_ticket(skill_group="loans", is_taken=True).id
    with as_employee():
        desk.use_cases.assignment.take_ticket(meanwhile)
    with as_employee(ZHAO):
        desk.use_cases.assignment.take_ticket(of_zhao)
    project()
    clock.move_to(MONDAY + timedelta(seconds=12))
    revoked = told("certificate_revoked", at=MONDAY + timedelta(seconds=5))
    react(revoked)
    loss = desk.store.get(CertificateLoss, CertificateLoss.id_for(revoked.id))

    assert frozenset({meanwhile}) == loss.flagged
    assert before not in loss.flagged
    assert ungated not in loss.flagged
    assert timedelta(seconds=7) == loss.lag


def test_what_is_saved_after_the_news_by_who_had_not_heard_is_flagged_once_and_no_longer_watched(
    desk: TicketsService,
    open_ticket: Open,
    as_employee: ActAs,
    as_timer: ActAs,
    certify: Callable[..., None],
    clock: SetClock,
    project: Callable[[], None],
    react: Callable[[Message], None],
    topics: Callable[[UUID], list[str]],
) -> None:
    demands(desk, CODE)
    certify(LI)
    late = open_ticket().id
    revoked = told("certificate_revoked")
    react(revoked)
    loss_id = CertificateLoss.id_for(revoked.id)
    clock.move_to(MONDAY + timedelta(seconds=1))
    with as_employee():
        desk.use_cases.assignment.take_ticket(late)
    watch = desk.use_cases.certificate_losses.watch_losses
    project()
    with as_timer():
        assert [1, 0] == [watch(clock.now()), watch(clock.now())]
    clock.move_to(MONDAY + WATCHED_FOR)
    project()
    with as_timer():
        assert 1 == watch(clock.now())
    project()
    with as_timer():
        assert 0 == watch(clock.now())

    expected = ["noted", "work_flagged", "settled"]
    assert [f"certificate_loss.{one}" for one in expected] == topics(loss_id)


def test_supervisors_see_losses_of_their_team_and_agents_none(
    desk: TicketsService, as_employee: ActAs, as_wang: ActAs
) -> None:
    losses = desk.use_cases.certificate_losses
    with as_wang():
        seen = losses.whose_losses()
    assert seen is not None
    assert {LI, ZHAO} <= set(seen)
    with as_employee(WANG, frozenset({"tickets.see_all"})):
        assert None is losses.whose_losses()
    with as_employee(), pytest.raises(NotAllowed):
        losses.whose_losses()
