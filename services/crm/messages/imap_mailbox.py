"""A folder on an IMAP server, read by ids and only over an encrypted connection."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import structlog

from services.crm.application.mail_fetching import FetchedMail
from services.crm.messages.mail_settings import MailSettings

_log = structlog.get_logger("loopdesk.mail")

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxFailed(RuntimeError):
    """The mail server did not do what it was asked for."""


class ImapMailbox:
    """The mailbox of the settings, opened for a round.

    Args:
        settings: which server and folder, and as whom.

    Raises:
        OSError, imaplib.IMAP4.error: it cannot be reached or refuses.
    """

    def __init__(self, settings: MailSettings) -> None:
        self.name = settings.address
        self._settings = settings
        self._server = _connected(settings)
        self._server.login(settings.user, settings.password())
        # A server says more of what it can once it knows who asks.
        self._can = _only(self._ask("CAPABILITY", self._server.capability())).upper().split()
        self._ask("SELECT", self._server.select(_quoted(settings.folder)))
        self._validity = int(_only(self._server.response("UIDVALIDITY")[1]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        cause: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._server.logout()
        except (OSError, imaplib.IMAP4.error):
            self._server.shutdown()

    @property
    def validity(self) -> int:
        """UIDVALIDITY of the folder."""
        return self._validity

    def ids_after(self, uid: int, *, limit: int) -> Sequence[int]:
        """Ids of the mails after an id, in their order."""
        [found] = self._uid("SEARCH", None, f"UID {uid + 1}:*")  # type: ignore[arg-type]
        # A range beyond the last id names the last mail all the same.
        uids = sorted(int(one) for one in (found or b"").split())
        return [one for one in uids if one > uid][:limit]

    def fetch(self, uid: int, *, largest: int, beginning: int) -> FetchedMail | None:
        """A mail without marking it; of one that is too large the beginning, None if it has gone.

        Args:
            uid: its id.
            largest: bytes of a mail that is fetched whole.
            beginning: bytes fetched of a larger one.
        """
        size = self._size_of(uid)
        if size is None:
            return None
        part = "BODY.PEEK[]" if size <= largest else f"BODY.PEEK[]<0.{beginning}>"
        for one in self._uid("FETCH", str(uid), f"({part})"):
            if isinstance(one, tuple):
                raw: bytes = one[1]
                return FetchedMail(raw=raw, size=max(size, len(raw)))
        return None

    def mark_done(self, uid: int) -> None:
        """Marks a mail as read and moves it; a failure costs nothing, for it was taken."""
        try:
            self._uid("STORE", str(uid), "+FLAGS.SILENT (\\Seen)")
            if self._settings.done_folder:
                self._move(uid)
        except (MailboxFailed, imaplib.IMAP4.error) as failure:
            _log.warning("mail-not-marked", uid=uid, cause=str(failure))

    def _move(self, uid: int) -> None:
        folder = _quoted(self._settings.done_folder)
        if b"MOVE" in self._can:
            self._uid("MOVE", str(uid), folder)
        elif b"UIDPLUS" in self._can:
            self._uid("COPY", str(uid), folder)
            self._uid("STORE", str(uid), "+FLAGS.SILENT (\\Deleted)")
            self._uid("EXPUNGE", str(uid))

    def _size_of(self, uid: int) -> int | None:
        for one in self._uid("FETCH", str(uid), "(RFC822.SIZE)"):
            found = _SIZE.search(one[0] if isinstance(one, tuple) else one or b"")
            if found:
                return int(found.group(1))
        return None

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        return self._ask(command, self._server.uid(command, *arguments))

    def _ask(self, command: str, answer: tuple[str, list[Any]]) -> list[Any]:
        status, content = answer
        if status != "OK":
            raise MailboxFailed(f"{command}: {status}")
        return content


def _connected(settings: MailSettings) -> imaplib.IMAP4:
    host, port, within = settings.imap.host, settings.imap.port, settings.within_seconds
    if settings.imap.security == "tls":
        return imaplib.IMAP4_SSL(host, port, ssl_context=settings.trust(), timeout=within)
    server = imaplib.IMAP4(host, port, timeout=within)
    server.starttls(ssl_context=settings.trust())
    return server


def _only(content: list[Any]) -> bytes:
    if not content or not isinstance(content[0], bytes):
        raise MailboxFailed("The server leaves out UIDVALIDITY or CAPABILITY.")
    return content[0]


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
