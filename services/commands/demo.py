"""`loopdesk demo`: plays a real day of a centre on an installation of its own and proves it."""

from __future__ import annotations

import signal
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console

from services.demo.arrivals import NoSuchDay
from services.demo.show import Options, Show
from services.demo.stage import NotSettled
from services.operations.processes import ProcessFailed
from shared.settings import BadSettings

WIDTH = 120
"""Columns of the report, on any terminal: equal runs print the same."""


class _Scale(click.ParamType[str]):
    """A share of the day's contacts, over 0 and at most 1."""

    name = "share"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        try:
            share = Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is no decimal number such as 0.05.")
        if not 0 < share <= 1:
            self.fail(f"{value} is not between 0 and 1.")
        return f"{share:f}"


@click.command()
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2003-03-03",
    show_default=True,
    help="A weekday from 2003-03-03 to 2003-10-24.",
)
@click.option("--scale", type=_Scale(), default="0.05", show_default=True, help="Of the contacts.")
@click.option("--seed", default="1", show_default=True, help="Another seed, another day.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="An empty folder that is kept; a temporary one by default.",
)
@click.option("--until", type=click.DateTime(["%H:%M"]), help="End of the contacts, such as 12:00.")
@click.option("--database-url", default="", help="PostgreSQL, with {service} for each own role.")
@click.option("--amqp-url", default="", help="RabbitMQ, with {service} for each own user.")
def demo(
    *,
    day: datetime,
    scale: str,
    seed: str,
    data_dir: Path | None,
    until: datetime | None,
    database_url: str,
    amqp_url: str,
) -> None:
    """演示一天。Play a real day of a centre and print what happened, checked against the events.

    With the URLs the passwords lie in LOOPDESK_SECRETS_DIR, as for every installation.
    """
    if data_dir is not None and data_dir.exists() and any(data_dir.iterdir()):
        raise click.BadParameter(f"{data_dir} is not empty.", param_hint="--data-dir")
    options = Options(
        day=day.date(),
        scale=scale,
        seed=seed,
        data_dir=data_dir,
        until=until.time() if until else None,
        database_url=database_url,
        amqp_url=amqp_url,
    )
    # Told to stop, it stops its processes too.
    signal.signal(signal.SIGTERM, _stop)
    show = Show(options, console=Console(width=WIDTH), progress=Console(stderr=True))
    try:
        is_equal = show.run()
    except (BadSettings, NoSuchDay, NotSettled, ProcessFailed) as failure:
        raise click.ClickException(str(failure)) from failure
    if not is_equal:
        raise click.ClickException("A figure differs from the events; see the lines above.")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)
