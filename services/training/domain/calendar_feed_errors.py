"""What calendar feeds refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, NotFound, RuleViolated


class CalendarFeedNotFound(NotFound):
    """The employee has no feed."""

    code = "calendar-feed-not-found"
    en = "You have no calendar feed; open one first."
    zh = "您尚未开通日历订阅，请先开通。"


class CalendarLinkUnknown(NotFound):
    """The link opens no feed: guessed, replaced or closed, which is told alike."""

    code = "calendar-link-unknown"
    en = "This link opens no calendar."
    zh = "此链接没有对应的日历。"


class CalendarFeedClosed(RuleViolated):
    """The feed is closed already."""

    code = "calendar-feed-closed"
    en = "The calendar feed is closed already."
    zh = "日历订阅已关闭。"


class CalendarFeedAlreadyOpened(Conflict):
    """The employee has a feed."""

    code = "calendar-feed-already-opened"
    en = "You have a calendar feed already; replace its link if need be."
    zh = "您已开通日历订阅；如有需要可更换链接。"
