"""What `loopdesk verify` proves of a service: invariants I3, I4 and I5, while it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.operations.effects import Breach, check_effects
from services.operations.replay_comparison import compare_with_replay
from shared.bus.requests import Report, Work
from shared.bus.transport import ProducerLog
from shared.bus.works import source_of
from shared.service import Service

LogOf = Callable[[str], ProducerLog]

TOLD = 20
"""Breaches that an answer names; it also says how many there are."""


class NotAsPromised(RuntimeError):
    """Something is lost, there twice, out of order or not as replayed; the message says what."""


def works_of(service: Service, log_of: LogOf) -> Mapping[str, Work]:
    """What the bus process does for `loopdesk verify`.

    Args:
        service: the service.
        log_of: opens the log of a producer that it follows.
    """

    def verify(_arguments: Mapping[str, Any], report: Report) -> str:
        return verify_service(service, log_of, report=report)

    return {"verify": verify}


def verify_service(service: Service, log_of: LogOf, *, report: Report) -> str:
    """Proves I3 to I5 of one service; returns in words what was proven.

    Raises:
        NotAsPromised: something is not as it must be.
        TransportFailed: a producer cannot be reached.
    """
    found = breaches_of_effects(service, log_of, report=report)
    found += breaches_of_read_models(service, log_of, report=report)
    if found:
        named = " ".join(f"{one.invariant} {one.kind}: {one.what}" for one in found[:TOLD])
        raise NotAsPromised(f"{len(found)} found. {named}")
    proven = f"{len(service.read_models)} read models equal a fresh replay"
    if service.reactions:
        proven += ", messages had their effects once and in order"
    return proven


def breaches_of_effects(service: Service, log_of: LogOf, *, report: Report) -> list[Breach]:
    """All that breaks I3 and I4: what the service took, and where its readers stand."""
    found: list[Breach] = []
    for producer in service.reactions:
        effects = check_effects(service.store, producer=producer, log=log_of(producer))
        report(f"reactions/{producer}: {effects.messages} messages")
        found += effects.breaches
    for model in service.read_models:
        place = model.database.place_of(model.name)
        if model.source == service.name:
            is_held = place.through <= service.store.recorder.last_position()
        else:
            is_held = log_of(model.source).read_events(after=place).holds_after
        if not is_held:
            what = f"{model.name} stands at {place.through}, which {model.source} does not hold."
            found.append(Breach("I3", "unexpected", what))
    return found


def breaches_of_read_models(service: Service, log_of: LogOf, *, report: Report) -> list[Breach]:
    """All that breaks I5: the read models that a fresh replay makes otherwise."""
    found: list[Breach] = []
    for model in service.read_models:
        replayed = compare_with_replay(model, source_of(model, service, log_of))
        report(f"{model.name}: {replayed.rows} rows through {replayed.through}")
        if not replayed.is_equal:
            what = f"{model.name} does not equal a fresh replay through {replayed.through}."
            found.append(Breach("I5", "unexpected", what))
    return found
