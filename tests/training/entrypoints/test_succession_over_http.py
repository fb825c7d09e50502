"""The succession pipeline over HTTP."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.training.service import TrainingService
from tests.support.parts import message, tell
from tests.support.training import HR, LI, QIAN, WANG
from tests.training.entrypoints.conftest import Ask

POSITION = UUID("0190d4f0-0000-7000-8000-000000000501")
AUDIT = frozenset({"people.self", "audit.read"})


@pytest.mark.parametrize("who", [LI, WANG])
def test_a_pool_is_kept_and_hidden_from_who_is_in_it(
    ask: Ask, school: TrainingService, who: UUID
) -> None:
    opened = {"position_id": str(POSITION)}
    tell(school.models.positions, message("people.position_opened", opened))
    pool = ask("POST", "/succession-pools", opened, by=HR, expect=201).get_json()
    path = f"/succession-pools/{pool['succession_pool_id']}"
    body = {"employee_id": str(who), "readiness": "later", "reason": "稳重可靠"}
    own = {**body, "employee_id": str(HR)}
    ask("POST", f"{path}/nominations", own, by=HR, if_match=1, expect=403)
    made = ask("POST", f"{path}/nominations", body, by=HR, if_match=1, expect=201).get_json()
    [member] = made["members"]
    at = f"{path}/nominations/{member['nomination_id']}"
    ready = {"readiness": "ready_now", "reason": "完成带教"}
    ask("POST", f"{at}/readiness", ready, by=QIAN, if_match=2, expect=200)

    assert ("稳重可靠", str(who)) == (member["reason"], member["employee_id"])
    ask("GET", path, by=who, expect=403)
    history = ask("GET", f"{path}/history", by=who, permissions=AUDIT, expect=200)
    assert str(who) not in history.text
    gone = ask("POST", f"{at}/withdrawal", {"reason": "转岗"}, by=HR, if_match=3, expect=200)
    assert [] == gone.get_json()["members"]
