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
from shared.read_models.verify import compare_with_replay
from shared.service import Service


class ReadModelsDiffer(RuntimeError):
    """Read models do not equal a fresh replay of their events; their names are the message."""


class OperatorWorks:
    """Rebuilding, comparing and running what is parked.

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
        return {"rebuild": self.rebuild, "run-parked": self.run_parked, "verify": self.verify}

    def verify(self, arguments: Mapping[str, Any], report: Report) -> str:
        """Compares every read model with a fresh replay.

        Raises:
            ReadModelsDiffer: some do not equal theirs.
        """
        different = []
        for model in self._service.read_models:
            found = compare_with_replay(model, self._source_of(model))
            report(f"{model.name}: {found.rows} rows through {found.through}")
            if not found.is_equal:
                different.append(model.name)
        if different:
            raise ReadModelsDiffer(", ".join(different))
        return f"{len(self._service.read_models)} read models equal a fresh replay"

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
            changes += rebuild(model, self._source_of(model), progress=progress)
        return f"{len(chosen)} read models, {changes} row changes"

    def run_parked(self, arguments: Mapping[str, Any], report: Report) -> str:
        """Runs or drops the parked messages that are marked."""
        done = sum(reader.run_marked() for reader in self._reactions.values())
        left = len(ParkingLot(self._service.store).messages())
        return f"{done} left the parking lot, {left} wait"

    def _source_of(self, model: ReadModel) -> Source:
        if model.source == self._service.name:
            store = self._service.store
            topics = [one for one in model.projections if one in store.mapper.topics]
            return own_source(store, topics=topics)
        return foreign_source(self._log_of(model.source))


def _tell(report: Report, name: str, position: int) -> None:
    report(f"{name}: {position}")
