"""A private mail server: Dovecot for IMAP over TLS, and an SMTP server that delivers into it."""

from __future__ import annotations

import imaplib
import mailbox
import os
import shutil
import signal
import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.server_process import free_ports, start_process
from tests.support.servers import PrivateServer, ServerNotInstalled

HOST = "localhost"
PASSWORD = "correct-horse-battery"

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/server.crt
ssl_key = <{folder}/server.key
ssl_dh =
default_internal_user = {user}
default_internal_group = {user}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


class PrivateDovecot(PrivateServer):
    """An IMAP server on a loopback port; whoever has a maildir may sign in with `PASSWORD`."""

    ready_text = "starting up for imap"
    ending = signal.SIGTERM

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.certificate = folder / "server.crt"

    @property
    def smtp_port(self) -> int:
        return int(self.facts["smtp_port"])

    def maildir(self, address: str) -> Path:
        """Where the mails of an address lie."""
        return self.folder / "mail" / address

    def deliver(self, address: str, content: bytes) -> None:
        """Puts a mail into the maildir of an address."""
        path = self.maildir(address)
        mailbox.Maildir(path).add(content)
        self._give_away(path)

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """Trusts this server alone."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def inbox(self, address: str) -> Sequence[Message]:
        """The mails of an address, read as its owner reads them."""
        with imaplib.IMAP4_SSL(HOST, self.port, ssl_context=self.trust, timeout=30) as imap:
            imap.login(address, PASSWORD)
            imap.select("INBOX", readonly=True)
            numbers = imap.search(None, "ALL")[1][0].split()
            found: list[Any] = [imap.fetch(one.decode(), "(BODY.PEEK[])")[1][0] for one in numbers]
        return [mailbox.MaildirMessage(one[1]) for one in found]

    def _draw_facts(self) -> dict[str, Any]:
        port, smtp_port = free_ports(2)
        return {"port": port, "smtp_port": smtp_port}

    def _launch(self) -> int:
        program = Path("/usr/sbin/dovecot")
        if not program.exists():
            raise ServerNotInstalled("Dovecot is missing: apt-get install dovecot-imapd")
        make_certificate(self.folder)
        (self.folder / "mail").mkdir(exist_ok=True)
        configuration = self.folder / "dovecot.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                folder=self.folder, port=self.port, user=_user(), password=PASSWORD
            )
        )
        self._give_away(self.folder / "mail")
        return start_process([program, "-F", "-c", configuration], folder=self.folder)

    def _give_away(self, path: Path) -> None:
        if os.geteuid() == 0:
            for one in (path, *path.rglob("*")):
                shutil.chown(one, _user(), _user())


class PrivateSmtp:
    """An SMTP server over TLS that asks for a password and delivers into the maildirs.

    Args:
        dovecot: whose maildirs, ports and certificate it has.
    """

    def __init__(self, dovecot: PrivateDovecot) -> None:
        self._dovecot = dovecot
        trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trust.load_cert_chain(dovecot.certificate, dovecot.folder / "server.key")
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=dovecot.smtp_port,
            ssl_context=trust,
            authenticator=_authenticate,
            auth_required=True,
            auth_require_tls=False,
        )

    def start(self) -> None:
        """Begins to take mails."""
        self._controller.start()

    def stop(self) -> None:
        """Takes no more."""
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Delivers a mail as it came; the library's own name for it."""
        trace = f"Return-Path: <{envelope.mail_from}>\r\nReceived: from test by {HOST}\r\n"
        for address in envelope.rcpt_tos:
            if not self._dovecot.maildir(address).exists():
                return "550 5.1.1 no such user"
            self._dovecot.deliver(address, trace.encode() + (envelope.original_content or b""))
        return "250 2.0.0 taken"

    def send(self, content: bytes, *, sender: str, recipient: str) -> None:
        """Sends a mail as a customer's program does."""
        port, trust = self._dovecot.smtp_port, self._dovecot.trust
        with smtplib.SMTP_SSL(HOST, port, context=trust, timeout=30) as smtp:
            smtp.login(sender, PASSWORD)
            smtp.sendmail(sender, [recipient], content)


def make_certificate(folder: Path) -> None:
    """A certificate of its own for `localhost`, in `server.crt` and `server.key`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(tz=UTC)
    names = [x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _authenticate(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
    return AuthResult(success=data.password == PASSWORD.encode())


def _user() -> str:
    return "dovecot" if os.geteuid() == 0 else os.environ["USER"]
