"""Builders for tests of surveys, escalations and canned replies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.tickets.domain.customer_survey import Choice, Question
from services.tickets.domain.rules import TicketRules
from services.tickets.service import TicketsService
from shared.context import Context, acting
from shared.rules.keeping import RuleKeeping
from tests.support.tickets import MONDAY

QUESTIONS = (
    Question(
        name="satisfied", sort="csat", zh="您满意吗", en="Are you satisfied?", is_required=True
    ),
    Question(name="recommend", sort="nps", zh="会推荐吗", en="Would you recommend us?"),
    Question(name="easy", sort="ces", zh="办理轻松吗", en="Was it easy?"),
    Question(
        name="speed",
        sort="choice",
        zh="速度如何",
        en="How fast?",
        choices=(Choice(code="fast", zh="快", en="fast"), Choice(code="slow", zh="慢", en="slow")),
    ),
    Question(name="words", sort="text", zh="您想说的", en="Your words"),
)
"""One question of each sort."""


def resolution_trigger(**facts: Any) -> dict[str, Any]:
    """Asks everybody after a resolution, by default."""
    return {
        "survey": "service",
        "after": "resolution",
        "kinds": [],
        "channels": [],
        "per_mille": 1000,
        **facts,
    }


def enter_rules(desk: TicketsService, name: str, **values: Any) -> None:
    """Enters a version of a rule set, in force from the beginning."""
    store = desk.store
    book = store.get(TicketRules, TicketRules.id_for(name))
    content = {**book.versions[-1].content, **values}
    with acting(Context(occurred_at=MONDAY, actor=str(UUID(int=9)), kind="service")):
        RuleKeeping(store, TicketRules).enter_rule_version(
            name, content=content, effective_from=MONDAY, reason="test"
        )


def token_in(link: str) -> str:
    """What nobody guesses of the address of a survey's page."""
    return link.removesuffix("/page").rpartition("/")[2]


def make_survey(desk: TicketsService, **rules: Any) -> None:
    """A survey of all sorts of questions, to which everybody is invited after a resolution."""
    with acting(Context(occurred_at=MONDAY, actor=str(UUID(int=9)), kind="service")):
        desk.use_cases.surveys.create_survey(
            code="service", title_zh="满意度调查", title_en="Satisfaction", questions=QUESTIONS
        )
    given = {"triggers": [resolution_trigger()], "wait_minutes": 0, **rules}
    enter_rules(desk, "surveys", **given)
