"""The web process: serves the API of all services, or of those named, with gunicorn's threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger as GunicornLogger  # type: ignore[import-untyped]

from services.loading import loading
from shared.crash_points import arm_to_die
from shared.settings import Settings
from shared.telemetry import configure_logging

MIGRATED_WITHIN = 120.0
"""Seconds after which the installation is no longer waited for, and starting fails."""

LONGEST_REQUEST = 30
"""Seconds that a request may take, also while the process is being stopped."""


def serve(settings: Settings, *, names: Sequence[str] = (), is_early: bool = False) -> None:
    """Serves until the process is told to stop (SIGTERM), then lets running requests end.

    Args:
        settings: the process's settings.
        names: services to serve; all by default.
        is_early: whether another process may still be making the installation.
    """
    configure_logging(settings)
    arm_to_die(settings.crash_at)
    if settings.web_workers > 1:
        # Imported before they part, several workers share it.
        with loading():
            _web_app()
    _Server(settings, names=names, is_early=is_early).run()


class _Logger(GunicornLogger):
    """Hands gunicorn's lines to the process's own log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class _Server(BaseApplication):
    def __init__(self, settings: Settings, *, names: Sequence[str], is_early: bool) -> None:
        self._settings = settings
        self._names = names
        self._is_early = is_early
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        chosen = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": settings.web_workers,
            "threads": settings.web_threads,
            "worker_class": "gthread",
            "timeout": LONGEST_REQUEST,
            "graceful_timeout": LONGEST_REQUEST,
            "keepalive": 15,
            "proc_name": "loopdesk-web",
            "control_socket_disable": True,
            # Nothing that a header claims of address or scheme is believed.
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "loglevel": settings.log_level.lower(),
            "logger_class": _Logger,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Called in each worker after the fork: connections are never shared across it."""
        with loading():
            module = _web_app()
            if self._is_early:
                # The keys are the first that migrating makes, and all that a web process needs.
                _await(self._settings.token_keys_file)
            app: Callable[..., Any] = module.app_of(self._settings, names=self._names)
            return app


def _await(path: Path) -> None:
    deadline = time.monotonic() + MIGRATED_WITHIN
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)


def _web_app() -> Any:
    """The app's module: as large as all services, and of no use to what only watches workers."""
    from services import web_app  # noqa: PLC0415

    return web_app
