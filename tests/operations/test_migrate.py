"""What `loopdesk migrate` makes, and in which order others may rely on it."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.catalog import NAMES
from services.operations.migrate import migrate
from shared.platform import platform_of
from shared.settings import read_settings


def test_a_web_process_that_waits_for_the_keys_of_tokens_finds_all_others(tmp_path: Path) -> None:
    usual = read_settings({"LOOPDESK_DATA_DIR": str(tmp_path / "data")})
    (tmp_path / "no-folder").touch()
    unwritable = tmp_path / "no-folder" / "token-keys.json"
    with pytest.raises(OSError, match="no-folder"):
        migrate(platform_of(replace(usual, token_keys_file=unwritable)))
    assert usual.master_key_file.exists()
    assert {path.stem for path in usual.service_keys_dir.iterdir()} >= set(NAMES)


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    settings = read_settings({"LOOPDESK_DATA_DIR": str(tmp_path / "data")})
    migrate(platform_of(settings))
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700
    assert settings.token_keys_file.stat().st_mode & 0o077 == 0
