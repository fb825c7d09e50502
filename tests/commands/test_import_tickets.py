"""`loopdesk tickets import`, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli import main
from services.operations.migrate import migrate
from shared.platform import platform_of
from shared.settings import read_settings

TICKET = {
    "id": 1,
    "title": "Lost card",
    "state": "closed",
    "priority": "2 normal",
    "group": "Users",
    "customer": "a@example.com",
    "create_article_type": "phone",
    "created_at": "2019-05-02T08:00:00Z",
    "close_at": "2019-05-03T08:00:00Z",
}


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOOPDESK_DATA_DIR", str(tmp_path / "data"))
    migrate(platform_of(read_settings()))
    path = tmp_path / "export.json"
    path.write_text(json.dumps([TICKET, {**TICKET, "id": 2, "state": "lost"}]))
    return path


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(
        main, ["tickets", "import", str(path), "--format", "zammad", *options]
    )


def test_the_report_names_row_field_and_word_and_the_exit_code_tells(export: Path) -> None:
    rehearsed = run(export, "--rehearse")
    first = run(export)
    again = run(export)

    assert [1, 1, 1] == [one.exit_code for one in (rehearsed, first, again)]
    assert "可导入 would import 1" in rehearsed.output
    assert "第 2 行 row 2 (2): state:" in first.output
    assert "'lost'" in first.output
    assert "已导入 imported 1, 已存在 known before 0, 未导入 refused 1" in first.output
    assert "已导入 imported 0, 已存在 known before 1, 未导入 refused 1" in again.output


def test_a_file_without_faults_ends_well(export: Path) -> None:
    export.write_text(json.dumps([TICKET]))

    assert 0 == run(export).exit_code


def test_what_is_no_export_is_said_in_a_sentence(export: Path) -> None:
    export.write_text("<html>")
    told = run(export)

    assert 1 == told.exit_code
    assert "Traceback" not in told.output
    assert "file" in told.output
