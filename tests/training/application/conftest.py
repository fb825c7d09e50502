"""What tests of evaluation share: employees with facts, and a course that some completed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from services.training.service import TrainingService
from shared.ids import id_of
from shared.read_models import Rows
from tests.support.evaluation import OTHERS, TREATED, Told
from tests.support.parts import message, tell


def complete(school: TrainingService, *employee_ids: UUID) -> None:
    """These employees complete the course of the builders."""
    model = school.models.study_completions
    with model.database.writing() as connection:
        rows = Rows(connection, called={})
        for one in employee_ids:
            told = Told(id_of("enrolment", one), employee_id=one)
            model.project("training.enrolment.opened", rows, told)
            model.project("training.enrolment.completed", rows, told)
        rows.flush()


@pytest.fixture
def crew(school: TrainingService, project: Callable[[], None]) -> TrainingService:
    """Twenty employees, of whom ten completed the course in the week of 9 March 2020."""
    for one in (*TREATED, *OTHERS):
        hired = {"employee_id": str(one), "site_id": None, "hired_on": "2019-01-02"}
        tell(school.models.staff, message("people.employee_hired", hired))
    complete(school, *TREATED)
    return school
