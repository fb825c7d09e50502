"""Runs the benchmarks: `python -m tests.benchmarks [--only NAME] [--quick] [--out FILE]`."""

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from tests.benchmarks.readme import refresh
from tests.benchmarks.results import Figure, machine_facts, show, write
from tests.benchmarks.sampling import stopwatch
from tests.benchmarks.workbench import Workbench
from tests.support.run_folder import PROJECT

NAMES = (
    "idle",
    "decoding",
    "saves",
    "posting",
    "sitting",
    "visibility",
    "draining",
    "paging",
    "finding",
    "rebuilding",
    "importing",
)
"""The benchmarks in the order in which they run; each is a module with `measure(bench)`."""


def main() -> None:
    """Runs what was asked for, prints the table and writes the file."""
    chosen = _arguments()
    bench = Workbench(is_quick=chosen.quick)
    measured: dict[str, Sequence[Figure]] = {}
    try:
        with stopwatch() as watch:
            for name in chosen.only or NAMES:
                measured[name] = _figures_of(name, bench)
                if path := _file_to_write(chosen):
                    machine = {**machine_facts(), **bench.server_versions()}
                    content = write(path, {name: measured[name]}, machine=machine)
                    if path == PROJECT / "bench.json":
                        refresh(content)
        show([one for figures in measured.values() for one in figures])
        print(f"All in {watch.seconds / 60:.1f} minutes.")
    finally:
        bench.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=NAMES, help="run only this one; repeatable"
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes: to see that all runs, not how fast"
    )
    parser.add_argument("--out", type=Path, help="file for the figures; bench.json unless --quick")
    return parser.parse_args()


def _file_to_write(chosen: argparse.Namespace) -> Path | None:
    """Figures of small sizes never take the place of measured ones."""
    if chosen.out is not None:
        return Path(chosen.out)
    return None if chosen.quick else PROJECT / "bench.json"


def _figures_of(name: str, bench: Workbench) -> Sequence[Figure]:
    measure: Callable[[Workbench], Sequence[Figure]]
    measure = import_module(f"tests.benchmarks.{name}").measure
    print(f"{name}: {(measure.__doc__ or '').strip()}", flush=True)
    with stopwatch() as watch:
        figures = measure(bench)
    for one in figures:
        print(f"  {one}")
    print(f"  took {watch.seconds:.0f} s", flush=True)
    return figures


if __name__ == "__main__":
    main()
