"""The read models of calls and outbound calls, after a day of calls."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.domain.rate_comparison import ArmCount
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import message, own_models, tell
from tests.support.tickets import CUSTOMER
from tests.tickets.conftest import ActAs
from tests.tickets.contracts.outbound_story import SECOND, call_customers

EXAMPLE = Path(__file__).parents[2] / "contracts" / "crm" / "customer_consent_recorded.v1.json"


@pytest.fixture
def campaign_id(
    desk: TicketsService, as_employee: ActAs, clock: SetClock, project: Callable[[], None]
) -> UUID:
    """A day of calls with a campaign, told by use cases and projected."""
    found = call_customers(desk, as_employee, clock, project)
    with as_employee():
        desk.use_cases.outbound.wishes.note_occasion(CUSTOMER, occasion="birthday", day="06-15")
    project()
    return found


@pytest.mark.usefixtures("campaign_id")
def test_every_read_model_equals_a_fresh_replay(desk: TicketsService) -> None:
    source = own_source(desk.store)
    differing = [
        model.name for model in own_models(desk) if not compare_with_replay(model, source).is_equal
    ]
    assert [] == differing


@pytest.mark.usefixtures("campaign_id")
def test_what_was_read_is_not_read_again(desk: TicketsService) -> None:
    assert 0 == OwnReaders(own_models(desk), desk.store).step()


def answers(desk: TicketsService, campaign_id: UUID) -> list[Any]:
    """What the read models say of the day."""
    models = desk.models
    [script] = models.scripts.page(purpose="follow_up", after=None, limit=9)
    today = {"first_day": "2020-01-06", "last_day": "2020-01-06"}
    return [
        models.campaigns.counts(campaign_id),
        models.outbound_list.page(campaign_id, state=None, after=None, limit=9),
        script,
        models.scripts.counts(script.test_ids[0]),
        models.call_stages.sums(**today),  # type: ignore[arg-type]
        models.occasions.of_customer(CUSTOMER),
    ]


def test_a_rebuilt_read_model_answers_as_before(desk: TicketsService, campaign_id: UUID) -> None:
    before = answers(desk, campaign_id)
    for model in own_models(desk):
        rebuild(model, own_source(desk.store), progress=lambda _: None)

    assert before == answers(desk, campaign_id)


def test_the_day_is_told_as_it_was(desk: TicketsService, campaign_id: UUID) -> None:
    counts, tasks, script, arms, stages, occasions = answers(desk, campaign_id)

    assert (2, 1, 1, 1) == tuple(
        counts[one]
        for one in ("listed", "attempts", "disposition:satisfied", "dropped:do_not_call")
    )
    assert {CUSTOMER: "completed", SECOND: "dropped"} == {
        one.customer_id: one.state for one in tasks
    }
    assert ((1, 2), 1) == (script.released, len(script.test_ids))
    assert [ArmCount(outcomes=1, successes=1)] == list(arms.values())
    assert {("greeting", 1, 20, 15, 1), ("closing", 1, 20, 15, 1)} <= {
        (one.stage, one.calls, one.seconds, one.reference_seconds, one.over_reference)
        for one in stages
    }
    assert ["birthday"] == occasions


def test_pages_follow_each_other_without_gap(desk: TicketsService, campaign_id: UUID) -> None:
    tasks = desk.models.outbound_list
    [first] = tasks.page(campaign_id, state=None, after=None, limit=1)
    [second] = tasks.page(campaign_id, state=None, after=first.task_id, limit=1)
    [campaign] = desk.models.campaigns.page(state=None, after=None, limit=1)
    last = (campaign.planned_at, campaign.campaign_id)

    assert {CUSTOMER, SECOND} == {first.customer_id, second.customer_id}
    assert [] == list(tasks.page(campaign_id, state=None, after=second.task_id, limit=1))
    assert [] == list(desk.models.campaigns.page(state=None, after=last, limit=1))


def test_the_consents_of_crm_are_understood_and_the_last_word_counts(desk: TicketsService) -> None:
    told = json.loads(EXAMPLE.read_text("utf-8"))
    customer_id = UUID(told["data"]["customer_id"])
    consents = desk.models.consents
    refused = message("crm.customer_consent_recorded", told["data"])
    agreed = message("crm.customer_consent_recorded", {**told["data"], "is_granted": True})

    assert told["type"] in consents.projections
    tell(consents, agreed, refused, refused)
    assert {False} == consents.words_of([customer_id], purpose="marketing")
    tell(consents, agreed)
    assert {True} == consents.words_of([customer_id, CUSTOMER], purpose="marketing")
    assert frozenset() == consents.words_of([customer_id], purpose="survey")
    tell(consents, message("crm.customer_erased", {"customer_id": str(customer_id)}))
    assert frozenset() == consents.words_of([customer_id], purpose="marketing")
