"""Passwords come from files, one for each account, and stand in no setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.settings import LOST_AFTER, BadSettings, Settings, read_settings


def installed(folder: Path, **settings: str) -> Settings:
    """The settings with the accounts `tickets`, whose password is awkward, and `keys`."""
    (folder / "tickets").write_text("a/b@c: d\n")
    (folder / "keys").write_text("plain")
    given = {f"LOOPDESK_{name.upper()}": value for name, value in settings.items()}
    return read_settings({"LOOPDESK_SECRETS_DIR": str(folder), **given})


def test_each_service_gets_its_own_account_with_its_password(tmp_path: Path) -> None:
    settings = installed(
        tmp_path,
        amqp_url="amqp://{service}:{password}@mq/loopdesk",
        database_url="postgresql://{service}:{password}@db/loopdesk",
        keys_database_url="postgresql://keys:{password}@db/keys",
    )
    assert "amqp://tickets:a%2Fb%40c%3A%20d@mq/loopdesk" == settings.amqp_url_of("tickets")
    expected = f"postgresql://tickets:a%2Fb%40c%3A%20d@db/loopdesk?{LOST_AFTER}"
    assert expected == settings.database_url_of("tickets")
    assert f"postgresql://keys:plain@db/keys?{LOST_AFTER}" == settings.keys_database_url


def test_an_address_without_placeholders_stays_as_it_is(tmp_path: Path) -> None:
    url = "postgresql://one:and-the-same@db/loopdesk?tcp_user_timeout=5000"
    assert url == installed(tmp_path, database_url=url).database_url_of("tickets")


def test_a_missing_password_is_named(tmp_path: Path) -> None:
    settings = installed(tmp_path, amqp_url="amqp://{service}:{password}@mq/loopdesk")
    with pytest.raises(BadSettings, match=f"{tmp_path}/crm with a password is missing"):
        settings.amqp_url_of("crm")


def test_the_key_stores_password_is_needed_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="other with a password is missing"):
        installed(tmp_path, keys_database_url="postgresql://other:{password}@db/keys")


def test_the_key_store_has_one_account_for_all_services(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="LOOPDESK_KEYS_DATABASE_URL"):
        installed(tmp_path, database_url="postgresql://{service}:{password}@db/loopdesk")
