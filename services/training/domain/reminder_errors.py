"""What reminders refuse, named by the fact."""

from __future__ import annotations

from shared.errors import NotFound


class ReminderNotFound(NotFound):
    """There is no such reminder, or not for this reader."""

    code = "reminder-not-found"
    en = "There is no reminder {key}."
    zh = "没有找到提醒 {key}。"
