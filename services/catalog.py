"""The services of an installation, in the order in which they are built and started."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from shared.platform import Platform
from shared.service import Service

NAMES = ("people", "crm", "training", "tickets")

PRODUCT = "Loopdesk"


def build_services(platform: Platform, names: Sequence[str] = NAMES) -> list[Service]:
    """The services named, wired on `platform`.

    Args:
        platform: the process's infrastructure.
        names: services to build; all by default.

    Raises:
        KeyError: there is no such service.
    """
    load_services(names)
    return [_builder(name)(platform) for name in NAMES if name in names]


def load_services(names: Sequence[str] = NAMES) -> None:
    """Loads the code of services that will be built, which takes longer than building them.

    Args:
        names: the services; all by default.

    Raises:
        KeyError: there is no such service.
    """
    unknown = set(names) - set(NAMES)
    if unknown:
        raise KeyError(f"There is no service {', '.join(sorted(unknown))}; choose from {NAMES}.")
    for name in names:
        _builder(name)


def bus_class(name: str) -> type:
    """The nameko class of a service; importing it needs the bus process's environment."""
    module = import_module(f"services.{name}.entrypoints.bus")
    found: type = getattr(module, f"{name.capitalize()}Bus")
    return found


def _builder(name: str) -> Callable[[Platform], Service]:
    module = import_module(f"services.{name}.service")
    builder: Callable[[Platform], Service] = module.build
    return builder
