import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from rdflib import RDF, BNode, Literal, URIRef

from opendata import dcat
from opendata.dcat import iris
from opendata.dcat.iris import expand
from opendata.errors import Invalid

IRI = "https://data.example.se/dataset/badplatser"


def said(kind, values, iri=IRI):
    graph = dcat.Graph()
    dcat.describe(graph, kind, iri, values)
    return graph


def value(kind, name, given):
    row = next(row for row in dcat.CLASSES[kind] if row.name == name)
    return said(kind, {name: given}).value(URIRef(IRI), expand(row.iri))


def values(kind, name, given):
    row = next(row for row in dcat.CLASSES[kind] if row.name == name)
    return sorted(str(one) for one in said(kind, {name: given}).objects(URIRef(IRI), expand(row.iri)))


def test_a_code_becomes_the_iri_of_its_concept_and_an_iri_of_the_list_passes():
    annual = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
    assert value("Dataset", "accrual_periodicity", "ANNUAL") == URIRef(annual)
    assert value("Dataset", "accrual_periodicity", annual) == URIRef(annual)


def test_keywords_are_one_literal_each_with_its_language():
    graph = said("Dataset", {"keyword": {"sv": ["bad", "strand"], "en": ["bathing"], "fi": []}})
    assert set(graph.objects(URIRef(IRI), expand("dcat:keyword"))) == {
        Literal("bad", lang="sv"),
        Literal("strand", lang="sv"),
        Literal("bathing", lang="en"),
    }


@pytest.mark.parametrize(
    ("name", "nothing"),
    [
        *(("title", nothing) for nothing in (None, {}, {"sv": ""}, {"sv": None, "en": " "}, {"sv": []})),
        *(("theme", nothing) for nothing in (None, "", [], [None], [""])),
        *(("temporal", nothing) for nothing in (None, {}, {"start_date": None, "end_date": None}, [{}])),
    ],
)
def test_nothing_is_left_out(name, nothing):
    assert len(said("Dataset", {name: nothing})) == 1


def test_dates_are_typed_by_how_much_of_them_is_known():
    assert value("Dataset", "issued", date(2024, 1, 15)).n3() == f'"2024-01-15"^^{expand("xsd:date").n3()}'
    moment = datetime(2024, 1, 15, 8, 30, 1, 999, tzinfo=UTC)
    assert str(value("Dataset", "issued", moment)) == "2024-01-15T08:30:01+00:00"
    assert value("Dataset", "issued", moment).datatype == expand("xsd:dateTime")
    assert value("Dataset", "issued", 2024).datatype == expand("xsd:gYear")


def test_numbers_get_the_exact_datatype_of_the_profile():
    assert value("Distribution", "byte_size", 0).datatype == expand("xsd:nonNegativeInteger")
    assert str(value("Dataset", "spatial_resolution_in_meters", Decimal("1E+1"))) == "10"
    assert value("Dataset", "spatial_resolution_in_meters", 2).datatype == expand("xsd:decimal")


def test_format_is_a_literal_and_media_type_an_iri():
    assert value("Distribution", "format", "parquet") == Literal("application/vnd.apache.parquet")
    assert value("Distribution", "format", "application/x-shapefile") == Literal("application/x-shapefile")
    assert value("Distribution", "media_type", "geojson") == URIRef(
        "https://www.iana.org/assignments/media-types/application/geo+json"
    )


def european(kind, name, given):
    graph = dcat.Graph()
    dcat.describe(graph, kind, IRI, {name: given}, "eu")
    row = next(row for row in dcat.CLASSES[kind] if row.name == name)
    return graph, graph.value(URIRef(IRI), expand(row.iri))


@pytest.mark.parametrize("given", ["csv", "excel.csv", "text/csv"])
def test_format_is_a_file_type_in_the_european_flavour(given):
    graph, csv = european("Distribution", "format", given)
    assert csv == URIRef("http://publications.europa.eu/resource/authority/file-type/CSV")
    assert (csv, RDF.type, expand("dcterms:MediaTypeOrExtent")) in graph


def test_a_format_that_has_no_file_type_is_left_out_in_the_european_flavour():
    _, nothing = european("Distribution", "format", "application/vnd.sqlite3")
    assert nothing is None


def test_what_is_a_literal_in_sweden_and_a_thing_in_europe_is_written_as_either():
    assert value("Dataset", "adms_identifier", "KS 2026/123") == Literal("KS 2026/123")
    graph, identifier = european("Dataset", "adms_identifier", "KS 2026/123")
    assert identifier == URIRef(f"{IRI}#adms_identifier")
    assert (identifier, expand("skos:notation"), Literal("KS 2026/123")) in graph
    graph, shape = european("Location", "geometry", "POINT(18 59)")
    assert (shape, expand("geosparql:asWKT"), Literal("POINT(18 59)", datatype=expand("geosparql:wktLiteral"))) in graph


def test_another_act_may_be_named_in_the_european_flavour_only():
    act = "http://data.europa.eu/eli/dir/2007/2/oj"
    assert european("Dataset", "applicable_legislation", ["HVD", act])[1] is not None
    with pytest.raises(Invalid, match="concept_unknown"):
        said("Dataset", {"applicable_legislation": act})


def test_a_high_value_category_takes_its_top_category_along():
    assert values("Dataset", "hvd_category", "c_06b1eec4") == [
        "http://data.europa.eu/bna/c_06b1eec4",
        "http://data.europa.eu/bna/c_dd313021",
    ]


def test_nested_values_are_named_after_their_parent_and_never_blank():
    graph = said("Dataset", {"temporal": [{"start_date": 2020}, {"start_date": 2022}]})
    assert {str(subject) for subject in graph.subjects()} == {IRI, f"{IRI}#temporal", f"{IRI}#temporal-2"}
    assert not any(isinstance(node, BNode) for triple in graph for node in triple)
    deeper = said("ContactPoint", {"has_telephone": {"has_value": "08-12 34 56"}}, f"{IRI}#contact")
    assert (URIRef(f"{IRI}#contact-has_telephone"), None, URIRef("tel:08123456")) in deeper


def test_an_entity_that_is_only_linked_to_gets_no_types():
    graph = said("Dataset", {"publisher": "http://dataportal.se/organisation/SE2120000000", "page": f"{IRI}/hjalp"})
    typed = {str(subject) for subject in graph.subjects(RDF.type)}
    assert typed == {IRI, f"{IRI}/hjalp"}


def test_an_entity_may_be_described_where_it_is_linked_to():
    graph = said("Dataset", {"distribution": [(f"{IRI}/csv", {"access_url": f"{IRI}.csv"})]})
    assert (URIRef(f"{IRI}/csv"), RDF.type, expand("dcat:Distribution")) in graph


def test_a_contact_point_is_an_organisation_unless_it_is_said_to_be_a_person_and_never_both():
    assert set(said("ContactPoint", {}).objects(None, RDF.type)) == {expand("vcard:Organization")}
    assert set(said("ContactPoint", {"kind": "Individual"}).objects(None, RDF.type)) == {expand("vcard:Individual")}


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "badplatser",
        "/dataset/badplatser",
        "//data.example.se/x",
        "https://",
        "https:///x",
        "https://data.example.se/två ord",
        "https://data.example.se/\n",
        'https://data.example.se/"',
        "https://data.example.se/<script>",
        "https://data.example.se/{id}",
        "https://data.example.se/100%",
        "https://data.example.se:port/",
        "https://[data.example.se/",
        "https://data.example.se/\u202egpj.exe",
        "https://data.example.se/\ud800",
        "https://data.example.se/\x00",
        "javascript:alert(1)",
        "data:text/html,hej",
        "dcat:Dataset",
        "_:blank",
        "mailto:",
        None,
        7,
    ],
)
def test_a_broken_iri_is_refused(broken):
    with pytest.raises(Invalid) as refused:
        said("Dataset", {}, broken)
    assert refused.value.code == "iri_broken"
    refused.value.facts["value"].encode()
    if broken:
        with pytest.raises(Invalid, match="iri_broken"):
            said("Distribution", {"download_url": [broken]})


@pytest.mark.parametrize(
    "sound",
    [
        "https://data.example.se",
        "https://data.example.se:8443/a/b;c=d,e?f=g&h='i'#j",
        "https://räksmörgås.se/åäö?q=ü",
        "https://data.example.se/%C3%A5",
        "https://[2001:db8::1]/x",
        "ftp://ftp.example.se/a.csv",
        "urn:uuid:5a0b0a5e-0000-4000-8000-000000000001",
        "mailto:oppnadata@example.se",
        "tel:+4681234567",
    ],
)
def test_a_sound_iri_passes(sound):
    assert iris.is_sound(sound)


@pytest.mark.parametrize(
    ("kind", "name", "wrong", "code"),
    [
        ("Dataset", "title", "Utan språk", "value_wrong_kind"),
        ("Dataset", "title", {"sv": 7}, "value_wrong_kind"),
        ("Dataset", "title", {"svenska!": "x"}, "value_wrong_kind"),
        ("Dataset", "title", {"sv": "noll\x00"}, "text_broken"),
        ("Dataset", "title", {"sv": "halv \ud83d"}, "text_broken"),
        ("Dataset", "identifier", "\x1b[31m", "text_broken"),
        ("Dataset", "identifier", 5, "value_wrong_kind"),
        ("Dataset", "issued", "15/1 2024", "value_wrong_kind"),
        ("Dataset", "issued", True, "value_wrong_kind"),
        ("Dataset", "temporal_resolution", "1Y", "value_wrong_kind"),
        ("Dataset", "temporal_resolution", "P1W", "value_wrong_kind"),
        ("Dataset", "spatial_resolution_in_meters", "mycket", "value_wrong_kind"),
        ("Dataset", "spatial_resolution_in_meters", float("nan"), "value_wrong_kind"),
        ("Dataset", "theme", "INSPIRE", "concept_unknown"),
        ("Dataset", "theme", {"sv": "Miljö"}, "value_wrong_kind"),
        ("Dataset", "accrual_periodicity", "HOURLY", "concept_unknown"),
        ("Dataset", "access_rights", ["PUBLIC", 3], "concept_unknown"),
        ("Catalog", "license", "CC-BY-4.0", "concept_unknown"),
        ("Distribution", "license", "CC-BY-3.0", "iri_broken"),
        ("Distribution", "format", "CSV", "value_wrong_kind"),
        ("Distribution", "format", "text/csv; charset=utf-8", "value_wrong_kind"),
        ("Distribution", "byte_size", -1, "value_wrong_kind"),
        ("Distribution", "byte_size", "12", "value_wrong_kind"),
        ("Distribution", "access_url", "ftp://ftp.example.se/a.csv", "iri_broken"),
        ("Distribution", "access_url", {"title": "x"}, "value_wrong_kind"),
        ("Distribution", "download_url", "urn:uuid:5a0b0a5e-0000-4000-8000-000000000001", "iri_broken"),
        ("Dataset", "landing_page", ("ftp://ftp.example.se/", {"title": {"sv": "Sida"}}), "iri_broken"),
        ("Dataset", "subject", "https://example.se/amne", "iri_broken"),
        ("Relationship", "had_role", "https://example.se/roll", "iri_broken"),
        ("Location", "bbox", "59.3, 18.0", "value_wrong_kind"),
        ("Checksum", "algorithm", "SHA-256", "concept_unknown"),
        ("Checksum", "checksum_value", "xyz", "value_wrong_kind"),
        ("ContactPoint", "has_email", "oppnadata", "iri_broken"),
        ("Telephone", "has_value", "växeln", "iri_broken"),
    ],
)
def test_a_value_that_would_break_the_feed_is_refused(kind, name, wrong, code):
    with pytest.raises(Invalid) as refused:
        said(kind, {name: wrong})
    assert refused.value.code == code
    str(refused.value).encode()


def test_values_say_the_same_when_they_have_been_json() -> None:
    values = {
        "title": {"sv": "Mätningar"},
        "issued": datetime(2024, 1, 15, 8, 30, tzinfo=UTC),
        "modified": date(2026, 3, 1),
        "spatial_resolution_in_meters": Decimal("10.50"),
        "creator": ["https://example.org/agent"],
        "temporal": {"start_date": date(2020, 1, 1)},
        "provenance": ("https://example.org/provenance", {"description": {"sv": "Uppmätt."}}),
    }
    again = json.loads(json.dumps(dcat.to_json(values)))
    assert set(said("Dataset", again)) == set(said("Dataset", values))


def test_a_text_that_is_no_moment_is_refused() -> None:
    with pytest.raises(Invalid, match="value_wrong_kind"):
        said("Dataset", {"modified": "yesterday"})
