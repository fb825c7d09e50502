"""Mentors and mentees over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.training import LI, QIAN, SUN, WANG, WU, ZHAO
from tests.training.entrypoints.conftest import Ask


@pytest.fixture
def mentorship(ask: Ask) -> dict[str, Any]:
    """Zhao mentors Li."""
    body = {"employee_id": str(LI), "mentor_id": str(ZHAO), "template": "agent"}
    return dict(ask("POST", "/mentorships", body, by=QIAN, expect=201).get_json())


def test_a_mentorship_goes_from_the_appointment_to_the_final_sign_off(
    ask: Ask, mentorship: dict[str, Any]
) -> None:
    path, version = f"/mentorships/{mentorship['mentorship_id']}", 1
    for one in mentorship["tasks"]:
        body = {"task": one["code"]}
        ask("POST", f"{path}/sign-offs", body, by=ZHAO, if_match=version, expect=200)
        ask("POST", f"{path}/acknowledgements", body, if_match=version + 1, expect=200)
        version += 2
    ask("POST", f"{path}/notes", {"text": "进步快"}, by=ZHAO, if_match=version, expect=200)
    final = {"is_ready": True, "reason": "可以独立上岗"}
    missing = ask("POST", f"{path}/final-sign-off", final, by=ZHAO)
    ask("POST", f"{path}/final-sign-off", final, by=ZHAO, if_match=version + 1, expect=200)
    shown = ask("GET", path, expect=200).get_json()
    before = ask("GET", f"{path}?position=0").status_code

    assert (428, 404) == (missing.status_code, before)
    assert ("ended", True, "可以独立上岗") == (
        shown["state"],
        shown["is_ready"],
        shown["reason"],
    )
    assert ["进步快"] == [one["text"] for one in shown["notes"]]
    assert {(str(ZHAO), True, False)} == {
        (one["signed_off_by"], one["is_acknowledged"], one["is_late"]) for one in shown["tasks"]
    }


def test_another_mentor_is_appointed_and_one_is_broken_off(
    ask: Ask, mentorship: dict[str, Any], project: Callable[[], None]
) -> None:
    path = f"/mentorships/{mentorship['mentorship_id']}"
    body = {"mentor_id": str(WU), "reason": "导师休假"}
    replaced = ask("POST", f"{path}/mentor", body, by=QIAN, if_match=1, expect=200).get_json()
    project()
    listed = {
        who: len(ask("GET", "/mentorships", by=who, expect=200).get_json()["items"])
        for who in (LI, WU, WANG, QIAN, ZHAO, SUN)
    }
    ask("POST", f"{path}/breaking-off", by=QIAN, if_match=2, expect=200)

    assert (str(WU), [str(ZHAO)]) == (replaced["mentor_id"], replaced["former_mentor_ids"])
    assert {LI: 1, WU: 1, WANG: 1, QIAN: 1, ZHAO: 0, SUN: 0} == listed
    assert [200, 404] == [ask("GET", path, by=one).status_code for one in (WANG, SUN)]


def test_the_mentee_sees_the_history_without_sealed_words(
    ask: Ask, mentorship: dict[str, Any]
) -> None:
    path = f"/mentorships/{mentorship['mentorship_id']}"
    ask("POST", f"{path}/notes", {"text": "容易紧张"}, by=ZHAO, if_match=1, expect=200)
    entries = ask("GET", f"{path}/history", expect=200)

    assert 2 == len(entries.get_json()["items"])
    assert "紧张" not in entries.text
    assert 403 == ask("GET", f"{path}/history", by=SUN).status_code
