"""Three people, a real database, real files. `TEST_DATABASE=postgresql` runs what touches the database there."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from opendata.config import Settings
from opendata.model import Actor, Publisher, Role
from opendata.model.account import user_actor
from opendata.services import accounts, publishers
from opendata.web import create_app
from opendata.wiring import Platform, migrate, wire
from opendata.worker import Worker
from tests.support import postgresql
from tests.support.sqlite import SqliteFiles

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
PASSWORD = "correct horse battery"
NUMBERS = count()
SHARED = Path(__file__).parents[2] / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is worth running again; browsers have seen it on SQLite."""
    if ON_POSTGRESQL:
        chosen = [item for item in items if "platform" in item.fixturenames and not item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteFiles | postgresql.Server]:
    if ON_POSTGRESQL:
        with postgresql.start() as server:
            yield server
    else:
        yield SqliteFiles(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def migrated(databases: SqliteFiles | postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all migrations and nothing else, to be copied."""
    url = databases.create("migrated")
    made = wire(Settings(data_dir=tmp_path_factory.mktemp("migrating"), database_url=url))
    migrate(made)
    made.close()
    return "migrated"


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, tmp_path: Path, databases: SqliteFiles | postgresql.Server, migrated: str
) -> Settings:
    template = migrated
    if "people" in request.fixturenames:
        request.getfixturevalue("peopled")
        template = "peopled"
    return Settings(
        data_dir=tmp_path / "data",
        base_url="http://data.example.se",
        secret_key="secret for tests",
        database_url=databases.create(f"test_{next(NUMBERS)}", template),
    )


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


@pytest.fixture(scope="session")
def peopled(
    databases: SqliteFiles | postgresql.Server, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> People:
    """The people in the database "peopled", made once: passwords are slow on purpose."""
    url = databases.create("peopled", migrated)
    platform = wire(Settings(data_dir=tmp_path_factory.mktemp("peopling"), database_url=url))
    with platform.session(write=True) as session:
        made = move_in(session)
        session.commit()
    platform.close()
    return made


@pytest.fixture
def people(platform: Platform, peopled: People) -> People:
    """Those in the database that `platform` has, for it is a copy."""
    return peopled


def move_in(session: Session) -> People:
    operator = Actor("operator", is_administrator=True)
    parks = publishers.create(
        session, operator, publishers.About({"sv": "Parkförvaltningen"}, "parker@example.org"), slug="parker"
    )
    schools = publishers.create(
        session, operator, publishers.About({"sv": "Skolförvaltningen"}, "skolor@example.org"), slug="skolor"
    )

    def person(email: str, publisher: Publisher, role: Role) -> Person:
        user = accounts.create_user(session, operator, email=email, name=email, password=PASSWORD)
        accounts.set_role(session, operator, user, publisher, role)
        token = accounts.create_token(session, operator, user, publisher, name="test", role=role)
        return Person(email, user_actor(user), token)

    administrator = accounts.create_user(
        session, operator, email="admin@example.org", name="Admin", password=PASSWORD, is_administrator=True
    )
    return People(
        editor=person("editor@example.org", parks, Role.EDITOR),
        reviewer=person("reviewer@example.org", parks, Role.REVIEWER),
        outsider=person("outsider@example.org", schools, Role.REVIEWER),
        administrator=user_actor(administrator),
    )


@pytest.fixture
def shared() -> Path:
    """Official shapes and real files, where they are at hand."""
    if not SHARED.is_dir():
        pytest.skip("the folder with official shapes and real files is not beside the project")
    return SHARED
