"""Series of datasets: made, described, filled, and public while one of their datasets is."""

from collections.abc import Callable
from typing import Any

import pytest
from rdflib import URIRef
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat.iris import expand
from opendata.errors import Conflict, Invalid, NotAllowed, NotFound
from opendata.model import Actor, Publication, Resource
from opendata.services import catalog, properties, publishers, series
from opendata.services.describing import dataset_graph, resource_graph
from tests.conftest import BASE_URL
from tests.services.conftest import Office

SAID = {"title": {"sv": "Badvatten per år"}, "description": {"sv": "En del för varje år."}, "theme": ["ENVI"]}


def make(office: Office, **values: Any) -> str:
    def create(session: Session) -> str:
        parks = publishers.find(session, "parker")
        return series.create(session, office.people.editor.actor, parks, SAID | values).slug

    slug: str = office.do(create)
    return slug


def found(session: Session, slug: str) -> Resource:
    return series.find(session, Actor("all", is_administrator=True), slug)


def change(office: Office, verb: Callable[..., None], slug: str, dataset: str, actor: Actor | None = None) -> None:
    def do(session: Session) -> None:
        who = actor or office.people.editor.actor
        verb(session, who, found(session, slug), office.dataset(session, dataset), office.platform.addresses)

    office.do(do)


def is_public(office: Office, slug: str) -> bool:
    with office.platform.session() as session:
        one = found(session, slug)
        stored = session.get(Publication, one.id)
        assert one.is_public == bool(stored and stored.is_in_catalog)
        return one.is_public


def test_every_property_of_a_series_is_asked_for_or_filled_in() -> None:
    asked = {row.name for row in properties.asked_for("DatasetSeries")}
    assert asked | properties.FILLED_IN["DatasetSeries"] == {row.name for row in dcat.CLASSES["DatasetSeries"]}


def test_series_of_the_same_title_get_addresses_of_their_own(office: Office) -> None:
    assert [make(office), make(office)] == ["badvatten-per-ar", "badvatten-per-ar-2"]


def test_what_a_series_must_have_is_named(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        make(office, title={"en": "Water"}, description=None)
    assert refused.value.facts["errors"] == {"title": "title_missing", "description": "field_missing"}
    with pytest.raises(Invalid) as refused:
        make(office, theme=["BAD"])
    assert refused.value.facts["errors"] == {"theme.0": "not_in_vocabulary"}


def test_a_series_is_public_while_one_of_its_datasets_is(office: Office, draft: str) -> None:
    slug = make(office)
    change(office, series.put_in, slug, draft)
    assert not is_public(office, slug)
    office.move(draft, "publish")
    assert is_public(office, slug)
    with office.platform.session() as session:
        addresses = office.platform.addresses
        graph = dataset_graph(office.dataset(session, draft), addresses)
        assert f"inSeries> <{BASE_URL}/series/{slug}>" in dcat.serialise(graph, "nt")
        assert "Badvatten per år" in dcat.serialise(resource_graph(found(session, slug), addresses), "nt")
    office.move(draft, "withdraw", "fel")
    assert not is_public(office, slug)


def told(office: Office, subject: str, curie: str) -> set[str]:
    with office.platform.session() as session:
        identity = office.platform.catalog_identity(session)
        text = catalog.document(session, identity, office.platform.addresses, "nt").text()
    return {str(value) for value in dcat.parse(text, "nt").objects(URIRef(subject), expand(curie))}


def test_a_series_tells_of_its_datasets_and_follows_them(office: Office) -> None:
    slug = make(office)
    address = f"{BASE_URL}/series/{slug}"
    parts = [
        office.published(f"Datum,Antal\n{year}-01-01,1\n{year}-12-31,2\n", title={"sv": str(year)}, places=[place])
        for year, place in ((2023, "1480"), (2024, "14"))
    ]
    for part in parts:
        change(office, series.put_in, slug, part)
    gothenburg, county = "https://sws.geonames.org/2711533", "https://sws.geonames.org/3337386"
    assert told(office, address, "dcterms:spatial") == {gothenburg, county}
    assert told(office, address, "dcterms:identifier") == {address}
    assert told(office, f"{address}#temporal", "dcat:startDate") == {"2023-01-01"}
    assert told(office, f"{address}#temporal", "dcat:endDate") == {"2024-12-31"}
    office.update(parts[1], "Datum,Antal\n2024-01-01,1\n2025-01-31,2\n")
    office.work()
    assert told(office, f"{address}#temporal", "dcat:endDate") == {"2025-01-31"}
    office.move(parts[1], "withdraw", "fel")
    assert told(office, address, "dcterms:spatial") == {gothenburg}


def test_what_is_said_of_a_series_counts_before_what_its_datasets_say(office: Office, public: str) -> None:
    slug = make(office, temporal=[{"start_date": 1990}])
    change(office, series.put_in, slug, public)
    period = f"{BASE_URL}/series/{slug}#temporal"
    assert (told(office, period, "dcat:startDate"), told(office, period, "dcat:endDate")) == ({"1990"}, set())


def test_a_public_dataset_is_put_in_and_taken_out(office: Office, public: str) -> None:
    slug = make(office)
    for _time in range(2):
        change(office, series.put_in, slug, public)
        assert is_public(office, slug)
    for _time in range(2):
        change(office, series.take_out, slug, public)
        assert not is_public(office, slug)


def test_what_is_public_follows_when_it_is_described(office: Office, public: str) -> None:
    slug = make(office)
    change(office, series.put_in, slug, public)

    def describe(session: Session) -> tuple[str, str]:
        one = found(session, slug)
        before = session.get_one(Publication, one.id).digest
        values = {"title": {"sv": "Nytt namn"}, "theme": None}
        series.describe(session, office.people.editor.actor, one, values, office.platform.addresses)
        return before, session.get_one(Publication, one.id).digest

    before, after = office.do(describe)
    assert before != after
    with office.platform.session() as session:
        assert found(session, slug).values == {"title": {"sv": "Nytt namn"}, "description": SAID["description"]}


def test_outsiders_neither_see_nor_change_a_series(office: Office, draft: str) -> None:
    slug, outsider = make(office), office.people.outsider.actor
    with office.platform.session() as session:
        with pytest.raises(NotFound):
            series.find(session, outsider, slug)
        assert not series.of_actor(session, outsider)
        assert [one.slug for one in series.of_actor(session, office.people.editor.actor)] == [slug]
    with pytest.raises((NotAllowed, NotFound)):
        change(office, series.put_in, slug, draft, outsider)


def test_only_what_was_never_public_is_deleted(office: Office, public: str, draft: str) -> None:
    slug, other = make(office), make(office)
    change(office, series.put_in, slug, public)
    with office.platform.session(write=True) as session:
        with pytest.raises(Conflict, match="published_cannot_be_deleted"):
            series.delete(session, office.people.editor.actor, found(session, slug))
        series.delete(session, office.people.editor.actor, found(session, other))
        session.commit()
    with office.platform.session() as session, pytest.raises(NotFound):
        found(session, other)
