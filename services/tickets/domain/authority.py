"""What the position of an agent lets them decide alone (TK-8, RO-7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.tickets.domain.errors import DecisionAuthorityExceeded


@dataclass(frozen=True)
class Authority:
    """One decision that the holder of a position may take.

    Args:
        decision: what, such as `refund`.
        limit_minor: greatest amount in minor units; None without a limit.
        currency: ISO 4217 code of the limit; None without one.
    """

    decision: str
    limit_minor: int | None
    currency: str | None


def amounts_stay_within_the_authority(
    amount_minor: int, *, currency: str, decision: str, authority: Iterable[Authority]
) -> int | None:
    """The limit that was applied; None where the authority has none.

    Args:
        amount_minor: the amount to be granted.
        currency: its ISO 4217 code.
        decision: what is decided.
        authority: all that the actor's position may decide.

    Raises:
        DecisionAuthorityExceeded: the amount is above the limit, or nothing may be decided.
    """
    limit = 0
    for one in authority:
        if one.decision == decision and one.limit_minor is None:
            return None
        if one.decision == decision and one.currency == currency:
            limit = one.limit_minor or 0
    if amount_minor > limit:
        raise DecisionAuthorityExceeded(limit=limit, currency=currency, amount=amount_minor)
    return limit
