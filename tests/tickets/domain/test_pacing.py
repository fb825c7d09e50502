import random
from decimal import Decimal

import pytest

from services.tickets.domain.outbound_errors import CampaignInvalid
from services.tickets.domain.outbound_rules import OutboundRules
from services.tickets.domain.pacing import (
    Traffic,
    abandonment_limit,
    expected_excess,
    pace,
)

LIMIT = Decimal("0.03")
RULES = OutboundRules((), (), "08:00", "21:00", 5, 60, 60, LIMIT, {})


def traffic(free: int = 10, on_the_way: int = 0, **facts: int) -> Traffic:
    given = {"dialled": 1000, "answered": 400, "let_down": 0, **facts}
    return Traffic(free, on_the_way, **given)


def test_with_no_free_agent_nobody_is_dialled() -> None:
    assert (0, "no_agent_free") == (pace(traffic(0), limit=LIMIT).dial, "no_agent_free")


def test_more_customers_than_agents_are_dialled_while_few_answer() -> None:
    found = pace(traffic(10), limit=LIMIT)

    assert found.dial > 10
    assert Decimal(found.expected_share) <= LIMIT


def test_one_call_for_each_free_agent_once_the_limit_is_broken() -> None:
    found = pace(traffic(10, on_the_way=4, let_down=13), limit=LIMIT)

    assert (6, "limit_reached") == (found.dial, found.reason)


def test_a_limit_of_zero_lets_nobody_down() -> None:
    assert 10 == pace(traffic(10), limit=Decimal(0)).dial


def test_what_is_on_the_way_counts() -> None:
    alone = pace(traffic(10), limit=LIMIT).dial

    assert alone - 5 == pace(traffic(10, on_the_way=5), limit=LIMIT).dial
    assert 0 == pace(traffic(10, on_the_way=90), limit=LIMIT).dial


def test_no_agent_has_more_than_four_calls_on_the_way() -> None:
    found = pace(traffic(2, dialled=100_000, answered=100), limit=LIMIT)

    assert (8, "most_per_agent") == (found.dial, found.reason)


def test_at_the_beginning_customers_are_taken_to_answer_often() -> None:
    new = pace(Traffic(5, 0, 0, 0, 0), limit=LIMIT)

    assert "0.5000" == new.answer_rate
    assert 5 <= new.dial <= 7


def test_the_expected_excess_is_the_mean_of_all_cases() -> None:
    half = Decimal("0.5")

    assert Decimal("0.5") == expected_excess(2, half, agents=1) * 2
    assert Decimal(1) == expected_excess(2, half, agents=0)
    assert Decimal(0) == expected_excess(3, half, agents=3)


@pytest.mark.parametrize("answer_rate", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("seed", range(3))
def test_a_day_of_calls_stays_within_the_limit(seed: int, answer_rate: float) -> None:
    chance, agents = random.Random(seed), 12
    busy: list[int] = []
    dialled = answered = let_down = 0
    for _ in range(1500):
        busy = [left - 1 for left in busy if left > 1]
        found = pace(Traffic(agents - len(busy), 0, dialled, answered, let_down), limit=LIMIT)
        for _ in range(found.dial):
            dialled += 1
            if chance.random() < answer_rate:
                answered += 1
                if len(busy) < agents:
                    busy.append(chance.randint(2, 20))
                else:
                    let_down += 1

    assert answered > 500
    assert let_down <= LIMIT * answered + 3


@pytest.mark.parametrize("asked", ["0.04", "-0.01", "few", "NaN"])
def test_a_campaign_asks_for_no_more_than_the_rules_allow(asked: str) -> None:
    with pytest.raises(CampaignInvalid):
        abandonment_limit(asked, rules=RULES)


def test_a_campaign_may_ask_for_less() -> None:
    assert [LIMIT, Decimal("0.01")] == [
        abandonment_limit(one, rules=RULES) for one in (None, "0.01")
    ]
