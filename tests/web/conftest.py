"""A dataset that the public has, and what is asked of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from opendata.config import Settings
from opendata.wiring import Platform
from tests.conftest import Grow, People, Scene, Visiting, until_nothing_waits
from tests.support import live
from tests.web.portal.office import CSV
from tests.web.portal.office import Office as Publishing


@dataclass(frozen=True)
class Published:
    slug: str
    file: str
    version: str


@pytest.fixture
def publishing(client: FlaskClient, people: People, work: Callable[[], None]) -> Publishing:
    return Publishing(client, people, work)


Publish = Callable[[str, bytes], Scene]


@pytest.fixture(scope="session")
def publish(visiting: Visiting, grow: Grow, peopled: Scene) -> Publish:
    """Makes a scene of a name, with the dataset "badplatser" that has a table of this content."""

    def published(name: str, content: bytes) -> Scene:
        def add(platform: Platform) -> dict[str, Any]:
            client = visiting(platform)
            office = Publishing(client, peopled.cast["people"], until_nothing_waits(platform))
            file = office.publish("badplatser", content)
            version = client.get(f"/api/v1/files/{file}").get_json()["current_version"]
            return {"published": Published("badplatser", file, version)}

        return grow(name, peopled, add)

    return published


@pytest.fixture(scope="session")
def with_publication(publish: Publish) -> Scene:
    """With the dataset that `published` tells of, made once through the doors."""
    return publish("with_publication", CSV)


@pytest.fixture
def published(platform: Platform, people: People, with_publication: Scene) -> Published:
    """What is in the database that `platform` has, for it is a copy."""
    made: Published = with_publication.cast["published"]
    return made


@pytest.fixture
def served(settings: Settings) -> Iterator[live.Served]:
    """The test's database behind a real port, for programs that are asked to use it as they use others."""
    with live.serve(settings) as one:
        yield one
