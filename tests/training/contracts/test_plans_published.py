"""What is published of annual plans has the shape of the examples that its consumers read."""

from __future__ import annotations

import pytest

from services.training.messages.plan_events import PLANS
from services.training.service import TrainingService
from tests.training.conftest import ActAs
from tests.training.contracts.examples import assert_like_its_example, published_by
from tests.training.contracts.plans_scene import tell_plans


@pytest.mark.parametrize("name", [one.name for one in PLANS])
def test_what_is_published_has_exactly_the_fields_of_its_example(
    school: TrainingService, as_employee: ActAs, name: str
) -> None:
    tell_plans(school, as_employee)

    assert_like_its_example(name, published_by(school)[name])
