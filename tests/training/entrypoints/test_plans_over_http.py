"""Annual plans over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.training import HR, LI, QIAN, SITE
from tests.training.entrypoints.conftest import Ask

NEW = {"code": "2020", "title": "2020 年度培训计划", "year": 2020, "currency": "CNY"}
ITEM = {
    "code": "talks",
    "objective": "quality",
    "title": "沟通技巧",
    "method": "role_play",
    "times": [1, 1, 0, 0],
    "learners": 20,
    "audience": [{"kind": "site", "target_id": str(SITE)}],
    "budget_minor": 500_000,
}
CONTENT = {
    "objectives": [{"code": "quality", "text": "合格率 95%", "competencies": ["communication"]}],
    "items": [ITEM],
}
SPENT = {"item": "talks", "amount_minor": 9_900, "evidence": "INV-1", "spent_on": "2020-01-06"}


def approved(ask: Ask) -> dict[str, Any]:
    """A plan of Qian's that human resources approved."""
    made = ask("POST", "/annual-plans", NEW, by=QIAN, expect=201).get_json()
    path = f"/annual-plans/{made['annual_plan_id']}"
    ask("POST", f"{path}/content", CONTENT, by=QIAN, if_match=1, expect=200)
    ask("POST", f"{path}/submission", by=QIAN, if_match=2, expect=200)
    answer = ask("POST", f"{path}/approval", by=HR, if_match=3, expect=200)
    shown: dict[str, Any] = answer.get_json()
    return shown


def test_a_plan_is_approved_spent_from_and_shown(ask: Ask, project: Callable[[], None]) -> None:
    plan = approved(ask)
    path = f"/annual-plans/{plan['annual_plan_id']}"
    spent = ask("POST", f"{path}/spendings", SPENT, by=HR, if_match=4, expect=201).get_json()
    project()
    [row] = ask("GET", "/annual-plans?year=2020", by=QIAN, expect=200).get_json()["items"]
    [done] = ask("GET", f"{path}/progress", by=QIAN, expect=200).get_json()["items"]

    assert (500_000, 9_900) == (spent["budget_minor"], spent["spent_minor"])
    assert row == {name: spent[name] for name in row}
    assert ([1, 1, 0, 0], None, 9_900) == (done["times"], done["held"], done["spent_minor"])
    [entered] = spent["spendings"]
    gone = f"{path}/spendings/{entered['spending_id']}/retraction"
    ask("POST", gone, {"reason": "记错"}, by=HR, if_match=5, expect=200)
    ask("POST", gone, {"reason": "记错"}, by=HR, if_match=6, expect=404)


def test_a_plan_is_sent_back_with_a_reason_that_its_readers_see(ask: Ask) -> None:
    made = ask("POST", "/annual-plans", NEW, by=QIAN, expect=201).get_json()
    path = f"/annual-plans/{made['annual_plan_id']}"
    ask("POST", f"{path}/content", CONTENT, by=QIAN, if_match=1, expect=200)
    ask("POST", f"{path}/submission", by=QIAN, if_match=2, expect=200)
    own = ask("POST", f"{path}/return", {"reason": "再议"}, by=QIAN, if_match=3, expect=403)
    body = {"reason": "预算过高"}
    back = ask("POST", f"{path}/return", body, by=HR, if_match=3, expect=200).get_json()
    then = ask("GET", f"{path}?as_of=2020-01-06T01:00:00Z", by=HR, expect=200).get_json()

    assert "not-your-own-plan" == own.get_json()["code"]
    assert ("draft", "预算过高") == (back["state"], back["sent_back_for"])
    assert back["version"] == then["version"]


def test_the_sheet_is_a_file_to_be_saved(ask: Ask) -> None:
    path = f"/annual-plans/{approved(ask)['annual_plan_id']}/file"
    file = ask("GET", path, by=HR, expect=200, headers={"Accept-Language": "zh-CN"})

    assert "attachment" in file.headers["Content-Disposition"]
    assert "角色扮演" in file.get_data().decode("utf-8-sig")
    ask("GET", path, by=LI, expect=403)
