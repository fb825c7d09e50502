"""A survey in a story: made by the manager, answered by whoever holds a link, and its results."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from services.demo.seats import Seat
from shared.clock import iso
from tests.journeys.centre import TICKETS
from tests.journeys.conftest import MONDAY
from tests.support.installation import Installation
from tests.support.read_page import ReadPage

CODE = "service"
QUESTION = {"name": "satisfied", "sort": "csat", "zh": "您满意吗", "en": "Are you satisfied?"}
SPAN = {"since": iso(MONDAY - timedelta(days=1)), "until": iso(MONDAY + timedelta(days=30))}


class SurveySide:
    """Makes the survey, to which everybody is invited once their ticket is resolved.

    Args:
        installation: where.
        seat: of who may make surveys and enter rules.
    """

    def __init__(self, installation: Installation, seat: Seat) -> None:
        self._seat = seat
        survey = {"code": CODE, "title_zh": "满意度", "title_en": "Satisfaction"}
        body = {**survey, "questions": [{**QUESTION, "is_required": True}]}
        seat.send("POST", f"{TICKETS}/surveys", body, key="survey-made")
        address = f"http://127.0.0.1:{installation.port}{TICKETS}/surveys/answers/{{token}}/page"
        self._enter_rules(address=address, wait_minutes=0, smallest_n=1)

    def results(self, seat: Seat) -> Any:
        """What may be seen of all answers together."""
        return seat.get(f"{TICKETS}/survey-results", **SPAN)["total"]

    def answers(self, seat: Seat) -> list[Any]:
        """The answers that may be seen."""
        return list(seat.pages(f"{TICKETS}/survey-answers", **SPAN))

    def _enter_rules(self, **values: Any) -> None:
        path = f"{TICKETS}/rules/surveys"
        shown = self._seat.send("GET", path)
        trigger = {"survey": CODE, "after": "resolution", "kinds": [], "channels": []}
        version = {
            "content": {
                **shown.content["versions"][-1]["content"],
                **values,
                "triggers": [{**trigger, "per_mille": 1000}],
            },
            "effective_from": iso(MONDAY),
            "reason": "每单回访满意度",
        }
        self._seat.send(
            "POST", f"{path}/versions", version, key="survey-rules", version=shown.version
        )


def link_in(text: str) -> str:
    """The one link of a mail."""
    [link] = re.findall(r"https?://\S+", text)
    return str(link)


def visit(link: str, **filled: str) -> ReadPage:
    """What whoever holds a link sees, or sees once they have sent the form; nobody signs in."""
    content = urlencode(filled).encode() if filled else None
    with urlopen(Request(link, data=content), timeout=30) as answer:
        return ReadPage(answer.read().decode())
