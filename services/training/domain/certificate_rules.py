"""The rule set `certificates`: when who is reminded, and what a new course version does (TR-3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class CertificateRules:
    """How certificates are looked after.

    Args:
        expiring_days: days before the end from which a certificate is shown as expiring.
        reminder_days: so many days before the end the holder is reminded.
        outdated_grace_days: days for which a certificate counts on after a new course version
            has outdated it.
        check_address: where the code on a certificate leads; `{number}` and `{code}` are filled in.
    """

    expiring_days: int
    reminder_days: tuple[int, ...]
    outdated_grace_days: int
    check_address: str

    def reminder_due(self, days_left: int, *, sent: Collection[int]) -> int | None:
        """The reminder that is due now, if one is: the nearest, so that none comes late."""
        reached = [one for one in self.reminder_days if days_left <= one]
        nearest = min(reached, default=None)
        return None if nearest is None or nearest in sent else nearest
