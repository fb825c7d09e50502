"""Times in their one written form."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.clock import iso

SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2020, 1, 6, 9, tzinfo=SHANGHAI), "2020-01-06T01:00:00.000000Z"),
        (datetime(353, 6, 12, 2, 51, 51, 7, tzinfo=UTC), "0353-06-12T02:51:51.000007Z"),
        (datetime(9999, 12, 31, tzinfo=UTC), "9999-12-31T00:00:00.000000Z"),
    ],
)
def test_a_time_is_written_in_one_form_that_is_read_back(moment: datetime, written: str) -> None:
    assert written == iso(moment)
    assert moment == datetime.fromisoformat(written)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        iso(datetime(2020, 1, 6))
