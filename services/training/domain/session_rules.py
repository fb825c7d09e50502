"""What the centre lays down of sessions: lengths, sizes, methods, deadlines and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.training.domain.session_errors import (
    CapacityWrong,
    MethodUnknown,
    RestTimeNeedsReason,
    SessionTimeWrong,
)
from shared.errors import FieldError

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Term:
    """A word of the centre's own.

    Args:
        code: as stored and sent.
        zh: its name in Chinese.
        en: its name in English.
    """

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class SessionRules:
    """The rule set `sessions` (TR-2, TR-11).

    Args:
        methods: methods of training.
        rest_reasons: why a session may take rest time.
        shortest_minutes: least length of a session.
        longest_minutes: greatest length of a session.
        largest_capacity: most places of a session.
        give_up_minutes: until so long before a session learners give up their place themselves.
        attendance_days: days after a session until which attendance is noted or corrected.
        remind_minutes: how long before a session its people are reminded.
        feed_past_days: days back that a calendar feed shows.
        feed_shows_link: whether a calendar feed shows the link of an online session.
        feed_address: where a calendar feed is found; `{token}` stands for what nobody guesses.
    """

    methods: tuple[Term, ...]
    rest_reasons: tuple[Term, ...]
    shortest_minutes: int
    longest_minutes: int
    largest_capacity: int
    give_up_minutes: int
    attendance_days: int
    remind_minutes: tuple[int, ...]
    feed_past_days: int
    feed_shows_link: bool
    feed_address: str

    def check_method(self, code: str) -> None:
        """Refuses a method that the centre does not have.

        Raises:
            MethodUnknown: the field is named.
        """
        if fault := _unknown("method", code, self.methods):
            raise MethodUnknown(fields=(fault,))

    def check_capacity(self, capacity: int) -> None:
        """Refuses more places than a session may have.

        Raises:
            CapacityWrong: the field is named.
        """
        most = self.largest_capacity
        if not 1 <= capacity <= most:
            en, zh = f"give 1 to {most} places.", f"名额应为 1 至 {most}。"
            raise CapacityWrong(fields=(FieldError("capacity", en, zh),))

    def check_times(self, starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
        """Refuses times in the past and lengths that no session has.

        Raises:
            SessionTimeWrong: the field is named.
        """
        if starts_at <= now:
            en, zh = "must lie in the future.", "须晚于当前时间。"
            raise SessionTimeWrong(fields=(FieldError("starts_at", en, zh),))
        least, most = self.shortest_minutes, self.longest_minutes
        if not least * MINUTE <= ends_at - starts_at <= most * MINUTE:
            en = f"a session lasts {least} to {most} minutes."
            zh = f"每场培训时长为 {least} 至 {most} 分钟。"
            raise SessionTimeWrong(fields=(FieldError("ends_at", en, zh),))

    def check_rest_reason(self, rest_minutes: int | None, reason: str | None) -> None:
        """Refuses to take rest time without a reason of the centre's list (TR-11).

        Raises:
            RestTimeNeedsReason: the field is named.
        """
        if reason is not None:
            fault = _unknown("rest_reason", reason, self.rest_reasons)
        elif rest_minutes:
            among = ", ".join(one.code for one in self.rest_reasons)
            fault = FieldError(
                "rest_reason",
                f"{rest_minutes} minutes lie outside of working hours; say why: {among}.",
                f"有 {rest_minutes} 分钟在工作时间之外，请说明原因：{among}。",
            )
        else:
            fault = None
        if fault is not None:
            raise RestTimeNeedsReason(fields=(fault,))


def _unknown(field: str, code: str, among: tuple[Term, ...]) -> FieldError | None:
    known = [one.code for one in among]
    if code in known:
        return None
    names, named = ", ".join(known), "、".join(known)
    return FieldError(field, f"there are {names}.", f"可用：{named}。")
