"""Each service's role at PostgreSQL can do its work, and nothing else."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from services.catalog import NAMES
from tests.support.run_folder import PROJECT

SCRIPT = PROJECT / "deploy" / "postgresql" / "roles.sql"


class Installation:
    """A database prepared by the script, with the secrets of its roles.

    Args:
        address: URL of the empty database, for the superuser.
        folder: where secrets and keys go.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.place = urlsplit(address)
        self.keys_database = f"{self.place.path.strip('/')}_keys"
        (folder / "secrets").mkdir()
        for role in (*NAMES, "loopdesk_owner", "loopdesk_keys"):
            self.secret(role).write_text(secrets.token_urlsafe(18))

    def secret(self, role: str) -> Path:
        """The file with a role's password."""
        return self.folder / "secrets" / role

    def prepare(self) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        command = ["psql", "--quiet", "--no-psqlrc", f"--set=keys_database={self.keys_database}"]
        return subprocess.run(
            [*command, f"--file={SCRIPT}", self.address],
            env={**os.environ, "LOOPDESK_SECRETS_DIR": str(self.secret(""))},
            capture_output=True,
            text=True,
            check=False,
        )

    def template(self, role: str, database: str) -> str:
        """The address of a database for a role, as a setting."""
        return f"postgresql://{role}:{{password}}@127.0.0.1:{self.place.port}/{database}"

    def loopdesk(self, *arguments: str) -> str:
        """Run the product's command with the roles of the services."""
        database = self.place.path.strip("/")
        settings = {
            "LOOPDESK_DATA_DIR": str(self.folder / "data"),
            "LOOPDESK_SECRETS_DIR": str(self.secret("")),
            "LOOPDESK_DATABASE_URL": self.template("{service}", database),
            "LOOPDESK_KEYS_DATABASE_URL": self.template("loopdesk_keys", self.keys_database),
        }
        ended = subprocess.run(
            [sys.executable, "-m", "services.cli", *arguments],
            env={**os.environ, **settings},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert 0 == ended.returncode, ended.stderr
        return ended.stdout

    def migrate(self) -> str:
        """Make the installation ready, the logs with their owner's role."""
        database = self.place.path.strip("/")
        return self.loopdesk("migrate", "--owner", self.template("loopdesk_owner", database))

    def connected(self, role: str, *, database: str = "") -> psycopg.Connection[tuple[object, ...]]:
        """A session of a role."""
        name = database or self.place.path.strip("/")
        password = self.secret(role).read_text()
        address = self.template(role, name).replace("{password}", password)
        return psycopg.connect(address, autocommit=True)


@pytest.fixture(scope="module")
def installation(
    new_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    installation = Installation(new_database(), tmp_path_factory.mktemp("installation"))
    prepared = installation.prepare()
    assert (0, "") == (prepared.returncode, prepared.stderr)
    assert installation.migrate().startswith("Ready")
    return installation


def test_the_services_roles_do_what_the_services_do(installation: Installation) -> None:
    assert '"service": "tickets"' in installation.loopdesk("status", "--json")


def test_a_missing_secret_stops_the_script(new_database: Callable[[], str], tmp_path: Path) -> None:
    unprepared = Installation(new_database(), tmp_path)
    unprepared.secret("crm").write_text("")
    refused = unprepared.prepare()
    assert 3 == refused.returncode
    assert "the password in each file has 16 or more characters" in refused.stderr


NOT_ALLOWED = {
    "read another's log": "SELECT * FROM crm.events",
    "add to another's log": "SELECT crm.append_events()",
    "read another's read models": "SELECT * FROM crm_read.read_positions",
    "remove what keeps events": "DROP TRIGGER events_never_change ON tickets.events",
    "switch it off": "ALTER TABLE tickets.events DISABLE TRIGGER ALL",
    "pass it by as a replica": "SET session_replication_role = replica",
    "empty the log": "TRUNCATE tickets.events",
    "replace the function": "DROP FUNCTION tickets.refuse_change CASCADE",
    "make tables in the log": "CREATE TABLE tickets.more ()",
    "make a schema": "CREATE SCHEMA more",
    "make a public table": "CREATE TABLE public.more ()",
    "become the owner": "SET ROLE loopdesk_owner",
}


@pytest.mark.parametrize("statement", NOT_ALLOWED.values(), ids=NOT_ALLOWED)
def test_a_service_may_not(installation: Installation, statement: str) -> None:
    with (
        installation.connected("tickets") as session,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        session.execute(statement.encode())


def test_what_a_service_removed_of_its_read_models_is_made_again(
    installation: Installation,
) -> None:
    with installation.connected("tickets") as session:
        session.execute("CREATE TABLE tickets_read.more ()")
        session.execute("DROP TABLE tickets_read.more, tickets_read.read_positions")
    assert 0 == installation.prepare().returncode
    assert installation.migrate().startswith("Ready")
    with installation.connected("tickets") as session:
        session.execute("SELECT * FROM tickets_read.read_positions")


def test_events_stay_even_where_rows_may_be_changed(installation: Installation) -> None:
    with (
        installation.connected("people") as session,
        pytest.raises(psycopg.errors.Error, match="events never change nor vanish"),
    ):
        session.execute("UPDATE people.events SET topic = ''")


def test_services_and_owner_do_not_see_the_keys(installation: Installation) -> None:
    for role in ("tickets", "loopdesk_owner"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            installation.connected(role, database=installation.keys_database)


def test_the_keys_role_does_not_see_the_logs(installation: Installation) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        installation.connected("loopdesk_keys")


def test_a_new_secret_is_taken_over(installation: Installation) -> None:
    installation.secret("crm").write_text("another-password-of-the-crm")
    assert 0 == installation.prepare().returncode
    with installation.connected("crm") as session:
        assert ("crm",) == session.execute("SELECT current_user").fetchone()
