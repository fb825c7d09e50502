"""The read models of field-service orders, after some days of visits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.read_models.field_order_rows import FILTERS, Part
from services.tickets.read_models.field_results import FIGURE_NAMES
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.field_story import CHEN, LUO, PAN, FieldStory
from tests.support.parts import own_models
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, WANG, ZHAO
from tests.tickets.conftest import ActAs

HOUR = timedelta(hours=1)
SPAN = {"since": MONDAY, "until": MONDAY + timedelta(days=30)}


@dataclass(frozen=True)
class Visits:
    """What happened: ids by what became of them, and the partner."""

    partner_id: UUID
    requested: UUID
    assigned: UUID
    cancelled: UUID
    missed: UUID
    on_site: UUID
    late: UUID
    failed: UUID
    closed: UUID
    by_partner: UUID

    def names(self, order_ids: list[UUID]) -> set[str]:
        """What became of these orders."""
        return {name for name, one in vars(self).items() if one in order_ids}


@pytest.fixture
def visits(
    desk: TicketsService,
    field: FieldStory,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> Visits:
    cases = desk.use_cases
    partner_id = field.partner()
    closed = field.performed()
    field.evaluate(closed)
    late = field.performed(late=2 * HOUR, failing="tested")
    field.evaluate(late, score=2)
    failed = field.failed(kind="delivery")
    by_partner = field.performed(by=PAN, partner_id=partner_id)
    with as_employee(LI):
        cases.field_arrangements.close_order(closed)
        cases.order_problems.open_problem(
            failed, text="找不到门", owner_id=ZHAO, due_at=clock.now() + HOUR
        )
        [first, *_] = cases.order_problems.see_problems(late).problems
        cases.order_problems.solve_problem(late, first.problem_id, solution="好了")
        cases.order_problems.reassign_problem(
            late,
            cases.order_problems.see_problems(late).problems[-1].problem_id,
            owner_id=ZHAO,
            due_at=clock.now() + 2 * HOUR,
            reason="转交",
        )
    on_site = field.on_site()
    missed, assigned = field.assigned(), field.assigned(partner_id=partner_id)
    cancelled = field.assigned()
    with as_employee(LI):
        cases.field_arrangements.cancel_order(cancelled, reason_code="duplicate")
        cases.field_arrangements.change_appointment(
            assigned, field.agreed(hours=90), reason_code="weather"
        )
    requested = field.requested()
    with as_employee(WANG, frozenset({"tickets.manage_partners"})):
        other = field.partner("aa-fix", member=LUO)
        cases.partners.suspend_partner(other, reason_code="late")
    project()
    clock.move_to(clock.now() + 4 * HOUR)
    with as_timer():
        cases.field_orders.mark_missed_windows(clock.now())
    project()
    return Visits(
        partner_id,
        requested,
        assigned,
        cancelled,
        missed,
        on_site,
        late,
        failed,
        closed,
        by_partner,
    )


def listed(desk: TicketsService, sort: str = "requested_at", **filters: str) -> list[UUID]:
    part = Part(sort=sort, limit=50)
    return [one.order_id for one in desk.models.field_orders.page(filters, part)]


@pytest.mark.usefixtures("visits")
def test_every_read_model_equals_a_fresh_replay_and_reads_nothing_twice(
    desk: TicketsService,
) -> None:
    source = own_source(desk.store)
    differing = [
        model.name for model in own_models(desk) if not compare_with_replay(model, source).is_equal
    ]
    assert [] == differing
    assert 0 == OwnReaders(own_models(desk), desk.store).step()


def test_rebuilt_figures_are_the_same(desk: TicketsService, visits: Visits) -> None:
    before = desk.models.field_results.results(**SPAN)
    rebuild(desk.models.field_results, own_source(desk.store), progress=lambda _: None)

    assert before == desk.models.field_results.results(**SPAN)
    assert {"closed"} == visits.names(listed(desk, state="closed"))


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"state": "performed"}, {"late", "failed", "by_partner"}),
        ({"state": "cancelled"}, {"cancelled"}),
        ({"state": "requested"}, {"requested"}),
        ({"kind": "delivery"}, {"failed"}),
        ({"area": "nowhere"}, set()),
        ({"employee_id": str(CHEN), "state": "assigned"}, {"missed"}),
    ],
)
def test_orders_are_filtered_by_value(
    desk: TicketsService, visits: Visits, filters: dict[str, str], names: set[str]
) -> None:
    assert names == visits.names(listed(desk, **filters))


def test_orders_of_a_partner_or_customer_are_found(desk: TicketsService, visits: Visits) -> None:
    of_partner = listed(desk, partner_id=str(visits.partner_id))

    assert {"assigned", "by_partner"} == visits.names(of_partner)
    assert 9 == len(listed(desk, customer_id=str(CUSTOMER)))
    assert set(FILTERS) >= {"partner_id", "customer_id"}


def test_a_list_by_window_holds_what_has_one_the_earliest_first(
    desk: TicketsService, visits: Visits
) -> None:
    order_ids = listed(desk, sort="from_at")
    [changed] = desk.models.field_orders.of_ids([visits.assigned])
    assert changed.from_at is not None
    part = Part(sort="from_at", limit=9, since=changed.from_at, until=changed.from_at + HOUR)

    assert visits.requested not in order_ids
    assert visits.assigned == order_ids[-1]
    assert [visits.assigned] == [one.order_id for one in desk.models.field_orders.page({}, part)]


@pytest.mark.parametrize("sort", ["requested_at", "from_at"])
@pytest.mark.parametrize("people", [None, {LI, CHEN}])
def test_pages_follow_each_other_without_gap_or_repetition(
    desk: TicketsService, visits: Visits, sort: str, people: set[UUID] | None
) -> None:
    orders, seen, last = desk.models.field_orders, [], None
    while page := orders.page({}, Part(sort=sort, limit=2, after=last), people=people):
        seen += [one.order_id for one in page]
        last = (getattr(page[-1], sort), page[-1].order_id)

    assert listed(desk, sort=sort) == seen
    assert visits.closed in seen


def test_a_list_shows_only_what_these_people_requested_or_carry_out(
    desk: TicketsService, visits: Visits
) -> None:
    part = Part(sort="requested_at", limit=50)
    page = desk.models.field_orders.page

    assert 9 == len(page({}, part, people={LI}))
    assert [] == list(page({}, part, people={SUN}))
    assert visits.by_partner not in [one.order_id for one in page({}, part, people={CHEN})]
    with pytest.raises(KeyError):
        page({"task": "x"}, part)


def test_a_work_list_holds_what_is_not_done(desk: TicketsService, visits: Visits) -> None:
    work = desk.models.field_work
    own = [one.order_id for one in work.of_employee(CHEN, after=None, limit=9)]
    partners = work.of_partner(visits.partner_id, after=None, limit=9)

    assert {"on_site", "missed"} == visits.names(own)
    assert [visits.assigned] == [one.order_id for one in partners]
    last = (partners[0].planned_at, partners[0].order_id)
    assert [] == list(work.of_partner(visits.partner_id, after=last, limit=9))


def test_only_windows_that_nobody_came_in_are_due(desk: TicketsService, visits: Visits) -> None:
    far = MONDAY + timedelta(days=300)
    assert [visits.assigned] == list(desk.models.due_windows.overdue(at=far))
    [missed] = desk.models.field_orders.of_ids([visits.missed])
    assert missed.is_missed


def test_the_figures_count_every_visit_by_performer_and_kind(
    desk: TicketsService, visits: Visits
) -> None:
    found = {(one.performer, one.kind): one for one in desk.models.field_results.results(**SPAN)}
    own = found[f"employee:{CHEN}", "repair"]

    assert {
        "arrived": 3,
        "early": 0,
        "on_time": 2,
        "late": 1,
        "performed": 2,
        "completed": 2,
        "not_completed": 0,
        "conform": 1,
        "not_conform": 1,
        "evaluated": 2,
        "with_problem": 1,
        "missed_windows": 1,
    } == own.counts
    assert (10, 9, 7) == (own.items, own.conform_items, own.score_sum)
    assert 1 == found[f"partner:{visits.partner_id}", "repair"].counts["conform"]
    assert 1 == found[f"employee:{CHEN}", "delivery"].counts["not_completed"]


def test_each_number_leads_to_its_orders(desk: TicketsService, visits: Visits) -> None:
    results = desk.models.field_results
    by_performer: dict[str, dict[str, int]] = {}
    for one in results.results(**SPAN):
        sums = by_performer.setdefault(one.performer, dict.fromkeys(FIGURE_NAMES, 0))
        for name, count in one.counts.items():
            sums[name] += count
    for performer, counts in by_performer.items():
        for figure, count in counts.items():
            seen, last = [], None
            while page := results.behind(figure, performer=performer, **SPAN, after=last, limit=1):
                seen += [order_id for _, order_id in page]
                last = page[-1]
            assert count == len(set(seen)), (performer, figure)
    assert {f"employee:{CHEN}", f"partner:{visits.partner_id}"} == set(by_performer)
    with pytest.raises(KeyError):
        results.behind("x", performer="nobody", **SPAN, after=None, limit=1)


def test_open_problems_are_listed_by_owner_the_first_due_first(
    desk: TicketsService, visits: Visits
) -> None:
    page = desk.models.field_problems.page
    of_zhao = page(owners={ZHAO}, after=None, limit=9)

    assert [(visits.failed, "found"), (visits.late, "low_score")] == [
        (one.order_id, one.cause) for one in of_zhao
    ]
    last = (of_zhao[0].due_at, of_zhao[0].problem_id)
    assert [of_zhao[1]] == list(page(owners={ZHAO}, after=last, limit=9))
    assert 3 == len(page(owners=None, after=None, limit=9))


@pytest.mark.usefixtures("visits")
def test_partners_are_listed_by_code(desk: TicketsService) -> None:
    page = desk.models.partners.page
    assert [("aa-fix", True), ("quick-fix", False)] == [
        (one.code, one.is_suspended) for one in page(after=None, limit=9)
    ]
    assert ["quick-fix"] == [one.code for one in page(after="aa-fix", limit=9)]
