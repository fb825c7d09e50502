"""Keeps Python's search for cyclic garbage from looking again and again at the code itself.

A process of the platform loads some hundred thousand objects that live as long as it does. While
they are loaded each search finds next to nothing, and afterwards every full search would stop all
threads for a tenth of a second to look at them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 10_000
"""New containers after which the youngest are searched."""


@contextmanager
def loading() -> Iterator[None]:
    """Whatever the block loads stays for good: nothing is searched meanwhile, nor it afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(NEW_OBJECTS)
        gc.enable()
