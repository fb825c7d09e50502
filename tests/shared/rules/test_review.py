"""What a back-dated version would have changed."""

from datetime import timedelta

import pytest

from shared.context import Context, acting
from shared.databases.sqlite_file import SQLiteFile
from shared.errors import NotFound
from shared.event_store import Aggregate
from shared.event_store.sqlite import SQLiteRecorder
from shared.rules import what_would_change
from shared.rules.reader import deciding_by
from tests.shared.rules.conftest import NOW, EventStore, SetClock, TriedRules, uuid4


class Decided(Aggregate):
    TOPIC = "tried.decided"

    class Created(Aggregate.Created):
        TOPIC = "tried.decided.made"
        answer: str

    def __init__(self, answer: str) -> None:
        self.answer = answer


@pytest.fixture
def store(tmp_path):
    recorder = SQLiteRecorder(
        SQLiteFile(tmp_path / "tried.sqlite"), service="tried", side_kinds=set()
    )
    recorder.create_tables(log_id=uuid4())
    yield EventStore(
        service="tried", recorder=recorder, aggregates=[TriedRules, Decided], clock=SetClock(NOW)
    )
    recorder.close()


def day(number):
    return NOW + timedelta(days=number)


def enter(book, tries, since):
    book.add_version(
        {"tries": tries, "minutes": 15}, effective_from=since, source="entered", reason="x"
    )


def decide(store, version, *, on):
    """A decision noted under a version of the rule set."""
    with acting(Context(occurred_at=day(on), actor="tester")), deciding_by(version):
        decided = Decided(answer="yes")
    store.save(decided)
    return decided.id


@pytest.fixture
def book(store):
    book = TriedRules.open("limits")
    enter(book, 5, day(-10))
    return book


def test_a_decision_notes_the_version_that_it_was_made_by(store, book):
    entity_id = decide(store, book.versions[0], on=1)
    record = store.recorder.select_history(entity_id)[0]
    assert {"limits": "1"} == store.mapper.to_domain_event(record).meta.rules


def test_decisions_in_its_time_made_under_another_version_are_listed(store, book):
    made = [decide(store, book.versions[0], on=n) for n in (0, 2, 4)]
    enter(book, 3, day(2))
    decide(store, book.versions[1], on=5)
    found = list(what_would_change(store, book, 2))
    assert made[1:] == [one.entity_id for one in found]
    assert [(1, "tried.decided.made")] * 2 == [(one.version, one.topic) for one in found]


def test_decisions_for_whose_time_a_later_version_counts_are_not_listed(store, book):
    made = [decide(store, book.versions[0], on=n) for n in (2, 6)]
    enter(book, 3, day(5))
    enter(book, 4, day(1))
    assert made[:1] == [one.entity_id for one in what_would_change(store, book, 3)]


def test_a_version_for_the_future_would_have_changed_nothing(store, book):
    decide(store, book.versions[0], on=1)
    enter(book, 3, day(30))
    assert [] == list(what_would_change(store, book, 2))


def test_a_proposal_would_have_changed_nothing(store, book):
    decide(store, book.versions[0], on=1)
    book.add_version({"tries": 1, "minutes": 1}, effective_from=None, source="shipped", reason="x")
    assert [] == list(what_would_change(store, book, 2))


def test_the_list_goes_on_after_a_position(store, book):
    for number in (1, 2):
        decide(store, book.versions[0], on=number)
    enter(book, 3, day(0))
    first, second = what_would_change(store, book, 2)
    assert [second] == list(what_would_change(store, book, 2, after=first.position))


def test_an_unknown_version_is_not_found(store, book):
    with pytest.raises(NotFound):
        list(what_would_change(store, book, 9))
