from datetime import timedelta

import pytest

from services.tickets.domain.outbound_errors import (
    CallbackTimeWrong,
    TaskNotDue,
    TaskNotYours,
    TaskStateWrong,
)
from services.tickets.domain.outbound_task import OutboundTask
from shared.sealed import Sealed
from tests.support.outbound import attempt, disposition, task
from tests.support.tickets import LI, MONDAY, ZHAO, after, at

LATER = MONDAY + timedelta(hours=2)
ANSWER = Sealed(subject="customer:x", key_id="k", algorithm="a", nonce=b"n", text=b"t")


def called(count: int = 1) -> OutboundTask:
    """A customer whom Li is calling, for the how-many-eth time."""
    made = task()
    for ordinal in range(1, count + 1):
        seconds = 7200 * (ordinal - 1)
        made.take(LI, at=MONDAY + timedelta(seconds=seconds))
        made.begin_attempt(attempt(ordinal, seconds=seconds))
        if ordinal < count:
            again = MONDAY + timedelta(seconds=7200 * ordinal)
            made.record_result(disposition("try_again"), by=LI, due_again_at=again, most_tries=9)
    made.collect_events()
    return made


def test_a_task_is_taken_and_called_by_the_same_agent() -> None:
    with at():
        made = task()
        made.take(LI, at=MONDAY)
        with pytest.raises(TaskStateWrong):
            made.take(ZHAO, at=MONDAY)
        with pytest.raises(TaskNotYours):
            made.begin_attempt(attempt(employee_id=ZHAO))
        made.begin_attempt(attempt())
        assert "calling" == made.state


def test_nobody_is_called_before_they_are_due() -> None:
    with at():
        made = task()
        with pytest.raises(TaskNotDue):
            made.take(LI, at=MONDAY - timedelta(seconds=1))


def test_a_task_that_nobody_has_taken_is_called_by_a_dialler_only() -> None:
    with at():
        made = task()
        with pytest.raises(TaskStateWrong):
            made.begin_attempt(attempt())
        made.begin_attempt(attempt(employee_id=None))
        made.connect(LI)
        with pytest.raises(TaskNotYours):
            made.connect(ZHAO)
        assert LI == made.employee_id


@pytest.mark.parametrize(
    ("then", "state"),
    [("done", "completed"), ("drop", "dropped"), ("stop_calling", "dropped")],
)
def test_a_disposition_settles_the_task(then: str, state: str) -> None:
    with at():
        made = called()
        made.record_result(disposition(then), by=LI, due_again_at=LATER, most_tries=3)

        [event] = made.collect_events()
        assert (state, None) == (event.result.state, event.result.due_at)
        assert (state, None) == (made.state, made.employee_id)


def test_a_customer_who_was_not_reached_is_tried_again_after_the_gap() -> None:
    with at():
        made = called()
        made.record_result(disposition("try_again"), by=LI, due_again_at=LATER, most_tries=3)

        assert ("waiting", LATER, False) == (made.state, made.due_at, made.is_promised)


def test_after_the_last_try_the_task_is_exhausted() -> None:
    with at():
        made = called(3)
        made.record_result(disposition("try_again"), by=LI, due_again_at=LATER, most_tries=3)

        assert "exhausted" == made.state


def test_a_callback_that_the_customer_wishes_is_kept_beyond_the_last_try() -> None:
    with at():
        made = called(3)
        made.record_result(
            disposition("call_back"),
            by=LI,
            due_again_at=LATER,
            most_tries=3,
            callback_at=LATER + timedelta(days=1),
        )

        assert ("waiting", LATER + timedelta(days=1), True) == (
            made.state,
            made.due_at,
            made.is_promised,
        )


@pytest.mark.parametrize(("then", "callback_at"), [("call_back", None), ("done", LATER)])
def test_a_time_to_call_back_goes_with_the_wish_and_with_no_other(
    then: str, callback_at: object
) -> None:
    with at():
        made = called()
        with pytest.raises(CallbackTimeWrong):
            made.record_result(
                disposition(then),
                by=LI,
                due_again_at=LATER,
                most_tries=3,
                callback_at=callback_at,  # type: ignore[arg-type]
            )
        assert "calling" == made.state


def test_a_result_is_recorded_once_and_by_whoever_called() -> None:
    with at():
        made = called()
        with pytest.raises(TaskNotYours):
            made.record_result(disposition(), by=ZHAO, due_again_at=LATER, most_tries=3)
        made.record_result(disposition(), by=LI, due_again_at=LATER, most_tries=3)
        with pytest.raises(TaskStateWrong):
            made.record_result(disposition(), by=LI, due_again_at=LATER, most_tries=3)


def test_an_objection_is_answered_while_the_customer_is_on_the_line() -> None:
    with at():
        made = task()
        made.take(LI, at=MONDAY)
        with pytest.raises(TaskStateWrong):
            made.answer_objection("no_time", answer=ANSWER, is_overcome=True, by=LI)
        made.begin_attempt(attempt())
        with pytest.raises(TaskNotYours):
            made.answer_objection("no_time", answer=ANSWER, is_overcome=True, by=ZHAO)
        made.answer_objection("no_time", answer=ANSWER, is_overcome=True, by=LI)

        assert [(1, "no_time", True)] == [
            (one.ordinal, one.objection, one.is_overcome) for one in made.objections
        ]


def test_a_released_task_waits_again_and_a_dropped_one_does_not() -> None:
    with after(5):
        made = task()
        made.take(LI, at=MONDAY)
        made.prepare(ANSWER, by=LI)
        made.release(cause="given_back")
        assert ("waiting", None, ANSWER) == (made.state, made.employee_id, made.note)
        made.drop(cause="decided")
        assert ("dropped", "decided") == (made.state, made.drop_cause)
        with pytest.raises(TaskStateWrong):
            made.drop(cause="decided")
        with pytest.raises(TaskStateWrong):
            made.release(cause="given_back")
