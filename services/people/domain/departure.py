"""How an employment ends (PF-9, TR-14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import msgspec

from services.people.domain.errors import DismissalCauseUnknown, UnmetConditionMissing
from shared.errors import FieldError
from shared.sealed.envelope import Sealed

RESIGNED = "resigned"
CONTRACT_ENDED = "contract_ended"
PROBATION_FAILED = "probation_failed"
DISMISSED = "dismissed"
KINDS = (RESIGNED, CONTRACT_ENDED, PROBATION_FAILED, DISMISSED)
"""In which ways an employment ends."""


class Departure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The end of an employment, as it is recorded.

    Args:
        kind: one of `KINDS`.
        last_day: last day of the employment.
        cause: cause of a dismissal, by its code in the rules.
        unmet_condition: sealed: the hiring condition that was not met in probation.
        reason: sealed: why, in the words of who decided.
    """

    kind: str
    last_day: date
    cause: str | None = None
    unmet_condition: Sealed | None = None
    reason: Sealed | None = None


def check_departure(
    *,
    kind: str,
    cause: str | None,
    unmet_condition: str | None,
    reason: str | None,
    known_causes: Collection[str],
) -> None:
    """A failed probation names condition and reason (TR-14), a dismissal its cause (PF-9).

    The source lets probation end without a stated reason; labour law does not, nor do we.

    Raises:
        UnmetConditionMissing: condition or reason is missing.
        DismissalCauseUnknown: the cause is missing or not one of the rules.
    """
    if kind == PROBATION_FAILED:
        given = {"unmet_condition": unmet_condition, "reason": reason}
        missing = [name for name, text in given.items() if not (text and text.strip())]
        if missing:
            raise UnmetConditionMissing(
                fields=tuple(FieldError(one, "is missing.", "缺失。") for one in missing)
            )
    if kind == DISMISSED and cause not in known_causes:
        raise DismissalCauseUnknown(summary=", ".join(known_causes), field="cause")
