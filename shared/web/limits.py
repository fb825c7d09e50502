"""How often something may be asked: token buckets in the memory of one process.

Each web process counts for itself, so an installation with several allows several times as much.
The real clock counts, whatever the platform's clock shows.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from shared.web.refusals import TooManyRequests

_MOST_BUCKETS = 100_000
"""Buckets kept; the one unused for longest makes room for a new one."""


@dataclass(frozen=True)
class Limit:
    """A documented limit.

    Args:
        name: what is limited, such as `login-by-account`.
        burst: requests that may come at once.
        per_minute: requests that may follow, each minute.
    """

    name: str
    burst: int
    per_minute: int


class RateLimiter:
    """Counts requests by limit and key.

    Args:
        seconds: a clock that only moves forward, in seconds.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def count(self, limit: Limit, *, key: str) -> None:
        """Counts one request of `key` (an account, an address, a client).

        Raises:
            TooManyRequests: the limit is used up; it says after how many seconds to come back.
        """
        refill = limit.per_minute / 60
        with self._guard:
            now = self._seconds()
            left, since = self._buckets.pop((limit.name, key), (float(limit.burst), now))
            left = min(float(limit.burst), left + (now - since) * refill)
            is_allowed = left >= 1
            self._buckets[limit.name, key] = (left - 1 if is_allowed else left, now)
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        if not is_allowed:
            raise TooManyRequests(retry_after=math.ceil((1 - left) / refill))
