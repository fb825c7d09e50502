"""The words and values of field-service orders: kinds, states, standards, appointments, results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared.sealed.envelope import Sealed

KINDS = ("repair", "installation", "delivery", "appointment")
"""What somebody goes out for (SR-1): 维修、安装、配送、预约."""

REQUESTED = "requested"
ASSIGNED = "assigned"
ACCEPTED = "accepted"
ON_THE_WAY = "on_the_way"
ON_SITE = "on_site"
PERFORMED = "performed"
CLOSED = "closed"
CANCELLED = "cancelled"

STATES = (
    REQUESTED,
    ASSIGNED,
    ACCEPTED,
    ON_THE_WAY,
    ON_SITE,
    PERFORMED,
    CLOSED,
    CANCELLED,
)
"""The states of a field-service order."""

STATES_ZH = {
    REQUESTED: "已受理",
    ASSIGNED: "已派工",
    ACCEPTED: "已接单",
    ON_THE_WAY: "已出发",
    ON_SITE: "已到场",
    PERFORMED: "已完工",
    CLOSED: "已关闭",
    CANCELLED: "已取消",
}
"""What the states are called in Chinese."""

UNARRIVED_STATES = STATES[:4]
"""States in which nobody has come yet."""

WORK_STATES = STATES[1:5]
"""States in which whoever carries it out has something to do."""

EARLY = "early"
ON_TIME = "on_time"
LATE = "late"

COMPLETED = "completed"
NOT_COMPLETED = "not_completed"
OUTCOMES = (COMPLETED, NOT_COMPLETED)
"""What a visit led to."""

FOUND = "found"
NOT_CONFORM = "not_conform"
LOW_SCORE = "low_score"

PROBLEM_CAUSES = (FOUND, NOT_COMPLETED, NOT_CONFORM, LOW_SCORE)
"""Why a problem is followed up: somebody found it, or the result or evaluation says so."""

SCORES = range(1, 6)
"""How satisfied a customer can be, 5 the most."""


class ChecklistItem(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the standard of a kind [作业标准].

    Args:
        code: its code.
        zh: what is checked, in Chinese.
        en: what is checked, in English.
        is_mandatory: whether a completed order needs it.
        needs_evidence: whether a file has to show it.
    """

    code: str
    zh: str
    en: str
    is_mandatory: bool
    needs_evidence: bool


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules asked of an order when it was requested; stored with it.

    Args:
        early_seconds: how long before the window an arrival still is on time.
        late_seconds: how long after the window an arrival still is on time.
        evaluation_wait_seconds: how long the customer's evaluation is waited for.
        lowest_good_score: a lower score opens a problem.
        problem_due_seconds: how long a problem that opens by itself may take.
        checklist: the steps.
    """

    early_seconds: int
    late_seconds: int
    evaluation_wait_seconds: int
    lowest_good_score: int
    problem_due_seconds: int
    checklist: tuple[ChecklistItem, ...]

    def punctuality(self, at: datetime, appointment: Appointment) -> str:
        """Whether an arrival was `early`, `on_time` or `late` (SR-2)."""
        if at < appointment.from_at - timedelta(seconds=self.early_seconds):
            return EARLY
        return ON_TIME if at <= self.latest(appointment) else LATE

    def latest(self, appointment: Appointment) -> datetime:
        """Until when an arrival is on time."""
        return appointment.until_at + timedelta(seconds=self.late_seconds)


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """Time and place that were agreed with the customer (SR-1).

    Args:
        from_at: beginning of the window.
        until_at: end of the window.
        address: where.
        telephone: where the customer is reached on the way; None where nobody said.
    """

    from_at: datetime
    until_at: datetime
    address: Sealed
    telephone: Sealed | None = None


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why something did not go as it was meant to.

    Args:
        code: one of the codes of the rules.
        words: what somebody said about it.
    """

    code: str
    words: Sealed | None = None


class Conformity(msgspec.Struct, frozen=True, kw_only=True):
    """How the work kept to its standard (SR-2).

    Args:
        items: mandatory steps.
        checked: those of them that were checked.
        conform: those of them that were done as the standard asks.
    """

    items: int
    checked: int
    conform: int

    @property
    def is_full(self) -> bool:
        """Whether every mandatory step was done as the standard asks."""
        return self.conform == self.items


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The customer's judgement (SR-1).

    Args:
        score: one of `SCORES`.
        comment: what the customer said.
        evaluated_at: when.
    """

    score: int
    evaluated_at: datetime
    comment: Sealed | None = None


class AboutOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field-service order as it stood when the event was made; stored in its events.

    Args:
        order_id: the order.
        number: the number that people speak.
        kind: one of `KINDS`.
        requester_id: employee id of who requested it.
        area: code of the area, for whoever plans the way.
        ticket_id: the ticket that it belongs to; None where it stands alone.
        customer_id: the customer, if known.
        site_id: site that it belongs to.
        employee_id: own employee who carries it out.
        partner_id: partner who carries it out.
    """

    order_id: UUID
    number: str
    kind: str
    requester_id: UUID
    area: str | None = None
    ticket_id: UUID | None = None
    customer_id: UUID | None = None
    site_id: UUID | None = None
    employee_id: UUID | None = None
    partner_id: UUID | None = None


@dataclass(frozen=True)
class ReasonWord:
    """A reason code of the rules with its words."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Standards:
    """The standard of each of `KINDS`; a version of the rules without one of them is refused."""

    repair: Standard
    installation: Standard
    delivery: Standard
    appointment: Standard

    def of(self, kind: str) -> Standard:
        """The standard of a kind."""
        found: Standard = getattr(self, kind)
        return found


@dataclass(frozen=True)
class FieldRules:
    """The rule set `field_service`.

    Args:
        kinds: the standard of each kind.
        refusals: why a performer declines.
        changes: why time or place is changed.
        cancellations: why an order is cancelled.
        failures: why a visit was not completed.
    """

    kinds: Standards
    refusals: tuple[ReasonWord, ...]
    changes: tuple[ReasonWord, ...]
    cancellations: tuple[ReasonWord, ...]
    failures: tuple[ReasonWord, ...]


def codes_of(reasons: Sequence[ReasonWord]) -> tuple[str, ...]:
    """The codes of a list of reasons."""
    return tuple(one.code for one in reasons)
