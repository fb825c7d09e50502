"""Field service on PostgreSQL: its queries are not SQLite's alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.read_models.field_order_rows import Part
from services.tickets.service import TicketsService
from shared.platform import Platform
from shared.read_models.rebuild import own_source
from shared.settings import Settings, read_settings
from tests.support.field_story import CHEN, PAN, FieldStory
from tests.support.parts import own_models
from tests.support.tickets import LI, MONDAY
from tests.tickets.conftest import close, prepare

SPAN = {"since": MONDAY, "until": MONDAY + timedelta(days=9)}


@pytest.fixture
def settings(tmp_path: Path, new_database: Callable[[], str]) -> Settings:
    """Settings of an installation on a database of its own."""
    return read_settings(
        {"LOOPDESK_DATA_DIR": str(tmp_path), "LOOPDESK_DATABASE_URL": new_database()}
    )


@pytest.fixture
def desk(platform: Platform) -> Iterator[TicketsService]:
    """The service with its tables, in which everybody of the builders is known."""
    made = prepare(platform)
    yield made
    close(made)


def test_visits_are_told_as_on_sqlite(
    desk: TicketsService, field: FieldStory, project: Callable[[], None]
) -> None:
    partner_id = field.partner()
    field.partner("aa-fix", member=None)
    judged = field.performed(failing="tested")
    field.evaluate(judged, score=2)
    by_partner = field.performed(by=PAN, partner_id=partner_id)
    waiting = field.assigned(partner_id=partner_id)
    unplanned = field.requested()
    project()
    models, source = desk.models, own_source(desk.store)
    differing = [
        one.name for one in own_models(desk) if not compare_with_replay(one, source).is_equal
    ]
    assert [] == differing

    for sort, last in (("requested_at", unplanned), ("from_at", judged)):
        first = models.field_orders.page({}, Part(sort=sort, limit=1), people={LI, CHEN})
        assert [last] == [one.order_id for one in first]
        after = (getattr(first[0], sort), first[0].order_id)
        rest = models.field_orders.page({}, Part(sort=sort, limit=9, after=after), people={LI})
        assert first[0].order_id not in [one.order_id for one in rest]
    [work] = models.field_work.of_partner(partner_id, after=None, limit=9)
    assert waiting == work.order_id
    assert [waiting] == list(models.due_windows.overdue(at=MONDAY + timedelta(days=99)))
    results = {one.performer: one for one in models.field_results.results(**SPAN)}
    assert (5, 4, 2) == (
        results[f"employee:{CHEN}"].items,
        results[f"employee:{CHEN}"].conform_items,
        results[f"employee:{CHEN}"].score_sum,
    )
    [(_, found)] = models.field_results.behind(
        "conform", performer=f"partner:{partner_id}", **SPAN, after=None, limit=9
    )
    assert by_partner == found
    problems = models.field_problems.page(owners={LI}, after=None, limit=9)
    assert ["low_score", "not_conform"] == sorted(one.cause for one in problems)
    codes = [one.code for one in models.partners.page(after=None, limit=9)]
    assert codes == [
        *codes[:1],
        *(one.code for one in models.partners.page(after=codes[0], limit=9)),
    ]
