"""The mail process: fetches the centre's mailbox and sends what is queued.

A process of its own, without eventlet: reading a hostile mail may take its time and memory here
without holding up relays, followers and timers. Any number may run; each mail is still taken once,
and each attempt to send belongs to one of them.
"""

from __future__ import annotations

import imaplib
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

from services.crm.domain.mail_rules import MAIL_RULES, MailRules
from services.crm.messages.imap_mailbox import ImapMailbox, MailboxFailed
from services.crm.messages.mail_settings import MailSettings
from services.crm.messages.smtp_post import SmtpPost
from services.crm.service import CrmService
from shared.context import Context, acting
from shared.errors import Conflict, Unavailable
from shared.event_store import SideRowConflict
from shared.platform import Platform, platform_of
from shared.rules import deciding_by
from shared.settings import Settings
from shared.telemetry import configure_logging

_log = structlog.get_logger("loopdesk.mail")

LATER = (OSError, imaplib.IMAP4.error, MailboxFailed, Unavailable, Conflict, SideRowConflict)
"""What ends a round; the next one goes on where this one stood."""


class MailRound:
    """What is done at each look.

    Args:
        platform: the process's infrastructure.
        settings: the mailbox.
    """

    def __init__(self, platform: Platform, settings: MailSettings) -> None:
        self._platform = platform
        self._settings = settings
        self._crm = CrmService(platform)

    def fetch(self) -> int:
        """Takes one batch of mails; returns how many there were."""
        with self._acting("fetch-mails") as rules, ImapMailbox(self._settings) as mailbox:
            return self._crm.mail_fetching.fetch_mails(
                mailbox,
                own=self._settings.own_addresses,
                rules=rules,
                at=self._platform.clock.now(),
            )

    def send(self) -> int:
        """Makes one attempt for each mail that is due; returns how many there were."""
        now = self._platform.clock.now
        with self._acting("send-mails") as rules, SmtpPost(self._settings, now=now) as post:
            return self._crm.mail_sending.send_due_mails(post, rules=rules.sending, at=now())

    def close(self) -> None:
        """Gives back all connections."""
        self._crm.store.recorder.close()
        self._crm.read_database.close()
        self._crm.keys.close()

    @contextmanager
    def _acting(self, what: str) -> Iterator[MailRules]:
        """Everything within is done by the service, by the rules in force, which it gives."""
        now = self._platform.clock.now()
        version = self._crm.rules.in_force(MAIL_RULES, at=now)
        context = Context(
            occurred_at=now,
            actor="service:crm",
            kind="service",
            role="service",
            channel="timer",
            ids=self._platform.ids(f"crm/{what}/{now.isoformat()}"),
        )
        with acting(context), deciding_by(version):
            yield version.read_as(MailRules)


def run(settings: Settings, mail: MailSettings, *, is_once: bool = False) -> tuple[int, int]:
    """Fetches and sends until SIGTERM or SIGINT; returns how much was fetched and sent at last.

    Args:
        settings: the process's settings.
        mail: the mailbox.
        is_once: fetch all that is there and send all that is due once, then end.

    Raises:
        OSError: only once, and the mail server cannot be reached.
    """
    configure_logging(settings)
    this_round = MailRound(platform_of(settings), mail)
    try:
        if is_once:
            return _until_nothing_is_left(this_round.fetch), this_round.send()
        _go_on(this_round, every=mail.every_seconds)
    finally:
        this_round.close()
    return 0, 0


def _until_nothing_is_left(step: Callable[[], int]) -> int:
    total = 0
    while done := step():
        total += done
    return total


def _go_on(this_round: MailRound, *, every: float) -> None:
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    _log.info("mail-ready")
    while not stop.is_set():
        # As long as there is more, it goes on at once; sending never waits for a mailbox.
        done = [_tried(this_round.send), _tried(this_round.fetch)]
        if not any(done):
            stop.wait(every)


def _tried(step: Callable[[], int]) -> int:
    """One step; what ends it is told and tried again with the next round, for ever."""
    try:
        return step()
    except LATER as failure:
        _log.warning("mail-round-ended", step=step.__name__, cause=repr(failure))
    except Exception:  # noqa: BLE001 (told, and tried again for ever)
        _log.exception("mail-round-failed", step=step.__name__)
    return 0
