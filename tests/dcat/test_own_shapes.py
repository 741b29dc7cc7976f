"""Our own SHACL for DCAT-AP-SE, which is written from the table."""

from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from opendata import dcat
from opendata.dcat.iris import expand, shorten
from opendata.dcat.profile import CLASSES, TYPES
from opendata.dcat.shapes import FILE, shapes

from .conftest import DATASET, described

EXAMPLES = Path(__file__).parents[3] / "shared" / "examples"
MANDATORY = [
    pytest.param(kind, row, id=f"{kind}.{row.name}")
    for kind, rows in CLASSES.items()
    for row in rows
    if row.obligation == "mandatory" and row.only != "eu" and row.name != "kind"
]
RECOMMENDED = [
    pytest.param(kind, row, id=f"{kind}.{row.name}")
    for kind in ("Catalog", "Dataset", "Distribution", "DataService", "Agent")
    for row in CLASSES[kind]
    if row.obligation == "recommended"
]


@cache
def parsed() -> Graph:
    return Graph().parse(FILE)


def by_severity(graph):
    """(short path, focus) of every violation, then of every warning; the path is None where a shape asks for
    several."""
    _, report, _ = validate(graph, shacl_graph=parsed(), do_owl_imports=False)
    for severity in (SH.Violation, SH.Warning):
        yield {
            (path and shorten(str(path)), str(report.value(result, SH.focusNode)))
            for result in report.subjects(SH.resultSeverity, severity)
            for path in [report.value(result, SH.resultPath)]
        }


def results(graph):
    """Of the violations alone."""
    return next(by_severity(graph))


@pytest.fixture(scope="module")
def whole():
    """Written once; every test gives back what it takes away."""
    return described("se")


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples lie beside the repository and are not here")
def test_a_catalogue_that_passes_the_national_validator_conforms():
    assert results(Graph().parse(EXAMPLES / "own_golden_dcat-ap-se_3.0.1.ttl")) == set()


def some(graph, kind):
    return min(graph.subjects(RDF.type, expand(TYPES[kind][0])))


def test_the_file_is_what_the_table_says():
    assert FILE.read_text(encoding="utf-8") == shapes(), "run `make reference`"


def test_a_catalogue_of_our_own_conforms_and_lacks_nothing_that_is_recommended(whole):
    assert list(by_severity(whole)) == [set(), set()]


@pytest.mark.parametrize(("kind", "row"), MANDATORY)
def test_a_mandatory_property_that_is_missing_is_a_violation(kind, row):
    graph = only(kind)
    subject = some(graph, kind)
    graph.remove((subject, expand(row.iri), None))
    assert (row.iri, str(subject)) in results(graph)


@pytest.mark.parametrize(("kind", "row"), RECOMMENDED)
def test_a_recommended_property_that_is_missing_is_a_warning(kind, row):
    graph = only(kind)
    subject = min(
        one for one in graph.subjects(RDF.type, expand(TYPES[kind][0])) if (one, expand(row.iri), None) in graph
    )
    graph.remove((subject, expand(row.iri), None))
    violations, warnings = by_severity(graph)
    assert str(subject) in {focus for _, focus in warnings}
    assert violations == set()


@pytest.mark.parametrize(
    ("kind", "predicate", "value"),
    [
        ("Dataset", "dcterms:title", Literal("Utan språk")),
        ("Dataset", "dcterms:publisher", URIRef("https://example.se/en-till")),
        ("Dataset", "dcterms:issued", Literal("2024-01-15")),
        ("Dataset", "dcterms:issued", Literal("2024-01", datatype=expand("xsd:gYearMonth"))),
        ("Dataset", "dcat:landingPage", Literal("https://example.se/")),
        ("Dataset", "dcat:landingPage", URIRef("ftp://example.se/")),
        ("Dataset", "dcat:theme", URIRef("http://inspire.ec.europa.eu/theme/ad")),
        ("Dataset", "dcterms:subject", URIRef("https://example.se/amne")),
        ("Dataset", "dcat:temporalResolution", Literal("1Y", datatype=expand("xsd:duration"))),
        ("Dataset", "adms:identifier", URIRef("https://example.se/id")),
        ("Dataset", "dcat:distribution", BNode("nameless")),
        ("Distribution", "dcat:accessURL", URIRef("https://example.se/en-till")),
        ("Distribution", "dcterms:format", Literal("CSV")),
        ("Distribution", "dcterms:format", URIRef("http://publications.europa.eu/x/CSV")),
        ("Distribution", "dcat:byteSize", Literal(12)),
        ("Distribution", "adms:status", URIRef("http://purl.org/adms/status/Completed")),
        ("Catalog", "dcterms:license", URIRef("https://example.se/licens")),
        ("ContactPoint", "vcard:hasEmail", Literal("a@example.se")),
        ("ContactPoint", "vcard:hasEmail", URIRef("https://example.se/")),
        ("ContactPoint", "rdf:type", expand("vcard:Kind")),
        ("Checksum", "spdx:algorithm", expand("spdx:checksumAlgorithm_sha256")),
        ("Telephone", "vcard:hasValue", URIRef("tel:växeln")),
    ],
)
def test_each_value_that_the_profile_does_not_take_is_a_violation(kind, predicate, value):
    graph = only(kind)
    subject = some(graph, kind)
    graph.add((subject, expand(predicate), value))
    assert (predicate, str(subject)) in results(graph)


@pytest.mark.parametrize("missing", ["dcatap:hvdCategory", "dcatap:applicableLegislation"])
def test_a_high_value_dataset_says_both_which_act_and_which_category(missing):
    graph = only("Dataset")
    graph.remove((URIRef(DATASET), expand(missing), None))
    assert (None, DATASET) in results(graph)


def test_a_period_that_goes_on_lacks_nothing():
    graph = only("PeriodOfTime")
    assert (None, expand("dcat:endDate"), None) in graph
    graph.remove((None, expand("dcat:endDate"), None))
    assert list(by_severity(graph)) == [set(), set()]


def test_the_check_has_the_shapes_see_what_it_saw_nothing_on(whole):
    assert dcat.check_twice(whole).findings == dcat.check(whole).findings == ()
    graph = described("se")
    graph.remove((URIRef(DATASET), expand("dcterms:title"), None))
    assert [one.code for one in dcat.check_twice(graph).findings] == [one.code for one in dcat.check(graph).findings]


def test_a_dataset_without_an_iri_is_a_violation():
    graph = Graph()
    graph.add((BNode(), RDF.type, expand("dcat:Dataset")))
    assert any(path is None for path, _ in results(graph))


def only(kind):
    """The things of a class in our catalogue, without the rest: shapes look at one thing at a time."""
    whole, graph = described("se"), Graph()
    for subject in whole.subjects(RDF.type, expand(TYPES[kind][0])):
        for triple in whole.triples((subject, None, None)):
            graph.add(triple)
    return graph
