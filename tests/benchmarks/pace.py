"""Even paces: something happens so often a second, however long each time takes."""

import threading
import time
from collections.abc import Iterator


def paced(count: int, *, rate: float) -> Iterator[int]:
    """Yields 0 to `count` - 1 at the times that an even `rate` (a second) gives.

    A late one does not shift those after it, so that waiting shows in what is measured.
    """
    nobody = threading.Event()
    started_at = time.monotonic()
    for number in range(count):
        early = started_at + number / rate - time.monotonic()
        if early > 0:
            nobody.wait(early)
        yield number
