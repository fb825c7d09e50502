"""One call of an outbound task: whom, which try, what was objected, what it came to (TK-3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from services.tickets.domain.dispositions import CALL_BACK, DONE, DROP, STOP_CALLING, Disposition
from services.tickets.domain.outbound_errors import CallbackTimeWrong
from shared.errors import FieldError
from shared.sealed.envelope import Sealed

WAITING = "waiting"
TAKEN = "taken"
CALLING = "calling"
COMPLETED = "completed"
EXHAUSTED = "exhausted"
DROPPED = "dropped"
STATES = (WAITING, TAKEN, CALLING, COMPLETED, EXHAUSTED, DROPPED)
STATES_ZH = {
    WAITING: "待呼叫",
    TAKEN: "已领取",
    CALLING: "呼叫中",
    COMPLETED: "已完成",
    EXHAUSTED: "次数用尽",
    DROPPED: "已放弃",
}
"""What the states are called in Chinese."""

OPEN_STATES = (WAITING, TAKEN, CALLING)


class Target(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is called for what; stored in events that become public.

    Args:
        campaign_id: the campaign.
        purpose: what for.
        customer_id: who.
        skill_group: skill group whose agents call.
        site_id: site whose calendar counts.
        ticket_id: the ticket that it is about, if it is about one.
        what_for: `list`, `ticket:` with its id, or the occasion with its year.
    """

    campaign_id: UUID
    purpose: str
    customer_id: UUID
    skill_group: str
    site_id: UUID | None = None
    ticket_id: UUID | None = None
    what_for: str = "list"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try to reach the customer.

    Args:
        contact_id: the contact that it makes.
        ordinal: the how-many-eth try it is.
        begun_at: when.
        consent: what the check of consent found.
        employee_id: who calls; None while a dialler does.
        script_id: the script followed, if there is one.
        script_version: its version.
        script_arm: arm of the test that decided the version, if one did.
    """

    contact_id: UUID
    ordinal: int
    begun_at: datetime
    consent: str
    employee_id: UUID | None = None
    script_id: UUID | None = None
    script_version: int | None = None
    script_arm: str | None = None


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer objected and what was answered [异议处理]."""

    ordinal: int
    objection: str
    answer: Sealed
    is_overcome: bool


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a try came to.

    Args:
        disposition: its code.
        is_reached: whether the customer was spoken to.
        is_success: whether the call reached its purpose.
        state: state of the task from now on.
        is_promised: whether the customer wished the time of the next try.
        due_at: when the customer is called again, if so.
    """

    disposition: str
    is_reached: bool
    is_success: bool
    state: str
    is_promised: bool
    due_at: datetime | None = None


def check_callback(disposition: Disposition, callback_at: datetime | None) -> None:
    """Refuses a wished callback without a time, and a time without the wish."""
    if (disposition.then == CALL_BACK) != (callback_at is not None):
        what = FieldError(
            "callback_at",
            "is given with a disposition that means a callback, and with no other.",
            "仅在处理结果为约定回呼时填写，且必须填写。",
        )
        raise CallbackTimeWrong(fields=(what,))


def result_of(
    disposition: Disposition,
    *,
    is_last: bool,
    due_again_at: datetime,
    callback_at: datetime | None,
) -> Result:
    """What a try comes to.

    Args:
        disposition: the code and what it means.
        is_last: whether the campaign allows no further try.
        due_again_at: when the rules allow the next one.
        callback_at: when the customer wishes to be called again; a promise is kept beyond the
            last try.
    """
    state, due_at = WAITING, callback_at or due_again_at
    if disposition.then == DONE:
        state = COMPLETED
    elif disposition.then in (DROP, STOP_CALLING):
        state = DROPPED
    elif is_last and callback_at is None:
        state = EXHAUSTED
    return Result(
        disposition=disposition.code,
        is_reached=disposition.is_reached,
        is_success=disposition.is_success,
        state=state,
        due_at=due_at if state == WAITING else None,
        is_promised=callback_at is not None,
    )
