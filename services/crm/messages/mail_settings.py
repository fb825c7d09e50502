"""The mailbox of the centre, from `LOOPDESK_MAIL_*` variables; without an address there is none."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from environs import Env, EnvError
from marshmallow.validate import OneOf, Range

from services.crm.domain.addresses import normal_email
from shared.settings import BadSettings

SECURITY = ("tls", "starttls")
"""How a connection is encrypted; there is none without."""


@dataclass(frozen=True)
class Server:
    """One side of the mail server.

    Args:
        host: its name, as in its certificate.
        port: its port.
        security: `tls` from the first byte, or `starttls`.
    """

    host: str
    port: int
    security: str


@dataclass(frozen=True)
class MailSettings:
    """What the mail process is told from outside.

    Args:
        address: the centre's address; replies go out under it.
        sender_name: the name beside it.
        aliases: further addresses of the centre: mails from them are loops.
        user: account at both servers.
        password_file: file with the account's password.
        imap: where mails are fetched.
        smtp: where replies are handed over.
        folder: folder that is read.
        done_folder: folder into which mails are moved once taken; empty to leave them, marked
            as seen.
        ca_file: certificates that are trusted; empty for the machine's own.
        takes_tags: whether the mail server delivers `name+anything@host` too: answers then go to
            an address with a signed token.
        every_seconds: seconds between two looks into the mailbox.
        within_seconds: seconds that a mail server has for each answer.
    """

    address: str
    sender_name: str
    aliases: tuple[str, ...]
    user: str
    password_file: Path
    imap: Server
    smtp: Server
    folder: str
    done_folder: str
    ca_file: str
    takes_tags: bool
    every_seconds: int
    within_seconds: int

    @property
    def own_addresses(self) -> frozenset[str]:
        """All addresses of the centre in normal form."""
        found = (normal_email(one) for one in (self.address, *self.aliases))
        return frozenset(one for one in found if one is not None)

    def password(self) -> str:
        """The account's password.

        Raises:
            BadSettings: there is no such file.
        """
        if not self.password_file.is_file():
            raise BadSettings(
                f"LOOPDESK_MAIL_PASSWORD_FILE: there is no file {self.password_file}."
            )
        return self.password_file.read_text(encoding="utf-8").strip()

    def trust(self) -> ssl.SSLContext:
        """Which certificates are trusted; names are always checked."""
        return ssl.create_default_context(cafile=self.ca_file or None)


def read_mail_settings() -> MailSettings | None:
    """The mail settings of this process; None where no mailbox is named.

    Raises:
        BadSettings: with every missing or wrong variable by name.
    """
    env = Env(eager=False)
    with env.prefixed("LOOPDESK_MAIL_"):
        address = env.str("ADDRESS", default="")
        if not address:
            return None
        if normal_email(address) is None:
            raise BadSettings("LOOPDESK_MAIL_ADDRESS: this is no e-mail address.")
        values = MailSettings(
            address=address,
            sender_name=env.str("SENDER_NAME", default=""),
            aliases=tuple(env.list("ALIASES", default=[])),
            user=env.str("USER", default=address),
            password_file=env.path("PASSWORD_FILE", default=Path("mail-password")),
            imap=_server(env, "IMAP", port=993, security="tls"),
            smtp=_server(env, "SMTP", port=587, security="starttls"),
            folder=env.str("FOLDER", default="INBOX"),
            done_folder=env.str("DONE_FOLDER", default=""),
            ca_file=env.str("CA_FILE", default=""),
            takes_tags=env.bool("TAKES_TAGS", default=False),
            every_seconds=env.int("EVERY_SECONDS", default=20, validate=Range(1, 3600)),
            within_seconds=env.int("WITHIN_SECONDS", default=30, validate=Range(1, 600)),
        )
    try:
        env.seal()
    except EnvError as refusal:
        raise BadSettings(str(refusal)) from refusal
    return values


def _server(env: Env, name: str, *, port: int, security: str) -> Server:
    return Server(
        host=env.str(f"{name}_HOST"),
        port=env.int(f"{name}_PORT", default=port, validate=Range(1, 65535)),
        security=env.str(f"{name}_SECURITY", default=security, validate=OneOf(SECURITY)),
    )
