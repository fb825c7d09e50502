"""What a centre lays down before it certifies: questions, exam, rubrics, certification, gate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.journeys.centre import GROUP, TICKETS
from tests.journeys.training_centre import TRAINING, TrainingCentre

CERTIFICATION = "card_service"
SKILL = "cards"
ONBOARDING = (
    "culture-and-regulations",
    "centre-and-organisation",
    "information-security",
    "product-and-business",
    "service-procedure",
    "system-operation",
    "etiquette-and-communication",
    "quality-and-appraisal",
)
"""The eight modules that every centre is shipped with (TR-1)."""

JUDGED = ("oral", "simulated", "practical")
CHOICES = [{"key": "A", "zh": "核实身份"}, {"key": "B", "zh": "直接办理"}]

QUESTIONS: dict[str, dict[str, Any]] = {
    "single": {"choices": CHOICES, "key": ["A"]},
    "true_false": {"key": ["true"]},
    "short_answer": {"guide": "核实身份、冻结、告知，每点两分"},
}
"""Two kinds that a rule marks, and one that people mark."""

POINTS = {"single": "2", "true_false": "2", "short_answer": "6"}
RIGHT = {
    "single": {"choices": ["A"]},
    "true_false": {"choices": ["true"]},
    "short_answer": {"text": "先核实客户身份，再冻结卡片，最后告知补卡流程。"},
}

LEVELS = [
    {"code": "weak", "points": "0", "zh": "不达标"},
    {"code": "good", "points": "5", "zh": "达标"},
]
GOOD = {"identity": "good", "words": "good"}

PLAN: dict[str, Any] = {
    "title_zh": "信用卡服务认证",
    "title_en": "Card service",
    "stages": [
        {"code": "onboarding", "kind": "courses", "course_codes": [*ONBOARDING]},
        {"code": "written", "kind": "written", "exam_code": CERTIFICATION},
        *({"code": kind, "kind": kind} for kind in JUDGED),
    ],
    "recertification": ["written"],
    "skills": [SKILL],
    "needs_independence": True,
    "validity_months": 12,
}


class CertifyingSide:
    """The certification and what it stands on, made by trainer, training manager and manager.

    Args:
        centre: where.
    """

    def __init__(self, centre: TrainingCentre) -> None:
        self._centre = centre
        for kind in QUESTIONS:
            self._put_question_in_use(kind)
        centre.settle()
        self.exam_id: str = self._define_exam()
        self.rubric_ids = {kind: self._write_rubric(kind) for kind in JUDGED}
        certification = {"code": CERTIFICATION, **PLAN}
        centre.send("training_manager", f"{TRAINING}/certifications", certification)
        self._close_gate()

    def _put_question_in_use(self, kind: str) -> None:
        question = {
            "code": f"lost-card-{kind}",
            "kind": kind,
            "zh": "客户挂失银行卡，首先应当核实身份。",
            "points": POINTS[kind],
            "competency": "product_knowledge",
            "difficulty": 2,
            "tags": ["lost-card"],
            **QUESTIONS[kind],
        }
        made = self._centre.send("trainer", f"{TRAINING}/questions", question)
        path = f"{TRAINING}/questions/{made['question_id']}"
        for step in ("reviews", "use"):
            self._centre.change("training_manager", path, step, {"number": 1})

    def _define_exam(self) -> str:
        sections = [{"zh": kind, "count": 1, "kinds": [kind]} for kind in QUESTIONS]
        exam = {
            "code": CERTIFICATION,
            "zh": "信用卡业务笔试",
            "blueprint": {"sections": sections},
            "duration_seconds": 3600,
            "pass_percent": "80",
        }
        made = self._centre.send("trainer", f"{TRAINING}/exams", exam)
        return str(made["exam_id"])

    def _write_rubric(self, kind: str) -> str:
        criteria = [
            {"code": "identity", "zh": "身份核实", "levels": LEVELS, "must_reach": "good"},
            {"code": "words", "zh": "服务用语", "levels": LEVELS},
        ]
        rubric = {
            "code": f"cards-{kind}",
            "stage_kind": kind,
            "title": "信用卡挂失",
            "pass_percent": 60,
            "criteria": criteria,
        }
        made = self._centre.send("trainer", f"{TRAINING}/rubrics", rubric)
        return str(made["rubric_id"])

    def _close_gate(self) -> None:
        """From now on the group's work is for certified agents only."""
        now: datetime = self._centre.installation.clock.now()
        demand = {"skill_group": GROUP, "skill": "any", "certifications": [CERTIFICATION]}
        version = {
            "content": {"demands": [demand]},
            "effective_from": now.isoformat(),
            "reason": "持证上岗",
        }
        self._centre.change("manager", f"{TICKETS}/rules/gate", "versions", version)
