"""Handing mails to the mail server by SMTP, and telling which ends are certain."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from services.crm.application.mail_sending import Delivery, WrittenMail
from services.crm.messages.mail_settings import MailSettings
from services.crm.messages.mail_writer import is_sendable, written_mail

_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpPost:
    """One connection to the mail server, opened when the first mail goes out.

    Args:
        settings: which server, and as whom.
        now: the time.
    """

    def __init__(self, settings: MailSettings, *, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        cause: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, mail: WrittenMail) -> Delivery:
        """Hands one over; it says how that ended and never raises."""
        if not is_sendable(mail.recipient):
            return Delivery(end="refused", cause="address-not-sendable")
        try:
            content = written_mail(mail, self._settings, at=self._now()).as_bytes()
        except ValueError:
            return Delivery(end="refused", cause="mail-not-writable")
        try:
            server = self._connected()
            refusal = self._begin(server, mail.recipient)
        except (OSError, smtplib.SMTPException) as failure:
            self._hang_up()
            return Delivery(end="delayed", cause=_cause_of(failure))
        return refusal or self._hand_over(server, content)

    def _begin(self, server: smtplib.SMTP, recipient: str) -> Delivery | None:
        """Everything before the text; None if the server waits for it."""
        for command in (
            f"MAIL FROM:<{self._settings.address}>",
            f"RCPT TO:<{recipient}>",
            "DATA",
        ):
            code, _ = server.docmd(command)
            if code >= 400:
                server.rset()
                return Delivery(end="refused" if code >= 500 else "delayed", cause=f"smtp-{code}")
        return None

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> Delivery:
        """The text itself: from here on a lost connection leaves open whether it was taken."""
        try:
            server.send(_DOT.sub(b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
            code, _ = server.getreply()
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            return Delivery(end="uncertain", cause="connection-lost")
        if code < 400:
            return Delivery(end="sent")
        return Delivery(end="refused" if code >= 500 else "delayed", cause=f"smtp-{code}")

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            return self._server
        settings, trust = self._settings, self._settings.trust()
        host, port, within = settings.smtp.host, settings.smtp.port, settings.within_seconds
        if settings.smtp.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=within, context=trust)
        else:
            server = smtplib.SMTP(host, port, timeout=within)
        self._server = server
        if settings.smtp.security == "starttls":
            server.starttls(context=trust)
        server.login(settings.user, settings.password())
        return server

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()


def _cause_of(failure: Exception) -> str:
    if isinstance(failure, smtplib.SMTPAuthenticationError):
        return "login-refused"
    if isinstance(failure, smtplib.SMTPNotSupportedError):
        return "no-encryption"
    return "no-connection"
