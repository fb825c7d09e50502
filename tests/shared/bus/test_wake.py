"""What waits for new records is woken by a commit of another process."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from shared.bus.notify_listener import NotifyListener
from shared.bus.wake import FileWatcher
from shared.ids import id_of
from tests.shared.bus.one_sale import shop_at
from tests.support.run_folder import PROJECT

PATIENCE = 30.0


def sell_in_another_process(shop: str) -> None:
    command = [sys.executable, "-m", "tests.shared.bus.one_sale", shop]
    subprocess.run(command, cwd=PROJECT, check=True)


@contextmanager
def running(waker: FileWatcher | NotifyListener) -> Iterator[None]:
    thread = threading.Thread(target=waker.run)
    thread.start()
    yield
    waker.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.sqlite"
    recorder = shop_at(str(path))
    recorder.create_tables(log_id=id_of("log", "shop"))
    recorder.close()
    return path


def test_a_file_wakes_at_first_and_then_once_for_a_commit_of_another(file: Path) -> None:
    woken: list[str] = []
    watcher = FileWatcher({file: lambda: woken.append("shop")})
    watcher.look()
    watcher.look()
    assert 1 == len(woken)
    sell_in_another_process(str(file))
    watcher.look()
    watcher.look()
    assert 2 == len(woken)


def test_a_commit_to_one_file_does_not_wake_those_of_another(file: Path, tmp_path: Path) -> None:
    woken: list[str] = []
    wakes = {
        file: lambda: woken.append("shop"),
        tmp_path / "depot.sqlite": lambda: woken.append("depot"),
    }
    watcher = FileWatcher(wakes)
    watcher.look()
    woken.clear()
    sell_in_another_process(str(file))
    watcher.look()
    assert ["shop"] == woken


def test_a_running_watcher_wakes_for_a_commit_of_another_process(file: Path) -> None:
    news = threading.Event()
    watcher = FileWatcher({file: news.set})
    watcher.look()
    news.clear()
    with running(watcher):
        sell_in_another_process(str(file))
        assert news.wait(PATIENCE)


@pytest.fixture(scope="module")
def database(new_database: Callable[[], str]) -> str:
    url = new_database()
    recorder = shop_at(url)
    recorder.create_tables(log_id=id_of("log", "shop"))
    recorder.close()
    return url


def test_a_listener_wakes_at_first_and_for_a_commit_of_another_process(database: str) -> None:
    news, others = threading.Event(), threading.Event()
    with running(
        NotifyListener(database, {"shop": lambda _: news.set(), "depot": lambda _: others.set()})
    ):
        assert news.wait(PATIENCE)
        assert others.wait(PATIENCE)
        news.clear()
        others.clear()
        sell_in_another_process(database)
        assert news.wait(PATIENCE)
        assert not others.is_set()


def test_a_listener_that_lost_its_connection_connects_anew_and_wakes(database: str) -> None:
    news = threading.Event()
    with running(NotifyListener(database, {"shop": lambda _: news.set()})):
        assert news.wait(PATIENCE)
        news.clear()
        with psycopg.connect(database, autocommit=True) as administrator:
            ended = administrator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            ).fetchall()
        assert [(True,)] == ended
        assert news.wait(PATIENCE)
        news.clear()
        sell_in_another_process(database)
        assert news.wait(PATIENCE)
