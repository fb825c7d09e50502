"""Why two tickets may be about the same: a suggestion that says its reasons."""

from __future__ import annotations

import unicodedata

from services.tickets.domain.about import AboutTicket

SAME_SUBJECT = "same_subject"
SAME_TOPIC = "same_topic"
SAME_BUSINESS_LINE = "same_business_line"

REASONS_ZH = {
    SAME_SUBJECT: "主题文字相同",
    SAME_TOPIC: "同一问题分类",
    SAME_BUSINESS_LINE: "同一业务线",
}
REASONS_EN = {
    SAME_SUBJECT: "the same words in the subject",
    SAME_TOPIC: "the same topic",
    SAME_BUSINESS_LINE: "the same business line",
}
"""What the reasons are called."""


def reasons_for_a_duplicate(
    one: AboutTicket, other: AboutTicket, *, subjects: tuple[str | None, str | None]
) -> tuple[str, ...]:
    """Why two tickets of one customer may be about the same; none where nothing speaks for it.

    Args:
        one: a ticket.
        other: another ticket.
        subjects: the subjects of both in clear; None where the text is erased.
    """
    words = [None if text is None else _bare(text) for text in subjects]
    found = {
        SAME_SUBJECT: bool(words[0]) and words[0] == words[1],
        SAME_TOPIC: one.topic is not None and one.topic == other.topic,
        SAME_BUSINESS_LINE: (
            one.business_line is not None and one.business_line == other.business_line
        ),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _bare(text: str) -> str:
    """The text without case, width, blanks and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if one.isalnum())
