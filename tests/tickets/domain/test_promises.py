from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.tickets.domain.callback import Callback
from services.tickets.domain.contact_errors import CallbackAlreadySettled, CallbackWindowWrong
from services.tickets.domain.errors import (
    DeadlineInThePast,
    FollowUpAlreadyPromised,
    FollowUpNotPromised,
)
from services.tickets.domain.follow_ups import FollowUps
from tests.support.tickets import MONDAY, about, at, new_events, sealed, without_events

HOUR = timedelta(hours=1)


def no_follow_up() -> FollowUps:
    with at():
        return without_events(FollowUps.start(about()))


def promised_follow_up() -> FollowUps:
    follow_ups = no_follow_up()
    with at():
        follow_ups.promise_follow_up(sealed(), due_at=MONDAY + HOUR, at=MONDAY, about=about())
    return without_events(follow_ups)


def booked_callback(until_at: datetime = MONDAY + 2 * HOUR) -> Callback:
    with at():
        return Callback.book(
            about(),
            callback_id=UUID(int=1),
            telephone=sealed(),
            from_at=MONDAY + HOUR,
            until_at=until_at,
            at=MONDAY,
        )


def test_a_promised_follow_up_is_outstanding() -> None:
    follow_ups = no_follow_up()
    with at():
        follow_ups.promise_follow_up(sealed(), due_at=MONDAY + HOUR, at=MONDAY, about=about())

    assert ["Promised"] == new_events(follow_ups)
    assert follow_ups.is_outstanding
    assert 1 == follow_ups.count


def test_nothing_is_promised_for_the_past() -> None:
    with at(), pytest.raises(DeadlineInThePast):
        no_follow_up().promise_follow_up(sealed(), due_at=MONDAY, at=MONDAY, about=about())


def test_one_promise_runs_at_a_time() -> None:
    with at(), pytest.raises(FollowUpAlreadyPromised):
        promised_follow_up().promise_follow_up(
            sealed(), due_at=MONDAY + HOUR, at=MONDAY, about=about()
        )


def test_a_recorded_follow_up_keeps_the_customers_reply() -> None:
    follow_ups = promised_follow_up()
    with at():
        follow_ups.record_follow_up(sealed("thank you"), about=about())

    assert ["Recorded"] == new_events(follow_ups)
    assert not follow_ups.is_outstanding
    assert (sealed("thank you"),) == follow_ups.replies


def test_what_was_not_promised_is_not_recorded() -> None:
    with at(), pytest.raises(FollowUpNotPromised):
        no_follow_up().record_follow_up(sealed(), about=about())


def test_a_booked_callback_is_made_once() -> None:
    callback = without_events(booked_callback())
    with at():
        callback.make(UUID(int=2))

    assert ["Made"] == new_events(callback)
    with at(), pytest.raises(CallbackAlreadySettled):
        callback.make(UUID(int=3))


def test_a_window_must_lie_ahead_and_end_after_it_begins() -> None:
    with pytest.raises(CallbackWindowWrong):
        booked_callback(until_at=MONDAY + HOUR)
    with pytest.raises(CallbackWindowWrong):
        booked_callback(until_at=MONDAY - HOUR)


def test_a_cancelled_callback_is_not_made() -> None:
    callback = without_events(booked_callback())
    with at():
        callback.cancel(cause="asked_for")

    assert ["Cancelled"] == new_events(callback)
    with at(), pytest.raises(CallbackAlreadySettled):
        callback.make(None)


def test_a_callback_expires_after_its_window_and_once() -> None:
    callback = without_events(booked_callback())
    with at():
        callback.expire(at=MONDAY + 2 * HOUR)
    assert [] == new_events(callback)

    with at():
        callback.expire(at=MONDAY + 3 * HOUR)
        callback.expire(at=MONDAY + 4 * HOUR)
    assert ["Missed"] == new_events(callback)


def test_a_settled_callback_does_not_expire() -> None:
    callback = booked_callback()
    with at():
        callback.make(None)
    without_events(callback)
    with at():
        callback.expire(at=MONDAY + 3 * HOUR)

    assert [] == new_events(callback)
