"""A feed is found by its newest link alone, of which only a keyed hash lies in the log."""

from uuid import UUID

import pytest

from services.training.domain import calendar_feed_errors as errors
from services.training.service import TrainingService
from shared.errors import NotAllowed, Stale
from tests.support.parts import message, tell
from tests.support.training import LI, ZHAO
from tests.training.conftest import ActAs


def token_of(school: TrainingService) -> str:
    feeds = school.use_cases.calendar_feeds
    address = feeds.address_of(feeds.see_calendar_feed())
    assert address is not None
    return address.rpartition("/")[2]


def test_a_link_opens_its_owners_sessions_until_it_is_replaced(
    school: TrainingService, as_employee: ActAs
) -> None:
    feeds = school.use_cases.calendar_feeds
    with as_employee(LI):
        feed_id = feeds.open_calendar_feed().id
        first = token_of(school)
        assert LI == feeds.owner_of(first)
        with pytest.raises(errors.CalendarFeedAlreadyOpened):
            feeds.open_calendar_feed()
        feeds.replace_calendar_link(feed_id, expected_version=1)
        with pytest.raises(Stale):
            feeds.replace_calendar_link(feed_id, expected_version=1)
        second = token_of(school)
        for wrong in (first, "guess", ""):
            with pytest.raises(errors.CalendarLinkUnknown):
                feeds.owner_of(wrong)

        assert LI == feeds.owner_of(second)
        assert 43 == len(second)


def test_a_closed_feed_opens_nothing_until_it_has_another_link(
    school: TrainingService, as_employee: ActAs
) -> None:
    feeds = school.use_cases.calendar_feeds
    with as_employee(LI):
        with pytest.raises(errors.CalendarFeedNotFound):
            feeds.see_calendar_feed()
        feed_id = feeds.open_calendar_feed().id
        former = token_of(school)
        feeds.close_calendar_feed(feed_id)
        with pytest.raises(errors.CalendarFeedClosed):
            feeds.close_calendar_feed(feed_id)
        with pytest.raises(errors.CalendarLinkUnknown):
            feeds.owner_of(former)
        assert feeds.address_of(feeds.see_calendar_feed()) is None
        feeds.replace_calendar_link(feed_id)

        assert LI == feeds.owner_of(token_of(school))


def test_it_is_ones_own_and_of_no_use_after_one_has_left(
    school: TrainingService, as_employee: ActAs
) -> None:
    feeds = school.use_cases.calendar_feeds
    with as_employee(LI):
        feed_id = feeds.open_calendar_feed().id
        token = token_of(school)
    with as_employee(ZHAO), pytest.raises(errors.CalendarFeedNotFound):
        feeds.replace_calendar_link(feed_id)
    with as_employee(ZHAO, frozenset()), pytest.raises(NotAllowed):
        feeds.open_calendar_feed()
    tell(school.models.staff, message("people.employee_left", {"employee_id": str(LI)}))
    with as_employee(ZHAO), pytest.raises(errors.CalendarLinkUnknown):
        feeds.owner_of(token)


def test_the_link_lies_nowhere_in_clear(school: TrainingService, as_employee: ActAs) -> None:
    with as_employee(LI):
        feed_id = school.use_cases.calendar_feeds.open_calendar_feed().id
        token = token_of(school)
    folder = school.store.recorder
    records = folder.select_records(after=0, limit=1000)

    assert isinstance(feed_id, UUID)
    assert all(token.encode() not in one.state for one in records)
    assert school.store.side_row("calendar_links", token) is None
