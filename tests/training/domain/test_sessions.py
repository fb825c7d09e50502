"""Places, waiting lists, timetables and rest time, whatever happens in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain import session_errors as errors
from services.training.domain.rest_time import rest_minutes
from services.training.domain.session import TrainingSession
from services.training.domain.session_terms import OWN, Meeting
from services.training.domain.timetable import Span, Timetable
from shared.calendars import BusinessCalendar
from shared.context import Context, acting
from tests.support.training import LI, MONDAY, SITE, ZHOU

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TUESDAY = MONDAY + timedelta(days=1)
LEARNERS = [UUID(int=one) for one in range(1, 9)]
CALENDAR = BusinessCalendar.from_content(
    {
        "name": "中心",
        "zone": "Asia/Shanghai",
        "weekly": {
            "monday": ["09:00-12:00", "13:30-18:00"],
            "tuesday": ["20:00-04:00"],
            "friday": ["09:00-18:00"],
        },
        "holidays": {"2020-01-10": "假日"},
    }
)
CONTEXT = Context(occurred_at=MONDAY, actor=str(LI))


def session(capacity: int) -> TrainingSession:
    meeting = Meeting(
        starts_at=TUESDAY, ends_at=TUESDAY + HOUR, zone="Asia/Shanghai", calendar_version=0
    )
    return TrainingSession.plan(
        session_id=UUID(int=99),
        course_id=UUID(int=98),
        title="一课",
        method="lecture",
        trainer_ids=[ZHOU],
        site_id=SITE,
        capacity=capacity,
        meeting=meeting,
    )


@given(
    capacity=st.integers(1, 4),
    steps=st.lists(st.tuples(st.sampled_from(["take", "give_up"]), st.sampled_from(LEARNERS))),
)
def test_places_are_never_too_many_nor_free_while_somebody_waits_and_the_order_is_kept(
    capacity: int, steps: list[tuple[str, UUID]]
) -> None:
    with acting(CONTEXT):
        one, joined = session(capacity), list[UUID]()
        for what, who in steps:
            try:
                if what == "take":
                    one.take_place(who, cause=OWN, at=MONDAY)
                    joined.append(who)
                else:
                    one.give_up(who, cause=OWN, at=MONDAY)
                    joined.remove(who)
                    one.fill_place(instead_of=who)
            except (errors.PlaceAlreadyTaken, errors.NoPlaceTaken):
                assert (who in joined) is (what == "take")

            assert joined == [*one.places, *(each.employee_id for each in one.waiting)]
            assert len(one.places) == min(capacity, len(joined))


spans = st.tuples(st.integers(0, 600), st.integers(15, 120)).map(
    lambda pair: Span(
        starts_at=TUESDAY + pair[0] * MINUTE, ends_at=TUESDAY + (pair[0] + pair[1]) * MINUTE
    )
)


@given(st.lists(spans, max_size=12))
def test_a_timetable_never_holds_two_sessions_at_one_time(wished: list[Span]) -> None:
    with acting(CONTEXT):
        timetable = Timetable.open(LI)
        for number, span in enumerate(wished):
            clashes = [one for one in timetable.spans.values() if one.overlaps(span)]
            try:
                timetable.reserve(UUID(int=number), span)
            except errors.TimesClash:
                assert clashes
            else:
                assert [] == clashes
    kept = sorted(timetable.spans.values(), key=lambda one: one.starts_at)

    assert all(one.ends_at <= other.starts_at for one, other in pairwise(kept))


def test_a_session_may_take_its_own_time_anew_and_a_freed_time_is_free() -> None:
    span = Span(starts_at=TUESDAY, ends_at=TUESDAY + HOUR)
    later = Span(starts_at=TUESDAY + HOUR / 2, ends_at=TUESDAY + 2 * HOUR)
    with acting(CONTEXT):
        timetable = Timetable.open(LI)
        timetable.reserve(UUID(int=1), span)
        timetable.reserve(UUID(int=1), span)
        timetable.reserve(UUID(int=1), later)
        with pytest.raises(errors.TimesClash):
            timetable.reserve(UUID(int=2), span)
        timetable.release(UUID(int=1))
        timetable.release(UUID(int=1))
        timetable.reserve(UUID(int=2), span)

    assert {UUID(int=2): span} == timetable.spans
    assert 5 == len(timetable.pending_events)


@given(
    begins=st.integers(0, 7 * 24 * 4).map(lambda n: MONDAY + n * 15 * MINUTE),
    minutes=st.integers(1, 600),
)
def test_rest_time_is_every_minute_at_which_the_site_is_closed(
    begins: datetime, minutes: int
) -> None:
    closed = [n for n in range(minutes) if not CALENDAR.is_open(begins + n * MINUTE)]

    assert len(closed) == rest_minutes(CALENDAR, begins, begins + minutes * MINUTE)


def test_a_begun_minute_counts_and_without_a_calendar_nobody_can_tell() -> None:
    noon = datetime(2020, 1, 6, 4, 0, tzinfo=UTC)

    assert 1 == rest_minutes(CALENDAR, noon - HOUR, noon + timedelta(seconds=1))
    assert rest_minutes(None, noon, noon + HOUR) is None
