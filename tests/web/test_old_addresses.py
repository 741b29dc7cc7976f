"""What was kept somewhere else before still answers at its old address, when that is on our host."""

import pytest
from flask.testing import FlaskClient
from rdflib import URIRef
from sqlalchemy import select

from opendata import dcat
from opendata.model import Dataset
from opendata.services import harvesting, publishing
from opendata.services.harvesting import Terms
from opendata.wiring import Platform
from tests.conftest import BASE_URL, People
from tests.services.harvesting.catalogues import ENTRYSCAPE, PREFIXES

OLD = "https://catalog.example.se"
ROWS = "/rowstore/dataset/7f3c2a10-0000-4000-8000-00000000aa01"


@pytest.fixture(params=["our own host", "a host that leads here now"])
def moved(request: pytest.FixtureRequest, platform: Platform, people: People, client: FlaskClient) -> FlaskClient:
    """With the catalogue that was at `OLD`."""
    is_own = request.param == "our own host"
    turtle = (PREFIXES + ENTRYSCAPE).replace(OLD, BASE_URL) if is_own else PREFIXES + ENTRYSCAPE
    with platform.session(write=True) as session:
        source = harvesting.settle(session, people.administrator, "catalog.rdf")
        catalogue = dcat.read(dcat.parse(turtle, "ttl"))
        plan = harvesting.plan(session, people.administrator, source, catalogue, platform.addresses)
        terms = Terms(hosts=() if is_own else (OLD,))
        run = harvesting.apply(session, people.administrator, plan, platform.addresses, terms)
        assert (run.counts["failed"], run.counts["incomplete"]) == (0, 0)
        session.commit()
    return client


def iri_of(platform: Platform, title: str) -> URIRef:
    with platform.session() as session:
        return URIRef(next(one.iri for one in session.scalars(select(Dataset)) if one.title["sv"] == title))


def test_a_datasets_old_iri_leads_to_its_page_and_gives_its_rdf(moved: FlaskClient, platform: Platform) -> None:
    page = moved.get("/store/6/resource/10", headers={"Accept": "text/html"})
    assert (page.status_code, page.location) == (303, f"{BASE_URL}/dataset/badplatser")
    assert "Accept" in page.headers["Vary"]
    rdf = moved.get("/store/6/resource/10", headers={"Accept": "text/turtle"})
    assert rdf.status_code == 200
    assert iri_of(platform, "Badplatser") in set(dcat.parse(rdf.data, "ttl").subjects())


@pytest.mark.parametrize("path", [ROWS, f"{ROWS}/json", f"{ROWS}?_limit=10", f"{ROWS}/json?namn=Delsj%C3%B6n"])
def test_a_tables_address_at_rowstore_leads_to_what_offers_it_now(moved: FlaskClient, path: str) -> None:
    answer = moved.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith(f"{BASE_URL}/dataset/badplatser#distribution-")


@pytest.mark.parametrize("path", ["/store/6/resource/30", "/store/6/resource/40", "/store/6/resource/31"])
def test_a_distributions_iri_and_file_lead_to_their_place_on_the_page(moved: FlaskClient, path: str) -> None:
    address, _, part = moved.get(path).location.partition("#")
    assert address == f"{BASE_URL}/dataset/badplatser"
    assert f'id="{part}"' in moved.get("/dataset/badplatser").text


def test_what_was_never_here_is_not_found_as_before(moved: FlaskClient) -> None:
    for path in ("/store/6/resource/999", "/rowstore/dataset/7f3c2a10-0000-4000-8000-00000000ffff"):
        assert moved.get(path).status_code == 404
    assert moved.post("/store/6/resource/10").status_code >= 400


def test_what_has_been_withdrawn_says_so_at_its_old_address_too(
    moved: FlaskClient, platform: Platform, people: People
) -> None:
    with platform.session(write=True) as session:
        dataset = next(one for one in session.scalars(select(Dataset)) if one.title["sv"] == "Badplatser")
        publishing.move(session, people.administrator, dataset, "withdraw", platform.addresses, note="Fel.")
        session.commit()
    assert moved.get("/store/6/resource/10").status_code == 410


def test_services_series_and_publishers_answer_at_their_iris_too(platform: Platform, moved: FlaskClient) -> None:
    host = BASE_URL if iri_of(platform, "Badplatser").startswith(BASE_URL) else OLD
    assert moved.get("/store/6/resource/20").location == f"{BASE_URL}/data-service/badplatser-api"
    assert moved.get("/store/6/resource/12").location == f"{BASE_URL}/series/bad-genom-aren"
    assert moved.get("/store/6/resource/2").location == f"{BASE_URL}/publisher/exempelkommun"
    for number in (20, 12, 2):
        rdf = moved.get(f"/store/6/resource/{number}", headers={"Accept": "application/rdf+xml"})
        assert URIRef(f"{host}/store/6/resource/{number}") in set(dcat.parse(rdf.data, "rdf").subjects())
