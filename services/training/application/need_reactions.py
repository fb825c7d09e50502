"""What other services tell from which training needs follow (TR-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.training.application.workbench import Workbench
from services.training.domain.audience import EMPLOYEE, Target
from services.training.domain.need import Need
from services.training.domain.need_terms import MOST_EVIDENCES, NewNeed
from services.training.domain.need_weights import OPEN_QUESTION, Evidence, quarter_of
from shared.ids import id_of

TICKETS = "tickets"
SLIGHT = 1
"""How bad it is that somebody had no answer once."""


@dataclass(frozen=True)
class QuestionFact:
    """Somebody had no answer to a question (TK-14).

    Args:
        question_id: the question.
        asker_id: the employee who had none.
        skill_group: the skill group that it concerns, if known.
        topic: the topic in the centre's own list, if known.
        asked_at: when.
    """

    question_id: UUID
    asker_id: UUID
    skill_group: str | None
    topic: str | None
    asked_at: datetime


class NeedReactions:
    """Raises needs from what others tell, and lets more of the same add to them.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def when_question_was_asked_raise_need(self, fact: QuestionFact) -> None:
        """Questions about one matter within a quarter are one need of all who asked them.

        Once it is settled, more of them change nothing until the next quarter.
        """
        with self._bench.rules.noted("needs"):
            rules = self._bench.rules.needs
            competency = rules.competency_of_question(
                topic=fact.topic, skill_group=fact.skill_group
            )
            if competency is None:
                return
            evidence = Evidence(
                source=TICKETS,
                reference=f"question:{fact.question_id}",
                happened_on=fact.asked_at.date(),
                severity=SLIGHT,
            )
            audience = (Target(kind=EMPLOYEE, target_id=fact.asker_id),)
            need_id = _need_id(fact, competency)
            need = self._found(need_id)
            if need is None:
                new = NewNeed(
                    origin=OPEN_QUESTION,
                    audience=audience,
                    competency=competency,
                    urgency="low",
                    evidences=(evidence,),
                )
                need = Need.raise_need(new, need_id=need_id, description=None, rules=rules)
            elif self._takes(need, evidence):
                need.add_evidence(evidence, rules=rules, audience=audience)
            self._bench.store.save(need)

    def _found(self, need_id: UUID) -> Need | None:
        """The need, or the one into which it was merged."""
        need = self._bench.store.find(Need, need_id)
        while need is not None and need.merged_into is not None:
            need = self._bench.store.get(Need, need.merged_into)
        return need

    @staticmethod
    def _takes(need: Need, evidence: Evidence) -> bool:
        is_full = len(need.evidences) >= MOST_EVIDENCES
        return need.is_open and not is_full and not need.rests_on(evidence)


def _need_id(fact: QuestionFact, competency: str) -> UUID:
    matter = fact.topic or fact.skill_group or ""
    return id_of("need", "questions", quarter_of(fact.asked_at), competency, matter)
