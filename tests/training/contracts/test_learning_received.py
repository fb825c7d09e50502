"""What `training` reads of new hires is what `people` publishes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from uuid import UUID

from services.training.messages.learning_received import new_hire
from tests.support.parts import message

EXAMPLE = Path(__file__).parents[2] / "contracts" / "people" / "employee_hired.v1.json"


def test_a_new_hire_is_read_from_the_example_of_its_producer() -> None:
    data = json.loads(EXAMPLE.read_text("utf-8"))["data"]

    hire = new_hire(message("people.employee_hired", {**data, "of_a_later_release": 1}))

    assert (UUID(data["employee_id"]), date(2026, 11, 2)) == (hire.employee_id, hire.hired_on)
