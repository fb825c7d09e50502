"""Runs the fault matrix: `make faults`, `make faults-long`, `make faults PATCH=file`.

Ends with 1 when anything was lost, duplicated or unexpected, or a planted bug was not caught.
"""

import argparse
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import structlog
from rich.console import Console

from tests.faults.evidence import Finding
from tests.faults.facts import facts
from tests.faults.results import RowContext, RowResult, remarks, table_of
from tests.faults.starting import starting
from tests.support.run_folder import make_run_folder
from tests.support.server_process import remove_servers
from tests.support.shared_servers import SharedServers

SEEDS = 5
SEEDS_OF_A_LONG_RUN = 50
SIMULATED = 60.0
WIDTH = 240
"""Columns of the table, wherever it is printed."""

Rows = Callable[[RowContext], Iterator[RowResult]]


def main() -> None:
    """Runs what was asked for and prints one table at the end."""
    chosen = _arguments()
    # Every checker opens what it reads, and each opening would be told.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if chosen.patch is not None:
        sys.exit(_try_patch(chosen.patch))
    folder = make_run_folder()
    servers = SharedServers(folder, wanted={"postgres"})
    seeds = range(1, 1 + (chosen.seeds or (SEEDS_OF_A_LONG_RUN if chosen.long else SEEDS)))
    context = RowContext(folder, seeds, is_long=chosen.long, servers=servers)
    started = time.monotonic()
    try:
        planted = [] if chosen.only else _planted_bugs()
        results = [
            result
            for name, rows in _parts(chosen.simulate).items()
            if not chosen.only or any(one in name for one in chosen.only)
            for result in told(name, rows, context)
        ]
        missed = [name for name, caught_by in planted if caught_by is None]
        count = f"{len(planted) - len(missed)} of {len(planted)} caught"
        known = [f"planted bugs: {count if planted else 'not tried'}"]
        known += [f"planted bug {name} was not caught" for name in missed]
        known += [*facts(servers, folder), starting(folder)]
        show(results, known, minutes=(time.monotonic() - started) / 60)
    finally:
        remove_servers(folder)
    sys.exit(1 if missed or any(one.faults for one in results) else 0)


def show(results: Sequence[RowResult], known: Sequence[str], *, minutes: float) -> None:
    """Prints the table, what does not fit into it, and what the figures depend on."""
    console = Console(width=WIDTH, highlight=False)
    console.print()
    console.print(table_of(results))
    for one in (*remarks(results), "", *known, f"All in {minutes:.1f} minutes."):
        console.print(one, markup=False, soft_wrap=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("--long", action="store_true", help=f"{SEEDS_OF_A_LONG_RUN} seeds a point")
    parser.add_argument("--seeds", type=int, help="seeds for each row and crash point")
    parser.add_argument(
        "--simulate", type=float, default=SIMULATED, help="seconds of simulation (60)"
    )
    parser.add_argument(
        "--only",
        action="append",
        help="run only parts whose name holds this, and no planted bugs; repeatable",
    )
    parser.add_argument("--patch", type=Path, help="run the harness over the tree with this patch")
    return parser.parse_args()


def _parts(simulated: float) -> dict[str, Rows]:
    """The parts of the matrix by name, in the order in which they run."""

    def simulation(context: RowContext) -> Iterator[RowResult]:
        run = import_module("tests.faults.simulation.runs").run
        yield run(seconds=simulated, first_seed=context.seeds[0])

    def crash_points(context: RowContext) -> Iterator[RowResult]:
        yield from import_module("tests.faults.crash.crash_runs").rows(context)

    return {"simulation": simulation, "crash": crash_points, **dict(_row_modules())}


def _row_modules() -> Iterator[tuple[str, Rows]]:
    for path in sorted((Path(__file__).parent / "rows").glob("row_*.py")):
        yield path.stem, _row(f"tests.faults.rows.{path.stem}")


def _row(module: str) -> Rows:
    def rows(context: RowContext) -> Iterator[RowResult]:
        yield import_module(module).run(context)

    return rows


def told(name: str, rows: Rows, context: RowContext) -> Iterator[RowResult]:
    """The results of one part, each told as it comes; one that breaks off is a result, too."""
    started = time.monotonic()
    found = rows(context)
    while True:
        try:
            result = next(found, None)
        except Exception as trouble:  # noqa: BLE001 (told, and found unexpected)
            traceback.print_exc()
            what = f"It broke off: {trouble!r}"
            result = RowResult(name, findings=[Finding("run", "unexpected", what)])
        if result is None:
            return
        took = time.monotonic() - started
        verdict = result.skipped or f"{len(result.faults)} faults of {result.injections} injections"
        _say(f"{result.row}: {verdict}, {took:.0f} s")
        for one in result.faults:
            _say(f"  {one.kind}: {one.invariant}: {one.what}")
        started = time.monotonic()
        yield result


def _planted_bugs() -> list[tuple[str, str | None]]:
    """Which of the planted bugs was caught, and by what."""
    bugs = import_module("tests.faults.planted_bugs")
    caught: list[tuple[str, str | None]] = bugs.run_all()
    _say(bugs.summary(caught))
    return caught


def _try_patch(patch: Path) -> int:
    """Runs the harness over the tree with a patch; 1 if it was caught."""
    caught_by = import_module("tests.faults.planted_bugs").run_patch(patch)
    _say(f"{patch}: caught by {caught_by}" if caught_by else f"{patch}: nothing was caught")
    return 1 if caught_by else 0


def _say(text: str) -> None:
    """At once, for whoever watches a run of hours."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
