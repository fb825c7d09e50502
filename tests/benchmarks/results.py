"""A figure beside its peer, the table of all figures, and the file that keeps them."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from tests.support.run_folder import PROJECT

Bound = Literal["ratio at least", "value at most", "value exactly"]


@dataclass(frozen=True)
class Target:
    """What a figure should reach.

    Args:
        bound: which number is compared, and how.
        limit: with what.
    """

    bound: Bound
    limit: float

    def is_met_by(self, *, value: float, ratio: float | None) -> bool:
        """Whether the measured numbers keep to it."""
        if self.bound == "ratio at least":
            return ratio is not None and ratio >= self.limit
        return value <= self.limit if self.bound == "value at most" else value == self.limit

    def __str__(self) -> str:
        return f"{self.bound} {self.limit:g}"


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Args:
        name: what was measured.
        unit: of both values.
        rounds: what each round gave; the figure is their median.
        peer: what stands beside it.
        peer_rounds: what its rounds gave, taken in turns with ours.
        target: what should be reached; None where the number only informs.
    """

    name: str
    unit: str
    rounds: Sequence[float]
    peer: str = ""
    peer_rounds: Sequence[float] = ()
    target: Target | None = None

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    @property
    def peer_value(self) -> float | None:
        """The median of the peer's rounds."""
        return median(self.peer_rounds) if self.peer_rounds else None

    @property
    def ratio(self) -> float | None:
        """The value in parts of the peer's."""
        return self.value / self.peer_value if self.peer_value else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached, if there is one."""
        if self.target is None:
            return None
        return self.target.is_met_by(value=self.value, ratio=self.ratio)

    def __str__(self) -> str:
        beside = f" ({self.peer}: {_shown(self.peer_value)})" if self.peer_rounds else ""
        return f"{self.name}: {_shown(self.value)} {self.unit}{beside}"

    def content(self) -> dict[str, Any]:
        """The figure as `bench.json` holds it."""
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": _rounded(self.peer_value),
            "ratio": _rounded(self.ratio),
            "target": str(self.target) if self.target else None,
            "met": self.is_met,
            "rounds": [_rounded(one) for one in self.rounds],
            "peer_rounds": [_rounded(one) for one in self.peer_rounds],
        }


def show(figures: Sequence[Figure]) -> None:
    """Prints the figures as a table."""
    table = Table("figure", "value", "unit", "peer or ceiling", "its value", "ratio", "target", "")
    for one in figures:
        verdict = {None: "", True: "met", False: "missed"}[one.is_met]
        table.add_row(
            one.name,
            _shown(one.value),
            one.unit,
            one.peer,
            _shown(one.peer_value),
            _shown(one.ratio),
            str(one.target or ""),
            verdict,
        )
    Console(width=170).print(table)


def write(
    path: Path, benchmarks: Mapping[str, Sequence[Figure]], *, machine: dict[str, Any]
) -> dict[str, Any]:
    """Writes the figures by benchmark, each with the machine and the commit it was measured on.

    What another run has written of other benchmarks stays.

    Args:
        path: the file.
        benchmarks: by name, the figures as measured.
        machine: what `machine_facts` found.

    Returns:
        All that the file holds now.
    """
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, figures in benchmarks.items():
        content[name] = {**machine, "figures": [one.content() for one in figures]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return content


def machine_facts() -> dict[str, Any]:
    """What the figures depend on."""
    cpus = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [line.split(":")[1].strip() for line in cpus.splitlines() if "model name" in line]
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "commit": _commit(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("eventsourcing", "psycopg", "gunicorn")},
    }


def _commit() -> str:
    """The commit that is checked out; with `+` if files differ from it."""
    described = ["git", "describe", "--always", "--dirty=+", "--abbrev=10"]
    answer = subprocess.run(described, cwd=PROJECT, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
