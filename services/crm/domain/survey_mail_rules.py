"""The parameters of mails that bring the links of surveys."""

from __future__ import annotations

from dataclasses import dataclass

SURVEY_MAIL_RULES = "survey_mail"
"""Name of the rule set of these mails."""

LINK = "{link}"
EXPIRES_AT = "{expires_at}"


@dataclass(frozen=True)
class SurveyMailText:
    """What the mails say in one language.

    Args:
        title: subject, where no mail of the customer's is answered.
        invitation: text of the invitation; `{link}` and `{expires_at}` stand for what they name.
        reminder: text of a reminder, likewise.
    """

    title: str
    invitation: str
    reminder: str

    def __post_init__(self) -> None:
        for text in (self.invitation, self.reminder):
            if LINK not in text or EXPIRES_AT not in text:
                raise ValueError(f"A text names {LINK} and {EXPIRES_AT}.")

    def filled(self, *, is_reminder: bool, link: str, expires_at: str) -> str:
        """The text of a mail."""
        text = self.reminder if is_reminder else self.invitation
        return text.replace(EXPIRES_AT, expires_at).replace(LINK, link)


@dataclass(frozen=True)
class SurveyMailRules:
    """The rule set `survey_mail`.

    Args:
        consent_purpose: who has refused this purpose gets no such mail.
        zh: the texts in Chinese, for customers of no known language too.
        en: the texts in English, for customers of all other languages.
    """

    consent_purpose: str
    zh: SurveyMailText
    en: SurveyMailText

    def texts_for(self, language: str | None) -> SurveyMailText:
        """The texts for a customer of this language (BCP 47)."""
        primary = (language or "zh").partition("-")[0].lower()
        return self.zh if primary == "zh" else self.en
