"""Rules read from the log while others change them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from shared.errors import Conflict, NotFound
from shared.event_store import EventStore
from shared.event_store.receipt import Receipt, with_receipt
from shared.rules import Rules
from tests.shared.rules.conftest import NOW, Limits, TriedRules


def record(store: EventStore, *, tries: int, since: datetime = NOW) -> None:
    book = store.find(TriedRules, TriedRules.id_for("limits")) or TriedRules.open("limits")
    book.add_version(
        {"tries": tries, "minutes": 15}, effective_from=since, source="entered", reason="agreed"
    )
    store.save(book)


def test_a_version_added_by_another_process_is_seen_at_once(store: EventStore) -> None:
    rules = Rules(store, TriedRules)
    record(store, tries=5)
    assert 5 == rules.read("limits", Limits, at=NOW).tries
    record(store, tries=3)
    assert 3 == rules.read("limits", Limits, at=NOW).tries
    assert 2 == rules.in_force("limits", at=NOW).version


def test_a_version_for_later_does_not_count_yet(store: EventStore) -> None:
    record(store, tries=5)
    record(store, tries=3, since=NOW + timedelta(days=1))
    rules = Rules(store, TriedRules)
    assert 5 == rules.read("limits", Limits, at=NOW).tries
    assert 3 == rules.read("limits", Limits, at=NOW + timedelta(days=1)).tries


def test_an_unknown_rule_set_is_not_found(store: EventStore) -> None:
    rules = Rules(store, TriedRules)
    with pytest.raises(NotFound, match="limits"):
        rules.in_force("limits", at=NOW)
    record(store, tries=5)
    assert 1 == rules.in_force("limits", at=NOW).version


def test_a_read_fetches_only_what_was_added_since(store: EventStore) -> None:
    record(store, tries=5)
    rules = Rules(store, TriedRules)
    rules.in_force("limits", at=NOW)
    asked = []
    select = store.recorder.select_newer
    store.recorder.select_newer = lambda known: asked.append(select(known)) or []
    rules.in_force("limits", at=NOW)
    assert [[]] == asked


def test_rule_sets_are_read_together(store: EventStore) -> None:
    record(store, tries=5)
    store.save(TriedRules.open("others"))
    rules = Rules(store, TriedRules)
    assert ["others", "limits"] == [one.name for one in rules.books("others", "limits")]
    record(store, tries=3)
    assert [0, 2] == [len(one.versions) for one in rules.books("others", "limits")]


def test_an_answer_shows_the_version_by_which_its_command_decided(store: EventStore) -> None:
    record(store, tries=5)
    rules = Rules(store, TriedRules)
    receipt = Receipt("anna|write|first-0001", body_hash="", status=201, expires_at=NOW)
    with with_receipt(receipt):
        assert 5 == rules.read("limits", Limits, at=NOW).tries
    record(store, tries=3)
    with with_receipt(receipt):
        assert 3 == rules.read("limits", Limits, at=NOW).tries
    receipt.kept_for(uuid4())
    receipt.show()
    record(store, tries=4)
    with with_receipt(receipt):
        assert 3 == rules.read("limits", Limits, at=NOW).tries
    assert 4 == rules.read("limits", Limits, at=NOW).tries


def test_a_save_proves_the_rules_that_were_trusted(store: EventStore) -> None:
    record(store, tries=5)
    rules = Rules(store, TriedRules)
    rules.in_force("limits", at=NOW)
    record(store, tries=3)
    receipt = Receipt("anna|write|first-0001", body_hash="", status=201, expires_at=NOW)
    receipt.trusts = True
    with with_receipt(receipt):
        assert 5 == rules.read("limits", Limits, at=NOW).tries
        with pytest.raises(Conflict):
            store.save(TriedRules.open("others"))
        receipt.trusts = False
        assert 3 == rules.read("limits", Limits, at=NOW).tries


def test_an_answer_reads_rules_that_its_command_did_not(store: EventStore) -> None:
    record(store, tries=5)
    rules = Rules(store, TriedRules)
    rules.in_force("limits", at=NOW)
    record(store, tries=3)
    receipt = Receipt("anna|write|first-0001", body_hash="", status=201, expires_at=NOW)
    with with_receipt(receipt):
        receipt.show()
        assert 3 == rules.read("limits", Limits, at=NOW).tries


def test_threads_that_read_while_versions_come_all_see_a_whole_book(store: EventStore) -> None:
    record(store, tries=1)
    rules = Rules(store, TriedRules)
    with ThreadPoolExecutor(4) as pool:
        seen = [
            pool.submit(lambda: rules.in_force("limits", at=NOW).content["tries"])
            for _ in range(100)
        ]
        for tries in range(2, 6):
            record(store, tries=tries)
    assert {one.result() for one in seen} <= {1, 2, 3, 4, 5}
    assert 5 == rules.in_force("limits", at=NOW).version
