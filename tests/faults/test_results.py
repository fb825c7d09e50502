"""The table says of each row what was found in it, and beneath it what does not fit in."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console

from tests.faults.__main__ import told
from tests.faults.evidence import Finding
from tests.faults.results import MIB, RowContext, RowResult, percentile, remarks, table_of
from tests.support.shared_servers import SharedServers


def printed(*results: RowResult) -> list[list[str]]:
    """The table's cells by line, head and rule left out."""
    page = StringIO()
    Console(width=240, file=page).print(table_of(results))
    lines = [one for one in page.getvalue().splitlines() if one.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_a_row_shows_what_was_found_how_long_it_took_and_with_which_seeds() -> None:
    result = RowResult(
        "1 before-commit, SQLite",
        injections=50,
        attempts=900,
        findings=[
            Finding("I1", "lost", "sale-1"),
            Finding("I2", "recovered", "sale-2"),
            Finding("I3", "duplicated", "message 3"),
            Finding("I8", "unexpected", "a reader lags"),
        ],
        absorbed=7,
        recovery_seconds=[0.5, 1.5, 3.0],
        peak_memory=120 * MIB,
        seeds=[1, 2, 3],
    )
    expected = "50 900 1 1 7 1 1 1.50 s 3.00 s 120 MiB 1-3"
    (cells,) = printed(result)
    assert ["1 before-commit, SQLite", expected] == [cells[0], " ".join(cells[1:])]
    assert [
        "1 before-commit, SQLite: lost: I1: sale-1",
        "1 before-commit, SQLite: duplicated: I3: message 3",
        "1 before-commit, SQLite: unexpected: I8: a reader lags",
    ] == remarks([result])


def test_a_skipped_row_says_why() -> None:
    result = RowResult("8 disk full", skipped="it needs root")
    assert [["8 disk full", "skipped"]] == [one[:2] for one in printed(result)]
    assert ["8 disk full: skipped: it needs root"] == remarks([result])


def test_notes_stand_beneath_the_table() -> None:
    result = RowResult("4 broker wiped", notes="412 events pulled", seeds=[3, 9])
    assert "3 9" == printed(result)[0][-1]
    assert ["4 broker wiped: 412 events pulled"] == remarks([result])


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(one) for one in range(1, 101)]
    assert (50.0, 99.0) == (percentile(values, 0.5), percentile(values, 0.99))
    assert [4.0, None] == [percentile([4.0], 0.99), percentile([], 0.99)]


def test_a_row_that_breaks_off_is_a_fault_and_the_rest_goes_on(tmp_path: Path) -> None:
    def rows(context: RowContext) -> Iterator[RowResult]:
        yield RowResult("3 broker restarted", injections=3)
        raise RuntimeError("The broker did not come back.")

    context = RowContext(tmp_path, [1], is_long=False, servers=SharedServers(tmp_path, wanted=()))
    first, second = told("row_03", rows, context)
    assert ["3 broker restarted", "row_03"] == [first.row, second.row]
    assert [] == first.faults
    assert ["unexpected"] == [one.kind for one in second.faults]
    assert "did not come back" in second.faults[0].what
