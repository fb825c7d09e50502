from datetime import UTC, datetime, timedelta

import pytest

from services.tickets.domain.campaign import Campaign, Trigger
from services.tickets.domain.do_not_call import DoNotCall
from services.tickets.domain.occasion import day_of_year, days_celebrated_on
from services.tickets.domain.outbound_errors import (
    AlreadyNotToBeCalled,
    CampaignInvalid,
    CampaignOver,
    CampaignStateWrong,
    NotATimeToCall,
    NotOnTheList,
    OccasionInvalid,
)
from services.tickets.domain.outbound_rules import PurposeRule
from shared.calendars import BusinessCalendar
from tests.support.outbound import CALENDAR, CALLING, CAMPAIGN, plan
from tests.support.tickets import CUSTOMER, MONDAY, at

SITE_CALENDAR = BusinessCalendar.from_content(CALENDAR)


def planned(**facts: object) -> Campaign:
    return Campaign.plan_campaign(plan(**facts), campaign_id=CAMPAIGN, at=MONDAY)


def test_a_campaign_is_started_paused_started_again_and_ended() -> None:
    with at():
        campaign = planned()
        with pytest.raises(CampaignStateWrong):
            campaign.pause()
        campaign.start(at=MONDAY)
        campaign.pause()
        with pytest.raises(CampaignStateWrong):
            campaign.check_calls_at(MONDAY)
        campaign.start(at=MONDAY)
        campaign.check_calls_at(MONDAY)
        campaign.end()
        with pytest.raises(CampaignStateWrong):
            campaign.start(at=MONDAY)
        with pytest.raises(CampaignStateWrong):
            campaign.check_takes_targets()


def test_nobody_is_called_outside_the_window_of_the_campaign() -> None:
    with at():
        campaign = planned()
        campaign.start(at=MONDAY)
        for moment in (MONDAY - timedelta(seconds=1), MONDAY + timedelta(days=10)):
            with pytest.raises(CampaignOver):
                campaign.check_calls_at(moment)
        campaign.pause()
        with pytest.raises(CampaignOver):
            campaign.start(at=MONDAY + timedelta(days=10))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"until_at": MONDAY}, "until_at"),
        ({"trigger": Trigger()}, "trigger"),
        ({"trigger": Trigger(occasion="birthday", days_after_resolution=3)}, "trigger"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(facts: dict[str, object], field: str) -> None:
    with at(), pytest.raises(CampaignInvalid) as refused:
        planned(**facts)
    assert [field] == [one.field for one in refused.value.fields]


@pytest.mark.parametrize(
    ("moment", "is_allowed"),
    [
        (datetime(2020, 1, 6, 1, 0, tzinfo=UTC), True),
        (datetime(2020, 1, 6, 0, 59, tzinfo=UTC), False),
        (datetime(2020, 1, 6, 11, 59, tzinfo=UTC), True),
        (datetime(2020, 1, 6, 12, 0, tzinfo=UTC), False),
        (datetime(2020, 1, 10, 3, 0, tzinfo=UTC), False),
    ],
)
def test_customers_are_called_by_the_clock_and_calendar_of_the_site(
    moment: datetime, *, is_allowed: bool
) -> None:
    assert is_allowed == CALLING.allows(moment, calendar=SITE_CALENDAR)
    if not is_allowed:
        with pytest.raises(NotATimeToCall):
            CALLING.check_time(moment, calendar=SITE_CALENDAR)


@pytest.mark.parametrize(
    ("words", "must_be_granted", "standing"),
    [
        ((), True, "missing"),
        ((), False, "not_refused"),
        ((True,), True, "granted"),
        ((True, False), False, "refused"),
    ],
)
def test_a_refusal_in_any_file_of_the_person_counts(
    words: tuple[bool, ...], standing: str, *, must_be_granted: bool
) -> None:
    rule = PurposeRule("x", "某", "x", consent="marketing", must_be_granted=must_be_granted)

    assert standing == rule.standing(words)
    assert "not_needed" == PurposeRule("x", "某", "x", "", must_be_granted=True).standing(words)


def test_a_customer_is_put_on_the_do_not_call_list_once_and_taken_off_it() -> None:
    with at():
        entry = DoNotCall.open(CUSTOMER)
        with pytest.raises(NotOnTheList):
            entry.lift()
        entry.record(cause="asked_otherwise")
        with pytest.raises(AlreadyNotToBeCalled):
            entry.record(cause="asked_otherwise")
        entry.lift()
        assert not entry.is_in_force


@pytest.mark.parametrize("text", ["02-30", "13-01", "1-1", "birthday", "2000-01-01", ""])
def test_what_is_no_day_of_the_year_is_refused(text: str) -> None:
    with pytest.raises(OccasionInvalid):
        day_of_year(text)


def test_who_was_born_on_the_29th_of_february_is_thought_of_on_the_28th() -> None:
    assert "02-29" == day_of_year("02-29")
    assert ("02-28", "02-29") == days_celebrated_on(datetime(2021, 2, 28, tzinfo=UTC).date())
    assert ("02-28",) == days_celebrated_on(datetime(2024, 2, 28, tzinfo=UTC).date())
    assert ("02-29",) == days_celebrated_on(datetime(2024, 2, 29, tzinfo=UTC).date())
