"""What cannot be taken is parked with its cause; everything else goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.bus.parking import ParkingLot
from shared.bus.place import Place
from shared.ids import id_of
from tests.shared.bus.toys import NOON, Pair, Sale, Shelf


def deliver_until_taken(pair: Pair) -> None:
    """Delivers what waits, moving the clock over the waits between tries."""
    waiting = pair.queue.receive(limit=1000, within=0)
    for minute in range(1, 20):
        if pair.follower.take(waiting):
            return
        pair.pause_clock.move_to(NOON + timedelta(minutes=minute))
    raise AssertionError("never taken")


def parked_articles(pair: Pair) -> list[str]:
    return [one.message.data["article"] for one in ParkingLot(pair.depot).messages()]


def test_a_failing_reaction_is_tried_again_before_it_is_parked(pair: Pair) -> None:
    pair.broken.add("tea")
    pair.sell("tea")
    pair.relay_all()
    waiting = pair.queue.receive(limit=10, within=0)
    assert not pair.follower.take(waiting)
    pair.broken.clear()
    pair.pause_clock.move_to(NOON + timedelta(minutes=1))
    assert pair.follower.take(waiting)
    assert (1, []) == (pair.effects(), parked_articles(pair))


def test_a_clock_that_is_set_back_makes_no_message_wait_for_it(pair: Pair) -> None:
    pair.broken.add("tea")
    pair.sell("tea")
    pair.relay_all()
    waiting = pair.queue.receive(limit=10, within=0)
    assert not pair.follower.take(waiting)
    pair.broken.clear()
    pair.pause_clock.move_to(NOON - timedelta(hours=1))
    assert pair.follower.take(waiting)
    assert (1, []) == (pair.effects(), parked_articles(pair))


def test_later_messages_of_its_subject_wait_behind_and_others_go_on(pair: Pair) -> None:
    pair.broken.add("tea")
    for article in ("tea", "milk", "tea", "salt"):
        pair.sell(article)
    pair.relay_all()
    deliver_until_taken(pair)
    assert ["tea", "tea"] == parked_articles(pair)
    assert (0, 1, 1) == (pair.gone("tea"), pair.gone("milk"), pair.gone("salt"))
    first, second = ParkingLot(pair.depot).messages()
    assert "ZeroDivisionError" in first.cause
    assert first.key == second.behind


def test_a_read_model_goes_on_while_reactions_are_parked(pair: Pair) -> None:
    pair.broken.add("tea")
    pair.sell("tea")
    pair.relay_all()
    deliver_until_taken(pair)
    assert {"tea": 1} == pair.model.totals()


def test_marked_messages_run_in_order_after_the_fix(pair: Pair) -> None:
    pair.broken.add("tea")
    pair.sell("tea", 1)
    pair.sell("tea", 10)
    pair.relay_all()
    deliver_until_taken(pair)
    pair.broken.clear()
    lot = ParkingLot(pair.depot)
    for one in reversed(lot.messages()):
        lot.mark(one.key, "retry")
    assert 2 == pair.reactions.run_marked()
    records = pair.depot.recorder.select_records(after=0, limit=10, topics=["depot.shelf.taken"])
    assert [1, 10] == [pair.depot.mapper.to_domain_event(one).pieces for one in records]
    assert [] == parked_articles(pair)


def test_a_later_message_is_not_run_before_an_earlier_one_of_its_subject(pair: Pair) -> None:
    pair.broken.add("tea")
    pair.sell("tea")
    pair.sell("tea")
    pair.relay_all()
    deliver_until_taken(pair)
    pair.broken.clear()
    lot = ParkingLot(pair.depot)
    lot.mark(lot.messages()[1].key, "retry")
    assert 0 == pair.reactions.run_marked()
    assert 0 == pair.effects()


def test_a_marked_message_that_two_processes_run_has_one_effect(pair: Pair) -> None:
    pair.broken.add("deadly")
    pair.sell("deadly")
    pair.relay_all()
    deliver_until_taken(pair)
    pair.broken.clear()
    lot = ParkingLot(pair.depot)
    lot.mark(lot.messages()[0].key, "retry")
    slow = pair.reactions
    pair.start_depot()

    def be_overtaken() -> None:
        pair.deadly = None
        assert 1 == pair.reactions.run_marked()

    pair.deadly = be_overtaken
    assert 0 == slow.run_marked()
    assert (1, []) == (pair.effects(), parked_articles(pair))


def test_a_discarded_message_has_no_effect_and_frees_its_subject(pair: Pair) -> None:
    pair.broken.add("tea")
    pair.sell("tea", 1)
    pair.relay_all()
    deliver_until_taken(pair)
    lot = ParkingLot(pair.depot)
    lot.mark(lot.messages()[0].key, "discard")
    assert 1 == pair.reactions.run_marked()
    pair.broken.clear()
    pair.sell("tea", 10)
    pair.relay_all()
    deliver_until_taken(pair)
    assert 10 == pair.gone("tea")


def test_a_retry_that_fails_again_stays_parked_with_the_new_cause(pair: Pair) -> None:
    pair.broken.add("tea")
    pair.sell("tea")
    pair.relay_all()
    deliver_until_taken(pair)
    lot = ParkingLot(pair.depot)
    lot.mark(lot.messages()[0].key, "retry")
    assert 0 == pair.reactions.run_marked()
    assert "parked" == lot.messages()[0].status


def test_a_refusal_by_the_own_rules_is_an_answer_and_noted(pair: Pair) -> None:
    pair.sell("forbidden")
    pair.sell("tea")
    pair.relay_all()
    assert pair.deliver()
    assert 1 == pair.effects()
    assert ["rule-violated"] == [one["code"] for one in pair.refusals()]


def test_whoever_asked_for_what_is_refused_is_told_in_the_same_transaction(pair: Pair) -> None:
    pair.sell("tea")
    sale_id = pair.sell("forbidden")
    pair.sell("tea")
    pair.relay_all()
    assert pair.deliver()
    event_id = pair.log.read_events(after=Place()).messages[1].id
    told = pair.depot.get(Shelf, id_of("refused", event_id))
    assert ("rule-violated", 2) == (told.article, pair.effects())
    assert pair.shop.find(Sale, sale_id) is not None


def test_a_message_that_kills_the_process_is_parked_after_three_deaths(pair: Pair) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    pair.deadly = die
    pair.sell("tea")
    pair.sell("deadly")
    pair.sell("salt")
    pair.relay_all()
    waiting = pair.queue.receive(limit=10, within=0)
    for _ in range(3):
        with pytest.raises(Killed):
            pair.follower.take(waiting)
        pair.start_depot()
    assert pair.follower.take(waiting)
    assert ["deadly"] == parked_articles(pair)
    assert (1, 1) == (pair.gone("tea"), pair.gone("salt"))


def test_a_failing_read_model_stops_alone_and_catches_up_when_rebuilt(pair: Pair) -> None:
    from shared.read_models.rebuild import foreign_source, rebuild

    pair.sell("tea")
    pair.sell("cursed")
    pair.relay_all()
    assert not pair.deliver() or pair.model.totals() == {}
    assert pair.follower.catch_up()
    assert not pair.reader.is_running()
    assert 2 == pair.effects()
    pair.model.is_mended = True
    rebuild(pair.model, foreign_source(pair.log), progress=lambda position: None)
    assert pair.reader.is_running()
    assert {"tea": 1, "cursed": 1} == pair.model.totals()
