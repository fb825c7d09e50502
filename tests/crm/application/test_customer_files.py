"""What the centre's own people may do with customer files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.crm.domain.customer import Customer
from services.crm.domain.errors import (
    ConsentPurposeUnknown,
    CustomerErased,
    CustomerMerged,
    CustomerMergedIntoItself,
    CustomerNotFound,
    LevelUnknown,
)
from services.crm.service import CrmService
from shared.errors import Conflict, Invalid, NotAllowed, Stale
from shared.event_store import AsOf
from tests.crm.crm_messages import SENDER, customer_upserted

As = Callable[..., Any]


@pytest.fixture
def customer_id(crm: CrmService) -> UUID:
    """A customer of level gold."""
    return taken(crm, customer_upserted())


@pytest.fixture
def other_id(crm: CrmService) -> UUID:
    """Another one, who shares the telephone number."""
    return taken(crm, customer_upserted("C-2", message_id="m-c2", name="王方"))


def taken(crm: CrmService, message: bytes) -> UUID:
    return crm.inbox.take_message(message, sender=SENDER).entities["customer_id"]


def new_topics(crm: CrmService, after: int) -> list[str]:
    return [one.topic for one in crm.store.recorder.select_records(after=after, limit=100)]


def test_a_file_is_shown_in_clear_to_those_allowed(
    crm: CrmService, customer_id: UUID, as_wang: As
) -> None:
    with as_wang():
        file = crm.customers.open_file(customer_id)
    assert ("王芳", "C-10086", ["13800138000"], ["fang.wang@example.com"]) == (
        file.name,
        file.number,
        file.phones,
        file.emails,
    )


@pytest.mark.parametrize(
    "use",
    [
        lambda one, file_id: one.open_file(file_id),
        lambda one, _: one.find_customers(phone="13800138000"),
        lambda one, _: one.find_by_number("C-10086"),
        lambda one, _: one.list_customers(level=None, after=None, limit=5),
        lambda one, file_id: one.change_level(file_id, level="vip"),
        lambda one, file_id: one.record_consent(file_id, purpose="survey", is_granted=True),
        lambda one, file_id: one.merge_customers(file_id, survivor_id=uuid4()),
        lambda one, file_id: one.erase_customer(file_id, reason="x"),
    ],
)
def test_nothing_is_possible_without_its_permission(
    crm: CrmService, customer_id: UUID, as_wang: As, use: Callable[..., Any]
) -> None:
    with as_wang("tickets.work"), pytest.raises(NotAllowed):
        use(crm.customers, customer_id)


def test_a_file_that_there_is_not_is_not_found(crm: CrmService, as_wang: As) -> None:
    with as_wang(), pytest.raises(CustomerNotFound):
        crm.customers.open_file(uuid4())


def test_a_changed_level_is_recorded_with_the_rules_version(
    crm: CrmService, customer_id: UUID, as_wang: As
) -> None:
    before = crm.store.recorder.last_position()
    with as_wang():
        crm.customers.change_level(customer_id, level="vip")
    assert ["crm.customer.level_changed"] == new_topics(crm, before)
    record = crm.store.recorder.select_records(after=before, limit=1)[0]
    assert {"customers": "1"} == crm.store.mapper.to_domain_event(record).meta.rules


def test_the_same_level_again_changes_nothing(
    crm: CrmService, customer_id: UUID, as_wang: As
) -> None:
    before = crm.store.recorder.last_position()
    with as_wang():
        crm.customers.change_level(customer_id, level="gold")
    assert [] == new_topics(crm, before)


def test_only_levels_and_purposes_of_the_rules_are_taken(
    crm: CrmService, customer_id: UUID, as_wang: As
) -> None:
    with as_wang():
        with pytest.raises(LevelUnknown):
            crm.customers.change_level(customer_id, level="platinum")
        with pytest.raises(ConsentPurposeUnknown):
            crm.customers.record_consent(customer_id, purpose="palmistry", is_granted=True)


def test_a_command_on_an_older_version_is_refused(
    crm: CrmService, customer_id: UUID, as_wang: As
) -> None:
    with as_wang():
        crm.customers.change_level(customer_id, level="vip", expected_version=1)
        with pytest.raises(Stale):
            crm.customers.record_consent(
                customer_id, purpose="survey", is_granted=True, expected_version=1
            )


def test_of_two_changes_at_once_one_loses(crm: CrmService, customer_id: UUID, as_wang: As) -> None:
    with as_wang():
        mine = crm.store.get(Customer, customer_id)
        mine.change_level("silver")
        crm.customers.change_level(customer_id, level="vip")
        with pytest.raises(Conflict):
            crm.store.save(mine)


def test_a_file_is_shown_as_it_stood(crm: CrmService, customer_id: UUID, as_wang: As) -> None:
    position = crm.store.recorder.last_position()
    with as_wang():
        crm.customers.change_level(customer_id, level="vip")
        then = crm.customers.open_file(customer_id, as_of=AsOf(position=position))
    assert "gold" == then.customer.level


def test_files_are_found_by_any_form_of_their_addresses(
    crm: CrmService, customer_id: UUID, as_wang: As, project: Callable[[], None]
) -> None:
    project()
    with as_wang():
        assert [customer_id] == crm.customers.find_customers(phone="+86 138-0013-8000")
        assert [customer_id] == crm.customers.find_customers(email="FANG.WANG@example.com")
        assert [customer_id] == crm.customers.find_by_number("C-10086")
        assert [] == crm.customers.find_customers(phone="13900000000")
        assert [] == crm.customers.find_by_number("C-1")
        with pytest.raises(Invalid):
            crm.customers.find_customers(phone="王芳")


def test_a_merged_file_leads_to_the_survivor(
    crm: CrmService, customer_id: UUID, other_id: UUID, as_wang: As, project: Callable[[], None]
) -> None:
    before = crm.store.recorder.last_position()
    with as_wang():
        crm.customers.merge_customers(other_id, survivor_id=customer_id, expected_version=1)
    assert ["crm.customer.merged", "crm.customer.duplicate_absorbed"] == new_topics(crm, before)
    project()
    with as_wang():
        assert [customer_id] == crm.customers.find_customers(phone="13800138000")
        assert [customer_id] == crm.customers.find_by_number("C-2")


def test_a_merged_file_takes_no_more_entries(
    crm: CrmService, customer_id: UUID, other_id: UUID, as_wang: As
) -> None:
    with as_wang():
        crm.customers.merge_customers(other_id, survivor_id=customer_id)
        with pytest.raises(CustomerMerged):
            crm.customers.change_level(other_id, level="vip")
        with pytest.raises(CustomerMerged):
            crm.customers.merge_customers(customer_id, survivor_id=other_id)
        with pytest.raises(CustomerMergedIntoItself):
            crm.customers.merge_customers(customer_id, survivor_id=customer_id)


def test_an_erased_file_holds_nothing_personal_any_more(
    crm: CrmService, customer_id: UUID, as_wang: As, project: Callable[[], None]
) -> None:
    position = crm.store.recorder.last_position()
    with as_wang():
        crm.customers.erase_customer(customer_id, reason="客户要求删除")
        now = crm.customers.open_file(customer_id)
        then = crm.customers.open_file(customer_id, as_of=AsOf(position=position))
    for file in (now, then):
        assert (None, None, [], []) == (file.name, file.number, file.phones, file.emails)
    project()
    with as_wang():
        assert [] == crm.customers.find_customers(phone="13800138000")
        assert [] == crm.customers.find_by_number("C-10086")
        assert [] == crm.customers.list_customers(level=None, after=None, limit=5)
        with pytest.raises(CustomerErased):
            crm.customers.change_level(customer_id, level="vip")


def test_merged_files_are_erased_together_from_either_side(
    crm: CrmService, customer_id: UUID, other_id: UUID, as_wang: As
) -> None:
    with as_wang():
        crm.customers.merge_customers(other_id, survivor_id=customer_id)
        before = crm.store.recorder.last_position()
        crm.customers.erase_customer(other_id, reason="客户要求删除")
    assert ["crm.customer.erased"] * 2 == new_topics(crm, before)
    assert crm.keys.is_erased(f"customer:{customer_id}")
    assert crm.keys.is_erased(f"customer:{other_id}")


def test_erasing_again_changes_nothing(crm: CrmService, customer_id: UUID, as_wang: As) -> None:
    with as_wang():
        crm.customers.erase_customer(customer_id, reason="客户要求删除")
        before = crm.store.recorder.last_position()
        crm.customers.erase_customer(customer_id, reason="再次要求")
    assert [] == new_topics(crm, before)


def test_an_erasure_that_was_interrupted_is_completed_by_its_repeat(
    crm: CrmService, customer_id: UUID, as_wang: As
) -> None:
    crm.keys.erase(f"customer:{customer_id}")
    with as_wang():
        crm.customers.erase_customer(customer_id, reason="客户要求删除")
    assert crm.store.get(Customer, customer_id).is_erased


def test_why_a_customer_was_erased_is_recorded(
    crm: CrmService, customer_id: UUID, as_wang: As
) -> None:
    before = crm.store.recorder.last_position()
    with as_wang():
        crm.customers.erase_customer(customer_id, reason="客户要求删除")
    record = crm.store.recorder.select_records(after=before, limit=1)[0]
    assert "客户要求删除" == crm.store.mapper.to_domain_event(record).meta.reason
