"""A quarter is one of a year in which there was or will be a centre."""

from __future__ import annotations

import pytest

from services.training.domain.course_review import QUARTER


@pytest.mark.parametrize("written", ["2020-Q1", "1999-Q4", "2999-Q4"])
def test_quarters_are_written_by_year(written: str) -> None:
    assert QUARTER.fullmatch(written)


@pytest.mark.parametrize("written", ["0000-Q1", "9999-Q4", "2020-Q5", "2020-1"])
def test_what_is_no_quarter_that_can_be_reckoned_with_is_none(written: str) -> None:
    assert QUARTER.fullmatch(written) is None
