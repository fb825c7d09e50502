"""The parameters of letters: what is taken by mail and web form, and how replies are sent."""

from __future__ import annotations

from dataclasses import dataclass

MAIL_RULES = "mail"
"""Name of the rule set of e-mail."""

WEB_FORM_RULES = "web_form"
"""Name of the rule set of the web form."""


@dataclass(frozen=True)
class FileRules:
    """Which files are taken with a letter; what is left out stays in the letter's original.

    Args:
        most: files of one letter at most.
        largest_bytes: size of one file at most.
        media_types: types that are taken, told by content.
    """

    most: int
    largest_bytes: int
    media_types: tuple[str, ...]

    def cause_against(self, media_type: str, *, size: int, taken: int) -> str | None:
        """Code of why a file is left out; None if it is taken.

        Args:
            media_type: what its content is.
            size: its bytes.
            taken: how many of the letter were taken before.
        """
        if taken >= self.most:
            return "too-many-files"
        if size > self.largest_bytes:
            return "file-too-large"
        return None if media_type in self.media_types else "file-type-not-taken"


@dataclass(frozen=True)
class ReadingRules:
    """How much of a mail is read; what is more is set aside or cut, never lost.

    Args:
        largest_bytes: bytes of a mail that is read at all.
        longest_headers: bytes of its headers.
        deepest: levels of parts within parts.
        most_parts: parts.
        longest_text: characters of text that go into the ticket.
        most_hops: mail systems that it may have passed; more is a loop.
    """

    largest_bytes: int
    longest_headers: int
    deepest: int
    most_parts: int
    longest_text: int
    most_hops: int


@dataclass(frozen=True)
class SendingRules:
    """How replies are sent.

    Args:
        first_wait_seconds: seconds from the first failed attempt to the second.
        longest_wait_seconds: seconds between two attempts at most; each waits twice the last.
        give_up_after_hours: hours after which a mail is given up.
        repeat_uncertain: how often an attempt whose end nobody knows is repeated.
        answers_without_request: whether replies to tickets that nobody asked for by letter or
            through the CRM go to the address in the customer's file.
    """

    first_wait_seconds: int
    longest_wait_seconds: int
    give_up_after_hours: int
    repeat_uncertain: int
    answers_without_request: bool

    def wait_after(self, attempts: int) -> int:
        """Seconds to wait after so many attempts."""
        doublings = min(max(attempts - 1, 0), 20)
        return int(min(self.first_wait_seconds * 2**doublings, self.longest_wait_seconds))


@dataclass(frozen=True)
class MailRules:
    """The rule set `mail`.

    Args:
        kind: kind of the tickets that mails ask for.
        skill_group: code of the skill group that gets them; empty for the usual routing.
        most_per_hour: letters of one correspondent in an hour; more are set aside.
        reading: how much of a mail is read.
        files: which files are taken.
        sending: how replies are sent.
    """

    kind: str
    skill_group: str
    most_per_hour: int
    reading: ReadingRules
    files: FileRules
    sending: SendingRules


@dataclass(frozen=True)
class Category:
    """A matter that the form offers.

    Args:
        code: as sent.
        kind: kind of the ticket.
        skill_group: code of the skill group; empty for the usual routing.
        zh: its name in Chinese.
        en: its name in English.
    """

    code: str
    kind: str
    skill_group: str
    zh: str
    en: str


@dataclass(frozen=True)
class WebFormRules:
    """The rule set `web_form`.

    Args:
        categories: what the form offers.
        fastest_seconds: who fills it in faster is a machine.
        good_for_seconds: how long a form that was opened can be sent.
        most_per_hour: letters of one contact in an hour; more are set aside.
        files: which files are taken.
    """

    categories: tuple[Category, ...]
    fastest_seconds: int
    good_for_seconds: int
    most_per_hour: int
    files: FileRules

    def category(self, code: str) -> Category | None:
        """The category of this code."""
        return next((one for one in self.categories if one.code == code), None)
