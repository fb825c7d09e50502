"""I3, I4 and I5: what consumers made of their producers' messages, by the product's own proof."""

from __future__ import annotations

from collections.abc import Callable

from services.operations.effects import Breach
from services.operations.verification import breaches_of_effects, breaches_of_read_models
from shared.bus.envelope import Translator
from shared.bus.log_reader import LogReader
from shared.bus.transport import ProducerLog
from tests.faults.evidence import Evidence, Finding


def messages_take_effect_once(evidence: Evidence) -> list[Finding]:
    """I3: each public event took effect once in every consumer, whatever was parked or refused."""
    return [one for one in _findings_of_effects(evidence) if one.invariant == "I3"]


def effects_keep_their_order(evidence: Evidence) -> list[Finding]:
    """I4: in every consumer the effects for one subject lie in the order of the messages."""
    return [one for one in _findings_of_effects(evidence) if one.invariant == "I4"]


def read_models_equal_a_replay(evidence: Evidence) -> list[Finding]:
    """I5: every read model equals a fresh replay of its events."""
    log_of = _logs_of(evidence)
    return [
        _finding(service.name, one)
        for service in evidence.services.values()
        for one in breaches_of_read_models(service, log_of, report=_nobody)
    ]


def _findings_of_effects(evidence: Evidence) -> list[Finding]:
    log_of = _logs_of(evidence)
    return [
        _finding(service.name, one)
        for service in evidence.services.values()
        for one in breaches_of_effects(service, log_of, report=_nobody)
    ]


def _logs_of(evidence: Evidence) -> Callable[[str], ProducerLog]:
    """Opens the producers' logs where they lie."""

    def open_log(producer: str) -> ProducerLog:
        service = evidence.services[producer]
        mapper = service.store.mapper
        translator = Translator(service.publications, mapper, stream="loopdesk.events")
        return LogReader(service.store, translator)

    return open_log


def _finding(service: str, breach: Breach) -> Finding:
    return Finding(breach.invariant, breach.kind, f"{service}: {breach.what}")


def _nobody(progress: str) -> None:
    """Nobody waits for the progress."""
