from datetime import datetime, timedelta

from services.tickets.domain.sla import AroundTheClock, Moment, OpenTime, SlaRules
from services.tickets.domain.sla_clock import SlaClock
from tests.support.tickets import (
    MONDAY,
    about,
    applied,
    at,
    new_events,
    policy,
    running_clock,
    without_events,
)

QUEUED = [Moment(MONDAY, "queued")]


def later(seconds: int) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def always(*_: object) -> OpenTime:
    return AroundTheClock()


def note(clock: SlaClock, seconds: int, *, moments: list[Moment] = QUEUED) -> None:
    reading = clock.reading(moments, at=later(seconds), calendar_of=always)
    with at(later(seconds)):
        clock.note(reading, at=later(seconds), about=about())


def stop(clock: SlaClock, seconds: int) -> None:
    reading = clock.reading(QUEUED, at=later(seconds), calendar_of=always)
    with at(later(seconds)):
        clock.stop(reading, at=later(seconds), about=about())


def test_a_clock_comes_to_risk_once_and_breaks_once() -> None:
    clock = running_clock()
    for seconds in (479, 480, 481, 600, 601, 602, 5000):
        note(clock, seconds)

    assert ["CameToRisk", "Breached"] == new_events(clock)
    at_risk, breached = clock.pending_events
    assert (later(480), later(600)) == (at_risk.at_risk_at, at_risk.due_at)
    assert later(600) == breached.due_at


def test_what_is_seen_only_after_the_breach_never_came_to_risk() -> None:
    clock = running_clock()
    note(clock, 700)

    assert ["Breached"] == new_events(clock)


def test_a_promise_kept_to_the_second_is_met() -> None:
    clock = running_clock()
    stop(clock, 600)

    assert ["Met"] == new_events(clock)
    assert "met" == clock.state


def test_a_late_stop_says_first_that_the_promise_was_broken() -> None:
    clock = running_clock()
    stop(clock, 601)

    assert ["Breached", "Missed"] == new_events(clock)
    assert ("missed", later(600)) == (clock.state, clock.breached_at)


def test_a_broken_promise_is_not_broken_again_when_the_clock_stops() -> None:
    clock = running_clock()
    note(clock, 700)
    without_events(clock)
    stop(clock, 800)

    assert ["Missed"] == new_events(clock)


def test_a_stopped_clock_stays_as_it_is() -> None:
    clock = running_clock()
    stop(clock, 100)
    without_events(clock)
    note(clock, 5000)
    stop(clock, 6000)
    with at():
        clock.change_policy(applied(policy(target_seconds=1)), about=about())

    assert [] == new_events(clock)
    assert 100 == clock.reading(QUEUED, at=later(9000), calendar_of=always).counted_seconds


def test_a_clock_stands_while_the_state_pauses_it() -> None:
    clock = running_clock()
    moments = [*QUEUED, Moment(later(100), "waiting_for_customer"), Moment(later(1100), "queued")]
    reading = clock.reading(moments, at=later(1200), calendar_of=always)

    assert (200, 1000) == (reading.counted_seconds, reading.paused_seconds)
    assert later(1600) == reading.due_at


def test_a_standing_clock_is_not_due() -> None:
    clock = running_clock()
    moments = [*QUEUED, Moment(later(100), "waiting_for_customer")]

    assert None is clock.reading(moments, at=later(9000), calendar_of=always).due_at


def test_another_policy_keeps_earlier_pauses() -> None:
    clock = running_clock()
    strict = policy(priority="urgent", target_seconds=300, at_risk_seconds=200, pauses=())
    with at(later(500)):
        clock.change_policy(applied(strict, since=later(500)), about=about())
    moments = [*QUEUED, Moment(later(100), "waiting_for_customer")]
    reading = clock.reading(moments, at=later(600), calendar_of=always)

    assert ["PolicyChanged"] == new_events(clock)
    assert [(100, "runs"), (400, "paused_by_state"), (100, "runs")] == [
        (one.seconds, one.why) for one in reading.lines
    ]
    assert later(700) == reading.due_at


def test_the_same_policy_again_changes_nothing() -> None:
    clock = running_clock()
    with at(later(5)):
        clock.change_policy(applied(since=later(5)), about=about())

    assert [] == new_events(clock)


def test_a_clock_has_one_id_for_each_promise_of_a_ticket() -> None:
    ids = {
        SlaClock.id_for(about().ticket_id, clock=clock, ordinal=ordinal)
        for clock in ("reply", "resolution")
        for ordinal in (1, 2)
    }
    assert 4 == len(ids)


def test_the_closest_policy_holds_priority_before_kind_before_channel() -> None:
    rules = SlaRules(
        grace_seconds=30,
        policies=(
            policy(target_seconds=1),
            policy(target_seconds=2, channel="phone", kind="complaint"),
            policy(target_seconds=3, priority="urgent"),
            policy(target_seconds=4, channel="chat"),
        ),
    )

    def target(channel: str, kind: str, priority: str) -> int:
        found = rules.policy_for("resolution", channel=channel, kind=kind, priority=priority)
        assert found is not None
        return found.target_seconds

    assert 1 == target("email", "query", "normal")
    assert 2 == target("phone", "complaint", "normal")
    assert 3 == target("phone", "complaint", "urgent")
    assert 4 == target("chat", "complaint", "normal")
    assert None is rules.policy_for("reply", channel="chat", kind="query", priority="low")
