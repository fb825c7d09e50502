"""Runs seeds of the simulation and tells what is wrong: `python -m tests.faults.simulation 1`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.faults.simulation.runs import run_seed


def main(arguments: Sequence[str]) -> int:
    """Runs one seed after another until one finds something; 1 if one does."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.simulation")
    parser.add_argument("seeds", nargs="+", type=int, help="seeds to run, in this order")
    parser.add_argument("--story", action="store_true", help="tell all that happens")
    asked = parser.parse_args(arguments)
    for seed in asked.seeds:
        done = run_seed(seed)
        if asked.story:
            sys.stdout.writelines(f"{line}\n" for line in done.story)
        if done.faulty:
            sys.stdout.write(f"{done.report()}\n")
            return 1
        sys.stdout.write(
            f"seed {seed}: {done.commands} commands, {len(done.faults)} faults,"
            f" {done.absorbed} duplicates absorbed, logs {done.digest[:16]}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
