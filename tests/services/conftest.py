"""Datasets made by their verbs, without any door."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from opendata.model import Dataset, State, Version
from opendata.services import datasets, publishers, publishing
from opendata.wiring import Platform
from tests.conftest import Grow, People, Scene, until_nothing_waits

SOUND = "Namn,Latitud,Longitud\nDelsjön,57.68,12.04\nSisjön,57.63,11.95\n"
BROKEN = "Namn,Latitud,Longitud\nDelsjön,57.68,12.04,för mycket\n"
DESCRIBED: dict[str, Any] = {
    "title": {"sv": "Badplatser", "en": "Bathing sites"},
    "description": {"sv": "Stadens badplatser."},
    "keywords": {"sv": ["bad"]},
    "themes": ["ENVI"],
    "licence": "CC0-1.0",
    "frequency": "ANNUAL",
}


@dataclass(frozen=True)
class Office:
    """What editor and reviewer of "parker" do, each step committed."""

    platform: Platform
    people: People
    work: Callable[[], None]

    def do(self, verb: Callable[[Session], Any]) -> Any:
        with self.platform.session(write=True) as session:
            result = verb(session)
            session.commit()
            return result

    def draft(self, content: str | None = SOUND, **values: Any) -> str:
        """The slug of a new draft, with one checked file unless there is no content."""
        publisher = values.pop("publisher", "parker")

        def make(session: Session) -> str:
            administrator = self.people.administrator
            dataset = datasets.create(session, administrator, publishers.find(session, publisher), DESCRIBED | values)
            if content is not None:
                kept = self.platform.files.keep(io.BytesIO(content.encode()))
                publishing.add_file(session, administrator, dataset, kept, filename="badplatser.csv")
            return dataset.slug

        slug: str = self.do(make)
        self.work()
        return slug

    def dataset(self, session: Session, slug: str) -> Dataset:
        return datasets.find(session, self.people.administrator, slug)

    def move(self, slug: str, name: str, note: str = "") -> State:
        def step(session: Session) -> State:
            dataset = self.dataset(session, slug)
            publishing.move(session, self.people.reviewer.actor, dataset, name, self.platform.addresses, note=note)
            return dataset.state

        state: State = self.do(step)
        return state

    def published(self, content: str = SOUND, **values: Any) -> str:
        slug = self.draft(content, **values)
        administrator = self.people.administrator
        self.do(
            lambda session: publishing.move(
                session, administrator, self.dataset(session, slug), "publish", self.platform.addresses
            )
        )
        return slug

    def update(self, slug: str, content: str, number: int = 0) -> str:
        """The id of a new version of one of the dataset's files, not yet checked."""

        def add(session: Session) -> str:
            file = self.dataset(session, slug).files[number]
            kept = self.platform.files.keep(io.BytesIO(content.encode()))
            made = publishing.add_version(session, self.people.editor.actor, file, kept, filename="badplatser.csv")
            return made.id

        made: str = self.do(add)
        return made

    def version(self, version_id: str) -> Version:
        with self.platform.session() as session:
            return session.get_one(Version, version_id)


@pytest.fixture
def office(platform: Platform, people: People, work: Callable[[], None]) -> Office:
    return Office(platform, people, work)


@pytest.fixture(scope="session")
def with_draft(grow: Grow, peopled: Scene) -> Scene:
    def add(platform: Platform) -> dict[str, Any]:
        return {"slug": Office(platform, peopled.cast["people"], until_nothing_waits(platform)).draft()}

    return grow("with_draft", peopled, add)


@pytest.fixture(scope="session")
def with_public(grow: Grow, with_draft: Scene) -> Scene:
    def add(platform: Platform) -> dict[str, Any]:
        office = Office(platform, with_draft.cast["people"], lambda: None)
        return {"state": office.move(with_draft.cast["slug"], "publish")}

    return grow("with_public", with_draft, add)


@pytest.fixture
def draft(with_draft: Scene) -> str:
    """The slug of a draft with one checked file, as `Office.draft` makes it; made once."""
    slug: str = with_draft.cast["slug"]
    return slug


@pytest.fixture
def public(with_public: Scene) -> str:
    """The slug of the same dataset when it has been published."""
    slug: str = with_public.cast["slug"]
    return slug
