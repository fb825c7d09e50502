"""Buckets, rates and percentiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain import figures
from services.tickets.domain.figures import Sums, average, bucket_of, percentile_bound, rate


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0, "30"), (30, "30"), (31, "60"), (604800, "604800"), (604801, "longer")],
)
def test_a_duration_lies_in_the_first_bucket_that_holds_it(seconds: int, bucket: str) -> None:
    assert bucket == bucket_of(seconds)


@given(st.lists(st.integers(0, 2_000_000), min_size=1), st.integers(1, 100))
def test_a_percentile_read_from_buckets_is_an_upper_bound(durations: list[int], share: int) -> None:
    counts: dict[str, int] = {}
    for one in durations:
        counts[bucket_of(one)] = counts.get(bucket_of(one), 0) + 1
    place = -(-share * len(durations) // 100)
    exact = sorted(durations)[place - 1]

    assert bucket_of(exact) == percentile_bound(counts, share)


def test_of_nothing_there_is_no_rate_average_or_percentile() -> None:
    assert (None, None, None) == (rate(0, 0), average(0, 0), percentile_bound({}, 50))


def test_rates_are_decimals_with_four_places() -> None:
    assert ("0.3333", "1.0000") == (rate(1, 3), rate(2, 2))


def test_a_group_is_summed_up() -> None:
    sums = Sums.none()
    for measure, detail, count, seconds in (
        (figures.OPENED, "", 4, 0),
        (figures.TRANSFERRED, "", 1, 0),
        (figures.ESCALATED, "1", 2, 0),
        (figures.RESOLVED, "first_contact", 2, 0),
        (figures.REOPENED, "asked_for", 1, 0),
        (figures.FIRST_RESPONSE, "30", 2, 50),
        (figures.JUDGED, "first_contact", 1, 0),
        (figures.JUDGED, "repeated", 3, 0),
    ):
        sums.add(measure, detail, count, seconds)
    summary = sums.summary()

    assert (4, 25, None) == (
        summary["opened"],
        summary["first_response_seconds"],
        summary["resolution_seconds"],
    )
    assert ("0.2500", "0.5000", "0.5000", "0.2500") == (
        summary["hand_on_rate"],
        summary["escalation_rate"],
        summary["reopen_rate"],
        summary["first_contact_rate"],
    )
