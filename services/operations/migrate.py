"""Makes an installation ready: keys, tables, shipped rules; may run again at every upgrade."""

from __future__ import annotations

import os
from dataclasses import replace

from services.catalog import NAMES, build_services
from shared.bus.service_tokens import create_service_keys
from shared.context import Context, acting
from shared.platform import Platform
from shared.sealed import create_key_store
from shared.service import Service
from shared.settings import Settings
from shared.web.tokens import create_token_keys


def migrate(platform: Platform, *, owner_url: str = "") -> list[Service]:
    """Creates what is missing and writes shipped defaults whose content is new.

    Args:
        platform: the installation.
        owner_url: PostgreSQL URL of the role that owns the logs, where services have roles of
            their own.

    Returns:
        The services, ready to be used.
    """
    make_data_folder(platform.settings)
    # Services open the key store as they are built, and they alone know their grants.
    create_key_store(platform.settings, grants=())
    create_keys(platform.settings)
    services = build_services(platform)
    grants = [grant for service in services for grant in service.grants]
    create_key_store(platform.settings, grants=grants)
    for service in services:
        _create_tables(platform, service, owner_url=owner_url)
    for service in services:
        _install(platform, service)
    return services


def make_data_folder(settings: Settings) -> None:
    """Makes the folder of an embedded installation, which its owner alone may enter."""
    os.umask(0o077)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)


def create_keys(settings: Settings) -> None:
    """Makes the keys that are missing, of services and of tokens; the key store makes its own.

    The keys of tokens come last: a web process that waits for them finds all others.
    """
    create_service_keys(settings.service_keys_dir, NAMES)
    if not settings.token_keys_file.exists():
        create_token_keys(settings.token_keys_file)


def _create_tables(platform: Platform, service: Service, *, owner_url: str) -> None:
    recorder = service.store.recorder
    if owner_url:
        settings = replace(platform.settings, database_url=owner_url)
        recorder = replace(platform, settings=settings).recorder(service.name, side_kinds=())
    recorder.create_tables(log_id=platform.new_log_id(service.name))
    tables = [table for model in service.read_models for table in model.tables]
    service.read_database.create_tables(tables)


def _install(platform: Platform, service: Service) -> None:
    if service.install is None:
        return
    context = Context(
        occurred_at=platform.clock.now(),
        actor=f"service:{service.name}",
        kind="service",
        role="service",
        channel="cli",
        reason="migrate",
        ids=platform.ids(f"install/{service.name}"),
    )
    with acting(context):
        service.install()
