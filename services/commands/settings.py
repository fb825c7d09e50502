"""Settings for a command: read once, or one clear message and exit 2."""

from __future__ import annotations

import click

from shared.settings import BadSettings, Settings, read_settings


def settings_or_exit() -> Settings:
    """The settings of this process.

    Raises:
        UsageError: a setting is missing or wrong; the message names it.
    """
    try:
        return read_settings()
    except BadSettings as refusal:
        raise click.UsageError(str(refusal)) from refusal
