"""Keeps what services log out of the output of tests that send thousands of requests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def without_logs(*, below: int = logging.CRITICAL) -> Iterator[None]:
    """Leaves out what is said within; by default, of faults too.

    Args:
        below: the lowest level of `logging` that is shown.
    """
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(below))
    try:
        yield
    finally:
        structlog.configure(**before)
