"""The invariants, one function each: from a run that is over to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.faults.checkers.commands import (
    no_acknowledged_command_is_lost,
    no_command_is_half_applied,
)
from tests.faults.checkers.load import load_is_borne
from tests.faults.checkers.messages import (
    effects_keep_their_order,
    messages_take_effect_once,
    read_models_equal_a_replay,
)
from tests.faults.checkers.recovery import everything_recovers
from tests.faults.evidence import Evidence, Finding

__all__ = [
    "INVARIANTS",
    "check",
    "check_running",
    "effects_keep_their_order",
    "everything_recovers",
    "load_is_borne",
    "messages_take_effect_once",
    "no_acknowledged_command_is_lost",
    "no_command_is_half_applied",
    "read_models_equal_a_replay",
]

LOOKS_AT_LAGS = 3

INVARIANTS: Mapping[str, Callable[[Evidence], list[Finding]]] = {
    "I1": no_acknowledged_command_is_lost,
    "I2": no_command_is_half_applied,
    "I3": messages_take_effect_once,
    "I4": effects_keep_their_order,
    "I5": read_models_equal_a_replay,
    "I8": everything_recovers,
    "I9": load_is_borne,
}


def check(evidence: Evidence) -> list[Finding]:
    """Everything that any invariant has to say about the run."""
    return [found for checker in INVARIANTS.values() for found in checker(evidence)]


def check_running(evidence: Evidence, *, settle: Callable[[], None]) -> list[Finding]:
    """Like `check`, for an installation that runs on: its timers may write at any moment.

    What only lags is looked at again when all is quiet again.

    Args:
        evidence: what the run has left so far.
        settle: waits until all is quiet.
    """
    found = [one for one in check(evidence) if one.invariant != "I8"]
    late: list[Finding] = []
    for _ in range(LOOKS_AT_LAGS):
        settle()
        late = everything_recovers(evidence)
        if not late:
            break
    return [*found, *late]
