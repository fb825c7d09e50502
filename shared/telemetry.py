"""What a process tells its operators: logs as JSON lines without personal data, and metrics.

A log line holds numbers and the texts of `KNOWN` names only; any other text is withheld, and of an
exception only its type and place are told, since its message may quote what somebody wrote.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import msgspec
import structlog
from prometheus_client import Counter, Gauge, Histogram

from shared.settings import Settings

KNOWN: Final = re.compile(
    "actor|code|command|consumer|correlation_id|error|event|event_id|follower|kind|level|log|loop"
    "|message|method|new_log|old_log|operation|places|producer|purpose|read_model|sender|service"
    "|source|stream|subject|timer|timestamp|type|what"
)
"""Names whose texts are ids, types and codes of ours, never what a person wrote."""

WITHHELD: Final = "(withheld)"

COMMAND_SECONDS = Histogram(
    "loopdesk_command_duration_seconds",
    "Time from a command's arrival to its answer.",
    ["service", "operation", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
LAG = Gauge(
    "loopdesk_lag_positions",
    "Positions of the producer's log that a consumer has still to take.",
    ["consumer", "producer"],
)
RETRIES = Counter(
    "loopdesk_retries_total",
    "Reactions that failed and were tried again.",
    ["consumer", "producer"],
)
PARKED = Gauge(
    "loopdesk_parked_messages", "Messages that wait for an operator.", ["consumer", "producer"]
)
ABSORBED = Counter(
    "loopdesk_absorbed_messages_total",
    "Deliveries that a reader dropped: it had taken the message before.",
    ["producer", "reader"],
)
PULLED = Counter(
    "loopdesk_pulled_excerpts_total",
    "Excerpts of a producer's log that a reader has asked for.",
    ["producer", "reader"],
)
RETURNED = Counter(
    "loopdesk_returned_messages_total", "Published messages that no queue wanted.", ["service"]
)

_EventDict = MutableMapping[str, Any]


def configure_logging(settings: Settings, *, output: TextIO | None = None) -> None:
    """Sends the logs of this process, and of its libraries, out as JSON lines.

    Args:
        settings: says from which level on.
        output: where to; standard error by default.
    """
    level = logging.getLevelNamesMapping()[settings.log_level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *_LAST_STEPS,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(output or sys.stderr),
    )
    handler = logging.StreamHandler(output or sys.stderr)
    handler.setFormatter(_LibraryFormatter())
    logging.root.handlers = [handler]
    logging.root.setLevel(max(level, logging.INFO))


def places_of(error: BaseException) -> list[str]:
    """Where an exception came from: file, line and function of its last steps."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


class _LibraryFormatter(logging.Formatter):
    """Lines of libraries: the words of the message, without the values put into them."""

    def format(self, record: logging.LogRecord) -> str:
        level = record.levelname.lower()
        line: _EventDict = {"event": str(record.msg), "level": level, "log": record.name}
        if record.exc_info:
            line["exc_info"] = record.exc_info
        for step in _LAST_STEPS:
            line = step(None, "", line)
        return str(line)


def _tell_failure(_logger: Any, _name: str, line: _EventDict) -> _EventDict:
    """Replaces an exception by its type and place."""
    found = line.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        line["places"] = places_of(error)
    return line


def _withhold(_logger: Any, _name: str, line: _EventDict) -> _EventDict:
    """Replaces every text whose name is not known."""
    for name, value in line.items():
        if not KNOWN.fullmatch(name) and not isinstance(value, int | float | None):
            line[name] = WITHHELD
    return line


_LAST_STEPS: Final[list[Any]] = [
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _tell_failure,
    _withhold,
    lambda _logger, _name, line: msgspec.json.encode(line, enc_hook=repr).decode(),
]
