"""Good requests to `training`: sessions, places, attendance, reminders, feeds and mentors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.good.asking import ANYBODY, NOBODY_ELSE, Ask, Good, Supply, permitted
from tests.api.sessions import COURSE, QUARTER, WORDS, SessionDesk

SELF = permitted("people.self")
SCHEDULE = permitted("training.schedule")
SEE_PEOPLE = permitted("training.schedule", "training.see_all")
SEE_ALL = permitted("training.see_all")
SPAN = {"since": "2020-01-01", "until": "2020-12-31"}
TASK = {"task": "systems"}


def desk_of(supply: Supply) -> SessionDesk:
    """Brings forth sessions and all that belongs to them."""
    return SessionDesk(supply.centre, number=supply.number)


def on(name: str, make: Callable[[SessionDesk], Any], body: Any = None) -> Callable[..., Ask]:
    """About something that is made first."""
    return lambda supply: Ask({name: make(desk_of(supply))}, body=body)


def _times(desk: SessionDesk) -> dict[str, Any]:
    begins = desk.soon
    return {
        "starts_at": begins.isoformat(),
        "ends_at": (begins + QUARTER).isoformat(),
        "rest_reason": "voluntary",
    }


def _plan(supply: Supply) -> Ask:
    body = {
        **_times(desk_of(supply)),
        "course_id": COURSE,
        "title": "一课",
        "method": "lecture",
        "trainer_ids": [supply.centre.employees["trainer"]],
        "capacity": 3,
    }
    return Ask(body=body)


def _move(supply: Supply) -> Ask:
    session_id = desk_of(supply).place()
    return Ask({"session_id": session_id}, body={**_times(desk_of(supply)), "reason": WORDS})


def _trainers(supply: Supply) -> Ask:
    body = {"trainer_ids": [supply.centre.employees["wang"]]}
    return Ask({"session_id": desk_of(supply).session()}, body=body)


def _given(supply: Supply) -> Ask:
    body = {"employee_id": supply.centre.employees["li"]}
    return Ask({"session_id": desk_of(supply).session()}, body=body)


def _withdrawn(supply: Supply) -> Ask:
    body = {"employee_id": supply.centre.employees["li"]}
    return Ask({"session_id": desk_of(supply).place()}, body=body)


def _presence(supply: Supply) -> Ask:
    entry = {"employee_id": supply.centre.employees["li"], "status": "late"}
    return Ask({"session_id": desk_of(supply).past_session()}, body={"items": [entry]})


def _own_feed(supply: Supply) -> Ask:
    desk_of(supply).feed()
    return Ask()


def _appointment(supply: Supply) -> Ask:
    desk = desk_of(supply)
    with supply.centre.acting_as("training_manager"):
        supply.centre.training.use_cases.mentorships.break_off_mentorship(desk.mentorship())
    people = supply.centre.employees
    body = {"employee_id": people["li"], "mentor_id": people["boss"], "template": "agent"}
    return Ask(body=body)


def _other_mentor(supply: Supply) -> Ask:
    body = {"mentor_id": supply.centre.employees["inspector"], "reason": WORDS}
    return Ask({"mentorship_id": desk_of(supply).mentorship()}, body=body)


SESSION_REQUESTS = {
    "plan_session": Good("training_manager", SCHEDULE, _plan),
    "list_sessions": Good("li", SELF, lambda _: Ask(query={"since": "2020-01-01T00:00:00Z"})),
    "list_own_sessions": Good("li", SELF, lambda _: Ask()),
    "show_session": Good("li", SELF, on("session_id", SessionDesk.place)),
    "move_session": Good("training_manager", SCHEDULE, _move),
    "replace_trainers": Good("training_manager", SCHEDULE, _trainers),
    "change_session_capacity": Good(
        "training_manager", SCHEDULE, on("session_id", SessionDesk.place, {"capacity": 9})
    ),
    "cancel_session": Good(
        "training_manager", SCHEDULE, on("session_id", SessionDesk.place, {"reason": WORDS})
    ),
    "take_place": Good("li", SELF, on("session_id", SessionDesk.session)),
    "give_up_place": Good("li", SELF, on("session_id", SessionDesk.place)),
    "give_place": Good("training_manager", SCHEDULE, _given),
    "withdraw_place": Good("training_manager", SCHEDULE, _withdrawn),
    "list_places": Good(
        "trainer", SEE_PEOPLE, on("session_id", lambda desk: desk.past_session(is_noted=True))
    ),
    "note_attendance": Good("trainer", NOBODY_ELSE, _presence),
    "hold_session": Good(
        "trainer",
        NOBODY_ELSE,
        on("session_id", lambda desk: desk.past_session(is_noted=True), {}),
    ),
    "show_taught_hours": Good("trainer", SELF, lambda _: Ask(query=SPAN)),
    "list_rest_time": Good("wang", SELF, lambda _: Ask(query={**SPAN, "by": "team"})),
}

REMINDER_REQUESTS = {
    "list_reminders": Good("li", SELF, lambda _: Ask(query={"is_unread": "true"})),
    "show_reminder": Good("li", NOBODY_ELSE, on("reminder_id", SessionDesk.reminder)),
    "read_reminder": Good("li", NOBODY_ELSE, on("reminder_id", SessionDesk.reminder)),
    "open_calendar_feed": Good("wang", SELF, lambda _: Ask()),
    "show_calendar_feed": Good("li", SELF, _own_feed),
    "replace_calendar_link": Good("li", NOBODY_ELSE, on("calendar_feed_id", SessionDesk.feed)),
    "close_calendar_feed": Good("li", NOBODY_ELSE, on("calendar_feed_id", SessionDesk.feed)),
    "show_calendar": Good(None, ANYBODY, on("token", SessionDesk.token)),
}

MENTORING_REQUESTS = {
    "start_mentorship": Good("training_manager", SCHEDULE, _appointment),
    "replace_mentor": Good("training_manager", SCHEDULE, _other_mentor),
    "break_off_mentorship": Good(
        "training_manager", SCHEDULE, on("mentorship_id", SessionDesk.mentorship)
    ),
    "list_mentorships": Good("li", SELF, lambda _: Ask()),
    "show_mentorship": Good("li", SEE_PEOPLE, on("mentorship_id", SessionDesk.mentorship)),
    "keep_mentoring_note": Good(
        "boss", NOBODY_ELSE, on("mentorship_id", SessionDesk.mentorship, {"text": WORDS})
    ),
    "sign_off_mentor_task": Good(
        "boss", NOBODY_ELSE, on("mentorship_id", SessionDesk.mentorship, TASK)
    ),
    "acknowledge_mentor_task": Good(
        "li", NOBODY_ELSE, on("mentorship_id", lambda desk: desk.mentorship("systems"), TASK)
    ),
    "end_mentorship": Good(
        "boss",
        NOBODY_ELSE,
        on("mentorship_id", SessionDesk.mentorship, {"is_ready": False, "reason": WORDS}),
    ),
}

SESSIONS = {**SESSION_REQUESTS, **REMINDER_REQUESTS, **MENTORING_REQUESTS}
"""All of them by operation."""
