"""I1 and I2: what was acknowledged is there, and everything else is there wholly or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from tests.faults.checkers.logs import ReadLog, saves
from tests.faults.evidence import Attempt, Evidence, Finding

Topics = tuple[str, ...]

ENOUGH = 10
"""Acknowledged commands of a kind from which on they tell what a whole one may look like."""


def no_acknowledged_command_is_lost(evidence: Evidence) -> list[Finding]:
    """I1: each acknowledged command has its entity, an event and its receipt in the log."""
    logs = _logs_of(evidence)
    found = [one for log in logs.values() for one in _holes(log)]
    for attempt in evidence.attempts:
        if attempt.outcome == "acknowledged" and not _may_have_vanished(attempt, evidence):
            found += _lost_of(attempt, logs[attempt.service])
    return found


def no_command_is_half_applied(evidence: Evidence) -> list[Finding]:
    """I2: a command has all its events with its receipt or none; a refused one has none."""
    logs = _logs_of(evidence)
    whole = _whole_commands(evidence, logs)
    found: list[Finding] = []
    for attempt in evidence.attempts:
        found += _parts_of(attempt, logs[attempt.service], whole=whole.get(attempt.kind, ()))
    return found


def vanished_commands(evidence: Evidence) -> list[Attempt]:
    """What was acknowledged after the backup that its service was restored to, and is gone."""
    logs = _logs_of(evidence)
    return [
        one
        for one in evidence.attempts
        if one.outcome == "acknowledged"
        and _may_have_vanished(one, evidence)
        and any(_lost_of(one, logs[one.service]))
    ]


def _logs_of(evidence: Evidence) -> dict[str, ReadLog]:
    names = {one.service for one in evidence.attempts}
    return {name: ReadLog(evidence.services[name].store) for name in sorted(names)}


def _whole_commands(
    evidence: Evidence, logs: Mapping[str, ReadLog]
) -> dict[str, Collection[Topics]]:
    """By kind, what acknowledged commands have caused, where there are enough of them."""
    seen: dict[str, Counter[Topics]] = {}
    for attempt in evidence.attempts:
        events = logs[attempt.service].events_of(attempt)
        if attempt.outcome == "acknowledged" and events:
            topics = tuple(one.topic for one in events)
            seen.setdefault(attempt.kind, Counter())[topics] += 1
    return {kind: counts for kind, counts in seen.items() if counts.total() >= ENOUGH}


def _may_have_vanished(attempt: Attempt, evidence: Evidence) -> bool:
    restored_to = evidence.vanished.get(attempt.service)
    if restored_to is None:
        return False
    return attempt.position is None or attempt.position > restored_to


def _holes(log: ReadLog) -> Iterator[Finding]:
    """Positions and versions follow each other without gaps, or an event is gone."""
    versions: dict[UUID, int] = {}
    last = 0
    for one in log.events:
        if one.position != last + 1:
            yield _lost(f"{log.service} lacks position {last + 1} to {one.position - 1}.")
        expected = versions.get(one.entity_id, 0) + 1
        if one.version != expected:
            yield _lost(f"{log.service} lacks version {expected} of {one.entity_id}.")
        versions[one.entity_id] = one.version
        last = one.position


def _lost_of(attempt: Attempt, log: ReadLog) -> Iterator[Finding]:
    name = f"{attempt.kind} {attempt.key} in {attempt.service}"
    if not log.events_of(attempt):
        yield _lost(f"{name}: none of its events carries {attempt.correlation_id}.")
    if attempt.entity_id is not None:
        stands_at = log.versions.get(attempt.entity_id, 0)
        if stands_at < (attempt.version or 1):
            what = f"{attempt.entity_id} stands at {stands_at} instead of {attempt.version or 1}"
            yield _lost(f"{name}: {what}.")
    receipt = log.receipt_of(attempt)
    if receipt is None:
        yield _lost(f"{name}: its receipt is gone.")
    elif "/" not in attempt.key and attempt.entity_id not in (None, receipt.entity_id):
        what = f"{name}: answered {attempt.entity_id}, its receipt says {receipt.entity_id}."
        yield Finding("I1", "unexpected", what)


def _parts_of(attempt: Attempt, log: ReadLog, *, whole: Collection[Topics]) -> Iterator[Finding]:
    name = f"{attempt.kind} {attempt.key} in {attempt.service}"
    events = log.events_of(attempt)
    receipt = log.receipt_of(attempt)
    if receipt is not None and log.versions.get(receipt.entity_id, 0) < receipt.version:
        yield _unexpected(f"{name}: it has a receipt without all of its events.")
    if not events:
        return
    topics = tuple(one.topic for one in events)
    parts = saves(events)
    if attempt.outcome == "refused":
        yield _unexpected(f"{name}: refused, yet it caused {', '.join(topics)}.")
    elif receipt is None:
        yield _unexpected(f"{name}: it caused {', '.join(topics)} without a receipt.")
    elif len(parts) > 1 and len(set(parts)) == 1:
        yield Finding("I2", "duplicated", f"{name}: {', '.join(parts[0])} {len(parts)} times.")
    elif attempt.outcome == "unknown" and topics not in whole and _is_part(topics, whole):
        yield _unexpected(f"{name}: it caused no more than {', '.join(topics)}.")
    elif attempt.outcome == "unknown":
        yield Finding("I2", "recovered", f"{name}: it did happen.")


def _is_part(topics: Topics, whole: Collection[Topics]) -> bool:
    """Whether `topics` are how others of their kind begin or end."""
    size = len(topics)
    return any(topics in (one[:size], one[-size:]) for one in whole)


def _lost(what: str) -> Finding:
    return Finding("I1", "lost", what)


def _unexpected(what: str) -> Finding:
    return Finding("I2", "unexpected", what)
