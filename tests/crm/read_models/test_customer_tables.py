"""The tables of customers: applied, rebuilt, and emptied of whoever was erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from services.crm.read_models.customer_files import FILES
from services.crm.read_models.customer_lookup import ADDRESSES
from services.crm.service import CrmService
from tests.crm.crm_messages import SENDER, customer_upserted


@pytest.fixture
def history(crm: CrmService, as_wang: Callable[..., Any]) -> Iterator[str]:
    """The steps of four customers' lives: changed, merged, erased, and left alone."""
    return lives(crm, as_wang)


def lives(crm: CrmService, as_wang: Callable[..., Any]) -> Iterator[str]:
    ids = {}
    for number in ("changed", "merged", "erased", "left"):
        message = customer_upserted(number, message_id=f"m-{number}")
        ids[number] = crm.inbox.take_message(message, sender=SENDER).entities["customer_id"]
        yield number
    message = customer_upserted("changed", message_id="m-5", name=None, phones=["10010"])
    crm.inbox.take_message(message, sender=SENDER)
    yield "new addresses"
    with as_wang():
        crm.customers.change_level(ids["changed"], level="vip")
        yield "new level"
        crm.customers.merge_customers(ids["merged"], survivor_id=ids["changed"])
        yield "merged"
        crm.customers.erase_customer(ids["erased"], reason="客户要求")
        yield "erased"


def rows_of(crm: CrmService) -> list[list[tuple[Any, ...]]]:
    with crm.read_database.reading() as connection:
        return [
            sorted(tuple(row) for row in connection.execute(select(table)))
            for table in (FILES, ADDRESSES)
        ]


def test_the_tables_hold_no_clear_text_and_nobody_erased(
    crm: CrmService, history: Iterator[str], project: Callable[[], None]
) -> None:
    assert 8 == len(list(history))
    project()
    files, addresses = rows_of(crm)
    assert (3, 6) == (len(files), len(addresses))
    for text in ("王芳", "13800138000", "10010", "fang.wang@example.com"):
        assert text not in f"{files}{addresses}"


def test_a_duplicates_addresses_lead_to_the_survivor(
    crm: CrmService, history: Iterator[str], project: Callable[[], None]
) -> None:
    assert 8 == len(list(history))
    project()
    found = crm.lookup.customers_with("phone", hashed=crm.keys.lookup_hash("phone", "13800138000"))
    left, changed = sorted(found, reverse=True)
    assert changed < left
    assert 2 == len(found)


def test_rebuilt_tables_equal_those_that_followed_step_by_step(
    crm: CrmService, history: Iterator[str], project: Callable[[], None]
) -> None:
    for _ in history:
        project()
    live = rows_of(crm)
    for model in crm.service().read_models:
        crm.read_database.clear(model.name, model.tables)
    assert [[], []] == rows_of(crm)
    project()
    assert live == rows_of(crm)


def test_reading_again_changes_nothing(
    crm: CrmService, history: Iterator[str], project: Callable[[], None]
) -> None:
    assert 8 == len(list(history))
    project()
    once = rows_of(crm)
    project()
    assert once == rows_of(crm)
