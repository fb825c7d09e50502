"""What is published of needs has the shape of the examples that its consumers read."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from services.training.messages.need_events import NEEDS
from services.training.messages.needs_received import QUESTION_ASKED, question_fact
from services.training.service import TrainingService
from shared.bus.message import Message
from tests.support.parts import message
from tests.training.conftest import ActAs
from tests.training.contracts.examples import (
    CONTRACTS,
    Json,
    assert_like_its_example,
    published_by,
)
from tests.training.contracts.needs_scene import WORDS, tell_needs


@pytest.fixture
def published(
    school: TrainingService, as_employee: ActAs, react: Callable[[Message], None]
) -> Json:
    """The last message of each type, by its name."""
    tell_needs(school, as_employee, react)
    return published_by(school)


@pytest.mark.parametrize("name", [one.name for one in NEEDS])
def test_what_is_published_has_exactly_the_fields_of_its_example(
    published: Json, name: str
) -> None:
    assert_like_its_example(name, published[name])


def test_no_words_about_a_person_are_told_or_stored(
    school: TrainingService, published: Json
) -> None:
    records = school.store.recorder.select_records(after=0, limit=1000)
    stored = b"".join(one.state for one in records).decode()

    assert WORDS not in json.dumps(published, ensure_ascii=False) + stored
    assert "语速" not in stored


def test_a_question_without_an_answer_is_read_as_tickets_tell_it() -> None:
    told = json.loads((CONTRACTS / "tickets" / "question_asked.v1.json").read_text("utf-8"))
    fact = question_fact(message("tickets.question_asked", told["data"]))

    assert told["type"] == QUESTION_ASKED
    assert (told["data"]["asker_id"], "cards") == (str(fact.asker_id), fact.skill_group)
