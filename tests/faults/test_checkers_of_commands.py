"""Each checker of commands finds what a bug would leave behind, and is silent on clean runs."""

from __future__ import annotations

from dataclasses import replace

from shared.event_store import EventStore, delete
from shared.event_store.receipt import RECEIPTS, with_receipt
from shared.ids import id_of
from tests.faults.checkers import (
    check,
    no_acknowledged_command_is_lost,
    no_command_is_half_applied,
)
from tests.faults.checkers.commands import ENOUGH, vanished_commands
from tests.faults.evidence import Attempt, Evidence, Finding
from tests.faults.trade import Trade, tampering
from tests.shared.bus.toys import Sale


def words(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.invariant, one.kind) for one in findings]


def vanish(store: EventStore, *, position: int) -> None:
    with tampering(store) as session:
        session.run("DELETE FROM events WHERE position = ?", [position])


def lose_receipt(trade: Trade, attempt: Attempt) -> None:
    trade.pair.shop.save(beside=[delete(RECEIPTS, f"till|shop.sell|{attempt.key}")])


def test_a_clean_run_has_no_findings(trade: Trade) -> None:
    for article in ("tea", "milk", "tea"):
        trade.sell(article)
    trade.note("never-sent", "refused", None)
    trade.note("never-seen", "unknown", None)
    trade.settle()
    assert [] == check(trade.evidence())


def test_an_acknowledged_command_without_its_events_is_lost(trade: Trade) -> None:
    trade.note("sale-of-nobody", "acknowledged", None)
    (event, receipt) = no_acknowledged_command_is_lost(trade.evidence())
    assert [("I1", "lost")] * 2 == words([event, receipt])
    assert "sale-of-nobody" in event.what
    assert "receipt" in receipt.what


def test_what_followed_from_a_command_does_not_stand_for_it(trade: Trade) -> None:
    with trade.selling("news-of-a-sale"):
        trade.pair.shop.save(Sale(article="tea", pieces=1))
    trade.attempts = [Attempt("sale", "shop", "sell", "of news-of-a-sale", "acknowledged")]
    assert ("I1", "lost") in words(no_acknowledged_command_is_lost(trade.evidence()))


def test_an_entity_below_the_acknowledged_version_is_lost(trade: Trade) -> None:
    sold = trade.sell()
    trade.attempts = [replace(sold, version=3)]
    (found,) = no_acknowledged_command_is_lost(trade.evidence())
    assert ("I1", "lost") == (found.invariant, found.kind)
    assert f"{sold.entity_id} stands at 2 instead of 3" in found.what


def test_a_missing_entity_is_lost(trade: Trade) -> None:
    sold = trade.sell()
    trade.attempts = [replace(sold, entity_id=id_of("another", "sale"))]
    assert ("I1", "lost") in words(no_acknowledged_command_is_lost(trade.evidence()))


def test_an_event_that_vanished_from_the_middle_is_lost(trade: Trade) -> None:
    trade.sell()
    trade.sell()
    vanish(trade.pair.shop, position=2)
    found = no_acknowledged_command_is_lost(trade.evidence())
    assert {("I1", "lost")} == set(words(found))
    assert any("shop lacks position 2 to 2" in one.what for one in found)


def test_an_acknowledged_command_without_its_receipt_is_lost(trade: Trade) -> None:
    lose_receipt(trade, trade.sell())
    (found,) = no_acknowledged_command_is_lost(trade.evidence())
    assert ("I1", "lost") == (found.invariant, found.kind)


def test_what_was_acknowledged_after_the_backup_may_be_gone_and_is_listed(trade: Trade) -> None:
    before, after = (
        Attempt(key, "shop", "sell", f"of {key}", "acknowledged", position=position)
        for key, position in (("before", 4), ("after", 5))
    )
    evidence = Evidence([before, after], trade.services, vanished={"shop": 4})
    assert all("before" in one.what for one in no_acknowledged_command_is_lost(evidence))
    assert [after] == vanished_commands(evidence)


def test_an_unknown_outcome_that_did_happen_is_recovered(trade: Trade) -> None:
    trade.sell(outcome="unknown")
    (found,) = no_command_is_half_applied(trade.evidence())
    assert "recovered" == found.kind
    assert not found.is_fault


def test_a_command_with_half_of_its_events_is_found(trade: Trade) -> None:
    for _ in range(ENOUGH):
        trade.sell()
    trade.sell(outcome="unknown", noted=False)
    (found,) = no_command_is_half_applied(trade.evidence())
    assert ("I2", "unexpected") == (found.invariant, found.kind)
    assert "sale-11" in found.what


def test_events_without_a_receipt_are_half_a_command(trade: Trade) -> None:
    lose_receipt(trade, trade.sell(outcome="unknown"))
    assert [("I2", "unexpected")] == words(no_command_is_half_applied(trade.evidence()))


def test_a_receipt_without_all_events_is_half_a_command(trade: Trade) -> None:
    trade.sell(outcome="unknown")
    vanish(trade.pair.shop, position=2)
    assert ("I2", "unexpected") in words(no_command_is_half_applied(trade.evidence()))


def test_a_refused_command_that_left_events_is_found(trade: Trade) -> None:
    trade.sell(outcome="refused")
    assert [("I2", "unexpected")] == words(no_command_is_half_applied(trade.evidence()))


def test_a_command_that_took_effect_twice_is_found(trade: Trade) -> None:
    with trade.selling("twice") as receipt:
        first, again = Sale(article="tea", pieces=1), Sale(article="tea", pieces=1)
        with with_receipt(receipt):
            trade.pair.shop.save(first)
    trade.sell()
    with trade.selling("twice"):
        trade.pair.shop.save(again)
    trade.note("twice", "acknowledged", first)
    (found,) = no_command_is_half_applied(trade.evidence())
    assert ("I2", "duplicated") == (found.invariant, found.kind)
