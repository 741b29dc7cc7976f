"""Three people, a real database, real files. `TEST_DATABASE=postgresql` runs what touches the database there;
`TEST_EXAMPLES=2000` tries so many random examples where an ordinary run tries a few, always the same."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from opendata.config import Settings
from opendata.model import Actor, Publisher, Role
from opendata.model.account import user_actor
from opendata.services import accounts, publishers
from opendata.web import create_app, kept
from opendata.wiring import Platform, migrate, wire
from opendata.worker import Worker
from tests.support import postgresql
from tests.support.sqlite import SqliteFiles

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
EXAMPLES = os.environ.get("TEST_EXAMPLES")
PASSWORD = "correct horse battery"
BASE_URL = "http://data.example.se"
NUMBERS = count()
SHARED = Path(__file__).parents[2] / "shared"


hypothesis.settings.register_profile(
    "ours",
    max_examples=int(EXAMPLES or 50),
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("ours")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database, and not as another test does, is worth running again."""
    if ON_POSTGRESQL:
        left_out = [item for item in items if "platform" not in item.fixturenames or elsewhere(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if "platform" in item.fixturenames and not elsewhere(item)]


def elsewhere(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("any_database", "browser"))


Databases = SqliteFiles | postgresql.Server


def chosen(folder: Path, database_url: str) -> Settings:
    return Settings(data_dir=folder, base_url=BASE_URL, secret_key="secret for tests", database_url=database_url)


@dataclass(frozen=True)
class Scene:
    """A platform as many tests find it, made once and copied for each: the name of its database, its folder, what tests
    want to know of it, and how many other scenes it grew out of."""

    database: str
    folder: Path
    cast: dict[str, Any] = field(default_factory=dict)
    generation: int = 0

    def copied(self, databases: Databases, name: str, folder: Path) -> Settings:
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("queue.sqlite*"))
        return chosen(folder, databases.create(name, self.database))


Grow = Callable[[str, Scene, Callable[[Platform], dict[str, Any]]], Scene]
Visiting = Callable[[Platform], FlaskClient]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    if ON_POSTGRESQL:
        with postgresql.start() as server:
            yield server
    else:
        yield SqliteFiles(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def migrated(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """All migrations and nothing else."""
    scene = Scene("migrated", tmp_path_factory.mktemp("migrated"))
    made = wire(chosen(scene.folder, databases.create(scene.database)))
    migrate(made)
    made.close()
    return scene


@pytest.fixture(scope="session")
def grow(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Grow:
    """Makes a scene of a name out of another one: what is added is a function, and what it returns joins the cast."""

    def grown(name: str, earlier: Scene, add: Callable[[Platform], dict[str, Any]]) -> Scene:
        folder = tmp_path_factory.mktemp(name) / "data"
        platform = wire(earlier.copied(databases, name, folder))
        cast = earlier.cast | add(platform)
        platform.close()
        return Scene(name, folder, cast, earlier.generation + 1)

    return grown


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, databases: Databases, migrated: Scene) -> Settings:
    """Those of a copy of the richest scene among the test's fixtures: `migrated`, `peopled` or one `with_...`."""
    names = [name for name in request.fixturenames if name == "peopled" or name.startswith("with_")]
    scenes: list[Scene] = [migrated, *(request.getfixturevalue(name) for name in names)]
    scene = max(scenes, key=lambda one: one.generation)
    return scene.copied(databases, f"test_{next(NUMBERS)}", tmp_path / "data")


@pytest.fixture(scope="session")
def built(migrated: Scene, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, made once: its routes and templates take longer than what most tests do with them."""
    platform = wire(migrated.copied(databases, "built", tmp_path_factory.mktemp("building") / "data"))
    made = create_app(platform)
    made.test_client_class = BufferedClient
    platform.close()
    return made


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
def app(built: Flask, platform: Platform) -> Iterator[Flask]:
    """The application on this test's platform. A test that changes the application makes its own."""
    before = dict(built.config), len(built.view_functions)
    built.extensions["platform"] = platform
    kept.forget_all(built)
    yield built
    del built.extensions["platform"]
    assert (dict(built.config), len(built.view_functions)) == before, "the next test would find this change"


@pytest.fixture(scope="session")
def visiting(built: Flask) -> Visiting:
    """A client of the application on this platform, for those who make a scene through the doors."""

    def client(platform: Platform) -> FlaskClient:
        built.extensions["platform"] = platform
        return built.test_client()

    return client


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def work(platform: Platform) -> Callable[[], None]:
    """Do all promised work now, as a worker would."""
    return until_nothing_waits(platform)


def until_nothing_waits(platform: Platform) -> Callable[[], None]:
    worker = Worker(platform)

    def work() -> None:
        while worker.sweep():
            pass

    return work


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
def peopled(grow: Grow, migrated: Scene) -> Scene:
    """With `people`, made once: passwords are slow on purpose."""

    def add(platform: Platform) -> dict[str, Any]:
        with platform.session(write=True) as session:
            people = move_in(session)
            session.commit()
        return {"people": people}

    return grow("peopled", migrated, add)


@pytest.fixture
def people(platform: Platform, peopled: Scene) -> People:
    """Those in the database that `platform` has, for it is a copy."""
    made: People = peopled.cast["people"]
    return made


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
