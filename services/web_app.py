"""The WSGI app: the API of all services, or of those named."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from services.catalog import NAMES, build_services
from shared.platform import platform_of
from shared.settings import Settings, read_settings
from shared.telemetry import configure_logging
from shared.web import make_app


def create_app(*names: str) -> Flask:
    """The app with the settings of the environment, for any WSGI server.

    Args:
        names: services to serve; all by default.
    """
    settings = read_settings()
    configure_logging(settings)
    return app_of(settings, names=names)


def app_of(settings: Settings, *, names: Sequence[str] = ()) -> Flask:
    """The app with `settings`.

    Args:
        settings: the process's settings.
        names: services to serve; all by default.
    """
    platform = platform_of(settings)
    return make_app(settings, build_services(platform, names or NAMES), platform)
