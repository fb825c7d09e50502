"""What sittings need of the bank, kept in memory: versions of questions, samples of the pool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.training.domain.exam_definition import Blueprint
from services.training.domain.paper import Candidate, Paper
from services.training.domain.question import Question
from services.training.domain.question_content import QuestionVersion
from shared.event_store.store import Store

SAMPLES = 8
"""Different samples of the pool from which papers of one version of an exam are drawn at a time."""

FRESH_FOR = timedelta(seconds=10)
"""How long a sample is drawn from; a question retired meanwhile may still be asked."""

_MOST_VERSIONS = 5_000
_MOST_SAMPLES = 500


class Pool(Protocol):
    """The questions in use, as far as drawing depends on them."""

    def candidates(self, blueprint: Blueprint, *, seed: str) -> Sequence[Candidate]:
        """Enough questions for each section, drawn from the bank by the seed."""


class KnownPapers:
    """Keeps what never changes for as long as there is room, and the rest for a moment.

    Hundreds who start at once then ask the bank a few times, not once each.

    Args:
        store: the log, which holds the questions.
        pool: the questions in use.
    """

    def __init__(self, store: Store, *, pool: Pool) -> None:
        self._store = store
        self._pool = pool
        self._versions: dict[tuple[UUID, int], QuestionVersion] = {}
        self._samples: dict[tuple[UUID, int, int], tuple[datetime, Sequence[Candidate]]] = {}

    def versions_of(self, paper: Paper) -> list[QuestionVersion]:
        """The questions of a paper as they are asked, in its order, with their keys."""
        return [self.version(one.question_id, one.version) for one in paper.questions]

    def version(self, question_id: UUID, number: int) -> QuestionVersion:
        """One version of a question, which stays as it is for ever."""
        known = self._versions.get((question_id, number))
        if known is not None:
            return known
        found = self._store.get(Question, question_id).version_of(number)
        if len(self._versions) >= _MOST_VERSIONS:
            self._versions = {}
        self._versions[question_id, number] = found
        return found

    def candidates(
        self, exam_id: UUID, version: int, blueprint: Blueprint, *, seed: str, at: datetime
    ) -> Sequence[Candidate]:
        """Enough questions to draw a paper of this version of an exam."""
        sample = int(seed[:8], 16) % SAMPLES
        key = (exam_id, version, sample)
        known = self._samples.get(key)
        if known is not None and at - known[0] < FRESH_FOR:
            return known[1]
        found = self._pool.candidates(blueprint, seed=f"{exam_id}|{version}|{sample}|{at}")
        if len(self._samples) >= _MOST_SAMPLES:
            self._samples = {}
        self._samples[key] = (at, found)
        return found
