"""What the public meets: from an empty site to a dataset that can be looked at, downloaded, quoted and withdrawn."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, RDF, URIRef

from opendata import dcat
from tests.conftest import PASSWORD, People
from tests.web.conftest import Published
from tests.web.portal.office import BASE, CSV, MORE, Office
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database


@pytest.fixture
def office(client: FlaskClient, people: People, work: Callable[[], None]) -> Office:
    return Office(client, people, work)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def test_an_empty_site_says_so_and_still_works(visitor: Visitor, people: People) -> None:
    assert "Nothing is published yet" in words(visitor.get("/"))
    assert "Nothing is published yet" in words(visitor.get("/datasets"))
    assert "Parkförvaltningen" in words(visitor.get("/publishers"))


def test_the_start_page_counts_what_there_is_and_leads_to_it(published: Published, visitor: Visitor) -> None:
    page = visitor.get("/")
    assert "dataset 1 file 1 rows 2" in words(page)
    for address in ("/dataset/badplatser", "/datasets?theme=ENVI", "/publisher/parker"):
        assert f'href="{address}"' in page.text
        assert visitor.get(address).status_code == 200


def test_the_list_is_searched_filtered_and_sorted_by_its_address(
    office: Office, published: Published, visitor: Visitor
) -> None:
    office.publish("trad", MORE, title={"sv": "Träd", "en": "Trees"}, keywords={}, themes=["REGI"])
    both = visitor.get("/datasets?sort=title").text
    assert both.index("Bathing sites") < both.index("Trees")
    found = visitor.get("/datasets?q=sjö")
    assert "1 dataset" in words(found)
    assert "Trees" not in found.text
    either = visitor.get("/datasets?theme=ENVI&theme=REGI&format=csv")
    assert "2 datasets" in words(either)
    assert 'href="/datasets?theme=REGI&amp;format=csv"' in either.text, "a chip takes its filter away, and no other"
    assert "No dataset matches" in words(visitor.get("/datasets?q=sjö&theme=REGI"))
    assert visitor.get("/datasets?q=" + "x " * 5000).status_code == 200


def test_a_long_list_has_pages_that_keep_the_question(office: Office, visitor: Visitor) -> None:
    for number in range(21):
        office.publish(f"plats-{number}", f"Namn\nSjö {number}\n".encode())
    first = visitor.get("/datasets?q=bad")
    assert first.text.count('class="dataset"') == 20
    assert 'href="/datasets?q=bad&amp;page=2"' in first.text
    assert visitor.get("/datasets?q=bad&page=2").text.count('class="dataset"') == 1
    assert visitor.get("/datasets?q=bad&page=3").location == "/datasets?q=bad"
    assert visitor.get("/datasets?page=many").status_code == 200


def test_the_page_of_a_dataset_shows_all_that_is_offered(published: Published, visitor: Visitor) -> None:
    file = published.file
    page = visitor.get("/dataset/badplatser")
    text = words(page)
    for said in (
        "The city's bathing sites.",
        "Parkförvaltningen",
        "Delsjön",
        "2 rows",
        "4 columns",
        "Free to use for anything, without conditions.",
        "Environment",
        "annual",
        "parker@example.org",
        "0114",
        f'curl "{BASE}/api/v1/files/{file}/rows?limit=5"',
    ):
        assert said in text
    for name in ("original", "platser.csv", "platser.excel.csv", "platser.json", "platser.parquet", "platser.xlsx"):
        address = f"{BASE}/files/{file}/{name}"
        assert f'href="{address}"' in page.text
        assert visitor.get(address.removeprefix(BASE)).status_code == 200
    assert "GeoJSON:" in text, "why there is none"


def test_the_page_is_in_swedish_by_default_and_remembers_another_wish(
    published: Published, client: FlaskClient
) -> None:
    html = {"Accept": "text/html"}
    assert '<html lang="sv">' in client.get("/dataset/badplatser", headers=html).text
    assert "Bathing sites" in client.get("/dataset/badplatser?lang=en", headers=html).text
    assert '<html lang="en">' in client.get("/datasets", headers=html).text


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("rdf", "application/rdf+xml"),
        ("xml", "application/rdf+xml"),
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
    ],
)
def test_the_iri_of_a_dataset_answers_with_rdf_by_suffix_and_by_accept(
    published: Published, client: FlaskClient, suffix: str, media_type: str
) -> None:
    by_suffix = client.get(f"/dataset/badplatser.{suffix}", headers={"Accept": "text/html"})
    by_accept = client.get("/dataset/badplatser", headers={"Accept": media_type})
    assert by_suffix.mimetype == by_accept.mimetype == media_type
    assert by_suffix.data == by_accept.data
    graph = dcat.parse(by_suffix.data, suffix)
    assert (URIRef(f"{BASE}/dataset/badplatser"), RDF.type, DCAT.Dataset) in graph
    again = client.get(f"/dataset/badplatser.{suffix}", headers={"If-None-Match": by_suffix.headers["ETag"]})
    assert again.status_code == 304


def test_every_iri_that_the_catalog_mentions_of_our_own_answers(
    published: Published, client: FlaskClient, visitor: Visitor
) -> None:
    graph = dcat.parse(client.get("/catalog.ttl").data, "ttl")
    own = {str(term) for triple in graph for term in triple if str(term).startswith(f"{BASE}/")}
    assert {address.split("/")[3] for address in own} >= {"dataset", "distribution", "data-service", "publisher"}
    for address in own:
        path = address.removeprefix(BASE).partition("#")[0]
        answer = visitor.get(path)
        if answer.status_code == 303:
            answer = visitor.get(answer.location.removeprefix(BASE))
        assert answer.status_code == 200, path


def test_a_distribution_leads_people_to_its_row_and_programs_to_rdf(
    published: Published, client: FlaskClient, visitor: Visitor
) -> None:
    file = published.file
    answer = visitor.get(f"/distribution/{file}-excel-csv")
    anchor = f"distribution-{file}-excel-csv"
    assert (answer.status_code, answer.location) == (303, f"{BASE}/dataset/badplatser#{anchor}")
    assert f'id="{anchor}"' in visitor.get("/dataset/badplatser").text
    rdf = client.get(f"/distribution/{file}-csv", headers={"Accept": "text/turtle"})
    distribution = URIRef(f"{BASE}/distribution/{file}-csv")
    assert (distribution, RDF.type, DCAT.Distribution) in dcat.parse(rdf.data, "ttl")
    assert visitor.get(f"/data-service/{file}").location == f"{BASE}/dataset/badplatser/files/{file}"
    for unknown in (f"/distribution/{file}-geojson", "/distribution/0123456789abcdef-csv", "/data-service/nothing"):
        assert visitor.get(unknown).status_code == 404


def test_the_page_of_a_publisher_has_its_datasets_contacts_and_rdf(
    published: Published, client: FlaskClient, visitor: Visitor
) -> None:
    page = visitor.get("/publisher/parker")
    assert "Bathing sites" in page.text
    rdf = client.get("/publisher/parker.ttl")
    graph = dcat.parse(rdf.data, "ttl")
    (contact,) = [str(one) for one in graph.subjects() if "#contact-" in str(one)][:1]
    assert f'id="{contact.partition("#")[2]}"' in page.text
    assert f"<{BASE}/publisher/parker.ttl>" in page.headers["Link"]
    assert visitor.get("/publisher/nobody").status_code == 404
    assert visitor.get("/publisher/parker.pdf").status_code == 404


def test_an_earlier_version_stays_with_its_own_downloads(
    office: Office, published: Published, visitor: Visitor
) -> None:
    file = published.file
    assert "Earlier versions" not in words(visitor.get("/dataset/badplatser"))
    office.update(file, MORE)
    page = visitor.get("/dataset/badplatser")
    assert "3 rows" in words(page)
    assert "Earlier versions" in words(page)
    old = page.text.split("/versions/")[1][:16]
    assert visitor.get(f"/versions/{old}/original").data == CSV
    assert visitor.get(f"/files/{file}/original").data == MORE
    explored = visitor.get(f"/dataset/badplatser/files/{file}?version={old}")
    assert "You are looking at version 1" in words(explored)
    assert "Surtesjön" not in explored.text


def test_a_draft_is_nowhere_for_those_outside_and_in_the_workspace_for_its_editor(
    office: Office, client: FlaskClient, visitor: Visitor
) -> None:
    file = office.draft()
    hidden = ["/dataset/badplatser", "/dataset/badplatser.ttl", f"/dataset/badplatser/files/{file}"]
    hidden += [f"/distribution/{file}-csv", f"/data-service/{file}"]
    for person in (None, "outsider@example.org"):
        if person:
            visitor.sign_in(person, PASSWORD)
        for address in hidden:
            draft, nothing = visitor.get(address), visitor.get(address.replace("badplatser", "x").replace(file, "y"))
            assert draft.status_code == nothing.status_code == 404, address
        for address in ("/", "/datasets", "/publisher/parker", "/sitemap.xml", "/llms.txt"):
            assert "badplatser" not in visitor.get(address).text.lower()
    editor = Visitor(client.application.test_client())
    editor.sign_in("editor@example.org", PASSWORD)
    assert editor.get("/dataset/badplatser").location == "/workspace/datasets/badplatser"


def test_what_is_withdrawn_says_so_at_its_address(
    office: Office, published: Published, client: FlaskClient, visitor: Visitor
) -> None:
    file = published.file
    office.withdraw("badplatser")
    for address in ("/dataset/badplatser", f"/dataset/badplatser/files/{file}", f"/distribution/{file}-csv"):
        answer = visitor.get(address)
        assert answer.status_code == 410
        assert "withdrawn" in words(answer)
    assert client.get("/dataset/badplatser.ttl").mimetype == "application/problem+json"
    assert "Bathing sites" not in visitor.get("/datasets").text


def test_what_publishers_write_stays_text(office: Office, visitor: Visitor) -> None:
    evil = '<script>alert("å")</script>'
    file = office.publish(content=f"Namn\n{evil}\n".encode(), title={"sv": evil}, description={"sv": evil})
    for address in ("/", "/datasets", "/dataset/badplatser", f"/dataset/badplatser/files/{file}", "/publisher/parker"):
        page = visitor.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
    assert visitor.get("/sitemap.xml").mimetype == "application/xml"


def test_crawlers_and_language_models_find_their_way(published: Published, client: FlaskClient) -> None:
    assert f"Sitemap: {BASE}/sitemap.xml" in client.get("/robots.txt").text
    assert f"<loc>{BASE}/dataset/badplatser</loc>" in client.get("/sitemap.xml").text
    told = client.get("/llms.txt").text
    assert f"[Bathing sites]({BASE}/dataset/badplatser)" in told
    assert f"{BASE}/api/v1/datasets" in told
    assert f"{BASE}/mcp" in told


def test_no_page_has_script_or_style_within_it_and_only_the_reading_page_may_style_elements(
    published: Published, visitor: Visitor
) -> None:
    file = published.file
    pages = ["/", "/datasets", "/publishers", "/publisher/parker", "/dataset/badplatser", "/accessibility"]
    for address in [*pages, f"/dataset/badplatser/files/{file}", "/api/docs", "/nothing"]:
        page = visitor.get(address)
        assert " style=" not in page.text
        assert "<script>" not in page.text
        assert ("unsafe-inline" in page.headers["Content-Security-Policy"]) == (address == "/api/docs")
        assert "private" in page.headers["Cache-Control"], "it has been asked for with a cookie"


def test_the_page_that_a_problem_points_to_tells_what_its_code_means(visitor: Visitor, people: People) -> None:
    problem = visitor.client.get("/api/v1/datasets/nothing").get_json()
    page = visitor.get("/api/docs")
    assert f'id="{problem["type"].partition("#")[2]}"' in page.text
    assert "/api/v1/openapi.json" in page.text


def test_the_accessibility_statement_names_somebody_to_write_to(visitor: Visitor, people: People) -> None:
    page = words(visitor.get("/accessibility"))
    assert "parker@example.org" in page
    assert "2018:1937" in page


def test_a_mistaken_address_gets_a_page_with_a_way_on(visitor: Visitor) -> None:
    answer = visitor.get("/nothing")
    assert answer.status_code == 404
    assert 'action="/datasets"' in answer.text


def test_the_quality_of_metadata_is_told_of_a_dataset_and_of_its_publisher(
    published: Published, client: FlaskClient
) -> None:
    for address in ("/dataset/badplatser", "/publisher/parker"):
        assert "av 405 poäng" in client.get(f"{address}?lang=sv").text, address
        assert "of 405 points" in client.get(f"{address}?lang=en").text, address
