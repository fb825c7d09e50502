"""Files at rest: readable only with the person's key, and only as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.errors import NotFound
from shared.sealed import Erased, KeyStore
from shared.sealed.files import SealedFiles
from tests.shared.sealed.key_stores import OnSQLite, OpenKeys

ANNA = "customer:1"
BILL = b"%PDF-1.7 \x00\xff"


class TestFiles(OnSQLite):
    @pytest.fixture
    def files(self, tmp_path: Path, open_keys: OpenKeys) -> SealedFiles:
        """The files as one service sees them."""
        return files_in(tmp_path / "files", open_keys())

    def test_a_file_is_read_by_another_process(
        self, files: SealedFiles, tmp_path: Path, open_keys: OpenKeys
    ) -> None:
        name = files.keep(ANNA, BILL)

        assert BILL == files_in(tmp_path / "files", open_keys()).read(name)

    def test_nothing_lies_there_in_clear(self, files: SealedFiles, tmp_path: Path) -> None:
        name = files.keep(ANNA, BILL)

        (path,) = (tmp_path / "files").iterdir()
        assert name == path.name
        assert b"PDF" not in path.read_bytes()
        assert 0o600 == path.stat().st_mode & 0o777

    def test_an_altered_file_is_not_there(self, files: SealedFiles, tmp_path: Path) -> None:
        name = files.keep(ANNA, BILL)
        (tmp_path / "files" / name).write_bytes(b"something else")

        with pytest.raises(NotFound, match=name):
            files.read(name)

    @pytest.mark.parametrize("name", ["0" * 64, "../keys.sqlite", ""])
    def test_what_was_never_kept_is_not_there(self, files: SealedFiles, name: str) -> None:
        files.keep(ANNA, BILL)

        with pytest.raises(NotFound):
            files.read(name)

    def test_nobody_reads_a_file_of_whoever_was_erased(
        self, files: SealedFiles, open_keys: OpenKeys
    ) -> None:
        name = files.keep(ANNA, BILL)
        open_keys().erase(ANNA)

        with pytest.raises(Erased):
            files_in(files._folder, open_keys()).read(name)

    def test_a_removed_file_is_gone(self, files: SealedFiles) -> None:
        name = files.keep(ANNA, BILL)
        files.remove(name)
        files.remove(name)

        with pytest.raises(NotFound):
            files.read(name)


def files_in(folder: Path, keys: KeyStore) -> SealedFiles:
    """The files of a folder, opened with `keys`."""
    return SealedFiles(
        folder,
        keys=keys,
        purpose="test",
        missing=lambda name: NotFound(what="file", key=name),
    )
