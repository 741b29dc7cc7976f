"""The receiver in the guide works as it stands there."""

import re
import threading
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from httpx import post

from opendata.wiring import Platform
from tests.web.conftest import Published, Publishing
from tests.web.following import Follower, trusting
from tests.web.portal.office import MORE

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "programs.md"


@pytest.fixture
def sample() -> dict[str, Any]:
    (code,) = (
        one
        for one in re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
        if "whsec_" in one
    )
    names: dict[str, Any] = {"__name__": "sample"}
    exec(code, names)
    return names


@pytest.fixture
def receiver(sample: dict[str, Any]) -> Iterator[str]:
    sample["Receiver"].log_message = lambda *_arguments: None
    server = HTTPServer(("127.0.0.1", 0), sample["Receiver"])
    serving = threading.Thread(target=server.serve_forever, args=(0.02,))
    serving.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    serving.join(60)
    server.server_close()


def test_the_receiver_in_the_guide_confirms_reads_and_refuses(
    client: FlaskClient,
    platform: Platform,
    published: Published,
    publishing: Publishing,
    sample: dict[str, Any],
    receiver: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    trusted = trusting(platform, "localhost")
    client.application.extensions["platform"] = trusted
    bot = Follower(client, trusted, receiver)
    made = bot.ask("dataset", channel="webhook", dataset=published.slug).get_json()
    sample["SIGNING_KEY"] = made["signing_key"]
    bot.work()
    publishing.update(published.file, MORE)
    bot.work()
    assert capsys.readouterr().out == "dataset.updated http://data.example.se/dataset/badplatser\n"
    forged = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
    assert post(receiver, content=b"{}", headers=forged).status_code == 401
