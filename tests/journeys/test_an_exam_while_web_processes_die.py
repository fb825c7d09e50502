"""Learners answer an exam while web processes are killed: no answer that was confirmed is lost."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.journeys.conftest import MONDAY
from tests.support.eventually import eventually
from tests.support.exam_hall import QUESTIONS, ExamHall, answers_to, body_of
from tests.support.host_process import family_of
from tests.support.installation import Installation, Installations
from tests.support.server_process import end_process

LEARNERS = 12
API = "/api/training/v1/sittings"
WORKERS_KILLED_AFTER = (20, 60, 100)
"""So many answers confirmed, all workers are killed at once; others are under way then."""
ALL_KILLED_AFTER = 140
"""So many, the whole of it is, as in a power cut."""

WITHIN = 240.0


@pytest.fixture
def hall(installations: Installations, new_database: Callable[[], str]) -> ExamHall:
    """An installation on PostgreSQL with a bank of questions and a web process."""
    environment = {"LOOPDESK_DATABASE_URL": new_database(), "LOOPDESK_WEB_WORKERS": "2"}
    made = installations.new(starts_at=MONDAY, environment=environment)
    made.run("migrate")
    hall = ExamHall(made.services["training"], made.settings)
    hall.fill_bank()
    return hall


class Learner:
    """Somebody who sends everything again until it is confirmed.

    Args:
        installation: whose web process may die at any time.
        token: of the learner.
    """

    def __init__(self, installation: Installation, token: str) -> None:
        self._installation = installation
        self._token = token
        self.resent = 0

    def send(self, method: str, path: str, body: bytes, **headers: str) -> Any:
        """The answer to a request that is the same each time."""
        found: list[Any] = []

        def is_answered() -> bool:
            answer = self._attempt(method, path, body, headers)
            if answer is None:
                self.resent += 1
                return False
            found.append(answer)
            return True

        eventually(is_answered, within=WITHIN)
        return found[0]

    def _attempt(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        connection = HTTPConnection("127.0.0.1", self._installation.port, timeout=30)
        sent = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            **headers,
        }
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        if answer.status >= 500:
            return None
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content!r}")
        return json.loads(content)


def kill_workers(installation: Installation) -> None:
    assert installation.web.pid is not None
    master, *workers = family_of(installation.web.pid)
    assert workers
    for pid in workers:
        end_process(pid, ending=signal.SIGKILL)
    assert master == installation.web.pid


def test_no_confirmed_answer_is_missing_and_a_resumed_sitting_shows_them_all(
    installations: Installations, hall: ExamHall
) -> None:
    [installation] = installations.made
    installation.web.start()
    exam_id = hall.new_exam("while-processes-die")
    confirmed: dict[UUID, dict[int, dict[str, Any]]] = {}
    total, gone = count(1), Event()
    learners = [
        Learner(installation, hall.token_of(one))
        for one in hall.employ(LEARNERS, named="while-processes-die")
    ]

    def sit(learner: Learner) -> UUID:
        begun = json.dumps({"exam_id": str(exam_id)}).encode()
        shown = learner.send("POST", API, begun, **{"Idempotency-Key": uuid4().hex})
        sitting_id = UUID(shown["sitting_id"])
        confirmed[sitting_id] = {}
        for number, answer in answers_to(shown["questions"]).items():
            path = f"{API}/{sitting_id}/answers/{number}"
            learner.send("PUT", path, body_of(answer))
            confirmed[sitting_id][number] = answer
            disturb(next(total))
        return sitting_id

    def disturb(done: int) -> None:
        if done in WORKERS_KILLED_AFTER:
            kill_workers(installation)
        elif done == ALL_KILLED_AFTER:
            installation.web.kill()
            installation.web.start()
            gone.set()

    with ThreadPoolExecutor(LEARNERS) as pool:
        sittings = [*pool.map(sit, learners)]

    assert gone.is_set()
    assert 0 < sum(one.resent for one in learners)
    assert [QUESTIONS] * LEARNERS == [len(one) for one in confirmed.values()]
    assert 0 == hall.lost(confirmed)
    for learner, sitting_id in zip(learners, sittings, strict=True):
        resumed = learner.send("GET", f"{API}/{sitting_id}", b"")
        shown = {one["number"]: one["saved"]["sequence"] for one in resumed["questions"]}
        assert dict.fromkeys(range(1, QUESTIONS + 1), 1) == shown
