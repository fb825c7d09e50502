"""What a customer file allows and what it notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.crm.domain.customer import Customer
from services.crm.domain.errors import (
    ConsentPurposeUnknown,
    CustomerErased,
    CustomerMerged,
    CustomerMergedIntoItself,
    LevelUnknown,
)
from services.crm.domain.rules import CustomerRules, GatewayRules, Term
from shared.context import Context, acting
from shared.sealed.envelope import Sealed

RULES = CustomerRules(
    levels=(Term("standard", "普通客户", "Standard"), Term("vip", "贵宾客户", "VIP")),
    default_level="standard",
    consent_purposes=(Term("survey", "满意度调查", "Surveys"),),
)


@pytest.fixture(autouse=True)
def acting_somebody() -> Iterator[None]:
    with acting(Context(occurred_at=datetime(2020, 1, 6, tzinfo=UTC), actor="client:crm")):
        yield


def sealed(text: str) -> Sealed:
    return Sealed(subject="customer:1", key_id="k", algorithm="A256GCM", nonce="n", text=text)


def registered_customer() -> Customer:
    customer = Customer.register(
        customer_id=uuid4(),
        source="urn:company:crm",
        number=sealed("number"),
        name=sealed("name"),
        phones=[sealed("phone")],
        emails=[],
        level="standard",
        language=None,
    )
    customer.collect_events()
    return customer


def erased_customer() -> Customer:
    customer = registered_customer()
    customer.erase()
    customer.collect_events()
    return customer


def merged_customer() -> Customer:
    customer = registered_customer()
    customer.merge_into(registered_customer())
    customer.collect_events()
    return customer


def new_events(customer: Customer) -> list[type]:
    return [type(one) for one in customer.collect_events()]


def test_another_level_is_noted_and_the_same_one_is_not() -> None:
    customer = registered_customer()
    customer.change_level("standard")
    assert [] == new_events(customer)
    customer.change_level("vip")
    assert ([Customer.LevelChanged], "vip") == (new_events(customer), customer.level)


def test_another_language_is_noted_and_the_same_one_is_not() -> None:
    customer = registered_customer()
    customer.change_language(None)
    assert [] == new_events(customer)
    customer.change_language("zh-CN")
    assert [Customer.LanguageChanged] == new_events(customer)


def test_a_consent_is_noted_when_it_changes() -> None:
    customer = registered_customer()
    customer.record_consent("survey", is_granted=False)
    customer.record_consent("survey", is_granted=False)
    customer.record_consent("survey", is_granted=True)
    assert [Customer.ConsentRecorded] * 2 == new_events(customer)
    assert {"survey": True} == customer.consents


def test_a_merger_is_noted_on_both_files() -> None:
    duplicate, survivor = registered_customer(), registered_customer()
    duplicate.merge_into(survivor)
    assert [Customer.Merged] == new_events(duplicate)
    assert [Customer.DuplicateAbsorbed] == new_events(survivor)
    assert (survivor.id, [duplicate.id]) == (duplicate.survivor_id, survivor.duplicate_ids)


def test_a_file_cannot_be_merged_into_itself() -> None:
    customer = registered_customer()
    with pytest.raises(CustomerMergedIntoItself):
        customer.merge_into(customer)


@pytest.mark.parametrize(
    ("gone", "refusal"),
    [(merged_customer, CustomerMerged), (erased_customer, CustomerErased)],
)
def test_a_file_that_is_gone_takes_no_entries(gone: type, refusal: type[Exception]) -> None:
    customer = gone()
    for entry in (
        lambda: customer.rename(None),
        lambda: customer.change_contact_details(phones=[], emails=[]),
        lambda: customer.change_level("vip"),
        lambda: customer.change_language("en"),
        lambda: customer.record_consent("survey", is_granted=True),
        lambda: customer.merge_into(registered_customer()),
        lambda: registered_customer().merge_into(customer),
    ):
        with pytest.raises(refusal):
            entry()
    assert [] == new_events(customer)


def test_erasing_leaves_nothing_personal_and_happens_once() -> None:
    customer = registered_customer()
    customer.erase()
    customer.erase()
    assert [Customer.Erased] == new_events(customer)
    assert (None, None, [], {}) == (
        customer.number,
        customer.name,
        customer.phones,
        customer.consents,
    )


def test_a_merged_file_can_still_be_erased() -> None:
    customer = merged_customer()
    customer.erase()
    assert [Customer.Erased] == new_events(customer)


def test_the_rules_know_their_levels_and_purposes_only() -> None:
    RULES.check_level("vip")
    RULES.check_purpose("survey")
    with pytest.raises(LevelUnknown, match="standard, vip"):
        RULES.check_level("gold")
    with pytest.raises(ConsentPurposeUnknown, match="survey"):
        RULES.check_purpose("marketing")


def test_a_sender_may_use_the_sources_of_the_rules_only() -> None:
    rules = GatewayRules(sources={"crm_client": ("urn:company:crm",)})
    assert rules.may_use("crm_client", source="urn:company:crm")
    assert not rules.may_use("crm_client", source="urn:company:erp")
    assert not rules.may_use("newsletter", source="urn:company:crm")
