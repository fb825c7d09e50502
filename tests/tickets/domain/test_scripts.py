from decimal import Decimal
from uuid import UUID

import pytest

from services.tickets.domain.rate_comparison import (
    ArmCount,
    compare_rates,
    difference_interval,
    needed_per_arm,
    wilson_interval,
)
from services.tickets.domain.script import Script, Texts
from services.tickets.domain.script_errors import (
    DraftPending,
    ReleasedByItsAuthor,
    ScriptTestInvalid,
    ScriptTestOver,
    ScriptVersionNotFound,
    ScriptVersionStateWrong,
)
from services.tickets.domain.script_test import ComparisonPlan, ScriptOutcome, ScriptTest
from tests.support.tickets import LI, ZHAO, at

SCRIPT, TEST = UUID(int=10), UUID(int=11)
TEXTS = Texts(zh="您好", en="Hello")
OTHER = Texts(zh="您好，我是小李", en="Hello, this is Li")
FOUR = Decimal("0.0001")


def drafted() -> Script:
    script = Script.begin(script_id=SCRIPT, name="回访开场", purpose="follow_up")
    script.draft_version(TEXTS, by=LI)
    return script


def with_two_releases() -> Script:
    script = drafted()
    script.release_version(1, by=ZHAO)
    script.draft_version(OTHER, by=LI)
    script.release_version(2, by=ZHAO)
    return script


def comparison(**facts: object) -> ComparisonPlan:
    given = {
        "script_id": SCRIPT,
        "version_a": 1,
        "version_b": 2,
        "percent_b": 50,
        "successes": ("agreed",),
        "base_rate": "0.10",
        "smallest_difference": "0.05",
        **facts,
    }
    return ComparisonPlan(**given)  # type: ignore[arg-type]


def started(script: Script | None = None, **facts: object) -> ScriptTest:
    plan = comparison(**facts)
    return ScriptTest.start(plan, test_id=TEST, script=script or with_two_releases(), seed="a-seed")


def test_a_version_goes_from_draft_to_release_to_retirement() -> None:
    with at():
        script = drafted()
        assert script.current is None
        script.revise_draft(1, OTHER, by=LI)
        script.release_version(1, by=ZHAO)
        assert script.current is not None
        assert (1, OTHER) == (script.current.number, script.current.texts)
        with pytest.raises(ScriptVersionStateWrong):
            script.revise_draft(1, TEXTS, by=LI)
        script.retire_version(1)
        assert script.current is None
        with pytest.raises(ScriptVersionStateWrong):
            script.retire_version(1)


def test_whoever_wrote_a_version_last_does_not_release_it() -> None:
    with at():
        script = drafted()
        with pytest.raises(ReleasedByItsAuthor):
            script.release_version(1, by=LI)
        script.revise_draft(1, OTHER, by=ZHAO)
        with pytest.raises(ReleasedByItsAuthor):
            script.release_version(1, by=ZHAO)
        script.release_version(1, by=LI)


def test_one_draft_is_worked_on_at_a_time_and_the_same_words_change_nothing() -> None:
    with at():
        script = drafted()
        script.collect_events()
        with pytest.raises(DraftPending):
            script.draft_version(OTHER, by=LI)
        script.revise_draft(1, TEXTS, by=ZHAO)
        assert () == tuple(script.collect_events())
        with pytest.raises(ScriptVersionNotFound):
            script.release_version(2, by=ZHAO)


def test_a_test_compares_two_released_versions() -> None:
    with at():
        script = drafted()
        script.release_version(1, by=ZHAO)
        script.draft_version(OTHER, by=LI)
        with pytest.raises(ScriptVersionStateWrong):
            started(script)
        with pytest.raises(ScriptTestInvalid):
            started(version_b=1)


@pytest.mark.parametrize(
    "facts",
    [
        {"base_rate": "much"},
        {"base_rate": "0"},
        {"smallest_difference": "0"},
        {"base_rate": "0.98"},
        {"base_rate": "NaN"},
    ],
)
def test_rates_that_are_none_are_refused(facts: dict[str, str]) -> None:
    with at(), pytest.raises(ScriptTestInvalid):
        started(**facts)


def test_who_hears_which_version_is_always_the_same_and_shared_as_planned() -> None:
    with at():
        test = started(percent_b=30)
        subjects = [UUID(int=number) for number in range(2000)]
        arms = [test.arm_of(one) for one in subjects]

        assert arms == [test.arm_of(one) for one in subjects]
        assert 560 <= arms.count("b") <= 640


def test_an_outcome_counts_for_the_arm_of_its_subject_and_none_after_the_end() -> None:
    with at():
        test = started()
        outcome = ScriptOutcome.record(test, subject_id=LI, disposition="agreed")
        assert (test.arm_of(LI), True) == (outcome.arm, outcome.is_success)
        assert not ScriptOutcome.record(test, subject_id=ZHAO, disposition="no").is_success
        few = ArmCount(outcomes=3, successes=1)
        test.end(few, few)
        assert test.result is not None
        assert "not_enough_data" == test.result.verdict
        with pytest.raises(ScriptTestOver):
            ScriptOutcome.record(test, subject_id=LI, disposition="agreed")
        with pytest.raises(ScriptTestOver):
            test.end(few, few)


@pytest.mark.parametrize(
    ("b", "a", "lower", "upper"),
    [
        ((56, 70), (48, 80), "0.0524", "0.3339"),
        ((9, 10), (3, 10), "0.1705", "0.8090"),
        ((6, 7), (2, 7), "0.0582", "0.8062"),
        ((5, 56), (0, 29), "-0.0381", "0.1926"),
        ((0, 10), (0, 20), "-0.1611", "0.2775"),
        ((0, 10), (0, 10), "-0.2775", "0.2775"),
        ((10, 10), (0, 20), "0.6791", "1.0000"),
        ((10, 10), (0, 10), "0.6075", "1.0000"),
    ],
)
def test_the_interval_is_the_one_of_the_published_examples(
    b: tuple[int, int], a: tuple[int, int], lower: str, upper: str
) -> None:
    arms = [ArmCount(outcomes=total, successes=good) for good, total in (a, b)]

    found = [str(one.quantize(FOUR)) for one in difference_interval(*arms)]

    assert [lower, upper] == found


def test_the_interval_of_one_rate_is_wilsons() -> None:
    low, high = wilson_interval(ArmCount(outcomes=263, successes=81))

    assert ("0.2553", "0.3662") == (str(low.quantize(FOUR)), str(high.quantize(FOUR)))


def test_the_needed_number_is_the_one_of_the_tables() -> None:
    found = needed_per_arm(base_rate=Decimal("0.1"), smallest_difference=Decimal("0.05"))
    assert 686 == found


@pytest.mark.parametrize(
    ("successes_b", "verdict"),
    [(160, "b_better"), (100, "no_difference_shown"), (50, "a_better")],
)
def test_a_verdict_is_given_when_there_are_enough_data(successes_b: int, verdict: str) -> None:
    a, b = ArmCount(outcomes=1000, successes=100), ArmCount(outcomes=1000, successes=successes_b)

    assert verdict == compare_rates(a, b, needed_per_arm=1000).verdict
    assert "not_enough_data" == compare_rates(a, b, needed_per_arm=1001).verdict


def test_without_an_outcome_anything_is_possible() -> None:
    found = compare_rates(ArmCount(), ArmCount(outcomes=5, successes=5), needed_per_arm=10)

    assert ("0.0000", "1.0000", "-1.0000", "1.0000", False) == (
        found.rate_a,
        found.rate_b,
        found.lower,
        found.upper,
        found.has_enough_data,
    )
