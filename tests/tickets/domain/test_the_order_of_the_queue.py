"""The order of the queue is a total order, it is stable, and it does not turn while time passes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain.assignment import QueueRules, Waiting, queue_in_order, standing_of
from tests.support.tickets import MONDAY

points = st.integers(-50, 100)
rule_sets = st.builds(
    QueueRules,
    customer_levels=st.fixed_dictionaries({"gold": points, "vip": points}),
    business_lines=st.fixed_dictionaries({"loans": points}),
    kinds=st.fixed_dictionaries({"complaint": points}),
    priorities=st.fixed_dictionaries({"low": points, "urgent": points}),
    points_per_waiting_minute=st.integers(0, 7),
)


@st.composite
def queues(draw: st.DrawFn) -> list[Waiting]:
    count = draw(st.integers(2, 12))
    return [_waiting(draw, number) for number in range(count)]


def _waiting(draw: st.DrawFn, number: int) -> Waiting:
    # Few moments, close together, so that many tickets are equal or nearly so.
    waited = draw(st.sampled_from([0, 1, 999_999, 30_000_000, 59_999_999, 60_000_000, 600_000_000]))
    return Waiting(
        ticket_id=UUID(int=number),
        number=f"T-{number:06}",
        kind=draw(st.sampled_from(["inquiry", "complaint"])),
        channel="phone",
        priority=draw(st.sampled_from(["low", "normal", "urgent"])),
        skill_group="cards",
        business_line=draw(st.sampled_from([None, "loans"])),
        customer_level=draw(st.sampled_from([None, "gold", "vip"])),
        queued_at=MONDAY - timedelta(microseconds=waited),
    )


def order(queue: list[Waiting], rules: QueueRules, *, minutes: int = 0) -> list[str]:
    at = MONDAY + timedelta(minutes=minutes)
    return [one.ticket.number for one in queue_in_order(queue, rules=rules, at=at)]


@given(queue=queues(), rules=rule_sets, data=st.data())
def test_the_order_does_not_depend_on_how_the_tickets_were_read(
    queue: list[Waiting], rules: QueueRules, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(queue))

    assert order(queue, rules) == order(shuffled, rules)


@given(queue=queues(), rules=rule_sets)
def test_of_two_tickets_one_comes_first_whoever_else_waits(
    queue: list[Waiting], rules: QueueRules
) -> None:
    places = {number: place for place, number in enumerate(order(queue, rules))}
    for one in queue:
        for other in queue:
            if one is other:
                continue
            first = order([one, other], rules)
            assert first == order([other, one], rules)
            assert (places[one.number] < places[other.number]) == (first[0] == one.number)


@given(queue=queues(), rules=rule_sets)
def test_who_comes_before_one_comes_before_all_behind_it(
    queue: list[Waiting], rules: QueueRules
) -> None:
    before = {
        (one.number, other.number)
        for one in queue
        for other in queue
        if one is not other and order([one, other], rules)[0] == one.number
    }
    for one, middle in before:
        assert (middle, one) not in before
        for second, last in before:
            if second == middle:
                assert (one, last) in before


@given(queue=queues(), rules=rule_sets, minutes=st.integers(0, 10_000), seconds=st.integers(0, 59))
def test_nobody_changes_places_while_all_wait(
    queue: list[Waiting], rules: QueueRules, minutes: int, seconds: int
) -> None:
    later = MONDAY + timedelta(minutes=minutes, seconds=seconds)

    after = [one.ticket.number for one in queue_in_order(queue, rules=rules, at=later)]
    assert order(queue, rules) == after


@given(queue=queues(), rules=rule_sets, minutes=st.integers(0, 100))
def test_points_fall_along_the_queue_and_are_the_sum_of_their_reasons(
    queue: list[Waiting], rules: QueueRules, minutes: int
) -> None:
    at = MONDAY + timedelta(minutes=minutes)
    found = queue_in_order(queue, rules=rules, at=at)

    assert sorted((one.points for one in found), reverse=True) == [one.points for one in found]
    assert all(sum(each.points for each in one.reasons) == one.points for one in found)


@given(queue=queues(), rules=rule_sets)
def test_one_ticket_less_leaves_the_others_in_their_order(
    queue: list[Waiting], rules: QueueRules
) -> None:
    gone, *left = queue

    assert order(left, rules) == [one for one in order(queue, rules) if one != gone.number]


@given(queue=queues(), rules=rule_sets)
def test_a_higher_priority_never_sets_a_ticket_back(
    queue: list[Waiting], rules: QueueRules
) -> None:
    raised = replace(rules, priorities={**rules.priorities, "urgent": 1_000, "low": -1_000})
    [one, *others] = queue
    low = order([replace(one, priority="low"), *others], raised).index(one.number)
    urgent = order([replace(one, priority="urgent"), *others], raised).index(one.number)

    assert urgent <= low


@given(queue=queues(), rules=rule_sets, minutes=st.integers(0, 10_000))
def test_what_a_place_follows_from_stays_the_same_while_all_wait(
    queue: list[Waiting], rules: QueueRules, minutes: int
) -> None:
    found = queue_in_order(queue, rules=rules, at=MONDAY + timedelta(minutes=minutes))

    assert [standing_of(one.ticket, rules=rules) for one in found] == [
        one.standing for one in found
    ]
    assert len(found) == len({one.standing for one in found})
