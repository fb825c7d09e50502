"""What an operator may ask of the bus process about one service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from shared.bus.parking import ParkingLot
from shared.bus.reactions import ReactionReader
from shared.bus.requests import Report, Work
from shared.bus.transport import ProducerLog
from shared.errors import NotFound
from shared.read_models import ReadModel
from shared.read_models.rebuild import Source, foreign_source, own_source, rebuild
from shared.service import Service


class OperatorWorks:
    """Rebuilding, and running what is parked.

    Args:
        service: the service.
        log_of: opens the log of a producer that it follows.
        reactions: its reactions by producer.
    """

    def __init__(
        self,
        service: Service,
        log_of: Callable[[str], ProducerLog],
        reactions: Mapping[str, ReactionReader],
    ) -> None:
        self._service = service
        self._log_of = log_of
        self._reactions = reactions

    def by_name(self) -> dict[str, Work]:
        """The works under the names by which they are asked for."""
        return {"rebuild": self.rebuild, "run-parked": self.run_parked}

    def rebuild(self, arguments: Mapping[str, Any], report: Report) -> str:
        """Builds `read_model` anew, or all if that is empty.

        Raises:
            NotFound: there is no such read model.
        """
        chosen = [
            model
            for model in self._service.read_models
            if arguments["read_model"] in ("", model.name)
        ]
        if not chosen:
            raise NotFound(what="read model", key=arguments["read_model"])
        changes = 0
        for model in chosen:
            progress = partial(_tell, report, model.name)
            source = source_of(model, self._service, self._log_of)
            changes += rebuild(model, source, progress=progress)
        return f"{len(chosen)} read models, {changes} row changes"

    def run_parked(self, arguments: Mapping[str, Any], report: Report) -> str:
        """Runs or drops the parked messages that are marked."""
        done = sum(reader.run_marked() for reader in self._reactions.values())
        left = len(ParkingLot(self._service.store).messages())
        return f"{done} left the parking lot, {left} wait"


def source_of(model: ReadModel, service: Service, log_of: Callable[[str], ProducerLog]) -> Source:
    """Where the events of a read model of `service` come from."""
    if model.source == service.name:
        topics = [one for one in model.projections if one in service.store.mapper.topics]
        return own_source(service.store, topics=topics)
    return foreign_source(log_of(model.source))


def _tell(report: Report, name: str, position: int) -> None:
    report(f"{name}: {position}")
