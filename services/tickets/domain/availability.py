"""When agents go away: the reasons there are [置忙原因], and how long they keep their work."""

from __future__ import annotations

from dataclasses import dataclass

from services.tickets.domain import terms
from shared.errors import FieldError, Invalid

SIGNED_OFF = "signed_off"
LOCKED_OUT = "locked_out"
LEFT = "left"
OF_THE_SYSTEM = (SIGNED_OFF, LOCKED_OUT, LEFT)
"""Reasons that nobody chooses: `people` tells of them."""


@dataclass(frozen=True)
class AwayReason:
    """Why an agent takes no work, and when the work that they have goes back to the queue.

    Args:
        code: its code.
        zh: what it is called in Chinese.
        en: what it is called in English.
        assigned_seconds: how long the agent keeps what they have not begun; 0 for not at all.
        in_progress_seconds: how long the agent keeps what they have begun.
    """

    code: str
    zh: str
    en: str
    assigned_seconds: int
    in_progress_seconds: int

    def grace_of(self, state: str) -> int | None:
        """Seconds after which a ticket in a state goes back to the queue; None for never.

        What waits for the customer, a third party or a department stays with its agent, who
        comes back to it; only of one who has left the centre everything is taken.
        """
        if state == terms.ASSIGNED:
            return self.assigned_seconds
        if state == terms.IN_PROGRESS or self.code == LEFT:
            return self.in_progress_seconds
        return None


@dataclass(frozen=True)
class AvailabilityRules:
    """The rule set `availability`.

    Args:
        reasons: the reasons that there are; those of the system are among them.
    """

    reasons: tuple[AwayReason, ...]

    def known(self, code: str) -> AwayReason | None:
        """The reason with a code; None if the centre has none such, or no more."""
        return next((one for one in self.reasons if one.code == code), None)

    def chosen(self, code: str) -> AwayReason:
        """The reason that an agent chooses.

        Raises:
            Invalid: there is none such, or nobody chooses it.
        """
        found = self.known(code)
        if found is not None and code not in OF_THE_SYSTEM:
            return found
        choices = [one for one in self.reasons if one.code not in OF_THE_SYSTEM]
        en = ", ".join(f"{one.code} ({one.en})" for one in choices)
        zh = "、".join(f"{one.code}（{one.zh}）" for one in choices)
        what = FieldError("reason", f"must be one of {en}.", f"必须是以下之一：{zh}。")
        raise Invalid(fields=(what,))


@dataclass(frozen=True)
class AgentCapacityRules:
    """The rule set `agent_capacity`: open tickets by channel that differ from the usual ones.

    Args:
        by_level: by level of the agent's position, as text, and channel.
        by_agent: by employee id, as text, and channel; goes before the level.
    """

    by_level: dict[str, dict[str, int]]
    by_agent: dict[str, dict[str, int]]

    def of_agent(self, employee_id: object, *, level: int, usual: dict[str, int]) -> dict[str, int]:
        """What one agent may have: their own numbers, else their level's, else the usual ones."""
        return {
            **usual,
            **self.by_level.get(str(level), {}),
            **self.by_agent.get(str(employee_id), {}),
        }
