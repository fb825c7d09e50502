"""Pacing of a dialler: how many customers to dial now, so that few are let down (TK-4).

A predictive dialler dials more customers than agents are free, because most do not answer. Who
answers and finds no agent is let down; how many of those who answered may be, is limited. With `k`
calls on the way, each answered with the probability `p`, the number of answers is binomial, and the
calls let down are those beyond the agents who are free by then. The policy dials as many as it may
so that, with what has happened in the span looked at, the expected share of calls let down among
those answered stays within the limit. (The criterion is that of D. A. Samuelson, "Predictive
Dialing for Outbound Telephone Call Centers", Interfaces 29(5), 1999, 66-81.)
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import comb

from services.tickets.domain.outbound_errors import CampaignInvalid
from services.tickets.domain.outbound_rules import OutboundRules
from shared.errors import FieldError

PRIOR_CALLS = 20
"""Calls that count as made before the first, of which `PRIOR_ANSWERED` were answered."""

PRIOR_ANSWERED = 10
"""Half of them: at the beginning customers are taken to answer often, so that few are dialled."""

MOST_PER_AGENT = 4
"""Calls on the way per free agent at most, whatever the answers were."""


@dataclass(frozen=True)
class Traffic:
    """Where a campaign stands at a moment.

    Args:
        free_agents: agents who wait for a customer.
        on_the_way: calls dialled and neither answered nor ended.
        dialled: calls that were ended in the span looked at, answered or not.
        answered: those of them that a customer answered.
        let_down: those of the answered ones for whom no agent was free.
    """

    free_agents: int
    on_the_way: int
    dialled: int
    answered: int
    let_down: int


@dataclass(frozen=True)
class Pace:
    """How many to dial now, and why not more.

    Args:
        dial: calls to begin.
        answer_rate: probability of an answer that it was reckoned with, a decimal string.
        expected_share: expected share of calls let down, a decimal string.
        reason: `no_agent_free`, `limit_reached` (one call per agent only), `within_limit` (one
            more would be expected to break the limit), or `most_per_agent`.
    """

    dial: int
    answer_rate: str
    expected_share: str
    reason: str


def abandonment_limit(asked: str | None, *, rules: OutboundRules) -> Decimal:
    """The share of answered calls that a campaign may let down.

    Args:
        asked: what the campaign asks for, a decimal string; None for what the rules allow.
        rules: what none may go beyond.

    Raises:
        CampaignInvalid: it is no share, or more than the rules allow.
    """
    try:
        share = rules.most_abandoned if asked is None else Decimal(asked)
        is_within = 0 <= share <= rules.most_abandoned
    except InvalidOperation as refusal:
        raise _not_within(rules) from refusal
    if not is_within:
        raise _not_within(rules)
    return share


def pace(traffic: Traffic, *, limit: Decimal) -> Pace:
    """How many customers to dial now.

    With the limit already broken, or of zero, only as many calls are on the way as agents are
    free: then nobody can be let down.
    """
    rate = Decimal(traffic.answered + PRIOR_ANSWERED) / (traffic.dialled + PRIOR_CALLS)
    agents = traffic.free_agents
    if agents == 0:
        return _pace(0, traffic, rate, "no_agent_free")
    safe = max(agents - traffic.on_the_way, 0)
    if limit == 0 or Decimal(traffic.let_down) > limit * traffic.answered:
        return _pace(safe, traffic, rate, "limit_reached")
    most = max(agents * MOST_PER_AGENT - traffic.on_the_way, 0)
    dial = safe
    while dial < most:
        if expected_share(traffic, rate, calls=traffic.on_the_way + dial + 1) > limit:
            return _pace(dial, traffic, rate, "within_limit")
        dial += 1
    return _pace(dial, traffic, rate, "most_per_agent")


def expected_share(traffic: Traffic, rate: Decimal, *, calls: int) -> Decimal:
    """The share of answered calls let down, counting what has happened and what is to be expected.

    Args:
        traffic: what has happened, and the free agents.
        rate: probability of an answer.
        calls: calls on the way.
    """
    excess = expected_excess(calls, rate, agents=traffic.free_agents)
    answered = traffic.answered + calls * rate
    return (traffic.let_down + excess) / answered if answered else Decimal(0)


def expected_excess(calls: int, rate: Decimal, *, agents: int) -> Decimal:
    """The expected number of answers beyond the agents: the mean of `max(X - agents, 0)`."""
    beyond = range(agents + 1, calls + 1)
    return sum(((one - agents) * _likelihood(one, calls, rate) for one in beyond), Decimal(0))


def _likelihood(answers: int, calls: int, rate: Decimal) -> Decimal:
    """The probability of exactly so many answers."""
    return comb(calls, answers) * rate**answers * (1 - rate) ** (calls - answers)


def _pace(dial: int, traffic: Traffic, rate: Decimal, reason: str) -> Pace:
    share = expected_share(traffic, rate, calls=traffic.on_the_way + dial)
    digits = Decimal("0.0001")
    return Pace(dial, str(rate.quantize(digits)), str(share.quantize(digits)), reason)


def _not_within(rules: OutboundRules) -> CampaignInvalid:
    what = FieldError(
        "most_abandoned",
        f"must be a share from 0 to {rules.most_abandoned}.",
        f"必须为 0 至 {rules.most_abandoned} 之间的比例。",
    )
    return CampaignInvalid(fields=(what,))
