"""Somebody else's mail server (aiosmtpd) on a real port: takes letters, or refuses them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


@dataclass
class MailServer:
    """`letters` that came, oldest first; `refusals` by address: what the server says instead of taking a letter."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    """user -> password"""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        is_right = self.known.get(given.login.decode()) == given.password.decode()
        return AuthResult(success=is_right, handled=is_right)


@contextmanager
def start(**known: str) -> Iterator[MailServer]:
    """With users, they have to say who they are."""
    server = MailServer(known=known)
    asks = {"authenticator": server.authenticate, "auth_required": True, "auth_require_tls": False} if known else {}
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **asks)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
