"""A test of two released versions of a script against each other [A/B 测试] (TK-4)."""

from __future__ import annotations

import hashlib
from decimal import Decimal, InvalidOperation
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.rate_comparison import ArmCount, Comparison, compare_rates
from services.tickets.domain.rate_comparison import needed_per_arm as needed_for
from services.tickets.domain.script import Script
from services.tickets.domain.script_errors import ScriptTestInvalid, ScriptTestOver
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

A = "a"
B = "b"

_PERCENT = 100


class ComparisonPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared and when it is decided; fixed before the first outcome.

    Args:
        script_id: the script.
        version_a: released version that is said so far.
        version_b: released version that challenges it.
        percent_b: share of contacts that hear version b, 1 to 99.
        successes: disposition codes that count as success.
        base_rate: success rate expected of version a, a decimal string.
        smallest_difference: difference of rates worth knowing, a decimal string.
    """

    script_id: UUID
    version_a: int
    version_b: int
    percent_b: int
    successes: tuple[str, ...]
    base_rate: str
    smallest_difference: str


class ScriptTest(Aggregate):
    """One test. Who hears which version follows from the seed alone, however often it is asked."""

    TOPIC = "tickets.script_test"

    class Created(Aggregate.Created):
        TOPIC = "tickets.script_test.started"
        plan: ComparisonPlan
        seed: str
        needed_per_arm: int

    def __init__(self, plan: ComparisonPlan, seed: str, needed_per_arm: int) -> None:
        self.plan = plan
        self.seed = seed
        self.needed_per_arm = needed_per_arm
        self.result: Comparison | None = None

    @classmethod
    def start(cls, plan: ComparisonPlan, *, test_id: UUID, script: Script, seed: str) -> Self:
        """Starts a test.

        Args:
            plan: what is compared.
            test_id: its id.
            script: the script of the plan.
            seed: decides who hears which version.

        Raises:
            ScriptTestInvalid: the versions are one, or the rates are none.
            ScriptVersionStateWrong: a version is not released.
        """
        if plan.version_a == plan.version_b:
            raise _invalid("version_b", "must be another version.", "必须是另一个版本。")
        script.check_released(plan.version_a)
        script.check_released(plan.version_b)
        base, difference = _rates(plan)
        needed = needed_for(base_rate=base, smallest_difference=difference)
        return cls._create(cls.Created, id=test_id, plan=plan, seed=seed, needed_per_arm=needed)

    @property
    def is_running(self) -> bool:
        """Whether outcomes are still taken."""
        return self.result is None

    def arm_of(self, subject_id: UUID) -> str:
        """Which arm a contact or customer belongs to, always the same."""
        drawn = hashlib.sha256(f"{self.seed}|{subject_id}".encode()).digest()
        share = int.from_bytes(drawn[:8], "big") * _PERCENT >> 64
        return B if share < self.plan.percent_b else A

    def version_for(self, arm: str) -> int:
        """The version that an arm hears."""
        return self.plan.version_b if arm == B else self.plan.version_a

    def check_running(self) -> None:
        """Refuses what comes after the end."""
        if not self.is_running:
            raise ScriptTestOver

    def compared(self, a: ArmCount, b: ArmCount) -> Comparison:
        """The result as it stands, or as it stood at the end."""
        return self.result or compare_rates(a, b, needed_per_arm=self.needed_per_arm)

    def end(self, a: ArmCount, b: ArmCount) -> None:
        """Ends the test; the result is kept with the numbers that it was made of."""
        self.check_running()
        self._end(result=self.compared(a, b))

    @event("Ended", topic="tickets.script_test.ended")
    def _end(self, result: Comparison) -> None:
        self.result = result


class ScriptOutcome(Aggregate):
    """What one contact or customer came to in a test; each counts once."""

    TOPIC = "tickets.script_outcome"

    class Created(Aggregate.Created):
        TOPIC = "tickets.script_outcome.recorded"
        test_id: UUID
        subject_id: UUID
        arm: str
        script_version: int
        disposition: str
        is_success: bool

    def __init__(
        self,
        *,
        test_id: UUID,
        subject_id: UUID,
        arm: str,
        script_version: int,
        disposition: str,
        is_success: bool,
    ) -> None:
        self.test_id = test_id
        self.subject_id = subject_id
        self.arm = arm
        self.script_version = script_version
        self.disposition = disposition
        self.is_success = is_success

    @staticmethod
    def id_for(test_id: UUID, subject_id: UUID) -> UUID:
        """The one id of a contact's or customer's outcome in a test."""
        return id_of("script_outcome", test_id, subject_id)

    @classmethod
    def record(cls, test: ScriptTest, *, subject_id: UUID, disposition: str) -> Self:
        """Records an outcome of a running test.

        Raises:
            ScriptTestOver: it has ended.
        """
        test.check_running()
        arm = test.arm_of(subject_id)
        return cls._create(
            cls.Created,
            id=cls.id_for(test.id, subject_id),
            test_id=test.id,
            subject_id=subject_id,
            arm=arm,
            script_version=test.version_for(arm),
            disposition=disposition,
            is_success=disposition in test.plan.successes,
        )


def _rates(plan: ComparisonPlan) -> tuple[Decimal, Decimal]:
    try:
        base, difference = Decimal(plan.base_rate), Decimal(plan.smallest_difference)
        is_possible = 0 < base < 1 and difference > 0 and base + difference < 1
    except InvalidOperation as refusal:
        raise _invalid("base_rate", "must be a decimal number.", "必须为小数。") from refusal
    if not is_possible:
        raise _invalid(
            "smallest_difference",
            "must be over 0, and the rate with it between 0 and 1.",
            "必须大于 0，且基准率与其之和小于 1。",
        )
    return base, difference


def _invalid(field: str, en: str, zh: str) -> ScriptTestInvalid:
    return ScriptTestInvalid(fields=(FieldError(field, en, zh),))
