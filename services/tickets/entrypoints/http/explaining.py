"""Why an SLA clock stands where it stands: its lines as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.tickets.application.sla import ReadClock
from services.tickets.domain import sla
from services.tickets.domain.terms import STATES_ZH
from services.tickets.entrypoints.http.rendering import clock
from shared.clock import iso

_SENTENCES = {
    sla.RUNS: {
        "en": "The ticket was {state}; every second counted: {seconds} s.",
        "zh": "工单状态为{state}，全部计时：{seconds} 秒。",
    },
    sla.RUNS_IN_BUSINESS_TIME: {
        "en": "The ticket was {state}; only opening hours counted: {seconds} s.",
        "zh": "工单状态为{state}，仅计营业时间：{seconds} 秒。",
    },
    sla.PAUSED: {
        "en": "The ticket was {state}, which pauses this clock: {seconds} s did not count.",
        "zh": "工单状态为{state}，该状态暂停计时：{seconds} 秒不计。",
    },
}


def explained(read: ReadClock, *, language: str) -> dict[str, Any]:
    """A clock with its policies and lines.

    Args:
        read: the clock and its reading.
        language: BCP 47 tag of the reader's language.
    """
    return {
        **clock(read),
        "policies": [
            {
                "since": iso(one.since),
                "rules_version": one.rules_version,
                "calendar_version": one.calendar_version,
                "target_seconds": one.policy.target_seconds,
                "at_risk_seconds": one.policy.at_risk_seconds,
                "business_time": one.policy.business_time,
                "pauses": list(one.policy.pauses),
            }
            for one in read.clock.applied
        ],
        "lines": list(_lines(read, language=language)),
    }


def _lines(read: ReadClock, *, language: str) -> Iterator[dict[str, Any]]:
    counted = 0
    for one in read.reading.lines:
        counted += one.seconds if one.counts else 0
        is_chinese = language.lower().startswith("zh")
        sentence = _SENTENCES[one.why]["zh" if is_chinese else "en"]
        state = STATES_ZH[one.state] if is_chinese else one.state
        yield {
            "from_at": iso(one.from_at),
            "to_at": iso(one.to_at),
            "state": one.state,
            "counts": one.counts,
            "seconds": one.seconds,
            "counted_until_then": counted,
            "why": one.why,
            "sentence": sentence.format(state=state, seconds=one.seconds),
        }
