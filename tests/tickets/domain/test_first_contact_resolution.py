from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain.authority import Authority, amounts_stay_within_the_authority
from services.tickets.domain.errors import DecisionAuthorityExceeded
from services.tickets.domain.first_contact import FirstContactResolution
from tests.support.tickets import MONDAY, about, at


def assessed(
    reason_code: str | None = None, repeated_by: UUID | None = None
) -> FirstContactResolution:
    with at():
        return FirstContactResolution.assess(
            about(),
            resolved_at=MONDAY,
            window_days=7,
            reason_code=reason_code,
            repeated_by=repeated_by,
        )


def test_one_contact_and_no_repetition_is_first_contact_resolution() -> None:
    assert assessed().is_first_contact


def test_a_repetition_within_the_window_undoes_it() -> None:
    assert not assessed(repeated_by=UUID(int=4)).is_first_contact


def test_a_reason_code_says_that_one_contact_was_not_enough() -> None:
    assert not assessed(reason_code="process_obstacle").is_first_contact


def test_a_ticket_is_judged_under_one_id() -> None:
    assert FirstContactResolution.id_for(about().ticket_id) == assessed().id


@given(amount=st.integers(0, 10**6), limit=st.integers(0, 10**6))
def test_an_amount_passes_exactly_up_to_the_limit(amount: int, limit: int) -> None:
    authority = (Authority("refund", limit, "CNY"), Authority("refund", 10**9, "USD"))
    try:
        applied = amounts_stay_within_the_authority(
            amount, currency="CNY", decision="refund", authority=authority
        )
    except DecisionAuthorityExceeded:
        assert amount > limit
    else:
        assert (True, limit) == (amount <= limit, applied)


def test_an_authority_without_limit_lets_everything_pass() -> None:
    authority = (Authority("refund", None, None),)

    assert None is amounts_stay_within_the_authority(
        10**12, currency="CNY", decision="refund", authority=authority
    )
