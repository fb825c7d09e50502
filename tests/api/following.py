"""Brings read models and reactions of all services up to date, without a bus process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.bus.envelope import Translator
from shared.bus.follower import Follower, Reader
from shared.bus.log_reader import LogReader
from shared.bus.reactions import ReactionReader
from shared.platform import Platform
from shared.read_models.readers import ForeignReader, OwnReaders
from shared.service import Service


def bring_up_to_date(services: Sequence[Service], platform: Platform) -> None:
    """Returns when no service has anything left to read, of itself or of another one."""
    logs = {one.name: _log_of(one) for one in services}
    ends: list[int] = []
    while ends != (ends := [one.store.recorder.last_position() for one in services]):
        for service in services:
            _project_own(service)
            _follow_others(service, logs, platform)
    stopped = {
        one.name: service.read_database.stopped_by(one.name)
        for service in services
        for one in service.read_models
    }
    assert set(stopped.values()) == {None}, stopped


def _log_of(service: Service) -> LogReader:
    translator = Translator(service.publications, service.store.mapper, stream="loopdesk.events")
    return LogReader(service.store, translator)


def _project_own(service: Service) -> None:
    for model in service.read_models:
        if model.source == service.name:
            reader = OwnReaders([model], service.store)
            while reader.step():
                pass


def _follow_others(service: Service, logs: Mapping[str, LogReader], platform: Platform) -> None:
    for producer in service.producers:
        readers: list[Reader] = [
            ForeignReader(one) for one in service.read_models if one.source == producer
        ]
        if producer in service.reactions:
            reactions = service.reactions[producer]
            readers.append(
                ReactionReader(
                    service.store,
                    producer=producer,
                    reactions=reactions,
                    clock=platform.clock,
                    ids=platform.ids,
                )
            )
        assert Follower(producer, readers, logs[producer]).catch_up()
