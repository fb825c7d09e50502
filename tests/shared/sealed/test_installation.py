"""The making of a key store: master key, refusals to start, outages, and what its files show."""

import stat
from base64 import b64encode
from pathlib import Path

import pytest

from shared.event_store import canonical_bytes
from shared.sealed import Grant, KeyStoreUnavailable, create_key_store, open_key_store
from shared.sealed.key_database import key_database
from shared.sealed.vault import Vault
from shared.settings import BadSettings, Settings, read_settings
from tests.shared.sealed.key_stores import GRANTS, OnPostgreSQL, OnSQLite
from tests.support.server_process import free_ports

ANNA = "customer:1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"LOOPDESK_DATA_DIR": str(tmp_path / "data")})


class Making:
    def test_the_master_key_is_made_for_its_owner_only_and_never_replaced(
        self, installation: Settings
    ) -> None:
        path = installation.master_key_file
        made = path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        create_key_store(installation, grants=GRANTS)
        assert made == path.read_bytes()

    def test_a_lost_master_key_is_never_silently_replaced(self, installation: Settings) -> None:
        installation.master_key_file.unlink()
        with pytest.raises(BadSettings, match="MASTER_KEY_FILE"):
            create_key_store(installation, grants=GRANTS)
        assert not installation.master_key_file.exists()

    def test_another_master_key_is_refused(self, installation: Settings) -> None:
        installation.master_key_file.write_bytes(b64encode(bytes(32)))
        with pytest.raises(BadSettings, match="MASTER_KEY_FILE"):
            create_key_store(installation, grants=GRANTS)
        keys = open_key_store(installation, service="crm")
        with pytest.raises(BadSettings, match="MASTER_KEY_FILE"):
            keys.seal(ANNA, "张三")
        keys.close()

    def test_grants_given_anew_replace_those_of_the_same_service_only(
        self, installation: Settings
    ) -> None:
        create_key_store(installation, grants=[Grant("crm", "customer", frozenset({"open"}))])
        vault = Vault(key_database(installation))
        rights = [vault.rights_of("crm"), vault.rights_of("tickets")]
        vault.close()
        assert [
            {("customer", "open")},
            {("customer", "open"), ("contact", "open"), ("contact", "seal")},
        ] == rights


class TestMakingOnSQLite(OnSQLite, Making):
    pass


class TestMakingOnPostgreSQL(OnPostgreSQL, Making):
    pass


def test_a_process_without_a_master_key_does_not_start(settings: Settings) -> None:
    with pytest.raises(BadSettings, match="MASTER_KEY_FILE"):
        open_key_store(settings, service="crm")


@pytest.mark.parametrize("content", [b"", b64encode(bytes(16)), b64encode(bytes(33)), b"\xff" * 44])
def test_a_process_with_a_master_key_of_the_wrong_form_does_not_start(
    settings: Settings, content: bytes
) -> None:
    settings.data_dir.mkdir()
    settings.master_key_file.write_bytes(content)
    with pytest.raises(BadSettings, match="MASTER_KEY_FILE"):
        open_key_store(settings, service="crm")


def test_a_store_on_sqlite_that_cannot_be_read_is_unavailable(settings: Settings) -> None:
    create_key_store(settings, grants=GRANTS)
    (settings.data_dir / "keys.sqlite").rename(settings.data_dir / "away")
    (settings.data_dir / "keys.sqlite").mkdir()
    with pytest.raises(KeyStoreUnavailable):
        open_key_store(settings, service="crm").seal(ANNA, "张三")


def test_a_store_on_postgresql_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    settings = read_settings(
        {
            "LOOPDESK_DATA_DIR": str(tmp_path),
            "LOOPDESK_KEYS_DATABASE_URL": f"postgresql://nobody@127.0.0.1:{port}/nothing",
        }
    )
    settings.master_key_file.write_bytes(b64encode(bytes(32)))
    keys = open_key_store(settings, service="crm")
    with pytest.raises(KeyStoreUnavailable):
        keys.seal(ANNA, "张三")
    keys.close()


def test_no_file_shows_a_text_or_the_key_of_an_erased_person(settings: Settings) -> None:
    create_key_store(settings, grants=GRANTS)
    vault = Vault(key_database(settings))
    keys = open_key_store(settings, service="crm")
    stored = canonical_bytes({"name": keys.seal(ANNA, "张三 13800138000")})
    key = vault.newest_key(ANNA)
    assert key is not None
    assert key.wrapped in everything_in(settings.data_dir)
    keys.erase(ANNA)
    assert key.wrapped not in everything_in(settings.data_dir)
    for secret in ("张三".encode(), b"13800138000"):
        assert secret not in stored + everything_in(settings.data_dir)
    keys.close()
    vault.close()


def everything_in(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.iterdir()))


def test_the_file_of_the_keys_is_its_owners_only(settings: Settings) -> None:
    create_key_store(settings, grants=GRANTS)
    assert stat.S_IMODE((settings.data_dir / "keys.sqlite").stat().st_mode) == 0o600
