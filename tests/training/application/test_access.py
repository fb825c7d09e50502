"""Whose training is seen by whom."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.training.domain.errors import EmployeeUnknown, NotAnEmployee
from services.training.service import TrainingService
from tests.support.training import HR, LI, SUN, WANG, ZHAO
from tests.training.conftest import ActAs


@pytest.mark.parametrize(
    ("who", "whose"), [(LI, LI), (WANG, LI), (WANG, ZHAO), (HR, LI), (HR, SUN)]
)
def test_one_sees_ones_own_a_leader_the_teams_and_human_resources_everybodys(
    school: TrainingService, as_employee: ActAs, who: UUID, whose: UUID
) -> None:
    with as_employee(who):
        assert school.use_cases.access.may_see(whose)


@pytest.mark.parametrize(("who", "whose"), [(LI, ZHAO), (ZHAO, WANG), (WANG, SUN), (SUN, LI)])
def test_nobody_else_is_told_even_that_there_is_somebody(
    school: TrainingService, as_employee: ActAs, who: UUID, whose: UUID
) -> None:
    with as_employee(who), pytest.raises(EmployeeUnknown):
        school.use_cases.access.check_may_see(whose)


def test_a_timer_is_no_employee(school: TrainingService, as_timer: ActAs) -> None:
    with as_timer(), pytest.raises(NotAnEmployee):
        school.use_cases.access.employee_id()
