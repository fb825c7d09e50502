"""An exam for hundreds of learners on an installation, with what each of them sends and gets."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.training.domain.exam import Exam
from services.training.domain.exam_definition import WRITTEN, Blueprint, ExamContent, Section
from services.training.domain.question import Question
from services.training.domain.sitting import Sitting
from services.training.read_models.staff import STAFF
from shared.context import Context, acting
from shared.ids import LOOPDESK
from shared.read_models import Rows
from shared.read_models.readers import OwnReaders
from shared.service import Service
from shared.settings import Settings
from shared.web.tokens import TokenSigner
from tests.support.question_bank import content

SECTIONS = {"single": 9, "multiple": 4, "true_false": 1, "fill_in": 1, "essay": 1}
"""The sixteen questions of a paper, by kind."""

QUESTIONS = sum(SECTIONS.values())
OF_EACH_KIND = 30
SITE = uuid5(LOOPDESK, "exam-hall/site")
WORDS = "先核实客户身份，再冻结卡片，最后告知补卡流程和所需时间。"

ANSWERS: dict[str, dict[str, Any]] = {
    "single": {"choices": ["B"]},
    "multiple": {"choices": ["A", "C"]},
    "true_false": {"choices": ["true"]},
    "fill_in": {"blanks": ["95588", "客服中心"]},
    "essay": {"text": WORDS},
}


class ExamHall:
    """Makes exams, learners and requests.

    Args:
        training: the service, wired in this process.
        settings: of the installation; tokens are signed with its key.
    """

    def __init__(self, training: Service, settings: Settings) -> None:
        self._training = training
        self._signer = TokenSigner(settings.token_keys_file)

    def fill_bank(self) -> None:
        """Puts questions of each kind in use."""
        with self._acting():
            for number in range(OF_EACH_KIND):
                for kind in SECTIONS:
                    code = f"hall-{kind}-{number}"
                    made = Question.draft(code, content(kind, tags=("hall",)), author="author")
                    made.review(1, reviewer="reviewer")
                    made.put_in_use(1)
                    self._training.store.save(made)
        self.project()

    def new_exam(self, code: str) -> UUID:
        """An exam of sixteen questions and an hour."""
        sections = tuple(
            Section(zh=kind, count=count, kinds=(kind,), tags=("hall",))
            for kind, count in SECTIONS.items()
        )
        laid_down = ExamContent(
            zh="季度业务技能",
            blueprint=Blueprint(sections=sections),
            duration_seconds=3600,
            pass_percent=Decimal(60),
        )
        with self._acting():
            exam = Exam.define(code, laid_down, purpose=WRITTEN)
            self._training.store.save(exam)
        return exam.id

    def employ(self, count: int, *, named: str) -> list[UUID]:
        """Learners who work here."""
        learners = [uuid5(LOOPDESK, f"exam-hall/{named}/{number}") for number in range(count)]
        with self._training.read_database.writing() as connection:
            rows = Rows(connection, called={})
            for one in learners:
                rows[STAFF].put(
                    employee_id=str(one),
                    site_id=str(SITE),
                    hired_on="2020-01-02",
                    is_employed=True,
                )
            rows.flush()
        return learners

    def token_of(self, learner_id: UUID) -> str:
        """A token of a learner."""
        return self._signer.sign(
            subject=str(learner_id),
            session_id=secrets.token_hex(8),
            roles=["agent"],
            permissions=["people.self"],
            site_id=str(SITE),
        )

    def lost(self, acknowledged: dict[UUID, dict[int, dict[str, Any]]]) -> int:
        """How many answers that were acknowledged the log does not hold.

        Args:
            acknowledged: by sitting and number of the question, what was sent.
        """
        missing = 0
        for sitting_id, answers in acknowledged.items():
            kept = self._training.store.get(Sitting, sitting_id).answers
            missing += sum(not _holds(kept.get(one - 1), sent) for one, sent in answers.items())
        return missing

    def project(self) -> None:
        """Takes the read models of the service's own log to its end."""
        own = [one for one in self._training.read_models if one.source == "training"]
        readers = OwnReaders(own, self._training.store)
        while readers.step():
            pass

    @staticmethod
    def _acting() -> Any:
        return acting(
            Context(occurred_at=datetime.now(tz=UTC), actor="service:training", kind="service")
        )


def answers_to(questions: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """What is answered to the questions of a shown paper, by their numbers."""
    return {one["number"]: {"sequence": 1, **ANSWERS[one["kind"]]} for one in questions}


def body_of(answer: dict[str, Any]) -> bytes:
    """An answer as it is sent."""
    return json.dumps(answer, ensure_ascii=False).encode()


def _holds(kept: Any, sent: dict[str, Any]) -> bool:
    if kept is None or kept.sequence < sent["sequence"]:
        return False
    chosen = tuple(sorted(sent.get("choices", ())))
    is_written = bool(sent.get("blanks") or sent.get("text"))
    return kept.choices.get("", ()) == chosen and (kept.words is not None) == is_written
