"""A dataset that the public has, and what is asked of it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.portal.office import Office as Publishing


@dataclass(frozen=True)
class Published:
    slug: str
    file: str
    version: str


@pytest.fixture
def publishing(client: FlaskClient, people: People, work: Callable[[], None]) -> Publishing:
    return Publishing(client, people, work)


@pytest.fixture
def published(client: FlaskClient, publishing: Publishing) -> Published:
    file = publishing.publish("badplatser")
    version = client.get(f"/api/v1/files/{file}").get_json()["current_version"]
    return Published("badplatser", file, version)
