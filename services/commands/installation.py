"""The installation that a command works on."""

from __future__ import annotations

import click

from services.catalog import build_services
from services.commands.settings import settings_or_exit
from shared.errors import DomainError
from shared.platform import platform_of
from shared.service import Service
from shared.settings import BadSettings


def open_services() -> list[Service]:
    """All services of the installation.

    Raises:
        ClickException: the installation is not ready, with what to do.
    """
    platform = platform_of(settings_or_exit())
    try:
        return build_services(platform)
    except (DomainError, BadSettings, OSError) as refusal:
        raise click.ClickException(f"{refusal} Run `loopdesk migrate` first.") from refusal


def service_named(name: str) -> Service:
    """One service of the installation.

    Raises:
        BadParameter: there is no such service.
    """
    for service in open_services():
        if service.name == name:
            return service
    raise click.BadParameter(f"There is no service {name!r}.")
