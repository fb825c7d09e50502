"""Questions from draft to retirement, and what makes one complete."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from services.training.domain import question_content as content_of
from services.training.domain.question import Question
from services.training.domain.question_content import CASE, KINDS, Choice, Part
from services.training.domain.question_errors import (
    QuestionAlreadyInUse,
    QuestionAlreadyReviewed,
    QuestionFaulty,
    QuestionNeedsAnotherReviewer,
    QuestionNotInUse,
    QuestionNotReviewed,
    QuestionRetired,
    QuestionUnchanged,
    QuestionVersionUnknown,
)
from shared.event_store.history import state_of
from shared.event_store.mapper import Mapper
from tests.support.question_bank import at, content, in_use, new_events

AUTHOR, REVIEWER = "author", "reviewer"


def draft(**changed: Any) -> Question:
    with at():
        made = Question.draft("q-1", content(**changed), author=AUTHOR)
    made.collect_events()
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_each_kind_comes_back_from_the_log_as_it_was_written(kind: str) -> None:
    with at():
        made = Question.draft(f"q-{kind}", content(kind), author=AUTHOR)
    mapper = Mapper([Question])
    [written] = made.pending_events
    read = mapper.to_domain_event(mapper.to_stored_event(written))

    assert content(kind) == read.version.content
    assert "draft" == made.state


def test_a_question_is_reviewed_by_somebody_else_and_put_in_use() -> None:
    made = draft()
    with at():
        with pytest.raises(QuestionNeedsAnotherReviewer):
            made.review(1, reviewer=AUTHOR)
        with pytest.raises(QuestionNotReviewed):
            made.put_in_use(1)
        made.review(1, reviewer=REVIEWER)
        with pytest.raises(QuestionAlreadyReviewed):
            made.review(1, reviewer=REVIEWER)
        made.put_in_use(1)
        with pytest.raises(QuestionAlreadyInUse):
            made.put_in_use(1)

    assert ["Reviewed", "PutInUse"] == new_events(made)
    assert ("in_use", 1) == (made.state, made.in_use)


def test_the_version_in_use_stays_until_another_one_is_reviewed_and_put_in_use() -> None:
    made = in_use()
    with at():
        made.revise(content(zh="新版"), author=AUTHOR)
        with pytest.raises(QuestionNotReviewed):
            made.put_in_use(2)
        with pytest.raises(QuestionUnchanged):
            made.revise(content(zh="新版"), author=AUTHOR)

    assert (1, 2) == (made.in_use, made.newest)
    assert content() == made.version_of(1).content
    with pytest.raises(QuestionVersionUnknown):
        made.version_of(3)


def test_a_retired_question_is_changed_no_more() -> None:
    made = in_use()
    with at():
        made.retire()
        for step in (
            lambda: made.revise(content(zh="新版"), author=AUTHOR),
            lambda: made.review(1, reviewer=REVIEWER),
            lambda: made.put_in_use(1),
            lambda: made.adopt_difficulty(2, answers=50),
            made.retire,
            made.number_in_use,
        ):
            with pytest.raises(QuestionRetired):
                step()

    assert "retired" == made.state


def test_the_difficulty_that_answers_have_shown_holds_for_the_version_in_use() -> None:
    made = in_use()
    with at():
        made.adopt_difficulty(5, answers=40)
        adopted = made.difficulty
        made.revise(content(zh="新版", difficulty=2), author=AUTHOR)
        made.review(2, reviewer=REVIEWER)
        made.put_in_use(2)

    assert (5, 2) == (adopted, made.difficulty)


def test_only_a_question_in_use_has_a_version_in_use() -> None:
    with pytest.raises(QuestionNotInUse):
        draft().number_in_use()


def test_history_shows_neither_a_text_nor_a_key() -> None:
    made = in_use()
    with at():
        made.revise(content(zh="新版"), author=AUTHOR)

    shown = {"code", "kind", "newest", "reviewed", "in_use", "is_retired"}
    assert shown == set(state_of(made))


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        ("single", {"key": ("A", "B")}, "key"),
        ("single", {"key": ("E",)}, "key"),
        ("single", {"key": ()}, "key"),
        ("single", {"choices": (Choice(key="A", zh="甲"),), "key": ("A",)}, "choices"),
        ("single", {"choices": (Choice(key="A", zh="甲"),) * 2, "key": ("A",)}, "choices"),
        ("single", {"en": "What?"}, "choices"),
        ("single", {"credit": "half_if_missed"}, "credit"),
        ("single", {"guide": "x"}, "guide"),
        ("single", {"accepted": (("x",),)}, "accepted"),
        ("single", {"zh": " "}, "zh"),
        ("single", {"points": Decimal(0)}, "points"),
        ("single", {"points": Decimal("1.001")}, "points"),
        ("single", {"points": Decimal(101)}, "points"),
        ("single", {"difficulty": 6}, "difficulty"),
        ("single", {"parts": content(CASE).parts}, "parts"),
        ("multiple", {"key": ("A", "A")}, "key"),
        ("multiple", {"credit": "each_blank"}, "credit"),
        ("true_false", {"key": ("yes",)}, "key"),
        ("true_false", {"choices": content().choices}, "choices"),
        ("fill_in", {"accepted": ()}, "accepted"),
        ("fill_in", {"accepted": (("x",), ())}, "accepted"),
        ("fill_in", {"accepted": (("x", " \u200b"),)}, "accepted"),
        ("fill_in", {"key": ("A",)}, "key"),
        ("essay", {"guide": ""}, "guide"),
        ("essay", {"key": ("A",)}, "key"),
        ("case", {"parts": ()}, "parts"),
        ("case", {"guide": "x"}, "kind"),
        ("case", {"points": Decimal(3)}, "points"),
    ],
)
def test_what_cannot_be_asked_or_marked_is_refused_by_its_field(
    kind: str, changed: dict[str, Any], field: str
) -> None:
    with at(), pytest.raises(QuestionFaulty) as refused:
        Question.draft("q-1", content(kind, **changed), author=AUTHOR)

    assert field in {one.field for one in refused.value.fields}


def test_an_unknown_kind_is_refused() -> None:
    matching = msgspec.structs.replace(content(), kind="matching")
    with at(), pytest.raises(QuestionFaulty) as refused:
        Question.draft("q-1", matching, author=AUTHOR)

    assert ["kind"] == [one.field for one in refused.value.fields]


def test_faults_in_a_part_name_the_part() -> None:
    inner = {"zh": "问", "points": Decimal(1)}
    parts = (
        Part(name="a", kind="case", **inner),
        Part(name="a", kind="essay", **inner),
    )
    with at(), pytest.raises(QuestionFaulty) as refused:
        Question.draft("q-1", content(CASE, parts=parts), author=AUTHOR)

    assert ["parts", "parts.0.kind", "parts.1.guide"] == [one.field for one in refused.value.fields]


def test_another_kind_is_another_question() -> None:
    made = draft()
    with at(), pytest.raises(QuestionFaulty):
        made.revise(content(content_of.ESSAY), author=AUTHOR)

    assert [] == new_events(made)
