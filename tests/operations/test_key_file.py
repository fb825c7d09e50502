"""Keys out of one store into another: nothing is lost, and no erasure is undone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from services.operations.key_file import BadKeyBackup, key_lines, merge_key_lines
from shared.sealed import Erased, KeyStore, create_key_store, open_key_store
from shared.settings import Settings, read_settings
from tests.shared.sealed.key_stores import GRANTS, OnPostgreSQL, OnSQLite

ANNA, BO = "customer:1", "customer:2"


@pytest.fixture
def keys(installation: Settings) -> KeyStore:
    return open_key_store(installation, service="crm")


@pytest.fixture
def elsewhere(installation: Settings, tmp_path: Path) -> Settings:
    """An empty installation on SQLite with the same master key."""
    return read_settings(
        {
            "LOOPDESK_DATA_DIR": str(tmp_path / "elsewhere"),
            "LOOPDESK_MASTER_KEY_FILE": str(installation.master_key_file),
        }
    )


class Merging:
    def test_an_empty_store_gets_all_keys_and_tombstones(
        self, installation: Settings, keys: KeyStore, elsewhere: Settings
    ) -> None:
        kept, erased = keys.seal(ANNA, "张三"), keys.seal(BO, "李四")
        keys.erase(BO)
        merge_key_lines(elsewhere, key_lines(installation))
        create_key_store(elsewhere, grants=GRANTS)
        restored = open_key_store(elsewhere, service="crm")
        assert restored.open(kept, purpose="test") == "张三"
        with pytest.raises(Erased):
            restored.open(erased, purpose="test")
        with pytest.raises(Erased):
            restored.seal(BO, "李四")
        restored.close()
        keys.close()

    def test_an_old_backup_does_not_undo_an_erasure(
        self, installation: Settings, keys: KeyStore
    ) -> None:
        sealed = keys.seal(ANNA, "张三")
        old_backup = list(key_lines(installation))
        keys.erase(ANNA)
        merge_key_lines(installation, old_backup)
        with pytest.raises(Erased):
            keys.open(sealed, purpose="test")
        keys.close()

    def test_a_backup_that_knows_an_erasure_carries_it_out(
        self, installation: Settings, keys: KeyStore, elsewhere: Settings
    ) -> None:
        sealed = keys.seal(ANNA, "张三")
        merge_key_lines(elsewhere, key_lines(installation))
        create_key_store(elsewhere, grants=GRANTS)
        restored = open_key_store(elsewhere, service="crm")
        restored.erase(ANNA)
        restored.close()
        merge_key_lines(installation, key_lines(elsewhere))
        keys.close()
        reopened = open_key_store(installation, service="crm")
        with pytest.raises(Erased):
            reopened.open(sealed, purpose="test")
        reopened.close()

    def test_keys_that_are_newer_than_the_backup_stay(
        self, installation: Settings, keys: KeyStore
    ) -> None:
        old = keys.seal(ANNA, "old")
        backup = list(key_lines(installation))
        keys.rotate(ANNA)
        new, other = keys.seal(ANNA, "new"), keys.seal(BO, "李四")
        merge_key_lines(installation, backup)
        assert ["old", "new", "李四"] == [
            keys.open(one, purpose="test") for one in (old, new, other)
        ]
        keys.close()

    def test_two_stores_that_gave_a_subject_different_keys_keep_both(
        self, installation: Settings, keys: KeyStore, elsewhere: Settings
    ) -> None:
        create_key_store(elsewhere, grants=GRANTS)
        other = open_key_store(elsewhere, service="crm")
        here, there = keys.seal(ANNA, "here"), other.seal(ANNA, "there")
        merge_key_lines(installation, key_lines(elsewhere))
        assert ["here", "there"] == [keys.open(one, purpose="test") for one in (here, there)]
        other.close()
        keys.close()


class TestMergingOnSQLite(OnSQLite, Merging):
    pass


class TestMergingOnPostgreSQL(OnPostgreSQL, Merging):
    pass


class TestRefusing(OnSQLite):
    def test_no_line_holds_a_key_that_is_not_wrapped(
        self, installation: Settings, keys: KeyStore
    ) -> None:
        keys.seal(ANNA, "张三")
        head, key = (json.loads(line) for line in key_lines(installation))
        assert ["keys", "key"] == [head["type"], key["type"]]
        assert {"type", "key_id", "subject", "ordinal", "wrapped", "created_at"} == set(key)

    @pytest.mark.parametrize(
        "change",
        [
            lambda lines: lines.pop(0),
            lambda lines: lines.append(lines[0]),
            lambda lines: lines[0].update(master="0" * 32),
            lambda lines: lines[1].update(wrapped="AAAA"),
            lambda lines: lines[1].update(subject="nobody"),
            lambda lines: lines[1].update(type="statement"),
            lambda lines: lines[1].pop("key_id"),
        ],
    )
    def test_a_forged_backup_is_refused_whole(
        self,
        installation: Settings,
        keys: KeyStore,
        elsewhere: Settings,
        change: Callable[[list[dict[str, str]]], object],
    ) -> None:
        keys.seal(ANNA, "张三")
        keys.seal(BO, "李四")
        lines = [json.loads(line) for line in key_lines(installation)]
        change(lines)
        with pytest.raises(BadKeyBackup):
            merge_key_lines(elsewhere, [json.dumps(line).encode() for line in lines])
        assert not (elsewhere.data_dir / "keys.sqlite").exists()
