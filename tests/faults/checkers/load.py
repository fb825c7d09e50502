"""I9: whatever load comes, memory is bounded and what cannot be served is refused clearly."""

from __future__ import annotations

from shared.errors import Conflict, DomainError, Stale, Unavailable
from shared.event_store.recorder import ClockAhead
from shared.sealed.errors import KeyStoreUnavailable
from shared.web.refusals import TooManyRequests
from tests.faults.evidence import Evidence, Finding

CLEAR: tuple[type[DomainError], ...] = (
    ClockAhead,
    Conflict,
    KeyStoreUnavailable,
    Stale,
    TooManyRequests,
    Unavailable,
)
"""Refusals that tell a client to try again."""


def load_is_borne(evidence: Evidence) -> list[Finding]:
    """I9: no process outgrew its limit, and each refusal said why; I1 finds what was dropped."""
    limit = evidence.memory_limit
    found = [
        _unexpected(f"A process took {peak} bytes; {limit} are allowed.")
        for peak in evidence.peak_memory
        if limit is not None and peak > limit
    ]
    for code in sorted(set(evidence.refusals) - {one.code for one in CLEAR}):
        times = evidence.refusals.count(code)
        found.append(_unexpected(f"{times} refusals said {code!r}, which tells no client to wait."))
    return found


def _unexpected(what: str) -> Finding:
    return Finding("I9", "unexpected", what)
