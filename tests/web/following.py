"""Somebody who follows: reads letters, goes where their links lead, and is told by a worker that is asked to."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from opendata.model import Delivery, Subscriber, now
from opendata.web import guard
from opendata.wiring import Platform
from opendata.worker import Worker

ANNA = "anna@example.org"
LINK = re.compile(r"http://data\.example\.se(/subscriptions/\S+)")


@dataclass
class Follower:
    client: FlaskClient
    platform: Platform
    address: str = ANNA
    read: set[str] = field(default_factory=set)

    def ask(self, topic: str, **more: str) -> TestResponse:
        """Through the API."""
        values = {"topic": topic, "channel": "mail", "address": self.address, "language": "en"}
        return self.client.post("/api/v1/subscriptions", json=values | more)

    def fill_in(self, topic: str, *, seconds: int = 60, **more: str) -> TestResponse:
        """The form, so long after it was opened."""
        with self.client.application.app_context():
            made = guard.token((now() - timedelta(seconds=seconds)).timestamp())
        values = {"topic": topic, "channel": "mail", "email": self.address, "made": made, "website": ""}
        return self.client.post("/follow?lang=en", data=values | more, headers={"Accept": "text/html"})

    def work(self) -> int:
        """What a worker does when it is time, and that it always is here."""
        with self.platform.session(write=True) as session:
            session.execute(update(Delivery).values(due_at=now() - timedelta(seconds=1)))
            session.execute(update(Subscriber).values(told_at=None))
            session.commit()
        return Worker(self.platform).tell()

    def letters(self) -> list[EmailMessage]:
        """Those that have come since last time, oldest first."""
        folder = self.platform.settings.data_dir / "outbox"
        paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        fresh = [path for path in paths if path.name not in self.read]
        self.read |= {path.name for path in fresh}
        return [parsed(path.read_bytes()) for path in fresh]

    def letter(self) -> EmailMessage:
        (one,) = self.letters()
        return one

    def confirm(self) -> str:
        """Say yes on the page that the only new letter leads to; the key."""
        (path,) = links(self.letter())
        asked = self.client.get(path, headers={"Accept": "text/html"})
        assert asked.status_code == 200
        assert f'action="{path}"' in asked.text
        assert self.client.post(path, headers={"Accept": "text/html"}).status_code == 200
        return path.rpartition("key=")[2]

    def follow(self, topic: str, **more: str) -> str:
        """Ask, get the letter, say yes; the key."""
        answer = self.ask(topic, **more)
        assert answer.status_code == 202, answer.text
        self.work()
        return self.confirm()


def parsed(content: bytes) -> EmailMessage:
    letter = message_from_bytes(content, policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def text(letter: EmailMessage) -> str:
    content: Any = letter.get_content()
    return str(content).replace("\r\n", "\n")


def links(letter: EmailMessage) -> list[str]:
    return LINK.findall(text(letter))


def one_click(letter: EmailMessage) -> str:
    address = urlsplit(letter["List-Unsubscribe"].strip("<>"))
    return f"{address.path}?{address.query}"


def trusting(platform: Platform, *hosts: str) -> Platform:
    """The same with these hosts trusted."""
    return replace(platform, settings=replace(platform.settings, webhook_trusted_hosts=hosts))
