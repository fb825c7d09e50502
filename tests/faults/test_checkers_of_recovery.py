"""The checkers of recovery and load find what a bug would leave behind."""

from __future__ import annotations

from shared.event_store import EventStore
from tests.faults.checkers import check_running, everything_recovers, load_is_borne
from tests.faults.checkers.recovery import WITHIN
from tests.faults.evidence import Finding
from tests.faults.trade import Trade
from tests.shared.bus.test_parking import deliver_until_taken


def what(findings: list[Finding]) -> list[str]:
    return [one.what for one in findings]


def test_a_reader_that_is_behind_is_found(trade: Trade) -> None:
    trade.sell()
    trade.pair.relay_all()
    found = everything_recovers(trade.evidence())
    assert {"I8"} == {one.invariant for one in found}
    assert any("reactions/shop at 0 lags" in one for one in what(found))
    assert any("sales_by_article at 0 lags" in one for one in what(found))


def test_what_a_running_installation_catches_up_with_is_no_fault(trade: Trade) -> None:
    trade.sell()

    assert [] == check_running(trade.evidence(), settle=trade.settle)


def test_what_a_running_installation_never_catches_up_with_is_found(trade: Trade) -> None:
    trade.sell()

    found = check_running(trade.evidence(), settle=lambda: None)

    assert any("shop: relay/loopdesk.events at 0 lags" in one for one in what(found))


def test_a_relay_that_is_behind_is_found(trade: Trade) -> None:
    trade.sell()
    (found,) = everything_recovers(trade.evidence())
    assert "shop: relay/loopdesk.events at 0 lags 2 behind shop." == found.what


def test_a_read_model_that_has_stopped_is_found(trade: Trade) -> None:
    trade.sell("cursed")
    trade.settle()
    trade.settle()
    assert any("has stopped: ZeroDivisionError" in one for one in what(stopped_run(trade)))


def stopped_run(trade: Trade) -> list[Finding]:
    trade.pair.follower.catch_up()
    return everything_recovers(trade.evidence())


def test_what_is_parked_is_found_unless_it_is_meant_to_be(trade: Trade) -> None:
    trade.pair.broken.add("tea")
    trade.sell("tea")
    trade.pair.relay_all()
    deliver_until_taken(trade.pair)
    trade.settle()
    (found,) = everything_recovers(trade.evidence())
    assert "is parked: ZeroDivisionError" in found.what
    parked = [parked_id(trade.pair.depot)]
    assert [] == everything_recovers(trade.evidence(parked=parked))


def parked_id(store: EventStore) -> str:
    (row,) = store.recorder.side_rows("parked")
    message_id: str = row.content["message"]["id"]
    return message_id


def test_an_operators_step_and_a_slow_recovery_are_found(trade: Trade) -> None:
    found = everything_recovers(
        trade.evidence(operator_steps=2, seconds_to_recover=[1.0, WITHIN + 1])
    )
    assert ["An operator had to do 2 things.", "Catching up took 121.0 s."] == what(found)


def test_a_process_over_its_limit_is_found(trade: Trade) -> None:
    found = load_is_borne(trade.evidence(peak_memory=[900, 1001], memory_limit=1000))
    assert ["A process took 1001 bytes; 1000 are allowed."] == what(found)


def test_a_refusal_that_tells_no_client_to_wait_is_found(trade: Trade) -> None:
    codes = ["internal-server-error", "unavailable", "conflict", "internal-server-error"]
    found = load_is_borne(trade.evidence(refusals=codes))
    assert ["2 refusals said 'internal-server-error', which tells no client to wait."] == what(
        found
    )
    assert [] == load_is_borne(trade.evidence(refusals=codes[1:3]))
