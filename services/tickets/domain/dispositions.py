"""Disposition codes: the standard results of calls, and what each means for the next try (TK-4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.tickets.domain.outbound_errors import DispositionUnknown

DONE = "done"
TRY_AGAIN = "try_again"
CALL_BACK = "call_back"
DROP = "drop"
STOP_CALLING = "stop_calling"


@dataclass(frozen=True)
class Disposition:
    """One standard result of a call.

    Args:
        code: as stored and sent.
        zh: its name in Chinese.
        en: its name in English.
        then: what follows: `done`, `try_again`, `call_back` at the time that the customer wishes,
            `drop` this customer from the list, or `stop_calling` the customer at all.
        gap_seconds: seconds at least until the next try; the campaign may ask for more.
        is_reached: whether the customer was spoken to.
        is_success: whether the call reached its purpose, as counted by tests of scripts.
    """

    code: str
    zh: str
    en: str
    then: Literal["done", "try_again", "call_back", "drop", "stop_calling"]
    gap_seconds: int
    is_reached: bool
    is_success: bool


UNKNOWN_OUTCOME = Disposition(
    "unknown_outcome",
    "呼叫结果不明",
    "Outcome unknown",
    "try_again",
    gap_seconds=3600,
    is_reached=False,
    is_success=False,
)
"""What a dialler's call came to that nobody here can name; the rules need not know it."""


@dataclass(frozen=True)
class DispositionRules:
    """The rule set `dispositions`: the codes that there are."""

    codes: tuple[Disposition, ...]

    def told_by_dialler(self, outcome: str) -> Disposition:
        """What an outcome means that a dialler tells.

        One that the rules do not know, or that takes a person who asks for a time, is tried again.
        """
        fitting = (one for one in self.codes if one.code == outcome and one.then != CALL_BACK)
        return next(fitting, UNKNOWN_OUTCOME)

    def disposition(self, code: str) -> Disposition:
        """The disposition of a code.

        Raises:
            DispositionUnknown: the rules know none.
        """
        for one in self.codes:
            if one.code == code:
                return one
        raise DispositionUnknown(
            field="disposition",
            disposition=code,
            dispositions=", ".join(one.code for one in self.codes),
        )
