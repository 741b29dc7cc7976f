"""What was taken from a source: its pages, and what can be done with it in the workspace."""

import re

import pytest
from flask.testing import FlaskClient

from opendata import dcat
from opendata.services import harvesting
from opendata.wiring import Platform
from tests.conftest import PASSWORD, People
from tests.services.harvesting.catalogues import ENTRYSCAPE, PREFIXES
from tests.web.portal.visitor import Visitor, words


@pytest.fixture
def visitor(client: FlaskClient, platform: Platform, people: People) -> Visitor:
    with platform.session(write=True) as session:
        source = harvesting.settle(session, people.administrator, "https://catalog.example.se/", title="Det gamla")
        catalogue = dcat.read(dcat.parse(PREFIXES + ENTRYSCAPE, "ttl"))
        plan = harvesting.plan(session, people.administrator, source, catalogue, platform.addresses)
        harvesting.apply(session, people.administrator, plan, platform.addresses)
        session.commit()
    return Visitor(client)


def test_a_dataset_of_links_says_what_there_is_elsewhere(visitor: Visitor) -> None:
    page = visitor.get("/dataset/badplatser")
    assert page.status_code == 200
    assert re.search(r"Offered elsewhere .{,150}Badplatser som CSV", words(page))
    assert "https://catalog.example.se/store/6/resource/40" in page.text


@pytest.mark.parametrize("address", ["/dataset/trad", "/datasets", "/", "/publisher/exempelkommun", "/sitemap.xml"])
def test_what_says_little_of_itself_breaks_no_page(visitor: Visitor, address: str) -> None:
    assert visitor.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "shown"),
    [("/series/bad-genom-aren", "Dataset series"), ("/data-service/badplatser-api", "Data service")],
)
def test_series_and_services_have_pages_and_rdf(visitor: Visitor, address: str, shown: str) -> None:
    page = visitor.get(address)
    assert page.status_code == 200
    assert shown in words(page)
    assert 'href="/dataset/badplatser"' in page.text
    for suffix in ("rdf", "ttl", "jsonld", "nt"):
        assert len(dcat.parse(visitor.get(f"{address}.{suffix}").data, suffix)) > 5
    assert visitor.client.get(address, headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
    assert visitor.get("/series/badplatser-api").status_code == 404


def test_the_workspace_names_the_source_and_lets_the_dataset_be_taken_over(visitor: Visitor, people: People) -> None:
    visitor.sign_in(people.administrator_email, PASSWORD)
    page = visitor.get("/workspace/datasets/badplatser")
    assert "Taken from Det gamla" in words(page)
    assert "/workspace/datasets/badplatser/edit" not in page.text
    refused = visitor.post("/workspace/datasets/badplatser/edit", title_sv="Annat", description_sv="Om.")
    assert refused.status_code == 409
    assert visitor.post("/workspace/datasets/badplatser/take-over").status_code == 303
    page = visitor.get("/workspace/datasets/badplatser")
    assert "Taken from" not in words(page)
    assert "/workspace/datasets/badplatser/edit" in page.text
    assert "Took over the dataset from “Det gamla”" in words(page)


def test_outsiders_take_nothing_over(visitor: Visitor, people: People) -> None:
    visitor.sign_in(people.outsider.email, PASSWORD)
    assert visitor.post("/workspace/datasets/badplatser/take-over").status_code == 404
