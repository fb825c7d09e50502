import pytest

from services.tickets.domain.compliment import Compliment
from services.tickets.domain.errors import NotACompliment, TicketNotReferred
from services.tickets.domain.referral import Destination, Referral
from tests.support.tickets import LI, MONDAY, about, at, new_events, sealed, without_events


def running_referral() -> Referral:
    with at():
        return without_events(
            Referral.make(
                about(),
                ordinal=1,
                destination=Destination(department="risk"),
                reason=sealed("they know"),
            )
        )


def test_progress_is_tracked_until_the_result() -> None:
    referral = running_referral()
    with at():
        referral.record_progress(sealed("looking"), at=MONDAY)
        referral.give_result(sealed("found"))

    assert ["ProgressRecorded", "ResultGiven"] == new_events(referral)
    assert sealed("found") == referral.result


def test_after_the_result_nothing_more_is_recorded() -> None:
    referral = running_referral()
    with at():
        referral.give_result(sealed("found"))
    with at(), pytest.raises(TicketNotReferred):
        referral.record_progress(sealed(), at=MONDAY)
    with at(), pytest.raises(TicketNotReferred):
        referral.give_result(sealed())


def test_a_compliment_counts_for_the_agent_whom_it_praises() -> None:
    with at():
        compliment = Compliment.record(about(kind="compliment"), praised_employee_id=LI)

    assert LI == compliment.praised_employee_id
    assert Compliment.id_for(about().ticket_id) == compliment.id


def test_only_compliments_praise_anybody() -> None:
    with at(), pytest.raises(NotACompliment):
        Compliment.record(about(kind="inquiry"), praised_employee_id=LI)
