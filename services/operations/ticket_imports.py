"""Takes the tickets of an earlier system over into an installation, from a file on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services.tickets.application.import_files import rows_in
from services.tickets.application.imports import ImportReport
from services.tickets.service import TicketsService
from shared.context import Context, acting
from shared.platform import Platform


def import_tickets(
    platform: Platform,
    path: Path,
    *,
    format_: str,
    is_rehearsal: bool = False,
    progress: Callable[[ImportReport], None] = lambda _: None,
) -> ImportReport:
    """Takes the tickets of a file over.

    Args:
        platform: the infrastructure of the installation.
        path: the file.
        format_: `zammad`, `zendesk` or `csv`.
        is_rehearsal: whether it only reports what it would do.
        progress: told after each batch.

    Raises:
        NotAnExport: it is no such file.
    """
    desk = TicketsService(platform)
    context = Context(
        occurred_at=platform.clock.now(),
        actor="service:tickets",
        kind="service",
        channel="cli",
        reason=f"import {path.name}",
        ids=platform.ids(f"import/{path.name}"),
    )
    try:
        with acting(context):
            return desk.use_cases.imports.take_over(
                rows_in(path, format_),
                format_=format_,
                is_rehearsal=is_rehearsal,
                progress=progress,
            )
    finally:
        desk.store.recorder.close()
        desk.read_database.close()
        desk.keys.close()
