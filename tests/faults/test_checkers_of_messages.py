"""Each checker of messages finds what a bug would leave behind, and is silent on clean runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from services.operations import effects
from services.operations.verification import NotAsPromised, verify_service
from shared.bus.message import Message
from shared.bus.parking import ParkingLot
from shared.bus.place import Place
from shared.bus.relay import place_content, stored_place
from shared.bus.trail import TRAIL
from shared.context import Context, acting
from shared.event_store import compare_and_set, delete, insert
from shared.ids import id_of
from tests.faults.checkers import (
    check,
    effects_keep_their_order,
    messages_take_effect_once,
    read_models_equal_a_replay,
)
from tests.faults.evidence import Finding
from tests.faults.trade import Trade, tampering
from tests.shared.bus.toys import SALES, Shelf


def words(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.invariant, one.kind) for one in findings]


def messages(trade: Trade) -> list[Message]:
    return list(trade.pair.log.read_events(after=Place()).messages)


def take_from_shelf(trade: Trade, message: Message) -> None:
    """The effect of a message, past everything that guards it."""
    context = Context(
        occurred_at=trade.pair.clock.now(), actor="bug", channel="bus", causation_id=message.id
    )
    with acting(context):
        shelf = trade.pair.depot.get(Shelf, id_of("shelf", message.data["article"]))
        shelf.take(1, message.data["sale_id"])
        trade.pair.depot.save(shelf)


def change_trail(trade: Trade, change: Callable[[list[list[Any]]], object]) -> None:
    """Changes the steps of the trail, which then lie in one row."""
    rows = trade.pair.depot.recorder.side_rows(TRAIL)
    steps = [step for row in rows for step in row.content]
    change(steps)
    trade.pair.depot.save(beside=[delete(TRAIL, one.key) for one in rows])
    trade.pair.depot.save(beside=[insert(TRAIL, rows[0].key, steps)])


def three_sales(trade: Trade) -> None:
    for _ in range(3):
        trade.sell("tea")
    trade.settle()


def test_what_was_parked_and_run_again_is_clean(trade: Trade) -> None:
    trade.pair.broken.add("tea")
    for article in ("tea", "milk", "tea", "forbidden"):
        trade.sell(article)
    trade.settle()
    lot = ParkingLot(trade.pair.depot)
    parked = {one.message.id for one in lot.messages()}
    assert [] == check(trade.evidence(parked=parked))

    trade.pair.broken.clear()
    for one in lot.messages():
        lot.mark(one.key, "retry")
    assert 2 == trade.pair.reactions.run_marked()
    trade.settle()
    assert [] == check(trade.evidence())


def test_an_effect_that_is_gone_is_lost(trade: Trade) -> None:
    three_sales(trade)
    last = trade.pair.depot.recorder.last_position()
    with tampering(trade.pair.depot) as session:
        session.run("DELETE FROM events WHERE position = ?", [last])
    (found,) = messages_take_effect_once(trade.evidence())
    assert ("I3", "lost") == (found.invariant, found.kind)
    assert "has 0 of its 1 effects" in found.what


def test_the_same_effect_twice_is_found(trade: Trade) -> None:
    three_sales(trade)
    take_from_shelf(trade, messages(trade)[0])
    (found,) = messages_take_effect_once(trade.evidence())
    assert ("I3", "duplicated") == (found.invariant, found.kind)
    assert messages(trade)[0].id in found.what


def test_effects_of_one_message_in_two_saves_are_found(trade: Trade) -> None:
    three_sales(trade)
    take_from_shelf(trade, messages(trade)[0])
    change_trail(trade, lambda steps: steps[0].__setitem__(2, steps[0][2] + 1))
    (found,) = messages_take_effect_once(trade.evidence())
    assert ("I3", "duplicated") == (found.invariant, found.kind)
    assert "several saves" in found.what


def test_a_message_that_was_passed_over_is_lost(trade: Trade) -> None:
    three_sales(trade)
    change_trail(trade, lambda steps: steps.pop(1))
    found = messages_take_effect_once(trade.evidence())
    assert [("I3", "lost")] == words(found)
    assert "never taken" in found[0].what


def test_a_place_that_ran_ahead_of_its_messages_is_found(trade: Trade) -> None:
    three_sales(trade)
    trade.sell("tea")
    trade.pair.relay_all()
    head = messages(trade)[-1]
    row = trade.pair.depot.side_row("positions", "reactions/shop")
    assert row is not None
    old = stored_place(row.content)
    ahead = Place(old.log, old.generation, head.position, head.id, head.position)
    write = compare_and_set("positions", row.key, place_content(ahead), expected=place_content(old))
    trade.pair.depot.save(beside=[write])
    assert [("I3", "lost")] == words(messages_take_effect_once(trade.evidence()))


def test_a_message_that_was_taken_twice_is_found(trade: Trade) -> None:
    three_sales(trade)
    change_trail(trade, lambda steps: steps.insert(1, steps[0]))
    assert [("I3", "duplicated")] == words(messages_take_effect_once(trade.evidence()))


def test_messages_taken_in_another_order_are_found(trade: Trade) -> None:
    three_sales(trade)
    change_trail(trade, lambda steps: steps.reverse())
    found = effects_keep_their_order(trade.evidence())
    assert {("I4", "unexpected")} == set(words(found))
    assert [] == messages_take_effect_once(trade.evidence())


def test_effects_in_another_order_are_found(trade: Trade) -> None:
    three_sales(trade)
    position, other = (
        one.id
        for one in trade.pair.depot.recorder.select_records(
            after=2, limit=2, topics=["depot.shelf.taken"]
        )
    )
    with tampering(trade.pair.depot) as session:
        for old, new in ((position, 1000), (other, position), (1000, other)):
            session.run("UPDATE events SET position = ? WHERE position = ?", [new, old])
    (found,) = effects_keep_their_order(trade.evidence())
    assert ("I4", "unexpected") == (found.invariant, found.kind)
    assert "article:tea" in found.what


def test_a_message_that_its_producer_never_sent_is_found(trade: Trade) -> None:
    three_sales(trade)
    stranger = str(id_of("stranger", "message"))
    change_trail(trade, lambda steps: steps[2].__setitem__(1, stranger))
    found = messages_take_effect_once(trade.evidence())
    assert ("I3", "unexpected") in words(found)
    assert any(stranger in one.what for one in found)


def test_a_parked_message_that_took_effect_is_found(trade: Trade) -> None:
    trade.sell("tea")
    trade.settle()
    trade.pair.broken.add("tea")
    trade.sell("tea")
    trade.settle()
    take_from_shelf(trade, messages(trade)[1])
    assert [("I3", "duplicated")] == words(messages_take_effect_once(trade.evidence()))


def test_a_changed_row_of_a_read_model_is_found(trade: Trade) -> None:
    three_sales(trade)
    with trade.pair.read_database.writing() as connection:
        connection.execute(update(SALES).values(pieces=4))
    (found,) = read_models_equal_a_replay(trade.evidence())
    assert ("I5", "unexpected") == (found.invariant, found.kind)
    assert "sales_by_article" in found.what


def test_a_read_model_at_a_place_that_the_log_lacks_is_found(trade: Trade) -> None:
    three_sales(trade)
    database = trade.pair.read_database
    place = database.place_of("sales_by_article")
    with database.writing() as connection:
        elsewhere = Place(place.log, place.generation, place.position, str(UUID(int=1)), 6)
        database.put_place(connection, "sales_by_article", elsewhere)
    assert ("I3", "unexpected") in words(messages_take_effect_once(trade.evidence()))


def test_only_what_is_still_noted_is_looked_at(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        trade.sell("tea")
        trade.settle()
    monkeypatch.setattr(effects, "LENGTH", 3)
    rows = trade.pair.depot.recorder.side_rows(TRAIL)
    trade.pair.depot.save(beside=[delete(TRAIL, one.key) for one in rows[:2]])
    found = effects.check_effects(trade.pair.depot, producer="shop", log=trade.pair.log)
    assert effects.Effects(2, ()) == found


def test_verify_names_what_is_wrong_and_else_what_was_proven(trade: Trade) -> None:
    three_sales(trade)
    told: list[str] = []
    depot = trade.services["depot"]
    answer = verify_service(depot, lambda _: trade.pair.log, report=told.append)
    assert (
        "1 read models equal a fresh replay, messages had their effects once and in order" == answer
    )
    assert ["reactions/shop: 3 messages", "sales_by_article: 1 rows through 5"] == told
    take_from_shelf(trade, messages(trade)[0])
    with pytest.raises(NotAsPromised, match="I3 duplicated: Message"):
        verify_service(depot, lambda _: trade.pair.log, report=told.append)
