"""What import-linter cannot say: all that a domain may import, and that no service is forgotten."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.project import (
    configuration,
    imported_modules,
    relative,
    service_folders,
)

DOMAIN_MAY_IMPORT = (
    "eventsourcing.domain",
    "msgspec",  # values inside events are frozen structs, as the shared ones are
    "shared.calendars",
    "shared.errors",
    "shared.event_store.aggregate",
    "shared.ids",
    "shared.rules",
    "shared.sealed.envelope",
)


def is_within(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


def domain_may_import(module: str, *, service: str) -> bool:
    if module.partition(".")[0] in sys.stdlib_module_names:
        return True
    allowed = (*DOMAIN_MAY_IMPORT, f"services.{service}.domain")
    return any(is_within(module, package) for package in allowed)


@pytest.mark.parametrize("service", service_folders(), ids=lambda folder: folder.name)
def test_a_domain_imports_nothing_but_rules_and_values(service: Path) -> None:
    refused = [
        f"{relative(path)} imports {module}"
        for path in sorted((service / "domain").rglob("*.py"))
        for module in imported_modules(path)
        if not domain_may_import(module, service=service.name)
    ]
    assert [] == refused


def contracts(kind: str) -> list[dict[str, Any]]:
    found = configuration()["tool"]["importlinter"]["contracts"]
    return [contract for contract in found if contract["type"] == kind]


def test_every_service_is_kept_apart_from_the_others() -> None:
    [apart] = contracts("independence")
    assert [f"services.{folder.name}" for folder in service_folders()] == sorted(apart["modules"])


def test_every_service_has_its_layers() -> None:
    services = {f"services.{folder.name}" for folder in service_folders()}
    assert services in [set(layers.get("containers", [])) for layers in contracts("layers")]
