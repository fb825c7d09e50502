from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.demo.draws import Draws
from services.demo.matters import MATTERS
from services.demo.moves import Case
from services.demo.plans import NEEDS_IDENTITY, NEEDS_SOLUTION, Plans
from services.demo.script import Arrival, Caller

AT = datetime(2003, 3, 3, 9, 0, tzinfo=UTC)
ARRIVAL = Arrival(
    ordinal=1,
    caller=Caller("C0000001", "王芳", "+8613900000001", "gold"),
    is_new_caller=True,
    channel="web",
    started_at=AT,
    answered_at=None,
    ended_at=AT,
    reported_at=AT,
    is_abandoned=False,
    needs_ticket=True,
    kind="inquiry",
    priority="normal",
    matter="信用卡年费如何减免",
    product="信用卡",
)
PLANS = Plans(Draws("1"))


def case(*, kind: str, ordinal: int = 1, wants_reply: bool = True) -> Case:
    arrival = replace(ARRIVAL, kind=kind, ordinal=ordinal)
    return Case("t", 1, arrival, "general", wants_reply=wants_reply)


def moves_of_many(kind: str) -> list[list[str]]:
    plans = [PLANS.of_new_case(case(kind=kind, ordinal=one)) for one in range(300)]
    return [[step.move for step in steps] for _, steps in plans]


@pytest.mark.parametrize("kind", MATTERS)
def test_what_a_kind_needs_comes_before_it_is_resolved(kind: str) -> None:
    solved = [one for one in moves_of_many(kind) if "resolve" in one]
    for moves in solved:
        before = moves[: moves.index("resolve")]
        assert "fill-in" in before
        assert (kind in NEEDS_IDENTITY) == ("verify" in before)
        assert (kind in NEEDS_SOLUTION) == ("confirm" in before)
    assert solved


def test_who_waits_for_an_answer_is_answered_at_once() -> None:
    assert all({"reply", "ask"} & set(moves) for moves in moves_of_many("inquiry"))


def test_who_was_answered_on_the_telephone_gets_no_second_answer() -> None:
    _, steps = PLANS.of_new_case(case(kind="suggestion", wants_reply=False))
    assert ["fill-in", "resolve", "close"] == [one.move for one in steps]


def test_every_turn_is_taken_by_some_case() -> None:
    last = {moves[-1] for moves in moves_of_many("query")}
    assert {"close", "ask", "transfer", "refer", "book-callback", "resolve"} == last


def test_a_ticket_that_was_transferred_is_not_asked_for_all_again() -> None:
    transferred = case(kind="query")
    transferred.is_complicated = True
    _, steps = PLANS.of_new_case(transferred)
    assert ["reply", "propose", "confirm", "resolve", "close"] == [one.move for one in steps]


def test_a_kept_promise_closes_the_ticket() -> None:
    turn, steps = PLANS.of_continued_case(case(kind="query"), "keep-promise")
    assert ("solve", ["keep-promise", "close"]) == (turn, [one.move for one in steps])


def test_a_case_is_referred_once_at_most() -> None:
    referred = case(kind="query")
    referred.was_referred = True
    turns = set()
    for one in range(100):
        again = replace(referred, arrival=replace(ARRIVAL, kind="query", ordinal=one), rounds=0)
        turns.add(PLANS.of_continued_case(again, "look")[0])
    assert {"solve"} == turns


def test_steps_keep_a_human_pace() -> None:
    _, steps = PLANS.of_new_case(case(kind="query"))
    assert all(one.after >= 60 for one in steps)
