import json
import random
import time
import xml.etree.ElementTree as ET

import pytest
from rdflib import BNode, Literal, URIRef

from opendata import dcat
from opendata.dcat.iris import PREFIXES, expand
from opendata.errors import Invalid

IRI = "https://data.example.se/dataset/d"
HOSTILE = [
    'Citat " \' och <b>taggar</b> & "mer" ]]> </rdf:RDF> -->',
    "rad ett\nrad två\r\nrad tre\rslut\ttabb",
    "omvänt snedstreck \\ \\n \\u0041 \\",
    "  blanksteg runtom  ",
    "emoji 👩‍👩‍👧 🇸🇪 och 𝒳",
    "höger till vänster \u202eabc\u202c \u200f עברית العربية",
    "radskiljare \u2028 \u2029 \x85 \x7f \x9f",
    "\ufeffbom och \u00ad mjukt bindestreck",
    '""" trippel \'\'\' """',
    "&#13; &amp; {{7*7}} ${x} @sv ^^<x> # kommentar .",
    "e\u0301 och \u00e9 är inte samma tecken",
]


def text(catalogue, suffix):
    return dcat.serialise(catalogue, suffix)


@pytest.mark.parametrize("suffix", dcat.FORMATS)
def test_what_is_written_reads_back_as_the_same_graph(catalogue, suffix):
    assert set(dcat.parse(text(catalogue, suffix), suffix)) == set(catalogue)


@pytest.mark.parametrize("suffix", dcat.FORMATS)
@pytest.mark.parametrize(
    "name", ["http://entryscape.com/terms/psi", "urn:x-meta:colour", "https://a.se/?x=1&y", "http://a.se/9a.b-c"]
)
def test_a_property_without_a_prefix_of_ours_is_written_too(suffix, name):
    graph = dcat.Graph()
    for value in (Literal("blå", lang="sv"), Literal("2026-01-01", datatype=expand("xsd:date")), URIRef(IRI)):
        graph.add((URIRef(IRI), URIRef(name), value))
    assert set(dcat.parse(text(graph, suffix), suffix)) == set(graph)


def test_a_property_that_xml_has_no_way_to_spell_is_refused():
    graph = dcat.Graph()
    graph.add((URIRef(IRI), URIRef("http://example.se/1"), Literal("x")))
    with pytest.raises(Invalid, match="prefix_unknown"):
        text(graph, "rdf")


@pytest.mark.parametrize("suffix", dcat.FORMATS)
def test_the_same_content_gives_the_same_bytes(catalogue, suffix):
    triples = list(catalogue)
    random.Random(1).shuffle(triples)
    other = dcat.Graph()
    for triple in triples:
        other.add(triple)
    assert text(other, suffix) == text(catalogue, suffix)


@pytest.mark.parametrize("suffix", dcat.FORMATS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_survives(suffix, hostile):
    graph = dcat.Graph()
    dcat.describe(graph, "Dataset", IRI, {"title": {"sv": hostile}, "identifier": hostile})
    read = dcat.parse(text(graph, suffix).encode("utf-8"), suffix)
    assert set(read) == set(graph)
    assert str(read.value(URIRef(IRI), expand("dcterms:identifier"))) == hostile


@pytest.mark.parametrize("suffix", dcat.FORMATS)
@pytest.mark.parametrize(
    "iri",
    [
        "https://data.example.se",
        "https://data.example.se/a/../b?c=d&e='f'#g",
        "https://räksmörgås.se/åäö/𝒳",
        "https://data.example.se/#",
        "https://data.example.se/?",
        "urn:uuid:5a0b0a5e-0000-4000-8000-000000000001",
        "http://www.w3.org/ns/dcat#Dataset",
    ],
)
def test_an_iri_is_never_rewritten(suffix, iri):
    graph = dcat.Graph()
    dcat.describe(graph, "DataService", iri, {"endpoint_url": iri})
    assert set(dcat.parse(text(graph, suffix), suffix)) == set(graph)


@pytest.mark.parametrize("suffix", dcat.FORMATS)
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Literal("noll\x00"), "text_broken"),
        (Literal("halv \ud83d", lang="sv"), "text_broken"),
        (URIRef("https://data.example.se/a b"), "iri_broken"),
        (URIRef("https://data.example.se/>"), "iri_broken"),
        (BNode("nobody"), "blank_node"),
    ],
)
def test_what_no_format_can_carry_is_refused_even_if_it_is_already_in_a_graph(suffix, value, code):
    graph = dcat.Graph()
    graph.add((URIRef(IRI), expand("dcterms:relation"), value))
    with pytest.raises(Invalid, match=code):
        dcat.block(graph, suffix)


def datasets(count):
    for number in range(count):
        graph = dcat.Graph()
        iri = f"{IRI}{number}"
        values = {"title": {"sv": f"Nummer {number} <&>"}, "theme": ["ENVI"], "distribution": [
            (f"{iri}/csv", {"access_url": f"{iri}.csv", "format": "csv", "license": "CC0-1.0", "byte_size": number})
        ]}  # fmt: skip
        dcat.describe(graph, "Dataset", iri, values)
        yield graph


@pytest.mark.parametrize("suffix", dcat.FORMATS)
def test_two_hundred_blocks_make_one_document_that_is_the_union_of_them(suffix):
    graphs = list(datasets(200))
    whole = "".join(dcat.document((dcat.block(graph, suffix) for graph in graphs), suffix))
    assert set(dcat.parse(whole, suffix)) == {triple for graph in graphs for triple in graph}


def test_the_xml_declares_every_prefix_once_in_its_root_and_only_there():
    blocks = [dcat.block(graph, "rdf") for graph in datasets(3)]
    whole = "".join(dcat.document(blocks, "rdf"))
    assert ET.fromstring(whole).tag == f"{{{PREFIXES['rdf']}}}RDF"
    assert whole.count("xmlns:") == len(PREFIXES)
    assert "xmlns" not in "".join(blocks)


def test_the_json_is_one_context_and_a_flat_graph():
    whole = json.loads("".join(dcat.document([dcat.block(graph, "jsonld") for graph in datasets(3)], "jsonld")))
    assert whole.keys() == {"@context", "@graph"}
    first = whole["@graph"][0]
    assert first["@id"].startswith("http")
    dataset = next(node for node in whole["@graph"] if node["@id"] == f"{IRI}0")
    assert dataset["@type"] == ["dcat:Dataset"]
    assert dataset["dcterms:title"] == [{"@language": "sv", "@value": "Nummer 0 <&>"}]
    csv = next(node for node in whole["@graph"] if node["@id"] == f"{IRI}0/csv")
    assert csv["dcat:byteSize"] == [{"@type": "xsd:nonNegativeInteger", "@value": "0"}]


@pytest.mark.parametrize("suffix", dcat.FORMATS)
def test_a_document_of_nothing_is_still_a_document(suffix):
    assert len(dcat.parse("".join(dcat.document([], suffix)), suffix)) == 0
    assert len(dcat.parse("".join(dcat.document(["", ""], suffix)), suffix)) == 0


def test_the_lines_of_n_triples_are_sorted(catalogue):
    lines = text(catalogue, "nt").splitlines()
    assert lines == sorted(lines)


@pytest.mark.parametrize("suffix", dcat.FORMATS)
def test_a_thousand_blocks_are_put_together_in_no_time(suffix):
    stored = [dcat.block(next(iter(datasets(1))), suffix)] * 1000
    start = time.perf_counter()
    assert "".join(dcat.document(stored, suffix))
    assert time.perf_counter() - start < 0.5


def test_other_names_of_a_format_mean_the_same():
    assert dcat.canonical("xml") == "rdf"
    assert dcat.canonical("turtle") == "ttl"
    with pytest.raises(Invalid, match="format_unknown"):
        dcat.canonical("pdf")


@pytest.mark.parametrize(
    ("suffix", "broken"),
    [("rdf", "<rdf:RDF"), ("ttl", "<a> <b>"), ("jsonld", "{"), ("nt", "hej"), ("rdf", b"\xff\xfe\x00")],
)
def test_what_is_not_rdf_is_refused(suffix, broken):
    with pytest.raises(Invalid, match="rdf_unreadable"):
        dcat.parse(broken, suffix)


@pytest.mark.parametrize(
    "context", ['"https://example.org/c"', '["https://example.org/c"]', '{"@import": "file:///c"}']
)
def test_reading_json_never_fetches_a_context(context):
    nested = f'{{"@graph": [{{"@id": "{IRI}", "x": {{"@context": {context}}}}}]}}'
    for document in (f'{{"@context": {context}, "@id": "{IRI}"}}', nested):
        with pytest.raises(Invalid, match="context_elsewhere"):
            dcat.parse(document, "jsonld")
