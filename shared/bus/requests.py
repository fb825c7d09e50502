"""What an operator asks the bus process to do: rows that it finds, works off and answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog

from shared.clock import Clock, iso
from shared.errors import NotFound, Unavailable
from shared.event_store import EventStore, SideRow, SideRowConflict, compare_and_set, insert

_log = structlog.get_logger(__name__)

REQUESTS = "requests"

Report = Callable[[str], None]
Work = Callable[[Mapping[str, Any], Report], str]
"""Does what was asked with these arguments, reports progress, and returns the result in words."""


@dataclass(frozen=True)
class RequestState:
    """How far a request has come.

    Args:
        key: name of its row.
        what: what was asked for.
        state: `asked`, `running`, `done` or `failed`.
        progress: the last word on its way.
        result: the answer, once done or failed.
    """

    key: str
    what: str
    state: str
    progress: str
    result: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed")


def ask(store: EventStore, what: str, **arguments: Any) -> str:
    """Leaves a request for the bus process; returns its key."""
    key = str(uuid4())
    content = {
        "what": what,
        "arguments": arguments,
        "state": "asked",
        "progress": "",
        "result": "",
        "asked_at": iso(store.recorder.database_time()),
    }
    store.save(beside=[insert(REQUESTS, key, content)])
    return key


def state_of_request(store: EventStore, key: str) -> RequestState:
    """How far a request has come.

    Raises:
        NotFound: there is none of this key.
    """
    row = store.side_row(REQUESTS, key)
    if row is None:
        raise NotFound(what="request", key=key)
    content = row.content
    return RequestState(
        key, content["what"], content["state"], content["progress"], content["result"]
    )


def await_request(
    store: EventStore, key: str, *, within: float, shown: Callable[[RequestState], None]
) -> RequestState:
    """Waits for the answer and shows each change on the way.

    Raises:
        Unavailable: no bus process has answered in time.
    """
    deadline = time.monotonic() + within
    last = None
    while True:
        state = state_of_request(store, key)
        if state != last:
            shown(state)
            last = state
        if state.is_over:
            return state
        if time.monotonic() > deadline:
            raise Unavailable(what=f"bus process of {store.service}")
        time.sleep(0.01)


class RequestDesk:
    """Works off the requests to one service.

    Args:
        store: the service's log.
        works: by name, what may be asked for.
        clock: the process's clock.
    """

    def __init__(self, store: EventStore, works: Mapping[str, Work], clock: Clock) -> None:
        self._store = store
        self._works = works
        self._clock = clock

    def work_off(self) -> int:
        """Does all that was asked and that no other process has taken; returns how many."""
        done = 0
        for row in self._store.recorder.side_rows(REQUESTS):
            if row.content["state"] == "asked":
                done += self._take(row)
        return done

    def _take(self, row: SideRow) -> int:
        running = {**row.content, "state": "running"}
        try:
            self._put(row.key, running, expected=row.content)
        except SideRowConflict:
            return 0
        state, result = self._do(row.key, running)
        current = self._store.side_row(REQUESTS, row.key)
        if current is not None:
            over = {**current.content, "state": state, "result": result}
            self._put(row.key, over, expected=current.content)
        return 1

    def _do(self, key: str, content: dict[str, Any]) -> tuple[str, str]:
        work = self._works.get(content["what"])
        if work is None:
            return "failed", f"Nobody here knows how to do {content['what']}."

        def report(progress: str) -> None:
            row = self._store.side_row(REQUESTS, key)
            if row is not None:
                self._put(key, {**row.content, "progress": progress}, expected=row.content)

        try:
            return "done", work(content["arguments"], report)
        except Exception as trouble:  # noqa: BLE001 (the asker gets it as the answer)
            _log.exception("request-failed", what=content["what"])
            return "failed", repr(trouble)

    def _put(self, key: str, content: dict[str, Any], *, expected: dict[str, Any]) -> None:
        self._store.save(beside=[compare_and_set(REQUESTS, key, content, expected=expected)])
