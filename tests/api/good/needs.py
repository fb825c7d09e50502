"""Good requests to `training`: needs, and facts from which they follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.desk import WORDS
from tests.api.good.asking import Ask, Good, Supply, permitted
from tests.api.needed import Needed

SELF = permitted("people.self")
RAISE = permitted("training.raise_needs+training.plan", "training.raise_needs+training.see_all")
SEE = permitted("training.plan", "training.see_all")
PLAN = permitted("training.plan")
EVALUATE = permitted("training.evaluate+training.plan", "training.evaluate+training.see_all")
IMPORT = permitted("training.import")
COLUMNS = "source,fact_id,origin,happened_on,audience,competency,severity"
STUDY = "0190d4f0-0000-7000-8000-000000000401"
EVIDENCE = {
    "source": "quality",
    "reference": "QF-7",
    "happened_on": "2020-01-03",
    "severity": 2,
}


def needed(supply: Supply) -> Needed:
    """Brings forth needs."""
    return Needed(supply.centre, number=supply.number)


def on_need(body: Any = None, **facts: bool) -> Callable[[Supply], Ask]:
    """About a need that is raised first."""
    return lambda supply: Ask({"need_id": needed(supply).need(**facts)}, body=body)


def _new(supply: Supply) -> Ask:
    target = {"kind": "employee", "target_id": supply.centre.employees["li"]}
    return Ask(
        body={
            "audience": [target],
            "competency": "sales",
            "urgency": "normal",
            "description": WORDS,
            "evidences": [EVIDENCE],
        }
    )


def _merger(supply: Supply) -> Ask:
    made = needed(supply)
    return Ask({"need_id": made.need()}, body={"need_ids": [made.need()]})


def _course(supply: Supply) -> Ask:
    made = needed(supply)
    body = {"course_id": made.course(), "due_on": made.coaching()["due_on"]}
    return Ask({"need_id": made.need()}, body=body)


def _coaching(supply: Supply) -> Ask:
    made = needed(supply)
    return Ask({"need_id": made.need()}, body=made.coaching())


def _facts(supply: Supply) -> Ask:
    fact = {
        "source": "quality",
        "fact_id": f"N-{supply.number}",
        "origin": "incident",
        "happened_on": "2020-01-03",
        "audience": [{"kind": "site", "target_id": supply.main_site}],
        "competency": "sales",
        "severity": 4,
    }
    return Ask(body={"facts": [fact]})


def _file(supply: Supply) -> Ask:
    cells = f"quality,C-{supply.number},process,2020-01-03,site:{supply.main_site},sales,2"
    return Ask(body={"csv": f"{COLUMNS}\n{cells}\n"})


NEEDS = {
    "raise_need": Good("wang", RAISE, _new),
    "raise_own_need": Good(
        "li", SELF, lambda _: Ask(body={"competency": "sales", "description": WORDS})
    ),
    "add_need_evidence": Good("wang", PLAN, on_need(EVIDENCE)),
    "list_needs": Good("wang", SELF | SEE, lambda _: Ask()),
    "show_need": Good("wang", SEE, on_need()),
    "prioritise_need": Good("boss", PLAN, on_need({"urgency": "high"})),
    "merge_needs": Good("boss", PLAN, _merger),
    "answer_need_by_course": Good("boss", PLAN, _course),
    "answer_need_by_coaching": Good("boss", PLAN, _coaching),
    "refuse_need": Good("boss", PLAN, on_need({"reason": WORDS})),
    "link_need_study": Good("boss", EVALUATE, on_need({"study_id": STUDY}, is_answered=True)),
    "take_need_facts": Good("hr", IMPORT, _facts),
    "import_need_facts": Good("hr", IMPORT, _file),
    "show_need_import": Good(
        "hr", IMPORT, lambda supply: Ask({"need_import_id": needed(supply).facts()})
    ),
}
"""All of them by operation."""
