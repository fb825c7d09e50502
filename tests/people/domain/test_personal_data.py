"""Forms of names and addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.people.domain.personal_data import normal_email, normal_name, normal_phone
from shared.errors import Invalid


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (normal_name, "  李  雷 ", "李 雷"),
        (normal_phone, "+86 138-0000-0000", "+8613800000000"),
        (normal_phone, "（０２１）６１２３４５６", "0216123456"),
        (normal_phone, " ", None),
        (normal_phone, None, None),
        (normal_email, " Lei.Li@Example.COM ", "Lei.Li@example.com"),
        (normal_email, "", None),
    ],
)
def test_what_people_type_gets_its_one_form(
    read: Callable[[str | None], str | None], typed: str | None, kept: str | None
) -> None:
    assert kept == read(typed)


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (normal_name, " "),
        (normal_name, "x" * 101),
        (normal_name, "a\x07b"),
        (normal_phone, "call me"),
        (normal_phone, "12"),
        (normal_email, "lei.li"),
        (normal_email, "a b@example.com"),
        (normal_email, f"{'x' * 250}@example.com"),
    ],
)
def test_what_is_none_is_refused(read: Callable[[str], str | None], typed: str) -> None:
    with pytest.raises(Invalid):
        read(typed)
