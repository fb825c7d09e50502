"""What a row of the fault matrix is given, what it hands back, and the table of all rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich import box
from rich.table import Table

from tests.faults.evidence import Finding, FindingKind
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import remove_servers
from tests.support.servers import PrivateRabbitMQ
from tests.support.shared_servers import SharedServers

MIB = 1024 * 1024


@dataclass(frozen=True)
class RowContext:
    """What a row runs on; the command and the tests make it alike.

    Args:
        folder: the run's folder; what a row makes below it goes with the run.
        seeds: one run of the row for each.
        is_long: whether it may take its time.
        servers: the run's PostgreSQL and RabbitMQ, started when first asked for.
    """

    folder: Path
    seeds: Sequence[int]
    is_long: bool
    servers: SharedServers

    @contextmanager
    def rabbitmq_node(
        self, *, definitions: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> Iterator[PrivateRabbitMQ]:
        """A started node of the row's own, to break it; it is gone afterwards."""
        ensure_keeper(self.folder)
        node = PrivateRabbitMQ(
            make_run_folder(self.folder), definitions=definitions, settings=settings
        )
        try:
            node.start()
            yield node
        finally:
            remove_servers(node.folder)


@dataclass
class RowResult:
    """What became of one row.

    Args:
        row: number and name, as printed.
        injections: faults brought about.
        attempts: commands sent.
        findings: what the checkers found, over all seeds.
        absorbed: deliveries that were dropped as duplicates.
        recovery_seconds: one for each injection after which catching up was timed.
        peak_memory: bytes of its largest process.
        seeds: the seeds that it ran with.
        notes: figures and what else there is to say, on one line.
        skipped: why it did not run.
    """

    row: str
    injections: int = 0
    attempts: int = 0
    findings: list[Finding] = field(default_factory=list)
    absorbed: int = 0
    recovery_seconds: list[float] = field(default_factory=list)
    peak_memory: int = 0
    seeds: list[int] = field(default_factory=list)
    notes: str = ""
    skipped: str | None = None

    @property
    def faults(self) -> list[Finding]:
        """The findings that must not be."""
        return [one for one in self.findings if one.is_fault]

    def count(self, kind: FindingKind) -> int:
        """How many findings are of this kind."""
        return sum(one.kind == kind for one in self.findings)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that `share` of all do not exceed; None of none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def table_of(results: Iterable[RowResult]) -> Table:
    """All rows as one table."""
    table = Table(box=box.MARKDOWN)
    table.add_column("row", overflow="fold")
    for heading in (
        "injections",
        "commands",
        "lost",
        "duplicated effects",
        "duplicates absorbed",
        "unexpected",
        "recovered",
        "recovery p50",
        "recovery p99",
        "peak memory",
        "seeds",
    ):
        table.add_column(heading, justify="right")
    for one in results:
        table.add_row(*(_cells(one) if one.skipped is None else (one.row, "skipped")))
    return table


def remarks(results: Iterable[RowResult]) -> list[str]:
    """What does not fit into the table: findings one by one, reasons of skips, notes."""
    said = []
    for one in results:
        said += [
            f"{one.row}: {found.kind}: {found.invariant}: {found.what}" for found in one.faults
        ]
        if one.skipped is not None:
            said.append(f"{one.row}: skipped: {one.skipped}")
        elif one.notes:
            said.append(f"{one.row}: {one.notes}")
    return said


def _cells(result: RowResult) -> tuple[str, ...]:
    return (
        result.row,
        str(result.injections),
        str(result.attempts),
        str(result.count("lost")),
        str(result.count("duplicated")),
        str(result.absorbed),
        str(result.count("unexpected")),
        str(result.count("recovered")),
        _seconds(percentile(result.recovery_seconds, 0.5)),
        _seconds(percentile(result.recovery_seconds, 0.99)),
        f"{result.peak_memory / MIB:.0f} MiB" if result.peak_memory else "-",
        _seeds(result.seeds),
    )


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} s"


def _seeds(seeds: Sequence[int]) -> str:
    """Neighbours as a range: `1-50`."""
    if not seeds:
        return "-"
    if list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))) and len(seeds) > 1:
        return f"{seeds[0]}-{seeds[-1]}"
    if len(seeds) > 6:
        return f"{len(seeds)} of {min(seeds)}..{max(seeds)}"
    return " ".join(map(str, seeds))
