"""What the school lays down before anybody is certified: questions, exam, rubrics, the gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.demo import cast
from services.demo.client import Answer
from services.demo.moves import TICKETS, Moves
from services.demo.office import Office
from services.demo.seats import Seat
from shared.clock import iso

TRAINING = "/api/training/v1"
CERTIFICATION = "card_service"
COURSE = "information-security"
TITLES = ("银行卡专席上岗认证", "Card service")

KEYS = "ABCD"
SINGLES: Mapping[str, tuple[str, ...]] = {
    "客户来电挂失银行卡，首先应当做什么？": ("核实身份", "办理补卡", "查询余额", "转投诉专席"),
    "境外交易有争议时，应告知客户多久答复？": ("三十个工作日", "当日", "一小时", "不予受理"),
    "自助终端吞卡，客户本人在场，应当如何处理？": ("登记并派工", "让客户自取", "销户", "注销卡片"),
    "客户索要完整卡号，应当如何回答？": ("不予提供", "口头告知", "短信发送", "邮件发送"),
    "挂失后发现卡片，应当如何办理？": ("本人持证解挂", "电话解挂", "他人代办", "自动恢复"),
    "年费有疑问时，应当先查什么？": ("账户协议", "客户职业", "天气", "排班表"),
}
"""Questions of the bank, each with its choices; the first is right."""

ESSAYS = ("请说明补卡的完整流程。", "客户情绪激动时，应当如何安抚？")
WORDS = "先核实身份并安抚客户，再办理挂失与补卡，最后告知时限并回访。"

ESSAY_POINTS = "4"
LEVELS = (("weak", "0", "未达标"), ("fair", "3", "达标"), ("good", "5", "优秀"))
"""Code, points and Chinese word of each level of a rubric."""

CRITERIA = (("procedure", "流程规范", "Procedure"), ("communication", "沟通表达", "Communication"))
ASSESSED = {"oral": "口试", "simulated": "模拟操作", "practical": "实操"}
"""Stages that people judge."""


class Schooling:
    """Lets trainer, training manager and administrator prepare a certification and its gate.

    Args:
        office: seats and clock.
        moves: sends commands.
        administrator: may change rules.
    """

    def __init__(self, office: Office, moves: Moves, *, administrator: Seat) -> None:
        self._moves = moves
        self._office = office
        self._administrator = administrator
        self.rubrics: dict[str, str] = {}
        """Ids of the rubrics by the stages that are judged by them."""

    def prepare(self) -> None:
        """All of it; questions are written by one person and reviewed by another."""
        for number, (text, choices) in enumerate(SINGLES.items(), start=1):
            options = [{"key": key, "zh": zh} for key, zh in zip(KEYS, choices, strict=True)]
            task = {"kind": "single", "zh": text, "points": "2", "choices": options, "key": ["A"]}
            self._put_in_use(f"cards-{number}", task)
        for number, text in enumerate(ESSAYS, start=1):
            task = {"kind": "short_answer", "zh": text, "points": ESSAY_POINTS, "guide": "四个要点"}
            self._put_in_use(f"cards-open-{number}", task)
        self._define_exam()
        for stage in ASSESSED:
            self.rubrics[stage] = self._write_rubric(stage)
        self._create_certification()

    def close_gate(self) -> None:
        """From now on the work of `cards` asks for the certificate."""
        path = f"{TICKETS}/rules/gate"
        version = self._administrator.send("GET", path).version
        demand = {"skill_group": cast.CARDS, "skill": "any", "certifications": [CERTIFICATION]}
        entered = {
            "content": {"demands": [demand]},
            "effective_from": iso(self._office.now),
            "reason": "银行卡专席须持证上岗",
        }
        self._moves.post(self._administrator, f"{path}/versions", entered, version=version)

    def _put_in_use(self, code: str, task: Mapping[str, Any]) -> None:
        common = {"competency": "product_knowledge", "difficulty": 2, "tags": [cast.CARDS]}
        written = self._post(self._trainer, "questions", {"code": code, **common, **task})
        path = f"questions/{written.content['question_id']}"
        first = {"number": 1}
        seen = self._post(self._manager, f"{path}/reviews", first, version=written.version)
        self._post(self._manager, f"{path}/use", first, version=seen.version)

    def _define_exam(self) -> None:
        sections = [
            {"zh": "单选题", "count": 3, "kinds": ["single"], "tags": [cast.CARDS]},
            {"zh": "简答题", "count": 1, "kinds": ["short_answer"], "tags": [cast.CARDS]},
        ]
        exam = {
            "code": CERTIFICATION,
            "zh": TITLES[0],
            "en": TITLES[1],
            "blueprint": {"sections": sections},
            "duration_seconds": 1800,
            "pass_percent": "60",
        }
        self._post(self._manager, "exams", exam)

    def _write_rubric(self, stage: str) -> str:
        levels = [{"code": code, "points": points, "zh": zh} for code, points, zh in LEVELS]
        rubric = {
            "code": f"cards-{stage}",
            "stage_kind": stage,
            "title": f"银行卡专席{ASSESSED[stage]}",
            "pass_percent": 60,
            "criteria": [
                {"code": code, "zh": zh, "en": en, "levels": levels} for code, zh, en in CRITERIA
            ],
        }
        found: str = self._post(self._trainer, "rubrics", rubric).content["rubric_id"]
        return found

    def _create_certification(self) -> None:
        stages: list[dict[str, Any]] = [
            {"code": "courses", "kind": "courses", "course_codes": [COURSE]},
            {"code": "written", "kind": "written", "exam_code": CERTIFICATION, "most_attempts": 2},
            *({"code": one, "kind": one} for one in ASSESSED),
        ]
        plan = {
            "code": CERTIFICATION,
            "title_zh": TITLES[0],
            "title_en": TITLES[1],
            "stages": stages,
            "recertification": ["written"],
            "skills": [cast.CARDS],
            "needs_independence": True,
            "validity_months": 12,
        }
        self._post(self._manager, "certifications", plan)

    @property
    def _trainer(self) -> Seat:
        return self._office.seat(cast.TRAINER.agent_id)

    @property
    def _manager(self) -> Seat:
        return self._office.seat(cast.TRAINING_MANAGER.agent_id)

    def _post(self, seat: Seat, path: str, body: Any, *, version: int | None = None) -> Answer:
        return self._moves.post(seat, f"{TRAINING}/{path}", body, version=version)
