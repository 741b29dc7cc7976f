"""A source, and what is done with it by an administrator, each step committed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import Catalogue
from opendata.model import Actor, Dataset, HarvestRun, HarvestSource, Resource
from opendata.services import catalog, harvesting
from opendata.services.describing import CatalogIdentity
from opendata.services.harvesting import Plan, Terms
from opendata.wiring import Platform
from tests.conftest import People
from tests.services.harvesting.catalogues import PREFIXES

LOCATION = "https://catalog.example.se/store/6/metadata/1"


def read(turtle: str) -> Catalogue:
    return dcat.read(dcat.parse(PREFIXES + turtle, "ttl"), source=LOCATION)


@dataclass(frozen=True)
class Harvest:
    platform: Platform
    administrator: Actor

    def do(self, verb: Callable[[Session], Any]) -> Any:
        with self.platform.session(write=True) as session:
            result = verb(session)
            session.commit()
            return result

    def source(self, session: Session, **chosen: Any) -> HarvestSource:
        return harvesting.settle(session, self.administrator, LOCATION, **chosen)

    def plan(self, turtle: str | Catalogue, **chosen: Any) -> Plan:
        catalogue = read(turtle) if isinstance(turtle, str) else turtle
        with self.platform.session(write=True) as session:
            source = self.source(session)
            return harvesting.plan(session, self.administrator, source, catalogue, self.platform.addresses, **chosen)

    def take(
        self, turtle: str | Catalogue, terms: Terms | None = None, *, is_confirmed: bool = False, **chosen: Any
    ) -> HarvestRun:
        catalogue = read(turtle) if isinstance(turtle, str) else turtle
        addresses, administrator = self.platform.addresses, self.administrator

        def take(session: Session) -> HarvestRun:
            source = self.source(session, **chosen)
            plan = harvesting.plan(session, administrator, source, catalogue, addresses, is_confirmed=is_confirmed)
            return harvesting.apply(session, administrator, plan, addresses, terms)

        run: HarvestRun = self.do(take)
        return run

    def dataset(self, session: Session, title: str) -> Dataset:
        return next(one for one in session.scalars(select(Dataset)) if title in one.title.values())

    def resource(self, session: Session, title: str) -> Resource:
        return next(one for one in session.scalars(select(Resource)) if title in one.title.values())

    def exported(self) -> dcat.Graph:
        """Our catalogue as it is now."""
        identity = CatalogIdentity({"sv": "Katalog"}, {"sv": "Om katalogen"}, "2711537", None)
        with self.platform.session() as session:
            text = catalog.document(session, identity, self.platform.addresses, "nt").text()
        return dcat.parse(text, "nt")


@pytest.fixture
def harvest(platform: Platform, people: People) -> Harvest:
    return Harvest(platform, people.administrator)
