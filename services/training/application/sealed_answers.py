"""Answers to anonymous surveys: sealed at first, then shuffled and nobody's (TR-8).

Until a batch is written, an answer lies sealed under the survey's own key in a row of its
participant, so that giving it twice is harmless. What is sealed has one length for all, and the
row holds no time: neither the rows nor what remains of them in files tells more than that somebody
has answered. A batch is written in one transaction, in an order that comes from the operating
system's source of randomness, as events without actor, correlation or time of day; the same
transaction empties the rows. A survey ends in two steps: it takes no answer more, and then those
that lie sealed are written; so none is confirmed and not counted. Then its key is destroyed.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from services.training.application.evaluation_questions import ParticipantRows
from services.training.application.workbench import Workbench
from services.training.domain.anonymity import size_of_batch
from services.training.domain.survey import Survey
from services.training.domain.survey_answer import SurveyAnswer
from services.training.domain.survey_errors import SurveyClosed
from shared.context import Context, acting, current_context
from shared.event_store import Aggregate
from shared.event_store.side_rows import SideRow, SideWrite, compare_and_set
from shared.ids import RandomIds
from shared.sealed import Erased, Sealed

PARTICIPANT = "survey_participant"
"""Kind of side row: whether somebody has answered an anonymous survey."""

COUNTED = "counted"
WAITING = "waiting"
NOT_ANSWERED = "not_answered"

LENGTH = 6144
"""Bytes of every sealed answer: more than the longest one has, so that length tells nothing."""

_PURPOSE = "shuffle-survey-answers"

T = TypeVar("T")


class Order(Protocol):
    """Where the order of a batch comes from."""

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        """So many of them, in an order that nobody can foresee."""


class SealedAnswers:
    """Keeps answers sealed until they can be shown as nobody's.

    Args:
        bench: what all use cases stand on.
        rows: lists the rows of participants.
        order: where the order of a batch comes from.
    """

    def __init__(
        self, bench: Workbench, *, rows: ParticipantRows, order: Order | None = None
    ) -> None:
        self._bench = bench
        self._rows = rows
        self._order: Order = order or secrets.SystemRandom()

    def state_of(self, survey: Survey, employee_id: UUID) -> str:
        """Whether this employee's answer is `not_answered`, `waiting` or `counted`."""
        row = self._bench.store.side_row(PARTICIPANT, _key(survey.id, employee_id))
        if row is None:
            return NOT_ANSWERED
        return WAITING if "sealed" in row.content else COUNTED

    def keep(
        self, survey: Survey, employee_id: UUID, *, scores: Mapping[str, int], comment: str | None
    ) -> None:
        """Seals an answer into its participant's row, in place of an earlier one there.

        What was written already stays: a repeat changes nothing.

        Raises:
            SurveyClosed: its end has destroyed the key meanwhile.
            Conflict: it has changed meanwhile; whether it still takes answers is to be asked anew.
            SideRowConflict: the same participant answered at the same time.
        """
        key = _key(survey.id, employee_id)
        sealed = self._seal(survey, {"scores": dict(scores), "comment": comment})
        content = {"sealed": msgspec.to_builtins(sealed)}
        row = self._bench.store.side_row(PARTICIPANT, key)
        if row is not None and "sealed" not in row.content:
            return
        expected = None if row is None else row.content
        self._bench.store.save(
            beside=[compare_and_set(PARTICIPANT, key, content, expected=expected)],
            unchanged=[survey],
        )

    def end_answers(self, survey_id: UUID) -> None:
        """Takes no answer more: one that is on its way finds the survey changed; harmless again."""
        survey = self._bench.store.get(Survey, survey_id)
        survey.end_answers()
        self._bench.store.save(survey)

    def write_batch(self, survey_id: UUID) -> int:
        """Writes as many answers as can be shown now.

        Of a survey that takes no answer more, this is the last batch, with which it closes; what is
        left then is never shown. Nothing is done about a closed one.

        Returns:
            How many answers were written.

        Raises:
            SideRowConflict: an answer was given anew meanwhile.
        """
        survey = self._bench.store.get(Survey, survey_id)
        if survey.is_closed:
            return 0
        is_last = not survey.takes_answers
        rows = self._rows.side_rows(PARTICIPANT, prefix=f"{survey_id}/")
        waiting = [one for one in rows if "sealed" in one.content]
        size = size_of_batch(len(waiting), smallest=survey.smallest, is_last=is_last)
        chosen = self._order.sample(waiting, size)
        with _anonymously():
            opened = [self._opened(one) for one in chosen]
            answers = [self._answer(survey_id, one) for one in opened]
            if answers:
                survey.count_answers([one.scores for one in answers])
        if is_last:
            survey.close()
        self._save(survey, answers, _removed(rows) if is_last else _emptied(rows, chosen))
        return size

    def destroy_key(self, survey_id: UUID) -> None:
        """Destroys the key of a survey that has ended; repeating is harmless."""
        self._bench.keys.erase(own_subject(survey_id))
        survey = self._bench.store.get(Survey, survey_id)
        survey.forget_key()
        self._bench.store.save(survey)

    def _save(
        self, survey: Survey, answers: Sequence[Aggregate], emptied: Sequence[SideWrite]
    ) -> None:
        if survey.pending_events:
            self._bench.store.save(survey, *answers, beside=emptied)

    def _seal(self, survey: Survey, answer: Mapping[str, Any]) -> Sealed:
        try:
            return self._bench.keys.seal(own_subject(survey.id), padded(answer))
        except Erased as gone:
            raise SurveyClosed from gone

    def _opened(self, row: SideRow) -> dict[str, Any]:
        sealed = msgspec.convert(row.content["sealed"], Sealed)
        found: dict[str, Any] = msgspec.json.decode(self._bench.keys.open(sealed, purpose=_PURPOSE))
        return found

    def _answer(self, survey_id: UUID, opened: dict[str, Any]) -> SurveyAnswer:
        comment = opened["comment"]
        sealed = self._bench.keys.seal(words_subject(survey_id), comment) if comment else None
        return SurveyAnswer.give_anonymously(survey_id, scores=opened["scores"], comment=sealed)


def own_subject(survey_id: UUID) -> str:
    """Whose key seals waiting answers; it is destroyed when the survey closes."""
    return f"survey:{survey_id}"


def words_subject(survey_id: UUID) -> str:
    """Whose key seals comments that are shown."""
    return f"comment:{survey_id}"


def padded(answer: Mapping[str, Any]) -> str:
    """An answer as a text of the one length."""
    return msgspec.json.encode(answer).ljust(LENGTH).decode()


def anonymous_context(now: datetime) -> Context:
    """Nobody acts, and only the day is known."""
    return Context(
        occurred_at=now.replace(hour=0, minute=0, second=0, microsecond=0),
        actor=None,
        kind="anonymous",
        channel="timer",
        ids=RandomIds(),
    )


def _anonymously() -> Any:
    return acting(anonymous_context(current_context().occurred_at))


def _removed(rows: Sequence[SideRow]) -> list[SideWrite]:
    return [compare_and_set(PARTICIPANT, one.key, None, expected=one.content) for one in rows]


def _emptied(rows: Sequence[SideRow], chosen: Sequence[SideRow]) -> list[SideWrite]:
    """In the order of the participants' ids, whatever the order of the answers."""
    keys = {one.key for one in chosen}
    return [
        compare_and_set(PARTICIPANT, one.key, {COUNTED: True}, expected=one.content)
        for one in rows
        if one.key in keys
    ]


def _key(survey_id: UUID, employee_id: UUID) -> str:
    return f"{survey_id}/{employee_id}"
