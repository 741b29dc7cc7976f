import gzip

import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, Namespace, URIRef

from opendata import dcat
from tests.conftest import People
from tests.web.conftest import Published
from tests.web.portal.office import Office as Publishing

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
TYPES = {
    "rdf": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/rdf+xml"),
        ("*/*", "application/rdf+xml"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/xml", "application/rdf+xml"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html,application/xhtml+xml", "application/rdf+xml"),
        ("image/png", "application/rdf+xml"),
    ],
)
def test_the_catalog_comes_in_the_form_that_is_preferred(
    client: FlaskClient, published: Published, accept: str, media_type: str
) -> None:
    answer = client.get("/catalog", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("suffix", TYPES)
def test_a_suffix_counts_before_what_is_accepted(client: FlaskClient, published: Published, suffix: str) -> None:
    for base in ("/catalog", "/dataset/badplatser", "/publisher/parker"):
        answer = client.get(f"{base}.{suffix}", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.mimetype) == (200, TYPES[suffix]), base
        assert len(dcat.parse(answer.data, suffix)) > 0


@pytest.mark.parametrize("address", ["/catalog", "/catalog.ttl", "/datasets/dcat", "/dataset/badplatser.rdf"])
def test_head_says_what_get_would_give(client: FlaskClient, published: Published, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Last-Modified"):
        assert head.headers.get(name) == got.headers.get(name)


def test_the_same_catalog_is_not_sent_twice_and_a_changed_one_is(
    client: FlaskClient, people: People, published: Published
) -> None:
    first = client.get("/catalog.ttl")
    for known in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get("/catalog.ttl", headers=known)
        assert (again.status_code, again.data) == (304, b"")
    assert client.get("/catalog.nt").headers["ETag"] != first.headers["ETag"]
    client.patch("/api/v1/datasets/badplatser", json={"title": {"sv": "Nytt"}}, headers=people.editor.headers)
    changed = client.get("/catalog.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "Nytt" in changed.text


def test_a_form_that_does_not_exist_is_not_found(client: FlaskClient, published: Published) -> None:
    for suffix in ("exe", "", "csv", "TTL"):
        assert client.get(f"/catalog.{suffix}").status_code == 404


def test_the_address_of_a_dataset_is_a_page_for_people_and_rdf_for_programs(
    client: FlaskClient, published: Published
) -> None:
    page = client.get("/dataset/badplatser", headers={"Accept": "text/html,*/*;q=0.8"})
    graph = client.get("/dataset/badplatser", headers={"Accept": "text/turtle"})
    assert page.mimetype == "text/html"
    assert graph.mimetype == "text/turtle"
    assert "Accept" in page.headers["Vary"]
    assert "Accept" in graph.headers["Vary"]


def test_every_address_in_the_catalog_answers(client: FlaskClient, published: Published) -> None:
    base = "http://data.example.se"
    graph = dcat.parse(client.get("/catalog.nt").data, "nt")
    ours = {str(node).partition("#")[0] for triple in graph for node in triple if str(node).startswith(base)}
    assert len(ours) > 8
    for address in sorted(ours):
        answer = client.get(address.removeprefix(base) or "/", headers={"Accept": "*/*"})
        while answer.status_code == 303:
            assert answer.location.startswith(("/", base))
            answer = client.get(answer.location.removeprefix(base), headers={"Accept": "*/*"})
        assert answer.status_code == 200, address


def test_what_was_withdrawn_is_gone_for_programs_too(
    client: FlaskClient, publishing: Publishing, published: Published
) -> None:
    publishing.withdraw("badplatser")
    for address in ("/dataset/badplatser", "/dataset/badplatser.ttl", f"/data-service/{published.file}"):
        assert client.get(address, headers={"Accept": "text/turtle"}).status_code == 410, address


def test_a_draft_is_not_in_the_catalog_and_its_rdf_is_not_found(client: FlaskClient, publishing: Publishing) -> None:
    publishing.draft("hemlig")
    assert "hemlig" not in client.get("/catalog.nt").text
    for suffix in TYPES:
        assert client.get(f"/dataset/hemlig.{suffix}").status_code == 404


def test_an_empty_catalog_is_a_catalog_in_every_form(client: FlaskClient) -> None:
    for suffix in TYPES:
        answer = client.get(f"/catalog.{suffix}")
        assert answer.status_code == 200
        dcat.parse(answer.data, suffix)


def test_the_length_that_is_told_is_the_length_that_comes(client: FlaskClient, published: Published) -> None:
    for address in ("/catalog.rdf", "/catalog.nt", "/publisher/parker.ttl"):
        got = client.get(address)
        assert got.content_length == len(got.data) > 0
        assert client.head(address).content_length == len(got.data)


def test_the_catalog_is_sent_as_gzip_to_those_who_take_it_and_is_the_same(
    client: FlaskClient, published: Published
) -> None:
    for suffix in TYPES:
        plain = client.get(f"/catalog.{suffix}")
        zipped = client.get(f"/catalog.{suffix}", headers={"Accept-Encoding": "gzip"})
        assert (plain.content_encoding, zipped.content_encoding) == (None, "gzip")
        assert gzip.decompress(zipped.data) == plain.data
        assert plain.content_length == len(plain.data)
        assert zipped.content_length == len(zipped.data) < len(plain.data)
        assert plain.headers["ETag"] != zipped.headers["ETag"]
        assert "Accept-Encoding" in zipped.headers["Vary"]


def test_a_part_of_the_catalog_can_be_asked_for(client: FlaskClient, published: Published) -> None:
    whole = client.get("/catalog.ttl").data
    middle = client.get("/catalog.ttl", headers={"Range": "bytes=100-2099", "Accept-Encoding": "gzip"})
    assert (middle.status_code, middle.data) == (206, whole[100:2100])
    assert middle.headers["Content-Range"] == f"bytes 100-2099/{len(whole)}"
    beyond = client.get("/catalog.ttl", headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_the_european_flavour_says_formats_as_file_types(client: FlaskClient, published: Published) -> None:
    swedish, european = (client.get(f"/catalog.nt{query}").text for query in ("", "?profile=dcat-ap"))
    assert client.get("/catalog.nt?profile=dcat-ap-se").text == swedish
    assert '<http://purl.org/dc/terms/format> "text/csv"' in swedish
    assert (
        "<http://purl.org/dc/terms/format> <http://publications.europa.eu/resource/authority/file-type/CSV>" in european
    )
    assert '<http://purl.org/dc/terms/format> "' not in european
    wrong = client.get("/catalog?profile=dcat")
    assert (wrong.status_code, wrong.mimetype) == (400, "application/problem+json")


def test_what_happened_since_is_told_once(
    client: FlaskClient, people: People, publishing: Publishing, published: Published
) -> None:
    first = client.get("/catalog/changes").json
    assert {(one["type"], one["change"]) for one in first["data"]} == {("dataset", "added"), ("publisher", "added")}
    following = first["links"]["next"].removeprefix("http://data.example.se")
    assert client.get(following).json["data"] == []
    client.patch("/api/v1/datasets/badplatser", json={"title": {"sv": "Nytt"}}, headers=people.editor.headers)
    changed = client.get(following).json["data"]
    assert [(one["iri"], one["change"]) for one in changed] == [
        ("http://data.example.se/dataset/badplatser", "changed")
    ]
    publishing.withdraw("badplatser")
    assert {(one["type"], one["change"]) for one in client.get(following).json["data"]} == {
        ("dataset", "withdrawn"),
        ("publisher", "withdrawn"),
    }


def test_what_happened_is_not_told_twice_to_those_who_have_it(
    client: FlaskClient, people: People, published: Published
) -> None:
    first = client.get("/catalog/changes")
    assert first.last_modified
    for given in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        again = client.get("/catalog/changes", headers=given)
        assert (again.status_code, again.data) == (304, b"")
    client.patch("/api/v1/datasets/badplatser", json={"title": {"sv": "Nytt"}}, headers=people.editor.headers)
    assert client.get("/catalog/changes", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_publishers_document_is_as_old_as_what_it_says(client: FlaskClient, published: Published) -> None:
    moments = {entry["type"]: entry["at"] for entry in client.get("/catalog/changes").json["data"]}
    modified = client.get("/publisher/parker.ttl").last_modified
    assert modified.isoformat()[:19] == moments["publisher"][:19]
    assert client.get("/publisher/skolor.ttl").last_modified is None


@pytest.mark.parametrize(
    "path", ["/catalog.rdf?page=99", "/catalog/changes?since=x", "/sparql?query=x", "/catalog.zip"]
)
def test_a_harvester_is_told_its_mistakes_as_a_program_and_a_person_as_a_person(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "*/*"}).mimetype == "application/problem+json"
    assert client.get(path, headers={"Accept": "text/html,*/*;q=0.8"}).mimetype == "text/html"


def test_the_catalog_takes_nothing(client: FlaskClient) -> None:
    answer = client.post("/catalog", data=b"<rdf/>")
    assert (answer.status_code, answer.allow.as_set()) == (405, {"get", "head", "options"})


@pytest.mark.parametrize("path", ["/catalog.rdf", "/datasets/dcat", "/catalog/changes", "/publisher/parker.ttl"])
def test_pages_elsewhere_may_read_it(client: FlaskClient, published: Published, path: str) -> None:
    assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_a_moment_that_is_none_is_refused(client: FlaskClient) -> None:
    answer = client.get("/catalog/changes?since=yesterday")
    assert (answer.status_code, answer.json["code"]) == (400, "moment_unusable")


def test_the_catalog_comes_in_pages_to_those_who_ask(client: FlaskClient, publishing: Publishing) -> None:
    for number in range(3):
        publishing.publish(f"mangd-{number}")
    seen: list[str] = []
    address = "/catalog.ttl?profile=dcat-ap&page=1&per_page=2"
    while address:
        graph = dcat.parse(client.get(address).data, "ttl")
        catalog = URIRef("http://data.example.se/catalog")
        seen += [str(dataset) for dataset in graph.objects(catalog, DCAT.dataset)]
        view = graph.value(catalog, HYDRA.view)
        assert str(graph.value(view, HYDRA.totalItems)) == "3"
        assert graph.value(view, HYDRA.first) == graph.value(view, HYDRA.firstPage)
        address = str(graph.value(view, HYDRA.next) or "").removeprefix("http://data.example.se")
    assert sorted(seen) == [f"http://data.example.se/dataset/mangd-{number}" for number in range(3)]


@pytest.mark.parametrize(("query", "status"), [("page=2", 404), ("page=0", 400), ("page=x", 400), ("per_page=-1", 400)])
def test_a_page_that_is_none_is_refused(client: FlaskClient, published: Published, query: str, status: int) -> None:
    assert client.get(f"/catalog.rdf?{query}").status_code == status
