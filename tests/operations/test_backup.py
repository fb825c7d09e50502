"""What a backup consists of, and what a restore refuses, whoever wrote it."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.operations.backup_files import BadBackup
from services.operations.key_file import BadKeyBackup
from services.operations.restore import restore_logs
from shared.event_store import Recorder
from shared.event_store.log_copy import LogNotEmpty
from shared.sealed import Erased, create_key_store
from tests.operations.places import (
    GRANTS,
    NewPlace,
    Place,
    backed_up,
    live_in,
    restored,
)
from tests.shared.event_store.databases import OnPostgreSQL, OnSQLite
from tests.shared.event_store.samples import now, stored

LOG = "depot.log.jsonl"


@pytest.fixture
def old(new_place: NewPlace) -> Place:
    return live_in(new_place("old"))


@pytest.fixture
def backup(old: Place, tmp_path: Path) -> Path:
    return backed_up(old, tmp_path / "backup")


@pytest.fixture
def new(old: Place, new_place: NewPlace) -> Place:
    return new_place("new", master=old.settings.master_key_file)


class Snapshots:
    def test_a_log_is_read_at_one_moment_while_others_write(self, recorder: Recorder) -> None:
        recorder.insert_events([stored()], clock_at=now())
        with recorder.snapshot() as copy:
            recorder.insert_events([stored()], clock_at=now())
            assert [1] == [one.id for one in copy.records]
        assert recorder.last_position() == 2


class TestSnapshotsOnSQLite(OnSQLite, Snapshots):
    pass


class TestSnapshotsOnPostgreSQL(OnPostgreSQL, Snapshots):
    pass


def test_a_backup_holds_logs_and_keys_that_only_its_owner_may_read(backup: Path) -> None:
    names = ["depot.log.jsonl", "fleet.log.jsonl", "keys.jsonl", "manifest.json"]
    assert names == sorted(one.name for one in backup.iterdir())
    assert {0o600} == {one.stat().st_mode & 0o777 for one in backup.iterdir()}
    assert backup.stat().st_mode & 0o777 == 0o700


def test_a_backup_never_overwrites_another(old: Place, backup: Path) -> None:
    with pytest.raises(FileExistsError):
        backed_up(old, backup)


def test_a_log_that_holds_events_is_not_restored_over(old: Place, backup: Path) -> None:
    with pytest.raises(LogNotEmpty):
        restored(backup, old)


def test_a_log_that_holds_only_rows_is_not_restored_over(new: Place, backup: Path) -> None:
    restored(backup, new)
    with pytest.raises(LogNotEmpty):
        restored(backup, new)


def test_a_person_erased_since_the_backup_stays_erased_where_the_keys_are(
    old: Place, tmp_path: Path
) -> None:
    sealed = old.keys().seal("customer:1", "张三")
    backup = backed_up(old, tmp_path / "backup")
    old.keys().erase("customer:1")
    for recorder in old.recorders:
        recorder.close()
        (old.folder / f"{recorder.service}.sqlite").unlink()
    restored(backup, old)
    with pytest.raises(Erased):
        old.keys().open(sealed, purpose="test")


def test_keys_of_a_later_backup_bring_later_erasures(
    old: Place, new: Place, tmp_path: Path
) -> None:
    keys = old.keys()
    erased, kept = keys.seal("customer:1", "张三"), keys.seal("customer:2", "李四")
    backup = backed_up(old, tmp_path / "backup")
    keys.erase("customer:1")
    later = keys.seal("customer:3", "王五")
    newer = backed_up(old, tmp_path / "later") / "keys.jsonl"
    restore_logs(new.settings, recorders=new.recorders, source=backup, newer_keys=[newer])
    create_key_store(new.settings, grants=GRANTS)
    opened = [new.keys().open_or_none(one, purpose="test") for one in (erased, kept, later)]
    assert [None, "李四", "王五"] == opened


def test_a_backup_under_another_master_key_is_refused(new_place: NewPlace, backup: Path) -> None:
    stranger = new_place("stranger").migrate()
    with pytest.raises(BadKeyBackup, match="master key"):
        restored(backup, stranger)
    assert stranger.depot.last_position() == 0


@pytest.mark.parametrize("name", [LOG, "keys.jsonl"])
@pytest.mark.parametrize("damage", [b"", b"{}\n"])
def test_a_file_that_is_not_what_the_manifest_says_is_refused(
    new: Place, backup: Path, name: str, damage: bytes
) -> None:
    (backup / name).write_bytes(damage)
    with pytest.raises(BadBackup, match=name):
        restored(backup, new)


def test_a_file_with_one_byte_turned_is_refused(new: Place, backup: Path) -> None:
    content = bytearray((backup / LOG).read_bytes())
    content[-3] ^= 1
    (backup / LOG).write_bytes(content)
    with pytest.raises(BadBackup, match=LOG):
        restored(backup, new)


def test_a_missing_manifest_is_refused(new: Place, backup: Path) -> None:
    (backup / "manifest.json").unlink()
    with pytest.raises(BadBackup, match="manifest"):
        restored(backup, new)


@pytest.mark.parametrize("name", ["keys.sqlite", "../old/master.key", "people.log.jsonl"])
def test_a_file_that_no_backup_holds_is_refused(new: Place, backup: Path, name: str) -> None:
    manifest = json.loads((backup / "manifest.json").read_bytes())
    manifest["files"].append({"name": name, "size": 0, "sha256": ""})
    (backup / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BadBackup, match="names files"):
        restored(backup, new)


Lines = list[dict[str, Any]]


def forge(backup: Path, name: str, change: Callable[[Lines], object]) -> None:
    """Changes a file and writes its new hash into the manifest, as a stranger would."""
    lines = [json.loads(line) for line in (backup / name).read_bytes().splitlines()]
    change(lines)
    content = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    (backup / name).write_bytes(content)
    manifest = json.loads((backup / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        if entry["name"] == name:
            entry |= {"size": len(content), "sha256": sha256(content).hexdigest()}
    (backup / "manifest.json").write_text(json.dumps(manifest))


FORGERIES: dict[str, Callable[[Lines], object]] = {
    "a record left out": lambda lines: lines.pop(2),
    "a record twice": lambda lines: lines.insert(2, lines[1]),
    "records exchanged": lambda lines: lines.insert(1, lines.pop(2)),
    "a time that goes back": lambda lines: lines[2].update(recorded_at="2001-01-01T00:00:00Z"),
    "a time without offset": lambda lines: lines[1].update(recorded_at="2001-01-01T00:00:00"),
    "a record of another log": lambda lines: lines[1].update(log_id=str(uuid4())),
    "a state that is no event": lambda lines: lines[1].update(state="e30="),
    "a state that is too large": lambda lines: lines[1].update(state="IAAA" * 100_000),
    "a second log": lambda lines: lines.append(lines[0]),
    "no log": lambda lines: lines.pop(0),
    "the log of another service": lambda lines: lines[0].update(service="fleet"),
    "rows of an unknown kind": lambda lines: lines[-1].update(kind="secrets"),
    "a line of an unknown type": lambda lines: lines[1].update(type="statement"),
    "a line without its fields": lambda lines: lines[1].pop("topic"),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_log_is_refused_and_nothing_is_written(
    new: Place, backup: Path, forgery: Callable[[Lines], object]
) -> None:
    forge(backup, LOG, forgery)
    with pytest.raises(BadBackup, match=LOG):
        restored(backup, new)
    assert not (new.folder / "depot.sqlite").exists()
    assert not (new.folder / "keys.sqlite").exists()


def attach(place: Place, content: bytes) -> Path:
    """A file of the installation as `tickets` keeps it: its name is the hash of its content."""
    folder = place.settings.attachments_dir
    folder.mkdir(exist_ok=True)
    path = folder / sha256(content).hexdigest()
    path.write_bytes(content)
    return path


def test_attachments_come_back_for_their_owner_alone(
    old: Place, new: Place, tmp_path: Path
) -> None:
    path = attach(old, b"sealed")
    (path.parent / ".under-way").write_bytes(b"half")
    restored(backed_up(old, tmp_path / "with-files"), new)
    (found,) = new.settings.attachments_dir.iterdir()
    assert (path.name, b"sealed") == (found.name, found.read_bytes())
    assert 0o600 == found.stat().st_mode & 0o777


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder, name: (folder / name).write_bytes(b"forged"),
        lambda folder, name: (folder / name).unlink(),
        lambda folder, name: (folder / "added").write_bytes(b"more"),
        lambda folder, name: (folder / name).rename(folder / "renamed"),
    ],
)
def test_altered_attachments_are_refused_and_nothing_is_written(
    old: Place, new: Place, tmp_path: Path, spoil: Callable[[Path, str], object]
) -> None:
    path = attach(old, b"sealed")
    source = backed_up(old, tmp_path / "with-files")
    spoil(source / "attachments", path.name)
    with pytest.raises(BadBackup):
        restored(source, new)
    assert 0 == new.depot.last_position()
    assert not new.settings.attachments_dir.exists()
