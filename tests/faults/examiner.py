"""One who writes questions and lays down exams: the work that `training` needs nobody else for."""

from __future__ import annotations

import random
from typing import Any

from services.demo.client import Answer
from tests.faults.couriers import Courier
from tests.faults.evidence import Attempt
from tests.faults.office import TRAINING

KNOWN_AT_MOST = 20
"""Questions and exams that it goes on with."""


class Examiner:
    """Writes and revises questions, lays down exams and their versions.

    Args:
        courier: sends the commands.
        name: prefix of all keys and codes.
    """

    def __init__(self, courier: Courier, *, name: str) -> None:
        self._courier = courier
        self._name = name
        self._random = random.Random(name)
        self._known: dict[str, int | None] = {}
        self._count = 0

    @property
    def attempts(self) -> list[Attempt]:
        """What it has sent."""
        return self._courier.attempts

    def step(self) -> None:
        """One command: something new, or another version of what it knows."""
        self._count += 1
        if not self._known or self._random.random() < 0.4:
            self._begin()
        else:
            self._go_on(self._random.choice(list(self._known)[-KNOWN_AT_MOST:]))

    def _begin(self) -> None:
        kind, content = self._random.choice((("question", self._question), ("exam", self._exam)))
        body = {"code": f"{self._name}-{self._count}", **content()}
        self._see(kind, self._post(f"{kind}s", body, kind=f"new_{kind}", entity=f"{kind}_id"))

    def _go_on(self, path: str) -> None:
        kind = "question" if path.startswith("question") else "exam"
        version = self._known[path]
        if version is None:
            self._see(kind, self._courier.look(f"{TRAINING}/{path}"))
            return
        content = self._question() if kind == "question" else self._exam()
        answer = self._post(
            f"{path}/versions",
            content,
            kind=f"{kind}_version",
            entity=f"{kind}_id",
            version=version,
        )
        self._known[path] = None
        self._see(kind, answer)

    def _post(
        self, path: str, body: Any, *, kind: str, entity: str, version: int | None = None
    ) -> Answer | None:
        return self._courier.send(
            f"{TRAINING}/{path}",
            body,
            key=f"{self._name}-{self._count:05d}",
            service="training",
            kind=kind,
            version=version,
            entity=entity,
        )

    def _see(self, kind: str, answer: Answer | None) -> None:
        if answer is not None:
            self._known[f"{kind}s/{answer.content[f'{kind}_id']}"] = answer.version

    def _question(self) -> dict[str, Any]:
        return {
            "kind": "true_false",
            "zh": f"客户要求注销账户时须当面办理，第 {self._count} 种情况除外。",
            "points": "1",
            "competency": "communication",
            "difficulty": 1,
            "key": ["false"],
        }

    def _exam(self) -> dict[str, Any]:
        return {
            "zh": f"上岗笔试 {self._count}",
            "blueprint": {"sections": [{"zh": "判断题", "count": 1}]},
            "duration_seconds": 1800,
            "pass_percent": "60",
        }
