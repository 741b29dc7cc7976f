"""A company's own catalog within the whole one."""

import gzip

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, URIRef

from opendata import dcat
from opendata.dcat.iris import expand
from opendata.errors import NotAllowed
from opendata.services import publishers
from opendata.wiring import Platform
from tests.conftest import People
from tests.support.shapes import DCAT_AP, SHAPES, faults
from tests.web.conftest import Published
from tests.web.portal.office import Office as Publishing

BASE = "http://data.example.se"
MAIN, PART = URIRef(f"{BASE}/catalog"), URIRef(f"{BASE}/publisher/parker/catalog")


@pytest.fixture
def parted(platform: Platform, people: People, published: Published, publishing: Publishing) -> None:
    """ "parker" has a catalog of its own with "badplatser"; "skolor" is in the whole one only."""
    switch(platform, people, has_catalog=True)


def switch(platform: Platform, people: People, *, has_catalog: bool) -> None:
    with platform.session(write=True) as session:
        found, addresses = publishers.find(session, "parker"), platform.addresses
        publishers.set_catalog(session, people.administrator, found, has_catalog=has_catalog, addresses=addresses)
        session.commit()


def graph(client: FlaskClient, address: str) -> dcat.Graph:
    answer = client.get(address)
    assert answer.status_code == 200
    return dcat.parse(answer.data, "rdf")


@pytest.mark.usefixtures("parted")
def test_the_whole_catalog_has_the_part_described_with_its_datasets(client: FlaskClient) -> None:
    whole = graph(client, "/catalog.rdf")
    assert set(whole.objects(MAIN, expand("dcterms:hasPart"))) == {PART}
    assert set(whole.objects(PART, expand("dcterms:isPartOf"))) == {MAIN}
    assert set(whole.objects(PART, expand("dcat:dataset"))) == set(whole.objects(MAIN, expand("dcat:dataset")))
    assert set(whole.objects(PART, expand("dcat:service")))
    assert dcat.check(whole).sound


@pytest.mark.usefixtures("parted")
@pytest.mark.parametrize("suffix", ["rdf", "xml", "ttl", "jsonld", "nt"])
def test_the_part_is_a_sound_catalog_in_every_format(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/publisher/parker/catalog.{suffix}")
    assert answer.content_length == len(answer.data)
    part = dcat.parse(answer.data, suffix)
    assert set(part.subjects(RDF.type, expand("dcat:Catalog"))) == {PART}
    report = dcat.check(part)
    assert report.sound, report.findings
    titles = {str(title) for title in part.objects(PART, expand("dcterms:title"))}
    assert titles == {"Öppna data från Parkförvaltningen"}


@pytest.mark.usefixtures("parted")
@pytest.mark.skipif(not SHAPES.exists(), reason="the shapes lie beside the repository and are not here")
@pytest.mark.parametrize("address", ["/catalog.rdf", "/publisher/parker/catalog.rdf"])
def test_whole_and_part_conform_to_the_european_shapes(client: FlaskClient, address: str) -> None:
    european = graph(client, f"{address}?profile=dcat-ap")
    assert [faults(european, shapes, known=()) for shapes in DCAT_AP] == [set(), set()]


@pytest.mark.usefixtures("parted")
def test_a_part_has_only_what_its_publisher_offers(client: FlaskClient, publishing: Publishing, people: People) -> None:
    described = {"publisher": "skolor", "title": {"sv": "Skolor"}}
    assert client.post("/api/v1/datasets", json=described, headers=people.outsider.headers).status_code == 201
    part = graph(client, "/publisher/parker/catalog.rdf")
    agents = set(part.subjects(RDF.type, expand("foaf:Agent")))
    assert agents == {URIRef(f"{BASE}/publisher/parker")}
    publishing.publish("nytt")
    grown = graph(client, "/publisher/parker/catalog.rdf")
    assert URIRef(f"{BASE}/dataset/nytt") in set(grown.objects(PART, expand("dcat:dataset")))


@pytest.mark.usefixtures("parted")
def test_a_part_answers_304_gzip_head_and_pages_as_the_whole_does(client: FlaskClient) -> None:
    address = "/publisher/parker/catalog.ttl"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get("/catalog.ttl").headers["ETag"] != first.headers["ETag"]
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == first.data
    assert client.head(address).content_length == len(first.data)
    page = dcat.parse(client.get(f"{address}?page=1&per_page=1").data, "ttl")
    assert set(page.objects(PART, expand("hydra:view")))


def test_who_has_no_catalog_has_no_address_for_it(
    client: FlaskClient, platform: Platform, people: People, published: Published
) -> None:
    before = client.get("/catalog.nt").data
    assert client.get("/publisher/parker/catalog").status_code == 404
    switch(platform, people, has_catalog=True)
    assert client.get("/publisher/parker/catalog").status_code == 200
    assert client.get("/publisher/parker/catalog.exe").status_code == 404
    switch(platform, people, has_catalog=False)
    assert client.get("/publisher/parker/catalog").status_code == 404
    assert client.get("/catalog.nt").data == before


def test_a_publisher_without_datasets_is_no_part(client: FlaskClient, platform: Platform, people: People) -> None:
    switch(platform, people, has_catalog=True)
    assert "hasPart" not in client.get("/catalog.nt").text


def test_only_administrators_decide_who_has_a_catalog(platform: Platform, people: People) -> None:
    with platform.session(write=True) as session, pytest.raises(NotAllowed):
        found, reviewer = publishers.find(session, "parker"), people.reviewer.actor
        publishers.set_catalog(session, reviewer, found, has_catalog=True, addresses=platform.addresses)
