"""Catalogues of the kinds that publishers have, read; and ours, which come back as they were."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef

from opendata import dcat
from opendata.dcat.iris import expand
from opendata.dcat.read.notes import FINDINGS

from .conftest import THINGS

EXAMPLES = Path(__file__).parents[3] / "shared" / "examples"
EU = "http://publications.europa.eu/resource/authority"
PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix schema: <http://schema.org/> . @prefix : <https://example.se/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
"""

# As CKAN writes it: names for formats, an organisation and a contact without IRIs, the licence on the dataset too.
CKAN = """
:catalog a dcat:Catalog ; dct:title "Data" ; dcat:dataset :dataset/1 .
:dataset/1 a dcat:Dataset ; dct:title "Badplatser" ; dct:description "Alla" ; dct:identifier "1" ;
    dcat:keyword "bad", "strand" ; owl:versionInfo "1.0" ; dct:issued "2024-01-15T08:00:00"^^xsd:dateTime ;
    dct:modified "2024-03" ; dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dct:publisher [ a foaf:Organization ; foaf:name "Exempelkommun" ] ;
    dcat:contactPoint [ a vcard:Kind ; vcard:fn "Öppna data" ; vcard:hasEmail "data@example.se" ] ;
    dcat:distribution :resource/1, :resource/2 .
:resource/1 a dcat:Distribution ; dcat:accessURL :a.csv ; dct:format "CSV" ; dcat:byteSize "12.0"^^xsd:decimal .
:resource/2 a dcat:Distribution ; dcat:accessURL :a.zip ; dct:format "application/zip; q=1" ;
    dct:license "CC-BY-4.0" .
""".replace(":dataset/1", "<https://example.se/dataset/1>")
CKAN = CKAN.replace(":resource/1", "<https://example.se/resource/1>").replace(
    ":resource/2", "<https://example.se/resource/2>"
)

# Written by hand for DCAT-AP 1, with blank nodes throughout and old names.
BY_HAND = """
[] a dcat:Catalog ; dct:title "Katalog"@sv ; dcat:dataset [
    a dcat:Dataset ; dct:title "Luft"@sv ;
    adms:contactPoint <mailto:miljo@example.se> ; dct:publisher "Miljöförvaltningen" ;
    dct:accrualPeriodicity <http://purl.org/cld/freq/daily> ; dct:language <http://id.loc.gov/vocabulary/iso639-1/sv> ;
    dct:temporal [ schema:startDate "2014-02" ; schema:endDate "2015-02" ] ; dct:spatial "Göteborgs kommun" ;
    dct:provenance "Mätt på taket" ; dcat:landingPage "www.example.se/luft" ;
    dcat:distribution [ a dcat:Distribution ; dcat:accessURL :luft.csv, :luft.json ; dcat:downloadURL :luft.json ;
        dct:format "text/csv" ; adms:status <http://purl.org/adms/status/Completed> ;
        dcatap:availability <http://data.europa.eu/r5r/availability/stable> ] ] .
"""


def read(turtle, **options):
    return dcat.read(dcat.parse(PREFIXES + turtle, "ttl"), **options)


def only(catalogue, kind):
    (thing,) = catalogue.of(kind)
    return thing.values


def codes(catalogue):
    return {note.code for note in catalogue.notes}


@pytest.mark.parametrize("flavour", ["se", "eu"])
def test_a_catalogue_of_ours_comes_back_as_it_was(flavour):
    graph = Graph()
    for kind, iri, values in THINGS:
        dcat.describe(graph, kind, iri, values, flavour)
    again = dcat.read(graph)
    assert set(again.graph(flavour)) == set(graph)
    assert again.lost == []
    assert {(thing.kind, thing.iri) for thing in again.things} == {(kind, iri) for kind, iri, _ in THINGS}
    if flavour == "se":
        assert again.notes == ()


def test_both_flavours_read_alike():
    swedish, european = Graph(), Graph()
    for kind, iri, values in THINGS:
        dcat.describe(swedish, kind, iri, values, "se")
        dcat.describe(european, kind, iri, values, "eu")
    ours = {(one.kind, one.iri): one.values for one in dcat.read(swedish).things}
    theirs = {(one.kind, one.iri): one.values for one in dcat.read(european).things}
    assert theirs.keys() == ours.keys()
    for key, values in theirs.items():
        assert {name: ours[key][name] for name in values if name in ours[key]} == {
            name: value for name, value in values.items() if name in ours[key]
        }


def test_values_are_what_the_writer_takes(catalogue):
    values = dcat.read(catalogue).of("Dataset")[0].values
    assert values["title"] == {"sv": "Badplatser", "en": "Bathing sites"}
    assert values["keyword"]["sv"] == ["badplats", "strand"]
    assert values["issued"] == date(2024, 1, 15)
    assert values["temporal"] == [{"start_date": 2020, "end_date": date(2026, 12, 31)}]
    assert values["publisher"] == "http://dataportal.se/organisation/SE2120000000"


def test_reading_leaves_the_graph_alone(catalogue):
    before = set(catalogue)
    dcat.read(catalogue)
    assert set(catalogue) == before


def test_what_ckan_writes_is_read():
    catalogue = read(CKAN)
    dataset = only(catalogue, "Dataset")
    assert dataset["title"] == {"sv": "Badplatser"}
    assert dataset["keyword"] == {"sv": ["bad", "strand"]}
    assert (dataset["version"], dataset["identifier"]) == ("1.0", ["1"])
    assert dataset["issued"] == datetime(2024, 1, 15, 8)
    assert dataset["modified"] == date(2024, 3, 1)
    first, second = (thing.values for thing in catalogue.of("Distribution"))
    assert (first["format"], first["byte_size"]) == ("text/csv", 12)
    assert first["license"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    assert second["format"] == "application/zip"
    assert second["license"] == "http://creativecommons.org/licenses/by/4.0/"
    assert only(catalogue, "Agent")["name"] == {"sv": "Exempelkommun"}
    contact = only(catalogue, "ContactPoint")
    assert (contact["fn"], contact["has_email"]) == (["Öppna data"], ["mailto:data@example.se"])
    assert catalogue.lost == []
    assert codes(catalogue) == {
        "address_given",
        "language_assumed",
        "licence_moved",
        "property_read_as",
        "read_as",
        "type_assumed",
    }


def test_what_was_written_by_hand_is_read():
    catalogue = read(BY_HAND)
    dataset = only(catalogue, "Dataset")
    assert dataset["accrual_periodicity"] == f"{EU}/frequency/DAILY"
    assert dataset["language"] == [f"{EU}/language/SWE"]
    assert dataset["temporal"] == [{"start_date": date(2014, 2, 1), "end_date": date(2015, 2, 28)}]
    assert dataset["spatial"] == ["https://sws.geonames.org/2711533"]
    assert dataset["provenance"] == [{"description": {"sv": "Mätt på taket"}}]
    assert dataset["landing_page"] == ["https://www.example.se/luft"]
    csv, json = sorted((thing.values for thing in catalogue.of("Distribution")), key=lambda one: one["access_url"])
    assert csv["access_url"] == "https://example.se/luft.csv"
    assert (json["access_url"], json["download_url"]) == (
        "https://example.se/luft.json",
        ["https://example.se/luft.json"],
    )
    assert json["status"] == f"{EU}/distribution-status/COMPLETED"
    assert json["availability"] == f"{EU}/planned-availability/STABLE"
    assert len(dataset["distribution"]) == 2
    assert only(catalogue, "Agent")["name"] == {"sv": "Miljöförvaltningen"}
    assert only(catalogue, "ContactPoint")["has_email"] == ["mailto:miljo@example.se"]
    assert catalogue.lost == []
    assert "distribution_split" in codes(catalogue)


@pytest.mark.parametrize("turtle", [CKAN, BY_HAND], ids=["ckan", "by hand"])
def test_things_without_an_iri_get_the_same_one_every_time_and_are_read_again_alike(turtle):
    first, second = read(turtle), read(turtle)
    assert first.things == second.things
    assert not any(isinstance(node, BNode) for triple in first.graph() for node in triple)
    assert set(dcat.read(first.graph()).graph()) == set(first.graph())


def test_an_iri_stays_while_what_is_not_its_name_changes():
    changed = BY_HAND.replace("Mätt på taket", "Mätt på gatan")
    assert [one.iri for one in read(BY_HAND).of("Dataset")] == [one.iri for one in read(changed).of("Dataset")]
    renamed = BY_HAND.replace('"Luft"@sv', '"Buller"@sv')
    assert [one.iri for one in read(BY_HAND).of("Dataset")] != [one.iri for one in read(renamed).of("Dataset")]


def test_what_hangs_on_nothing_is_named_after_the_source():
    catalogue = read("[] a dcat:Dataset ; dct:title 'Ensam'@sv .", source="https://example.se/katalog.rdf")
    assert catalogue.of("Dataset")[0].iri.startswith("https://example.se/katalog.rdf#")


def test_texts_without_a_language_are_in_the_one_that_is_given():
    assert only(read(':x a dcat:Dataset ; dct:title "Bathing" .', language="en"), "Dataset")["title"] == {
        "en": "Bathing"
    }


def test_a_contact_that_publishes_too_becomes_two():
    catalogue = read("""
        :x a dcat:Dataset ; dct:publisher :kommunen ; dcat:contactPoint :kommunen .
        :kommunen a foaf:Agent ; foaf:name "Kommunen"@sv ; vcard:street-address "Torget 1" ;
            vcard:hasTelephone <tel:031> ; foaf:mbox <mailto:info@example.se> .""")
    contact = only(catalogue, "ContactPoint")
    assert only(catalogue, "Agent")["name"] == {"sv": "Kommunen"}
    assert contact["has_address"] == [{"street_address": "Torget 1"}]
    assert contact["has_telephone"] == [{"has_value": "tel:031"}]
    assert (contact["fn"], contact["has_email"]) == (["Kommunen"], ["mailto:info@example.se"])
    assert only(catalogue, "Dataset")["contact_point"] != [only(catalogue, "Dataset")["publisher"]]
    assert (codes(catalogue), catalogue.lost) >= ({"contact_separated"}, [])


@pytest.mark.parametrize(
    ("kind", "prop", "written", "name", "value"),
    [
        ("Distribution", "dct:format", f"<{EU}/file-type/JSON>", "format", "application/json"),
        ("Distribution", "dct:format", '"geojson"', "format", "application/geo+json"),
        ("Distribution", "dct:format", '".xlsx"', "format",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("Distribution", "dct:license", "<https://creativecommons.org/licenses/by/4.0/deed.sv>", "license",
         "http://creativecommons.org/licenses/by/4.0/"),
        ("Distribution", "dct:rights", '"Ange källan"@sv', "rights", {"copyright_notice": {"sv": "Ange källan"}}),
        ("Distribution", "dcat:accessURL", r"<https://example.se/a\u0020b>", "access_url", "https://example.se/a%20b"),
        ("Distribution", "dcat:accessURL", '" \'https://example.se/x\' "', "access_url", "https://example.se/x"),
        ("Dataset", "dct:issued", '"2024"', "issued", 2024),
        ("Dataset", "dct:issued", '"2024-01-15Z"^^xsd:date', "issued", date(2024, 1, 15)),
        ("Dataset", "dct:issued", '"2024-01-15T08:00:00Z"', "issued", datetime(2024, 1, 15, 8, tzinfo=UTC)),
        ("Dataset", "dcat:theme", f"<{EU.replace('http', 'https')}/data-theme/ENVI/>", "theme",
         [f"{EU}/data-theme/ENVI"]),
        ("Dataset", "dct:accessRights", '"PUBLIC"', "access_rights", f"{EU}/access-right/PUBLIC"),
        ("Dataset", "dcat:temporalResolution", '"1Y"', "temporal_resolution", "P1Y"),
        ("Dataset", "<http://purl.org/dc/elements/1.1/title>", '"Bad"@sv', "title", {"sv": "Bad"}),
        ("Dataset", "dct:keywords", '[ dcat:keyword "bad"@sv, "sol"@sv ]', "keyword", {"sv": ["bad", "sol"]}),
        ("Dataset", "dct:title", '"Bad"@sv, "Badplats"@sv', "title", {"sv": ["Bad", "Badplats"]}),
        ("ContactPoint", "vcard:email", '"a@example.se"', "has_email", ["mailto:a@example.se"]),
        ("ContactPoint", "vcard:hasEmail", "[ a vcard:Work ; vcard:hasValue <mailto:a@example.se> ]", "has_email",
         ["mailto:a@example.se"]),
        ("ContactPoint", "vcard:tel", '"031-12 34 56"', "has_telephone", [{"has_value": "031-12 34 56"}]),
        ("ContactPoint", "vcard:organization-name", '"Staden"', "fn", ["Staden"]),
    ],
)  # fmt: skip
def test_what_is_nearly_right_is_understood(kind, prop, written, name, value):
    rdf_type = "vcard:Organization" if kind == "ContactPoint" else f"dcat:{kind}"
    catalogue = read(f":x a {rdf_type} ; {prop} {written} .")
    assert only(catalogue, kind)[name] == value
    assert all(set(note.facts) == set(FINDINGS[note.code]) for note in catalogue.notes)


def test_what_the_profile_has_no_place_for_is_kept_aside_with_iris():
    catalogue = read("""
        :x a dcat:Dataset ; dct:title "Bad"@sv ; :colour "blå" ; dcat:theme <http://eurovoc.europa.eu/1> ;
            :shape [ :corners 4 ] ; dct:issued "i våras" ; dct:temporal [ rdfs:label "Våren" ] .""")
    assert only(catalogue, "Dataset") == {"title": {"sv": "Bad"}}
    said = {(str(predicate).rpartition("/")[2], str(value)) for _, predicate, value in catalogue.lost}
    assert said >= {("colour", "blå"), ("issued", "i våras"), ("corners", "4")}
    assert not any(isinstance(node, BNode) for triple in catalogue.lost for node in triple)
    assert {subject for subject, _, _ in catalogue.lost} >= {URIRef("https://example.se/x")}


LEFT = """
:c a dcat:Catalog ; :colour "röd" ; dcat:dataset :x .
:x a dcat:Dataset ; dct:title "Bad"@sv ; :colour "blå" ; dct:issued "i våras" ; :shape [ :corners 4 ; :in :y ] ;
    dct:spatial <https://sws.geonames.org/1> ; dcat:distribution :d ; dct:publisher :p .
:d a dcat:Distribution ; dcat:accessURL :a ; :colour "grön" .
:p a foaf:Agent ; foaf:name "P"@sv ; :colour "gul" .
<https://sws.geonames.org/1> :colour "vit" .
:nobodys :colour "svart" .
"""


def test_what_is_left_is_told_apart_by_what_it_hangs_on():
    left = read(LEFT).left()
    colours = {owner.rpartition("/")[2]: text for owner, text in left.items()}
    assert colours.keys() == {"c", "x", "d", "p", ""}
    assert all(colour in colours[owner] for owner, colour in zip("cxdp", ("röd", "blå", "grön", "gul"), strict=True))
    assert all(part in colours["x"] for part in ("vit", "corners", "i våras"))
    assert "svart" in colours[""]


def test_what_is_left_with_properties_of_the_profile_can_be_told_from_what_has_others():
    left = read(LEFT).left()["https://example.se/x"]
    assert "i våras" not in dcat.foreign(left)
    assert "blå" in dcat.foreign(left)


def test_what_no_format_can_carry_is_left_for_reading_only():
    left = read(':x a dcat:Dataset ; dct:title "Bad"@sv ; :1 "a" ; :colour "blå" .').left()
    assert "https://example.se/1" in left[""]
    assert "blå" in left["https://example.se/x"]


def test_what_nobody_could_understand_does_no_harm():
    graph = Graph()
    for kind in ("Dataset", "Distribution", "Catalog", "Agent"):
        for row in dcat.CLASSES[kind]:
            for value in (
                Literal("\x00"),
                Literal("-"),
                URIRef("x y"),
                BNode("b"),
                Literal("1e999"),
                URIRef("mailto:"),
            ):
                graph.add((URIRef(f"https://example.se/{kind}"), expand(row.iri), value))
        graph.add((URIRef(f"https://example.se/{kind}"), expand("rdf:type"), expand(f"dcat:{kind}")))
    dcat.read(graph).graph("eu")


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples lie beside the repository and are not here")
@pytest.mark.parametrize(
    ("name", "datasets", "distributions", "lost"),
    [
        ("own_golden_dcat-ap-se_3.0.1.rdf", 1, 2, set()),
        ("own_golden_dcat-ap-se_3.0.1.ttl", 1, 2, set()),
        ("own_golden_eu-variant_dcat-ap_3.0.1.ttl", 2, 2, set()),
        ("digg_obligatoriskt.rdf", 1, 1, set()),
        ("digg_obligatoriskt.ttl", 1, 1, set()),
        # GeoNames' own name of a place
        ("digg_rekommenderat.rdf", 1, 2, {"label"}),
        ("digg_rekommenderat.ttl", 1, 2, {"label"}),
        # of the catalog; and a taxonomy other than the EU themes
        ("raa_soch.rdf", 173, 346, {"contactPoint", "identifier", "themeTaxonomy"}),
        # a EuroVoc theme
        ("sambruk_openmeal_dcat.rdf", 1, 7, {"theme"}),
    ],
)
def test_the_examples_are_read_and_what_is_lost_is_what_the_profile_has_no_place_for(
    name, datasets, distributions, lost
):
    path = EXAMPLES / name
    catalogue = dcat.read(dcat.parse(path.read_bytes(), path.suffix.removeprefix(".")))
    assert (len(catalogue.of("Dataset")), len(catalogue.of("Distribution"))) == (datasets, distributions)
    assert {str(predicate).replace("#", "/").rpartition("/")[2] for _, predicate, _ in catalogue.lost} == lost


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples lie beside the repository and are not here")
def test_an_example_that_is_wrong_in_many_ways_still_gives_what_it_says():
    catalogue = dcat.read(dcat.parse((EXAMPLES / "umea_openumea_dcat.rdf").read_bytes(), "rdf"))
    dataset = only(catalogue, "Dataset")
    assert {
        "title",
        "description",
        "publisher",
        "contact_point",
        "keyword",
        "temporal",
        "distribution",
    } <= dataset.keys()
    assert len(catalogue.lost) <= 20
