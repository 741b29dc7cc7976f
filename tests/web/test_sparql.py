"""SPARQL over HTTP: the protocol as clients speak it, and the page for people."""

import html
import io
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result
from werkzeug.test import TestResponse

from opendata import dcat
from opendata.web.sparql import EXAMPLES
from opendata.wiring import Platform
from tests.conftest import People
from tests.support import live
from tests.web.conftest import Published
from tests.web.portal.office import Office as Publishing

TITLES = """SELECT ?title { ?dataset a dcat:Dataset ; dcterms:title ?title . FILTER (lang(?title) = "sv") }"""
DATASET = "http://data.example.se/dataset/badplatser"
CONSTRUCT = "CONSTRUCT WHERE { ?dataset dcterms:title ?title }"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FORM = "application/x-www-form-urlencoded"


def ask(client: FlaskClient, query: str = TITLES, accept: str = "", **more: str) -> TestResponse:
    answer: TestResponse = client.get("/sparql", query_string={"query": query, **more}, headers={"Accept": accept})
    return answer


def titles(client: FlaskClient) -> list[str]:
    return [str(title) for (title,) in Result.parse(io.BytesIO(ask(client).data), format="json")]


def post(client: FlaskClient, body: str, kind: str, address: str = "/sparql") -> TestResponse:
    answer: TestResponse = client.post(address, data=body.encode(), content_type=kind)
    return answer


@pytest.mark.parametrize(
    ("accept", "solutions", "statements"),
    [
        ("", "json", "ttl"),
        ("*/*", "json", "ttl"),
        ("application/sparql-results+json", "json", "ttl"),
        ("application/sparql-results+xml", "xml", "ttl"),
        ("application/json", "json", "jsonld"),
        ("application/xml", "xml", "rdf"),
        ("text/csv", "csv", "ttl"),
        ("text/tab-separated-values, text/csv;q=0.5", "tsv", "ttl"),
        ("application/n-triples, application/rdf+xml;q=0.9", "json", "nt"),
        ("application/rdf+xml, application/sparql-results+xml", "xml", "rdf"),
        ("application/ld+json", "json", "jsonld"),
        ("image/png", "json", "ttl"),
    ],
)
def test_an_answer_comes_in_the_form_that_is_preferred(
    client: FlaskClient, published: Published, accept: str, solutions: str, statements: str
) -> None:
    answer = ask(client, accept=accept)
    assert (answer.status_code, answer.mimetype) == (200, dcat.SOLUTIONS[solutions])
    (row,) = Result.parse(io.BytesIO(answer.data), format=solutions)
    assert str(row[0]) == "Badplatser"
    answer = ask(client, CONSTRUCT, accept)
    assert (answer.status_code, answer.mimetype) == (200, dcat.FORMATS[statements])
    assert len(dcat.parse(answer.data, statements)) >= 2
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("form", dcat.SOLUTIONS)
def test_a_format_that_is_asked_for_counts_before_what_is_accepted(
    client: FlaskClient, published: Published, form: str
) -> None:
    answer = client.get("/sparql", query_string={"query": TITLES, "format": form}, headers=BROWSER)
    assert answer.mimetype == dcat.SOLUTIONS[form]


def test_get_and_both_kinds_of_post_give_the_same(client: FlaskClient, published: Published) -> None:
    query = TITLES + " # å 😀"
    got = ask(client, query)
    assert got.status_code == 200
    assert post(client, urlencode({"query": query}), FORM).data == got.data
    assert post(client, query, "application/sparql-query").data == got.data
    assert post(client, query, "application/sparql-query; charset=utf-8").data == got.data


def test_head_says_what_get_would_give(client: FlaskClient, published: Published) -> None:
    got, head = ask(client), client.head("/sparql", query_string={"query": TITLES})
    assert (head.status_code, head.data, head.content_length) == (200, b"", got.content_length)
    assert head.mimetype == got.mimetype


def test_a_graph_can_be_chosen_in_every_kind_of_request(client: FlaskClient, published: Published) -> None:
    chosen = {"default-graph-uri": DATASET}
    query = "SELECT (COUNT(*) AS ?n) { ?publisher a foaf:Agent }"
    everything, one = (json.loads(ask(client, query, **more).data) for more in ({}, chosen))
    assert everything["results"]["bindings"][0]["n"]["value"] == "1"
    assert one["results"]["bindings"][0]["n"]["value"] == "0"
    assert post(client, urlencode({"query": query, **chosen}), FORM).get_json(force=True) == one
    direct = post(client, query, "application/sparql-query", f"/sparql?{urlencode(chosen)}")
    assert direct.get_json(force=True) == one


def test_each_dataset_and_publisher_is_a_graph_and_the_catalog_too(client: FlaskClient, published: Published) -> None:
    found = json.loads(ask(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").data)
    graphs = {row["g"]["value"] for row in found["results"]["bindings"]}
    assert graphs == {DATASET, "http://data.example.se/publisher/parker", "http://data.example.se/catalog"}


def whole(client: FlaskClient) -> set[str]:
    return set(ask(client, "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples").text.splitlines())


def catalog(client: FlaskClient) -> set[str]:
    """pyoxigraph keeps the kinds of integer as one."""
    return set(client.get("/catalog.nt").text.replace("#nonNegativeInteger>", "#integer>").splitlines())


def test_it_holds_exactly_what_the_catalog_says(client: FlaskClient, published: Published) -> None:
    assert whole(client) == catalog(client)


def test_a_changed_dataset_changes_the_answer_and_a_withdrawn_one_leaves_it(
    client: FlaskClient, people: People, publishing: Publishing, published: Published
) -> None:
    assert titles(client) == ["Badplatser"]
    client.patch("/api/v1/datasets/badplatser", json={"title": {"sv": "Nytt"}}, headers=people.editor.headers)
    assert titles(client) == ["Nytt"]
    publishing.publish("parker-2", title={"sv": "Parker"})
    assert sorted(titles(client)) == ["Nytt", "Parker"]
    publishing.withdraw("badplatser")
    assert titles(client) == ["Parker"]
    publishing.withdraw("parker-2")
    assert titles(client) == []
    assert whole(client) == catalog(client)


def test_a_draft_cannot_be_asked_about(client: FlaskClient, publishing: Publishing) -> None:
    publishing.draft("hemlig")
    assert titles(client) == []
    assert b"hemlig" not in ask(client, "CONSTRUCT WHERE { ?s ?p ?o }").data


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT * { ?s ?p }", "sparql_unreadable"),
        ("CLEAR ALL", "sparql_read_only"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "sparql_federated"),
        ("ASK {}".ljust(20_001), "sparql_too_long"),
        ("SELECT * { " + "{" * 3000 + "}" * 3000 + " }", "sparql_too_large"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "sparql_answer_too_large"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_why(
    client: FlaskClient, published: Published, query: str, code: str
) -> None:
    answer = post(client, query, "application/sparql-query")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    problem = answer.get_json()
    assert problem["code"] == code
    assert problem["detail"]
    assert titles(client) == ["Badplatser"]


def test_a_question_has_so_many_seconds(client: FlaskClient, published: Published) -> None:
    platform: Platform = client.application.extensions["platform"]
    endless = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(9)) + " }"
    client.application.extensions["platform"] = replace(platform, graphs=(hurried := dcat.GraphStore(seconds=1)))
    answer = ask(client, endless)
    hurried.close()
    assert (answer.status_code, answer.get_json()["code"]) == (400, "sparql_too_slow")
    assert "1 sekunder" in answer.get_json()["detail"]


def test_who_asks_while_another_asks_is_told_when_to_come_back(client: FlaskClient, published: Published) -> None:
    graphs: Any = client.application.extensions["platform"].graphs
    with graphs.turn():
        answer = ask(client)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "sparql_busy")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_request_has_exactly_one_query(client: FlaskClient) -> None:
    none, two = client.get("/sparql"), client.get("/sparql?query=ASK{}&query=ASK{}")
    for answer in (none, two, post(client, "", FORM), post(client, "", FORM, "/sparql?query=ASK{}")):
        assert (answer.status_code, answer.get_json()["code"]) == (400, "sparql_query_missing")


def test_updates_are_refused_in_either_kind_of_post(client: FlaskClient, published: Published) -> None:
    for answer in (post(client, "CLEAR ALL", "application/sparql-update"), post(client, "update=CLEAR+ALL", FORM)):
        assert (answer.status_code, answer.get_json()["code"]) == (400, "sparql_read_only")
    assert titles(client) == ["Badplatser"]


def test_another_kind_of_body_is_not_taken(client: FlaskClient) -> None:
    assert post(client, "{}", "application/json").status_code == 415


def test_other_sites_may_ask_by_get_and_by_post(client: FlaskClient, published: Published) -> None:
    for answer in (ask(client), ask(client, "nonsense"), post(client, TITLES, "application/sparql-query")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/sparql", headers={"Access-Control-Request-Method": "POST"})
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in asked.headers["Access-Control-Allow-Headers"]
    elsewhere = client.options("/catalog")
    assert "POST" not in elsewhere.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in client.post("/login").headers


def test_rdflib_asks_as_it_asks_any_endpoint(platform: Platform, published: Published) -> None:
    with live.start(platform) as address:
        for method in ("GET", "POST", "POST_FORM"):
            remote = Graph(SPARQLStore(f"{address}/sparql", method=method))
            found = remote.query(f"SELECT ?title {{ <{DATASET}> <http://purl.org/dc/terms/title> ?title }}")
            assert {str(row[0]) for row in found} == {"Badplatser", "Bathing sites"}
            assert (URIRef(DATASET), None, None) in remote


def test_the_page_asks_nothing_by_itself_and_offers_examples(client: FlaskClient, published: Published) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert page.text.count("/sparql?query=") == len(EXAMPLES)
    assert "<table" not in page.text
    assert "Accept" in page.headers["Vary"]
    assert "Ask the catalog" in client.get("/sparql?lang=en", headers=BROWSER).text


def test_every_example_has_an_answer_on_the_page(client: FlaskClient, published: Published) -> None:
    page = client.get("/sparql", headers=BROWSER)
    for address in re.findall(r'href="(/sparql\?query=[^"]*)"', page.text):
        answer = client.get(html.unescape(address), headers=BROWSER)
        assert answer.status_code == 200
        assert "badplatser" in answer.text or "CSV" in answer.text
        (one, *_more) = re.findall(r'href="(/sparql\?query=[^"]*format=[^"]*)"', answer.text)
        assert client.get(html.unescape(one), headers=BROWSER).status_code == 200


def test_the_page_shows_solutions_as_a_table_statements_as_turtle_and_yes(
    client: FlaskClient, published: Published
) -> None:
    table = client.get(f"/sparql?query={quote(TITLES)}", headers=BROWSER).text
    assert re.search(r"<td[^>]*>Badplatser\s*</td>", table)
    assert "1 rad<" in table
    assert "dcterms:title" in client.get(f"/sparql?query={quote(CONSTRUCT)}", headers=BROWSER).text
    assert "<strong>Ja</strong>" in client.get("/sparql?query=ASK{}", headers=BROWSER).text


def test_the_page_says_what_is_wrong_and_keeps_the_query(client: FlaskClient, published: Published) -> None:
    query = 'SELECT * { ?s ?p "</textarea>" '
    page = client.get(f"/sparql?query={quote(query)}", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert html.escape(query) in page.text.replace("&#34;", "&quot;")
    assert "rad 1, tecken" in page.text
    assert 'aria-invalid="true"' in page.text


def test_the_table_shows_so_many_rows_and_says_how_many_there_are(client: FlaskClient, published: Published) -> None:
    many = "SELECT ?a ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 1234"
    page = client.get(f"/sparql?query={quote(many)}&lang=en", headers=BROWSER).text
    assert page.count("<tr>") == 1 + 1000
    assert "1,234 rows. The first 1,000 are shown." in page
