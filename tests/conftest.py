"""Three people, a real database, real files. `TEST_DATABASE=postgresql` runs what touches the database there."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from opendata.config import Settings
from opendata.model import Actor, Publisher, Role, User
from opendata.model.account import user_actor
from opendata.services import accounts, publishers
from opendata.web import create_app
from opendata.wiring import Platform, migrate, wire
from opendata.worker import Worker
from tests.support import postgresql
from tests.support.absent import absent

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
PASSWORD = "correct horse battery"
SHARED = Path(__file__).parents[2] / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is worth running again; browsers have seen it on SQLite."""
    if ON_POSTGRESQL:
        chosen = [item for item in items if "platform" in item.fixturenames and not item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgresql.Server]:
    with postgresql.start(tmp_path_factory.mktemp("postgresql")) as started:
        yield started


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with all migrations, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    made = wire(Settings(data_dir=folder))
    migrate(made)
    made.close()
    return folder / "opendata.sqlite"


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    chosen = {"data_dir": tmp_path / "data", "base_url": "http://data.example.se", "secret_key": "secret for tests"}
    if ON_POSTGRESQL:
        chosen["database_url"] = request.getfixturevalue("server").copy_of_migrated()
    else:
        chosen["data_dir"].mkdir()
        shutil.copy(request.getfixturevalue("migrated"), tmp_path / "data" / "opendata.sqlite")
    return Settings(**chosen)


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    wired = wire(settings)
    yield wired
    wired.close()


class BufferedClient(FlaskClient):
    """Reads and closes every answer, as a real client does."""

    def open(self, *arguments: Any, **more: Any) -> Any:
        return super().open(*arguments, **{"buffered": True, **more})


@pytest.fixture
def app(platform: Platform) -> Flask:
    made = create_app(platform)
    made.test_client_class = BufferedClient
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def work(platform: Platform) -> Callable[[], None]:
    """Do all promised work now, as a worker would."""
    worker = Worker(platform)

    def until_nothing_waits() -> None:
        while worker.sweep():
            pass

    return until_nothing_waits


@dataclass(frozen=True)
class Person:
    email: str
    actor: Actor
    token: str
    password: str = PASSWORD

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class People:
    """`editor` and `reviewer` belong to the publisher "parker"; `outsider` is an editor and reviewer of "skolor"."""

    editor: Person
    reviewer: Person
    outsider: Person
    administrator: Actor
    administrator_email: str = "admin@example.org"


@pytest.fixture
def people(platform: Platform) -> People:
    operator = Actor("operator", is_administrator=True)
    with platform.session(write=True) as session:
        parks = publishers.create(
            session, operator, slug="parker", name={"sv": "Parkförvaltningen"}, email="parker@example.org"
        )
        schools = publishers.create(
            session, operator, slug="skolor", name={"sv": "Skolförvaltningen"}, email="skolor@example.org"
        )

        def person(email: str, publisher: Publisher, role: Role) -> Person:
            user = accounts.create_user(session, operator, email=email, name=email, password=PASSWORD)
            accounts.set_role(session, operator, user, publisher, role)
            session.flush()
            token = accounts.create_token(session, operator, user, publisher, name="test", role=role)
            return Person(email, user_actor(user), token)

        administrator: User = accounts.create_user(
            session, operator, email="admin@example.org", name="Admin", password=PASSWORD, is_administrator=True
        )
        made = People(
            editor=person("editor@example.org", parks, Role.EDITOR),
            reviewer=person("reviewer@example.org", parks, Role.REVIEWER),
            outsider=person("outsider@example.org", schools, Role.REVIEWER),
            administrator=user_actor(administrator),
        )
        session.commit()
    return made


@pytest.fixture
def shared() -> Path:
    """Official shapes and real files, where they are at hand."""
    if not SHARED.is_dir():
        pytest.skip("the folder with official shapes and real files is not beside the project")
    return SHARED


__all__ = ["absent"]
