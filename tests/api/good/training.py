"""Good requests to `training` that belong to none of its parts: competencies and rule sets."""

from __future__ import annotations

from tests.api.good.asking import Ask, Good, Supply, permitted, plain

SELF = permitted("people.self")
RULES = permitted("rules.change")


def _competencies(supply: Supply) -> Ask:
    known = supply.rule("training", "competencies")["competencies"]
    another = {"code": f"skill_{supply.number}", "zh": "外语", "en": "Languages"}
    body = {
        "content": {"competencies": [*known, another]},
        "effective_from": supply.in_hours(1),
        "reason": "年度修订",
    }
    return Ask({"rule_set_id": "competencies"}, body=body)


GENERAL = {
    "list_competencies": Good("li", SELF, plain()),
    "show_rule_set": Good("li", SELF, lambda _: Ask({"rule_set_id": "competencies"})),
    "show_rule_in_force": Good("li", SELF, lambda _: Ask({"rule_set_id": "competencies"})),
    "enter_rule_version": Good("boss", RULES, _competencies),
}
