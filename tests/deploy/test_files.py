"""What lies in deploy/ is complete and true to the product."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.catalog import NAMES
from services.commands.lazy import COMMANDS
from services.crm.messages.mail_settings import MailSettings, Server
from shared.settings import Settings, read_settings
from tests.support.run_folder import PROJECT

DEPLOY = PROJECT / "deploy"
SERVERS = {
    f"LOOPDESK_MAIL_{side}_{field.name.upper()}"
    for side in ("IMAP", "SMTP")
    for field in fields(Server)
}
MAIL = {
    f"LOOPDESK_MAIL_{field.name.upper()}"
    for field in fields(MailSettings)
    if field.name not in ("imap", "smtp")
}
SETTINGS = {f"LOOPDESK_{field.name.upper()}" for field in fields(Settings)} | MAIL | SERVERS
EXAMPLE = (DEPLOY / ".env.example").read_text()
SECRETS = {*NAMES, "crm_client", "loopdesk_owner", "loopdesk_keys", "postgres"}


def definitions() -> dict[str, Any]:
    return dict(json.loads((DEPLOY / "rabbitmq" / "definitions.json").read_text()))


def composed() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text()))


def test_every_setting_is_in_the_example() -> None:
    assert SETTINGS == set(re.findall(r"^#?(LOOPDESK_\w+)=", EXAMPLE, re.MULTILINE))


def test_every_setting_in_the_example_is_explained() -> None:
    explained = set()
    for paragraph in EXAMPLE.split("\n\n"):
        lines = paragraph.splitlines()
        if any(line.startswith("# ") for line in lines):
            explained |= set(re.findall(r"^#?(LOOPDESK_\w+)=", paragraph, re.MULTILINE))
    assert SETTINGS == explained


def test_the_defaults_in_the_example_are_the_products() -> None:
    shown = dict(re.findall(r"^#?(LOOPDESK_\w+)=([^{<>\n]+)$", EXAMPLE, re.MULTILINE))
    folder = {"LOOPDESK_DATA_DIR": shown["LOOPDESK_DATA_DIR"]}
    assert len(shown) > 8
    assert read_settings(folder) == read_settings(shown)


def test_every_service_has_a_user_and_rights_at_the_broker() -> None:
    users = {user["name"] for user in definitions()["users"]}
    assert {*NAMES, "crm_client"} == users
    assert users == {entry["user"] for entry in definitions()["permissions"]}
    events = [one for one in definitions()["topic_permissions"] if "events" in one["exchange"]]
    assert users == {entry["user"] for entry in events}


def test_no_user_has_a_password_or_a_tag() -> None:
    assert {("", ())} == {
        (user["password_hash"], tuple(user["tags"])) for user in definitions()["users"]
    }


def made_from(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, DEPLOY / "rabbitmq" / "make_definitions.py"],
        env={**os.environ, "LOOPDESK_SECRETS_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_definitions_hold_salted_hashes_of_the_secrets_and_nothing_else_new(
    tmp_path: Path,
) -> None:
    for user in (*NAMES, "crm_client"):
        (tmp_path / user).write_text("the same long secret\n")
    made = json.loads(made_from(tmp_path).stdout)
    hashes = [user.pop("password_hash") for user in made["users"]]
    assert len(NAMES) + 1 == len(set(hashes))
    plain = definitions()
    for user in plain["users"]:
        del user["password_hash"]
    assert plain == made


@pytest.mark.parametrize("password", [None, "", "short"])
def test_without_all_secrets_there_are_no_definitions(tmp_path: Path, password: str | None) -> None:
    for user in NAMES:
        (tmp_path / user).write_text("a long enough secret")
    if password is not None:
        (tmp_path / "crm_client").write_text(password)
    refused = made_from(tmp_path)
    assert (1, "") == (refused.returncode, refused.stdout)
    assert f"{tmp_path / 'crm_client'}: put a password" in refused.stderr


def test_every_service_has_a_role_at_the_database() -> None:
    script = (DEPLOY / "postgresql" / "roles.sql").read_text()
    assert set(NAMES) == set(re.findall(r"\('(\w+)', true, ", script))


def test_the_composition_uses_settings_and_commands_that_exist() -> None:
    for name, service in composed()["services"].items():
        ours = {key for key in service.get("environment", {}) if key.startswith("LOOPDESK_")}
        assert ours <= SETTINGS, name
    for name in ("web", "bus", "migrate"):
        assert composed()["services"][name]["command"][0] in COMMANDS


def test_the_composition_takes_every_password_from_a_file() -> None:
    assert {name: {"file": f"secrets/{name}"} for name in SECRETS} == composed()["secrets"]
    text = (DEPLOY / "compose.yaml").read_text()
    assert {"{password}"} == set(re.findall(r"://[^:/]+:([^@\s]+)@", text))
    assert [] == re.findall(r"PASSWORD(?!_FILE)\w*:", text)


def test_each_part_of_the_composition_sees_its_own_secrets_only() -> None:
    services = composed()["services"]
    own = {name: set(service.get("secrets", [])) for name, service in services.items()}
    runtime = {*NAMES, "loopdesk_keys"}
    assert {
        "web": runtime,
        "bus": runtime,
        "migrate": {*runtime, "loopdesk_owner"},
        "definitions": {*NAMES, "crm_client"},
        "postgres": {*runtime, "loopdesk_owner", "postgres"},
        "rabbitmq": set(),
    } == own


def test_lasting_parts_of_the_composition_are_watched() -> None:
    services = composed()["services"]
    lasting = {name for name, service in services.items() if service["restart"] != "no"}
    assert lasting == {name for name, service in services.items() if "healthcheck" in service}


@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").iterdir()), ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_exists_as_an_account_of_its_own(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    [start] = [line for line in lines if line.startswith("ExecStart=")]
    assert start.split()[-1] in COMMANDS
    assert "User=loopdesk" in lines


def test_the_image_does_not_run_as_root() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    assert "USER loopdesk" in lines[lines.index('ENTRYPOINT ["loopdesk"]') - 4 :]


def test_scripts_can_be_run() -> None:
    mode = (DEPLOY / "rabbitmq" / "make_definitions.py").stat().st_mode
    assert mode & stat.S_IXUSR


def test_every_file_that_the_page_names_is_there() -> None:
    page = (DEPLOY / "README.md").read_text()
    named = set(re.findall(r"`((?:deploy|services|shared|tests)/[\w./-]+)`", page))
    assert named
    assert [] == sorted(path for path in named if not (PROJECT / path).exists())
