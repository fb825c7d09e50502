"""The one look of the report's tables."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table


def grid(*columns: str, numbers: Iterable[str] = ()) -> Table:
    """An empty table.

    Args:
        columns: titles of the first columns, the Chinese word first.
        numbers: titles of the columns of numbers that follow.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for one in columns:
        table.add_column(one.replace(" ", "\n", 1))
    for one in numbers:
        table.add_column(one.replace(" ", "\n", 1), justify="right")
    return table


def put(console: Console, title: str, table: Table) -> None:
    """Prints a table below its title, which may be longer than the table is wide."""
    console.print(title, highlight=False)
    console.print(table)
