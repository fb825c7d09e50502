"""Wakes what waits for new records on PostgreSQL: by NOTIFY."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import psycopg


class NotifyListener:
    """Listens to the NOTIFY of the logs on PostgreSQL; beside it everyone polls each second.

    Args:
        url: PostgreSQL URL.
        wakes: by service, what to wake with the log's last position, or to look for itself.
    """

    def __init__(self, url: str, wakes: Mapping[str, Callable[[int | None], None]]) -> None:
        self._url = url
        self._wakes = wakes
        self._stopped = threading.Event()

    def run(self) -> None:
        """Listens until `stop` is called, connecting anew whenever the database was away."""
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.OperationalError:
                self._stopped.wait(1.0)

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped.set()

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            channels = {f"loopdesk_{service}": wake for service, wake in self._wakes.items()}
            for channel, wake in channels.items():
                connection.execute(f'LISTEN "{channel}"')
                wake(None)
            while not self._stopped.is_set():
                for notice in connection.notifies(timeout=1.0):
                    channels[notice.channel](int(notice.payload))
