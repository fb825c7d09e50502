"""Which version of a rule set is in force."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from shared.errors import Invalid
from shared.rules import RuleBook
from shared.rules.book import NoRuleInForce, RuleAlreadyRecorded
from tests.shared.rules.conftest import NOW, Limits, TriedRules


def day(number: int) -> datetime:
    return datetime(2026, 12, number, tzinfo=UTC)


def book_with(*versions: tuple[int, int]) -> TriedRules:
    """A book with versions of (tries, day of effect)."""
    book = TriedRules.open("limits")
    for tries, since in versions:
        enter(book, tries, since)
    book.collect_events()
    return book


def enter(book: TriedRules, tries: int, since: int) -> None:
    book.add_version(
        {"tries": tries, "minutes": 15},
        effective_from=day(since),
        source="entered",
        reason="agreed",
    )


def test_a_version_is_recorded_with_its_hash_and_reason() -> None:
    book = TriedRules.open("limits")
    enter(book, 5, 1)
    added = book.collect_events()[-1]
    assert "tried.rules.version_added" == added.TOPIC
    assert (1, "entered", "agreed") == (added.number, added.source, added.reason)
    assert 64 == len(added.content_hash)
    assert NOW == book.versions[0].added_at


def test_the_latest_to_take_effect_is_in_force() -> None:
    book = book_with((5, 1), (3, 10))
    assert [1, 1, 2, 2] == [book.in_force(day(n)).version for n in (1, 9, 10, 20)]


def test_a_back_dated_version_counts_until_the_next_takes_effect() -> None:
    book = book_with((5, 1), (3, 10), (4, 5))
    assert [1, 3, 2] == [book.in_force(day(n)).version for n in (4, 6, 12)]


def test_of_two_that_take_effect_together_the_later_entered_counts() -> None:
    book = book_with((5, 1), (3, 10), (4, 10))
    assert 3 == book.in_force(day(11)).version


def test_what_was_not_known_then_can_be_left_out() -> None:
    book = book_with((5, 1))
    with pytest.raises(NoRuleInForce, match="limits"):
        book.in_force(day(3), known=datetime(2026, 10, 1, tzinfo=UTC))
    assert 1 == book.in_force(day(3), known=NOW).version


def test_nothing_is_in_force_before_the_first() -> None:
    with pytest.raises(NoRuleInForce):
        book_with((5, 2)).in_force(day(1))


def test_the_same_content_is_not_recorded_twice_in_a_row() -> None:
    book = book_with((5, 1))
    with pytest.raises(RuleAlreadyRecorded):
        enter(book, 5, 3)
    assert [] == book.collect_events()


def test_an_earlier_content_may_return() -> None:
    book = book_with((5, 1), (3, 5))
    enter(book, 5, 10)
    assert 3 == book.in_force(day(11)).version


@pytest.mark.parametrize(
    "content",
    [
        {"tries": 5},
        {"tries": "five", "minutes": 15},
        {"tries": 5, "minutes": 15, "colour": "red"},
        {"tries": 5.0, "minutes": 15},
    ],
    ids=["missing", "wrong kind", "unknown", "float"],
)
def test_content_that_does_not_fill_its_shape_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        TriedRules.open("limits").add_version(
            content, effective_from=day(1), source="entered", reason="agreed"
        )
    assert ["content"] == [one.field for one in refusal.value.fields]


def test_floats_are_refused_in_a_rule_set_without_shape() -> None:
    with pytest.raises(Invalid):
        TriedRules.open("free").add_version(
            {"share": 0.5}, effective_from=day(1), source="entered", reason="agreed"
        )


def test_an_entered_version_needs_a_reason() -> None:
    with pytest.raises(Invalid) as refusal:
        TriedRules.open("limits").add_version(
            {"tries": 5, "minutes": 1}, effective_from=day(1), source="entered", reason=" "
        )
    assert ["reason"] == [one.field for one in refusal.value.fields]


def test_a_version_is_read_as_its_shape() -> None:
    assert Limits(tries=5, minutes=15) == book_with((5, 1)).in_force(day(1)).read_as(Limits)


def test_decimals_are_kept_as_text() -> None:
    book = TriedRules.open("free")
    book.add_version(
        {"share": Decimal("0.50")}, effective_from=day(1), source="entered", reason="agreed"
    )
    assert {"share": "0.50"} == book.versions[0].content


def test_each_service_has_topics_of_its_own() -> None:
    class OtherRules(RuleBook):
        TOPIC = "other.rules"

    assert "other.rules.opened" == OtherRules.Created.TOPIC
    assert "tried.rules.opened" == TriedRules.Created.TOPIC
    assert OtherRules.id_for("limits") != TriedRules.id_for("limits")
