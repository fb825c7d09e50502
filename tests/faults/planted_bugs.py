"""Known bugs, planted one at a time into a copy of the tree: the harness has to catch each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.run_folder import PROJECT

PATCHES = Path(__file__).parent / "planted"

LEFT_OUT = shutil.ignore_patterns(
    ".*", "__pycache__", "build", "dist", "*.egg-info", "data", "benchmarks", "deploy-data"
)
"""What a copy of the tree needs not: environments, caches and data."""

RUNS_WITHIN = 900.0
"""Seconds after which a harness that does not end has caught a bug by that."""

KERNEL_TESTS = (
    "tests/shared/bus",
    "tests/shared/event_store",
    "tests/shared/read_models",
    "tests/shared/web/test_idempotency.py",
)
"""What any patch has to pass beside the simulation."""


class PatchRefused(RuntimeError):
    """The patch does not fit the present tree."""


@dataclass(frozen=True)
class Planted:
    """A known bug, and what catches it.

    Args:
        name: name of its patch.
        seeds: seeds of the simulation that show it.
        case: the deterministic case that shows it where the simulated world has no such part.
        is_quick: whether `make test` has the time for it.
    """

    name: str
    seeds: Sequence[int] = ()
    case: str = ""
    is_quick: bool = False

    @property
    def patch(self) -> Path:
        """The unified diff that plants it."""
        return PATCHES / f"{self.name}.patch"


PLANTED = (
    Planted("01-acknowledged-before-commit", seeds=range(1, 31), is_quick=True),
    Planted("02-position-saved-before-confirm", seeds=range(1, 31), is_quick=True),
    Planted(
        "03-tail-without-the-lock",
        case="tests/shared/event_store/test_postgres_order.py::TestOrder"
        "::test_a_second_writer_waits_while_the_lower_position_is_open",
    ),
    Planted("04-dedup-outside-the-transaction", seeds=range(1, 31)),
    Planted("05-ordered-by-the-clock", seeds=range(1, 31)),
    Planted("06-published-before-commit", seeds=range(1, 31)),
    Planted("07-gap-not-pulled", seeds=range(1, 31), is_quick=True),
    Planted("08-retried-at-the-back-of-the-queue", seeds=range(1, 31), is_quick=True),
    Planted(
        "09-batch-position-by-less-than",
        case="tests/shared/bus/test_following.py"
        "::test_a_stalled_depot_whose_batch_was_taken_in_part_counts_nothing_twice[sqlite]",
    ),
    Planted(
        "10-every-integrity-error-a-duplicate",
        case="tests/faults/simulation/test_races.py"
        "::test_a_reaction_that_lost_a_race_with_a_command_is_carried_out_all_the_same",
    ),
    Planted("11-fork-not-seen", seeds=range(1, 31)),
    Planted(
        "12-cancelled-while-holding-messages",
        case="tests/shared/bus/test_rabbitmq.py"
        "::test_a_second_consumer_goes_on_in_order_where_the_first_has_closed",
    ),
)


def run_all(bugs: Sequence[Planted] = PLANTED) -> list[tuple[str, str | None]]:
    """Plants each bug by itself, as many at once as there are processors.

    Returns:
        Its name, and the checker or case that caught it; None if nothing did.
    """
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(zip([one.name for one in bugs], threads.map(caught_by, bugs), strict=True))


def summary(results: Sequence[tuple[str, str | None]]) -> str:
    """What became of the planted bugs, one a line, and how many were caught."""
    lines = [f"{name}: {caught or 'NOT CAUGHT'}" for name, caught in results]
    count = sum(caught is not None for _, caught in results)
    return "\n".join((*lines, f"caught / planted: {count} / {len(results)}"))


def run_patch(patch: Path, *, seeds: Sequence[int] = range(1, 31)) -> str | None:
    """Runs the simulation and the kernel's own tests over any patch; what caught it, if any."""
    with _tree_with(patch) as tree:
        return _simulate(tree, seeds) or _test(tree, KERNEL_TESTS)


def caught_by(bug: Planted) -> str | None:
    """Plants a bug and runs what is to show it."""
    with _tree_with(bug.patch) as tree:
        return _simulate(tree, bug.seeds) if bug.seeds else _test(tree, [bug.case])


def run_clean(seeds: Sequence[int]) -> str | None:
    """The same with nothing planted; None, or the harness cries wolf."""
    with _tree_with(None) as tree:
        return _simulate(tree, seeds)


def check_applies(patch: Path) -> None:
    """Raises `PatchRefused` unless the patch fits the present tree."""
    _patch(PROJECT, patch, "--dry-run")


@contextmanager
def _tree_with(patch: Path | None) -> Iterator[Path]:
    with TemporaryDirectory(prefix="planted-") as folder:
        tree = Path(shutil.copytree(PROJECT, Path(folder) / "tree", ignore=LEFT_OUT))
        if patch is not None:
            _patch(tree, patch)
        yield tree


def _patch(tree: Path, patch: Path, *options: str) -> None:
    command = ["patch", "-p1", "--forward", "--batch", *options, "-i", str(patch.resolve())]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PatchRefused(f"{patch.name} does not apply: {done.stdout}")


def _simulate(tree: Path, seeds: Sequence[int]) -> str | None:
    """The first finding of the simulation."""
    done = _run(tree, "tests.faults.simulation", *map(str, seeds))
    if done is None:
        return "simulation (it never ends)"
    if done.returncode == 0:
        return None
    found = re.search(r"^ +(\w+: I\d): ", done.stdout, re.MULTILINE)
    seed = re.search(r"^seed (\d+); ", done.stdout, re.MULTILINE)
    if found is None or seed is None:
        return f"simulation ({(done.stderr.strip().splitlines() or ['?'])[-1]})"
    kind, _, invariant = found.group(1).partition(": ")
    return f"{invariant} ({kind}) in the simulation, seed {seed.group(1)}"


def _test(tree: Path, cases: Sequence[str]) -> str | None:
    """The first test that fails."""
    done = _run(tree, "pytest", "-q", "-x", "-p", "no:cacheprovider", *cases)
    if done is None:
        return "tests (they never end)"
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    if done.returncode not in (0, 1) or (done.returncode == 1 and failed is None):
        raise RuntimeError(f"The tests did not run: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return None if failed is None else failed.group(1)


def _run(tree: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """Runs a module over the copy; None if it does not end."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    try:
        return subprocess.run(
            command,
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=RUNS_WITHIN,
        )
    except subprocess.TimeoutExpired:
        return None
