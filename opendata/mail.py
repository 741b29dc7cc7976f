"""MAIL: letters out of the house, by somebody's mail server or into a folder.

The only room that knows SMTP and how a letter is put together. It must not know who writes, to whom, or why.
"""

import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, localtime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from opendata.errors import Invalid, Misconfigured, Unreachable

SECONDS = 30.0
"""How long a mail server may take for each of its answers."""
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^\s@<>()\[\]\\,;:\"]{1,190}")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
TRIED_AGAIN_BELOW = 500
"""SMTP: 4xx is for now, 5xx for ever (RFC 5321, 4.2.1)."""


@dataclass(frozen=True)
class Letter:
    """Plain text to one address. `id` is the left part of its Message-ID: of two letters with the same id readers, and
    the folder, keep one."""

    id: str
    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sender:
    """Who letters are from."""

    address: str
    name: str = ""

    def letter(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = formataddr((_line(self.name), self.address))
        message["To"] = letter.to
        message["Subject"] = _line(letter.subject)
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = f"<{letter.id}@{self.address.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in letter.headers.items():
            message[name] = value
        message.set_content(letter.text, cte="quoted-printable")
        return message


class Mail(Protocol):
    """A way out for letters."""

    @property
    def place(self) -> str:
        """Where letters go, for those who operate the platform; without a password."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over. Unreachable("mail_unreachable", reason) if it is worth trying again,
        Invalid("mail_refused", status) if the server will never take it."""

    def check(self) -> None:
        """Unreachable("mail_unreachable", reason) if no letter could be sent now."""


@dataclass(frozen=True)
class Outbox:
    """A folder in which each letter becomes a file, `ID.eml`: nothing leaves the machine."""

    folder: Path
    sender: Sender

    @property
    def place(self) -> str:
        return str(self.folder)

    def send(self, letter: Letter) -> None:
        with _written(self.folder / f"{letter.id}.eml") as path:
            path.write_bytes(self.sender.letter(letter).as_bytes())

    def check(self) -> None:
        with _written(self.folder / ".tried") as path:
            path.write_bytes(b"")
        (self.folder / ".tried").unlink(missing_ok=True)


@dataclass(frozen=True)
class Server:
    """Somebody's mail server. `smtps` speaks TLS from the start; `smtp` changes to it when the server can.

    A password is only sent under TLS, or to this very machine.
    """

    host: str
    port: int
    sender: Sender
    is_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        return f"{'smtps' if self.is_tls else 'smtp'}://{self.host}:{self.port}"

    def send(self, letter: Letter) -> None:
        message = self.sender.letter(letter)
        with _our_errors(), self._connected() as server:
            server.send_message(message, self.sender.address, [letter.to])

    def check(self) -> None:
        with _our_errors(), self._connected() as server:
            server.noop()

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        trust = ssl.create_default_context()
        made = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=trust)
            if self.is_tls
            else smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        )
        with made as server:
            server.ehlo()
            if not self.is_tls and server.has_extn("starttls"):
                server.starttls(context=trust)
                server.ehlo()
            elif self.user and not self.is_tls and self.host not in LOOPBACK:
                raise Unreachable("mail_unreachable", reason="the server has no TLS, so the password is not sent")
            if self.user:
                server.login(self.user, self.password)
            yield server


def choose(url: str, sender: Sender, outbox: Path) -> Mail:
    """The server at an address like `smtp://user:password@mail.example.se:587`, else the folder.

    Misconfigured("smtp_url_unusable") for other addresses.
    """
    if not url:
        return Outbox(outbox, sender)
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise Misconfigured("smtp_url_unusable") from error
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise Misconfigured("smtp_url_unusable")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port, sender, parts.scheme == "smtps", user, password)


def clean_address(text: str) -> str:
    """An address that letters can be sent to, its host in lower case and in ASCII; Invalid("email_unusable", value)."""
    written = text.strip()
    name, _, host = written.rpartition("@")
    try:
        plain = f"{name}@{host.lower().encode('idna').decode('ascii')}"
    except UnicodeError:
        plain = ""
    if not ADDRESS.fullmatch(plain) or "." not in plain.rpartition("@")[2] or len(plain) > 254:
        raise Invalid("email_unusable", field="email", value=text[:254])
    return plain


def _line(text: str) -> str:
    """On one line, so that no text can begin another header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@contextmanager
def _written(path: Path) -> Iterator[Path]:
    """Nobody finds the file half-written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
        os.close(handle)
        yield Path(aside)
        Path(aside).replace(path)
    except OSError as error:
        raise Unreachable("mail_unreachable", reason=error.strerror or type(error).__name__) from error


@contextmanager
def _our_errors() -> Iterator[None]:
    """What servers say of a letter may repeat the address, so only the status is passed on."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(min(status for status, _words in error.recipients.values())) from error
    except smtplib.SMTPResponseException as error:
        of_letter = isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
        raise _refused(error.smtp_code if of_letter else 0) from error
    except (smtplib.SMTPException, OSError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Unreachable("mail_unreachable", reason=reason) from error


def _refused(status: int) -> Invalid | Unreachable:
    if status >= TRIED_AGAIN_BELOW:
        return Invalid("mail_refused", status=status)
    return Unreachable("mail_unreachable", reason=f"the server says {status}" if status else "the server refuses us")
