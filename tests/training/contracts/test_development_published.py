"""What is published of development plans has the shape of the examples."""

from __future__ import annotations

import pytest

from services.training.messages.development_events import DEVELOPMENT
from services.training.service import TrainingService
from tests.training.conftest import ActAs
from tests.training.contracts.development_scene import tell_development
from tests.training.contracts.examples import assert_like_its_example, published_by


@pytest.mark.parametrize("name", [one.name for one in DEVELOPMENT])
def test_what_is_published_has_exactly_the_fields_of_its_example(
    school: TrainingService, as_employee: ActAs, name: str
) -> None:
    tell_development(school, as_employee)

    assert_like_its_example(name, published_by(school)[name])
