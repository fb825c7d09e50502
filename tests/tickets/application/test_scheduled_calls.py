"""Care and follow-up calls that put themselves on a list (TK-13)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.tickets.application import scheduled_calls
from services.tickets.application.outbound_use_cases import OutboundUseCases
from services.tickets.domain.campaign import Trigger
from services.tickets.domain.outbound_errors import OccasionInvalid, OccasionNotFound
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.outbound import CALENDAR, plan
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, MONDAY, SITE, WANG
from tests.tickets.conftest import ActAs

LEADS = frozenset({"tickets.run_campaigns"})
Schedule = Callable[..., UUID]


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
def schedule(
    outbound: OutboundUseCases, as_employee: ActAs, project: Callable[[], None]
) -> Schedule:
    """Starts a campaign with a trigger."""

    def start(**trigger: object) -> UUID:
        with as_employee(WANG, LEADS):
            planned = outbound.campaigns.plan_campaign(
                plan(
                    trigger=Trigger(**trigger),  # type: ignore[arg-type]
                    until_at=MONDAY + timedelta(days=800),
                )
            )
            outbound.campaigns.start_campaign(planned.id)
        project()
        return planned.id

    return start


@pytest.fixture
def listed(
    desk: TicketsService,
    outbound: OutboundUseCases,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> Callable[[datetime], int]:
    """How many the timer lists at a moment, run twice."""

    def run(at: datetime) -> int:
        clock.move_to(at)
        project()
        with as_timer():
            counts = [outbound.scheduled.list_scheduled_targets(at) for _ in range(2)]
        project()
        with as_timer():
            counts.append(outbound.scheduled.list_scheduled_targets(at))
        assert [0, 0] == counts[1:]
        return counts[0]

    return run


def test_a_birthday_call_is_listed_on_the_day_of_each_year_at_the_site(
    outbound: OutboundUseCases,
    desk: TicketsService,
    schedule: Schedule,
    listed: Callable[[datetime], int],
    as_employee: ActAs,
) -> None:
    with as_employee():
        outbound.wishes.note_occasion(CUSTOMER, occasion="birthday", day="01-08")
        outbound.wishes.note_occasion(UUID(int=9), occasion="birthday", day="01-09")
        outbound.wishes.note_occasion(UUID(int=8), occasion="joined", day="01-08")
    campaign_id = schedule(occasion="birthday")
    eve = MONDAY + timedelta(days=1, hours=14, minutes=59)

    assert [0, 1] == [listed(eve), listed(eve + timedelta(minutes=1))]
    [row] = desk.models.outbound_list.page(campaign_id, state=None, after=None, limit=9)
    assert CUSTOMER == row.customer_id
    assert 1 == listed(MONDAY + timedelta(days=2 + 366))


def test_the_day_lies_sealed_and_is_hashed_with_a_key_in_the_table(
    outbound: OutboundUseCases,
    desk: TicketsService,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    with as_employee():
        occasion = outbound.wishes.note_occasion(CUSTOMER, occasion="birthday", day="06-15")
    project()
    stored = b"".join(one.state for one in desk.store.recorder.select_history(occasion.id))
    with desk.read_database.reading() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT * FROM {desk.models.occasions.tables[0].name}"
        ).all()

    assert b"06-15" not in stored
    assert 1 == len(rows)
    assert all("06-15" not in str(value) for value in rows[0])


def test_a_day_that_is_forgotten_is_not_thought_of(
    outbound: OutboundUseCases,
    schedule: Schedule,
    listed: Callable[[datetime], int],
    as_employee: ActAs,
) -> None:
    with as_employee():
        outbound.wishes.note_occasion(CUSTOMER, occasion="birthday", day="01-06")
        outbound.wishes.forget_occasion(CUSTOMER, occasion="birthday")
        with pytest.raises(OccasionNotFound):
            outbound.wishes.forget_occasion(CUSTOMER, occasion="birthday")
        with pytest.raises(OccasionNotFound):
            outbound.wishes.forget_occasion(CUSTOMER, occasion="joined")
        with pytest.raises(OccasionInvalid):
            outbound.wishes.note_occasion(CUSTOMER, occasion="birthday", day="02-30")
    schedule(occasion="birthday")

    assert 0 == listed(MONDAY + timedelta(hours=1))


def test_a_follow_up_call_is_listed_so_many_days_after_the_resolution(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    schedule: Schedule,
    listed: Callable[[datetime], int],
) -> None:
    resolve(ticket_id)
    campaign_id = schedule(days_after_resolution=3, kinds=("inquiry",))
    other_id = schedule(days_after_resolution=3, kinds=("complaint",))
    due = MONDAY + timedelta(days=3)

    assert [0, 1] == [listed(due - timedelta(seconds=1)), listed(due)]
    [row] = desk.models.outbound_list.page(campaign_id, state=None, after=None, limit=9)
    assert (ticket_id, CUSTOMER) == (row.ticket_id, row.customer_id)
    assert [] == list(desk.models.outbound_list.page(other_id, state=None, after=None, limit=9))


def test_nobody_is_asked_about_a_ticket_that_was_reopened(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    schedule: Schedule,
    listed: Callable[[datetime], int],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    with as_employee():
        desk.use_cases.tickets.reopen_ticket(ticket_id, reason="又来电")
    schedule(days_after_resolution=0)

    assert 0 == listed(MONDAY + timedelta(days=1))


def test_all_are_listed_however_many_fit_into_one_transaction(
    outbound: OutboundUseCases,
    schedule: Schedule,
    listed: Callable[[datetime], int],
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scheduled_calls, "PAGE", 3)
    with as_employee():
        for number in range(1, 9):
            outbound.wishes.note_occasion(UUID(int=number), occasion="birthday", day="01-06")
    schedule(occasion="birthday")

    assert 8 == listed(MONDAY + timedelta(hours=1))


def test_a_customer_whom_another_process_has_just_listed_does_not_hold_up_the_others(
    outbound: OutboundUseCases,
    desk: TicketsService,
    schedule: Schedule,
    as_employee: ActAs,
    as_timer: ActAs,
    project: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with as_employee():
        for number in (1, 2):
            outbound.wishes.note_occasion(UUID(int=number), occasion="birthday", day="01-06")
    campaign_id = schedule(occasion="birthday")
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_timer():
                campaign = outbound.campaigns.campaign(campaign_id)
                wanted = [(UUID(int=1), None, "birthday/2020")]
                save(*outbound.campaigns.new_tasks(campaign, wanted, due_at=MONDAY))
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_timer():
        assert 1 == outbound.scheduled.list_scheduled_targets(MONDAY)
    project()

    found = desk.models.outbound_list.page(campaign_id, state=None, after=None, limit=9)
    assert {UUID(int=1), UUID(int=2)} == {one.customer_id for one in found}
