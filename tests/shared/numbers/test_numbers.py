"""Numbers that people speak: errors are found, and none is given twice."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import SetClock
from shared.databases.sqlite_file import SQLiteFile
from shared.event_store import EventStore, SideRowConflict
from shared.event_store.sqlite import SQLiteRecorder
from shared.numbers import NUMBERS, NumberMistyped, Numbers, check_digit, moved_on, read_number

ENTITY = UUID(int=7)
counters = st.text("0123456789", min_size=1, max_size=9)


def store_at(folder: Path) -> EventStore:
    recorder = SQLiteRecorder(
        SQLiteFile(folder / "tried.sqlite"), service="tried", side_kinds={NUMBERS}
    )
    return EventStore(
        service="tried",
        recorder=recorder,
        aggregates=[],
        clock=SetClock(datetime(2026, 11, 1, tzinfo=UTC)),
    )


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    found = store_at(tmp_path)
    found.recorder.create_tables(log_id=uuid4())
    return found


def tickets(store: EventStore) -> Numbers:
    return Numbers(store, name="ticket", prefix="T")


def with_check(digits: str) -> str:
    return digits + str(check_digit(digits))


@given(counters)
def test_a_number_with_its_check_digit_is_right(digits: str) -> None:
    assert 0 == check_digit(with_check(digits))


@given(counters, st.data())
def test_a_single_wrong_digit_is_detected(digits: str, data: st.DataObject) -> None:
    number = with_check(digits)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != number[place]]))
    assert check_digit(number[:place] + other + number[place + 1 :]) != 0


@given(counters, st.data())
def test_a_swap_of_neighbours_is_detected(digits: str, data: st.DataObject) -> None:
    number = with_check(digits)
    place = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or check_digit(swapped) != 0


@given(counters)
def test_leading_zeros_may_be_left_out(digits: str) -> None:
    assert check_digit(digits) == check_digit("000" + digits)


@pytest.mark.parametrize(
    "text", ["T-000572-4", "t0005724", " T 000572 4 ", "5724", "Ｔ－０００５７２－４"]
)
def test_a_number_is_read_in_every_way_that_people_write_it(text: str) -> None:
    assert "T-000572-4" == read_number(text, prefix="T")


@pytest.mark.parametrize("text", ["T-000572-5", "T-000527-4", "C-000572-4", "T-", "", "四", "-4"])
def test_a_mistyped_number_is_refused(text: str) -> None:
    with pytest.raises(NumberMistyped):
        read_number(text, prefix="T")


def test_numbers_follow_one_another(store: EventStore) -> None:
    numbers = tickets(store)
    given_out = [numbers.next_number() for _ in range(45)]
    assert [f"T-{n:06}" for n in range(1, 46)] == [one[:8] for one in given_out]
    assert given_out == [read_number(one, prefix="T") for one in given_out]


def test_a_process_that_ends_leaves_a_gap_and_no_double(store: EventStore) -> None:
    first = tickets(store).next_number()
    second = tickets(store).next_number()
    assert ["T-000001", "T-000021"] == [first[:8], second[:8]]


def test_kinds_are_counted_apart(store: EventStore) -> None:
    complaint = Numbers(store, name="complaint", prefix="C").next_number()
    assert ["C-000001", "T-000001"] == [complaint[:8], tickets(store).next_number()[:8]]


def test_a_number_is_given_to_one_entity_only(store: EventStore) -> None:
    numbers = tickets(store)
    number = numbers.next_number()
    store.save(beside=[numbers.given(number, entity_id=ENTITY)])
    assert ENTITY == numbers.holder_of(number)
    with pytest.raises(SideRowConflict):
        store.save(beside=[numbers.given(number, entity_id=uuid4())])


def test_an_unused_number_has_no_holder(store: EventStore) -> None:
    assert tickets(store).holder_of("T-000572-4") is None


def test_a_restored_counter_moves_beyond_what_may_have_been_handed_out(store: EventStore) -> None:
    tickets(store).next_number()
    store.save(beside=moved_on(store.recorder.side_rows(NUMBERS), by=10_000))
    assert "T-010021" == tickets(store).next_number()[:8]


def test_given_numbers_are_not_taken_for_counters(store: EventStore) -> None:
    numbers = tickets(store)
    store.save(beside=[numbers.given(numbers.next_number(), entity_id=ENTITY)])
    assert 1 == len(moved_on(store.recorder.side_rows(NUMBERS), by=1))


def hand_out(folder: Path, count: int) -> list[str]:
    numbers = Numbers(store_at(folder), name="ticket", prefix="T", block=3)
    return [numbers.next_number() for _ in range(count)]


def test_two_processes_never_hand_out_the_same(store: EventStore, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        parts = [pool.submit(hand_out, tmp_path, 120) for _ in range(2)]
        given_out = [number for part in parts for number in part.result()]
    assert 240 == len(set(given_out))
