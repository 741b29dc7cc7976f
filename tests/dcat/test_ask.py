"""Questions in SPARQL: what they answer, what they may not do, and what becomes of those that take too much."""

import io
import os
import signal
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from rdflib import Graph
from rdflib.query import Result

from opendata import dcat
from opendata.dcat.ask import MOST_CHARACTERS, Answer, GraphStore, Question
from opendata.errors import Invalid, Unreachable

TITLE = "http://purl.org/dc/terms/title"
BATHS = f'<http://x/baths> <{TITLE}> "Badplatser å 😀, med \\"citat\\" & <tecken>"@sv .\n'.encode()
MANY = "".join(f'<http://x/{number}> <{TITLE}> "Titel {number}" .\n' for number in range(400)).encode()
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
TITLES = "SELECT ?s ?title { ?s <http://purl.org/dc/terms/title> ?title }"


@pytest.fixture(scope="module")
def made() -> Iterator[GraphStore]:
    graphs = GraphStore(seconds=1, memory=64 * 2**20, most_bytes=200_000)
    yield graphs
    graphs.close()


@pytest.fixture
def graphs(made: GraphStore) -> GraphStore:
    """Two graphs that hold one statement in common."""
    with made.turn():
        for graph in sorted(made.held):
            made.remove(graph)
        made.put("http://x/baths", "1", BATHS)
        made.put("http://x/more", "1", BATHS + b'<http://x/more> <http://x/p> "1" .\n')
    return made


def ask(graphs: GraphStore, query: str, **more: Any) -> Answer:
    with graphs.turn():
        return graphs.ask(Question(query, **more))


def rows(graphs: GraphStore, query: str, **more: Any) -> list[Any]:
    return list(Result.parse(io.BytesIO(ask(graphs, query, **more).body), format="json"))


def number(graphs: GraphStore, query: str = COUNT, **more: Any) -> int:
    ((found,),) = rows(graphs, query, **more)
    return int(found)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_solutions_come_in_every_form_with_every_sign(graphs: GraphStore, form: str) -> None:
    answer = ask(graphs, TITLES, solution_form=form)
    assert (answer.form, answer.media_type) == (form, dcat.SOLUTIONS[form])
    ((subject, title),) = Result.parse(io.BytesIO(answer.body), format=form)
    assert str(subject) == "http://x/baths"
    assert str(title) == 'Badplatser å 😀, med "citat" & <tecken>'
    assert form == "csv" or title.language == "sv"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_yes_and_no_are_answers(graphs: GraphStore, form: str) -> None:
    for query, expected in (("ASK { ?s ?p ?o }", True), ("ASK { <http://nothing> ?p ?o }", False)):
        answer = ask(graphs, query, solution_form=form)
        assert Result.parse(io.BytesIO(answer.body), format=form).askAnswer is expected


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://x/baths> <http://x/more>"])
@pytest.mark.parametrize("form", dcat.FORMATS)
def test_statements_come_in_every_form_and_say_the_same(graphs: GraphStore, form: str, query: str) -> None:
    answer = ask(graphs, query, graph_form=form)
    assert (answer.form, answer.media_type) == (form, dcat.FORMATS[form])
    expected = Graph().parse(data=BATHS + b'<http://x/more> <http://x/p> "1" .\n', format="nt")
    assert dcat.parse(answer.body, form).isomorphic(expected)


def test_the_catalogs_prefixes_need_not_be_declared(graphs: GraphStore) -> None:
    assert number(graphs, "SELECT (COUNT(*) AS ?n) { ?s dcterms:title ?o }") == 1
    assert b"dcterms:title" in ask(graphs, "CONSTRUCT WHERE { ?s dcterms:title ?o }").body


def test_a_question_is_about_all_graphs_unless_it_names_some(graphs: GraphStore) -> None:
    assert number(graphs) == 2
    for of_one in (
        "FROM <http://x/baths>",
        "from <http://x/baths>",
        "FROM <http://x/baths> FROM NAMED <http://x/more>",
    ):
        assert number(graphs, COUNT.replace("{", f"{of_one} {{")) == 1
    assert number(graphs, "SELECT (COUNT(?g) AS ?n) { GRAPH ?g { ?s dcterms:title ?o } }") == 2
    named = "SELECT (COUNT(?g) AS ?n) FROM NAMED <http://x/more> { GRAPH ?g { ?s dcterms:title ?o } }"
    assert number(graphs, named) == 1


def test_the_graphs_of_the_protocol_count_before_those_of_the_query(graphs: GraphStore) -> None:
    assert number(graphs, default=["http://x/baths"]) == 1
    assert number(graphs, COUNT.replace("{", "FROM <http://x/more> {"), default=["http://x/baths"]) == 1
    assert number(graphs, named=["http://x/more"]) == 0
    every = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(graphs, every, named=["http://x/more"]) == 2
    assert number(graphs, every, default=["http://x/more"]) == 0


def test_a_graph_from_elsewhere_is_empty_and_not_fetched(graphs: GraphStore) -> None:
    assert number(graphs, COUNT.replace("{", "FROM <http://127.0.0.1:9/catalog> {")) == 0
    assert number(graphs, default=["http://127.0.0.1:9/catalog"]) == 0


@pytest.mark.parametrize(
    "words",
    [
        *("?service", "ex:load", "load:x", "<http://x/SERVICE>", "1 . #DROP\n"),
        *("'SERVICE'", "'''a 'quoted' \n LOAD'''", '"""x"""@load', '"a \\" LOAD"'),
    ],
)
def test_a_keyword_counts_only_where_it_is_one(graphs: GraphStore, words: str) -> None:
    prefixes = "PREFIX ex: <http://x/> PREFIX load: <http://x/>"
    assert number(graphs, f"{prefixes} SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o OPTIONAL {{ ?s ?p {words} }} }}") == 2


def test_a_graph_is_replaced_and_removed(graphs: GraphStore) -> None:
    with graphs.turn():
        graphs.put("http://x/more", "2", b'<http://x/new> <http://x/p> "1" .\n')
    assert graphs.held == {"http://x/baths": "1", "http://x/more": "2"}
    assert number(graphs, "SELECT (COUNT(*) AS ?n) { <http://x/new> ?p ?o }") == 1
    with graphs.turn():
        graphs.remove("http://x/more")
    assert number(graphs) == 1
    with graphs.turn():
        graphs.remove("http://x/baths")
    assert (graphs.held, number(graphs)) == ({}, 0)


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("", "1", "1"),
        ("SELECT * {\n ?s ?p }", "2", "9"),
        ("SELEKT", "1", "7"),
        ("SELECT * { ?s unknown:p ?o }", "1", None),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(
    graphs: GraphStore, query: str, line: str, column: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(graphs, query)
    facts = refused.value.facts
    assert (refused.value.code, facts["field"], facts["line"]) == ("sparql_unreadable", "query", line)
    assert column in (None, facts["column"])
    assert "SERVICE" not in facts["reason"]


def test_a_reason_is_told_where_the_parser_has_one(graphs: GraphStore) -> None:
    with pytest.raises(Invalid) as refused:
        ask(graphs, "SELECT ?a ?a { ?a ?b ?c }")
    assert refused.value.facts["reason"] == "Duplicated variable name in SELECT"


@pytest.mark.parametrize("query", ["SELECT (<http://x/f>(1) AS ?n) {}", "SELECT * { ?s ?p '\ud800' }"])
def test_what_fails_without_a_place_is_said_too(graphs: GraphStore, query: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(graphs, query)
    assert (refused.value.code, refused.value.facts["line"]) == ("sparql_unreadable", None)


@pytest.mark.parametrize(
    "update",
    [
        'INSERT DATA { <http://x> <http://x> "1" }',
        "delete where { ?s ?p ?o }",
        "PREFIX ex: <http://x/> LOAD <http://127.0.0.1:9/>",
        "CLEAR ALL",
        "DROP GRAPH <http://x/baths>",
        "MOVE <http://x/baths> TO <http://x/more>",
    ],
)
def test_updates_are_refused(graphs: GraphStore, update: str) -> None:
    with pytest.raises(Invalid, match="sparql_read_only"):
        ask(graphs, update)
    assert number(graphs) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?x ?y ?z . service ?z { ?s ?p ?o } }",
        "SELECT * {SERVICE<http://127.0.0.1:9/>{?s ?p ?o}}",
    ],
)
def test_no_other_service_is_asked(graphs: GraphStore, query: str) -> None:
    with pytest.raises(Invalid, match="sparql_federated"):
        ask(graphs, query)


def test_a_question_that_takes_too_long_is_stopped_and_the_graphs_stay(graphs: GraphStore) -> None:
    with graphs.turn():
        graphs.put("http://x/many", "1", MANY)
    with pytest.raises(Invalid) as refused:
        ask(graphs, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
    assert (refused.value.code, refused.value.facts) == ("sparql_too_slow", {"seconds": 1})
    assert len(graphs.held) == 3
    assert number(graphs) == 402


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (STRLEN(?long) AS ?n) { BIND("
        + "REPLACE(" * 8
        + "'aaaaaaaaaa'"
        + ", 'a', 'aaaaaaaaaa')" * 8
        + " AS ?long) }",
        "SELECT * { " + "{" * 3000 + "}" * 3000 + " }",
    ],
    ids=["long", "deep"],
)
def test_a_question_that_needs_too_much_memory_is_lost_alone(graphs: GraphStore, query: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(graphs, query)
    assert (refused.value.code, refused.value.facts) == ("sparql_too_large", {"memory": 64 * 2**20})
    assert number(graphs) == 2


def test_an_answer_that_is_too_long_is_refused_and_not_cut(graphs: GraphStore) -> None:
    with graphs.turn():
        graphs.put("http://x/many", "1", MANY)
    for query in ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"):
        with pytest.raises(Invalid) as refused:
            ask(graphs, query)
        assert (refused.value.code, refused.value.facts) == ("sparql_answer_too_large", {"limit": 200_000})


def test_a_query_has_a_greatest_length(graphs: GraphStore) -> None:
    assert number(graphs, COUNT.ljust(MOST_CHARACTERS)) == 2
    with pytest.raises(Invalid, match="sparql_too_long"):
        ask(graphs, COUNT.ljust(MOST_CHARACTERS + 1))


def test_who_cannot_wait_is_told_that_others_are_asking(graphs: GraphStore) -> None:
    refusals: list[str] = []

    def impatient() -> None:
        try:
            with graphs.turn(patience=0.01):
                pass
        except Unreachable as busy:
            refusals.append(busy.code)

    with graphs.turn():
        other = Thread(target=impatient)
        other.start()
        other.join()
    assert refusals == ["sparql_busy"]


def test_a_lost_process_is_told_once_and_started_again_without_graphs(graphs: GraphStore) -> None:
    with pytest.raises(Unreachable, match="sparql_busy"), graphs.turn():
        os.kill(graphs._running.pid, signal.SIGKILL)
        graphs.ask(Question(COUNT))
    assert graphs.held == {}
    assert number(graphs) == 0
