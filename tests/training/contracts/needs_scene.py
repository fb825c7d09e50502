"""Training needs as they are told: each of their events once at least."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.training.service import TrainingService
from shared.bus.message import Message
from tests.support.parts import message
from tests.support.training import HR, LI, QIAN, WANG, ZHAO, ZHOU
from tests.support.training_needs import (
    FOR_LI,
    FOR_TEAM,
    FOR_ZHAO,
    LATER,
    evidence,
    file_of,
    line_of,
)
from tests.training.conftest import ActAs

WORDS = "李明总是打断客户"
ASKED: dict[str, Any] = {"competency": "communication", "description": WORDS}


@dataclass(frozen=True)
class Told:
    """What became of each need.

    Args:
        open: Li's own, urgent.
        whole: Wang's for Li and Zhao, into which `merged` went; answered by coaching.
        merged: Wang's for Zhao.
        refused: of human resources, for the team.
    """

    open: UUID
    whole: UUID
    merged: UUID
    refused: UUID


def tell_needs(
    school: TrainingService, as_employee: ActAs, react: Callable[[Message], None]
) -> Told:
    """Needs that are raised, merged, answered, refused and imported."""
    needs, decisions = school.use_cases.needs, school.use_cases.need_decisions
    with as_employee(LI):
        own = needs.raise_own_need(competency="sales", urgency="low", description=WORDS).id
    with as_employee(WANG):
        whole = needs.raise_need(audience=(FOR_LI,), urgency="normal", **ASKED).id
        merged = needs.raise_need(
            audience=(FOR_ZHAO,), urgency="high", evidences=(evidence(),), **ASKED
        ).id
        needs.add_evidence(merged, evidence=evidence("QF-2", severity=5))
    with as_employee(HR):
        refused = needs.raise_need(audience=(FOR_TEAM,), urgency="normal", **ASKED).id
        school.use_cases.need_facts.import_facts(file_of(line_of()))
        decisions.refuse_need(refused, reason=WORDS)
        decisions.merge_needs(whole, need_ids=[merged])
        decisions.answer_by_coaching(whole, coach_id=ZHOU, due_on=LATER, words=WORDS)
        decisions.prioritise_need(own, urgency="urgent")
    with as_employee(QIAN):
        decisions.link_study(whole, study_id=UUID(int=6))
    for number, asker_id in enumerate((LI, ZHAO), start=1):
        told = {"question_id": str(UUID(int=number)), "asker_id": str(asker_id)}
        react(message("tickets.question_asked", told, position=number))
    return Told(own, whole, merged, refused)
