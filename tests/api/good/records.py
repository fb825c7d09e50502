"""Good requests to `training`: training records."""

from __future__ import annotations

from tests.api.good.asking import Ask, Good, Supply, permitted

SEES = permitted("training.see_all")


def _of_li(supply: Supply, body: object = None) -> Ask:
    return Ask({"employee_id": supply.centre.employees["li"]}, body=body)


RECORDS = {
    "show_training_record": Good("li", SEES, _of_li),
    "print_training_record": Good(
        "li", SEES, lambda supply: _of_li(supply, {"language": "zh", "employee_name": "李娜"})
    ),
    "export_training_record": Good("li", SEES, _of_li),
}
"""All of them by operation."""
