"""What the figures of a run depend on: commit, versions, machine, and what makes data durable."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

import psycopg

from shared.bus.rabbitmq import QUORUM
from shared.databases.sqlite_file import SQLiteFile
from tests.support.run_folder import PROJECT
from tests.support.servers import PrivateRabbitMQ
from tests.support.shared_servers import SharedServers

SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}
"""SQLite's settings by number."""


def facts(servers: SharedServers, folder: Path) -> list[str]:
    """One line each, read from what the rows ran on.

    Args:
        servers: the run's servers; PostgreSQL is asked.
        folder: takes an empty SQLite file and the facts of a node that is never started.
    """
    with psycopg.connect(servers.postgres().url()) as connection:
        postgres = {
            name: connection.execute(f"SHOW {name}".encode()).fetchone()[0]  # type: ignore[index]
            for name in ("server_version", "synchronous_commit", "fsync")
        }
    with SQLiteFile(folder / "empty.sqlite").reading() as session:
        ((synchronous,),) = session.run("PRAGMA synchronous")
        ((journal,),) = session.run("PRAGMA journal_mode")
    commits, fsync = postgres["synchronous_commit"], postgres["fsync"]
    rabbitmq = PrivateRabbitMQ(folder / "rabbitmq-version").ctl("version").strip()
    return [
        f"commit {_commit()}",
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"PostgreSQL {postgres['server_version']}, RabbitMQ {rabbitmq}",
        f"SQLite: synchronous {SYNCHRONOUS[synchronous]}, journal {journal}",
        f"PostgreSQL: synchronous_commit {commits}, fsync {fsync}",
        f"RabbitMQ: durable {QUORUM['x-queue-type']} queues, every message confirmed",
    ]


def _commit() -> str:
    """The commit, and whether the tree differs from it."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        return f"{commit}, changed since" if _git("status", "--porcelain") else commit
    except (OSError, subprocess.CalledProcessError):
        return "unknown: no repository"


def _git(*words: str) -> str:
    answer = subprocess.run(
        ["git", *words], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()
