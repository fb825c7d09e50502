"""Which needs there are, for whom, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.application.need_readers import Reader
from services.training.read_models.need_list import ListedNeed
from services.training.service import TrainingService
from shared.bus.message import Message
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import own_models
from tests.support.training import LI, TEAM, WANG, ZHAO
from tests.support.training_needs import FOR_LI, FOR_ZHAO
from tests.training.conftest import ActAs
from tests.training.contracts.needs_scene import Told, tell_needs

EVERYBODY = Reader(None)


@pytest.fixture
def told(
    school: TrainingService,
    as_employee: ActAs,
    react: Callable[[Message], None],
    project: Callable[[], None],
) -> Told:
    """Needs in each state, projected."""
    needs = tell_needs(school, as_employee, react)
    project()
    return needs


def listed(
    school: TrainingService,
    reader: Reader = EVERYBODY,
    *,
    state: str = "open",
    target_id: UUID | None = None,
    after: tuple[int, UUID] | None = None,
    limit: int = 10,
    **filters: str,
) -> list[ListedNeed]:
    page = school.models.needs.page
    return [
        *page(reader, state=state, filters=filters, target_id=target_id, after=after, limit=limit)
    ]


@pytest.mark.usefixtures("told")
def test_every_read_model_equals_a_fresh_replay_and_answers_the_same_when_rebuilt(
    school: TrainingService,
) -> None:
    source, before = own_source(school.store), listed(school)
    assert 0 == OwnReaders(own_models(school), school.store).step()
    for model in own_models(school):
        assert compare_with_replay(model, source).is_equal
        rebuild(model, source, progress=lambda _: None)

    assert before == listed(school)


def test_open_needs_stand_by_what_they_count(school: TrainingService, told: Told) -> None:
    found = listed(school)

    assert 60 == {one.need_id: one.points for one in found}[told.open]
    assert sorted((one.points for one in found), reverse=True) == [one.points for one in found]


def test_a_page_begins_after_the_one_before(school: TrainingService, told: Told) -> None:
    whole, pages = listed(school), []
    last: tuple[int, UUID] | None = None
    while page := listed(school, after=last, limit=1):
        pages += page
        last = (page[0].rank, page[0].need_id)

    assert told.open in [one.need_id for one in pages]
    assert whole == pages


def test_needs_are_found_by_what_became_of_them(school: TrainingService, told: Told) -> None:
    [answered] = listed(school, state="answered")

    assert (told.whole, "high", 2, None) == (
        answered.need_id,
        answered.urgency,
        answered.evidences,
        answered.employee_id,
    )
    assert [told.merged] == [one.need_id for one in listed(school, state="merged")]
    assert [told.refused] == [one.need_id for one in listed(school, state="refused")]


def test_needs_are_filtered(school: TrainingService, told: Told) -> None:
    assert [told.open] == [one.need_id for one in listed(school, competency="sales")]
    assert [told.open] == [one.need_id for one in listed(school, origin="self")]
    assert [told.open] == [one.need_id for one in listed(school, urgency="urgent")]
    assert [told.refused] == [
        one.need_id for one in listed(school, state="refused", target_id=TEAM)
    ]
    assert [] == listed(school, target_id=UUID(int=1))


def test_each_sees_what_they_raised_what_is_about_them_and_their_team(
    school: TrainingService, told: Told
) -> None:
    li, zhao, wang = Reader(LI), Reader(ZHAO), Reader(WANG, frozenset({FOR_LI, FOR_ZHAO}))

    assert {LI} == {one.employee_id for one in listed(school, li)}
    assert [] == listed(school, zhao)
    assert [told.merged] == [one.need_id for one in listed(school, zhao, state="merged")]
    assert len(listed(school)) == len(listed(school, wang))
    assert [] == listed(school, wang, state="refused")
