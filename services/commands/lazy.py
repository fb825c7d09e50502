"""Loads a subcommand's file only when it is called, so that `loopdesk up` stays small."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

COMMANDS: Final[Mapping[str, str]] = {
    "up": "services.commands.running",
    "web": "services.commands.running",
    "bus": "services.commands.running",
    "mail": "services.commands.running",
    "migrate": "services.commands.keeping",
    "backup": "services.commands.keeping",
    "restore": "services.commands.keeping",
    "status": "services.commands.watching",
    "parked": "services.commands.watching",
    "rebuild": "services.commands.watching",
    "verify": "services.commands.watching",
    "show": "services.commands.asking",
    "history": "services.commands.asking",
    "diff": "services.commands.asking",
    "people": "services.commands.people",
    "tickets": "services.commands.tickets",
    "demo": "services.commands.demo",
}
"""Where each subcommand is defined, under its own name."""


class LazyGroup(click.Group):
    """A group whose subcommands are imported on demand.

    Args:
        commands_in: module of each subcommand.
    """

    def __init__(self, *args: Any, commands_in: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._modules = commands_in

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of a working day."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now."""
        if cmd_name not in self._modules:
            return None
        module = import_module(self._modules[cmd_name])
        found: click.Command = getattr(module, cmd_name)
        return found
