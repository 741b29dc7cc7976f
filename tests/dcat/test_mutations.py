"""Faults that publishers' catalogues have, planted one at a time in a sound one: each is found and named where it is.

The faults: what the national validator refuses, what it misses, and what was measured on the national portal.
"""

from datetime import date
from string import Template
from typing import NamedTuple

import pytest
from rdflib import URIRef

from opendata import dcat
from opendata.dcat.iris import PREFIXES, expand

from .conftest import BASE, CONTACT, DATASET, PUBLISHER, SERIES, SERVICE

TODAY = date(2026, 11, 24)
THINGS = {
    "catalog": f"{BASE}/catalog",
    "publisher": PUBLISHER,
    "contact": CONTACT,
    "dataset": DATASET,
    "series": SERIES,
    "csv": f"{BASE}/distribution/csv",
    "api": f"{BASE}/distribution/api",
    "service": SERVICE,
    "period": f"{DATASET}#temporal",
    "place": f"{DATASET}#spatial-2",
    "checksum": f"{BASE}/distribution/csv#checksum",
    "telephone": f"{CONTACT}#has_telephone",
}
EU = "http://publications.europa.eu/resource/authority"
BOX = "POLYGON((11.1 59.1,12.2 59.1,12.2 58.1,11.1 58.1,11.1 59.1))"
SWAPPED = "POLYGON((59.1 11.1,59.1 12.2,58.1 12.2,58.1 11.1,59.1 11.1))"
PARIS = "POLYGON((2.2 48.9,2.4 48.9,2.4 48.8,2.2 48.8,2.2 48.9))"


class Fault(NamedTuple):
    """`drop` is `thing property`, several parted by commas; `add` is Turtle, in which $thing is the thing's IRI."""

    name: str
    drop: str
    add: str
    code: str
    kind: str
    property: str | None
    severity: str = "error"
    subject: str = ""
    also: tuple[str, ...] = ()


def wrong(name, thing, kind, prop, value, code="property_wrong_kind", severity="error", *, keep=False, also=()):
    """A fault in the value of one property."""
    drop = "" if keep else f"{thing} {prop}"
    return Fault(name, drop, f"${thing} {prop} {value} .", code, kind, prop, severity, thing, also)


def missing(thing, kind, prop, code="property_missing", severity="error", *, also=()):
    return Fault(f"{kind} without {prop}", f"{thing} {prop}", "", code, kind, prop, severity, thing, also)


def another(thing, kind, prop, value, *, also=()):
    name = f"two {prop} on a {kind}"
    return wrong(name, thing, kind, prop, value, "property_too_many", keep=True, also=also)


LINK = ("link_undescribed",)
MISSING = [
    missing("catalog", "Catalog", "dcat:dataset", also=("not_linked",)),
    missing("catalog", "Catalog", "dcterms:license"),
    missing("dataset", "Dataset", "dcterms:title"),
    missing("dataset", "Dataset", "dcterms:description"),
    missing("dataset", "Dataset", "dcterms:publisher"),
    missing("series", "DatasetSeries", "dcterms:title"),
    missing("series", "DatasetSeries", "dcterms:publisher"),
    missing("csv", "Distribution", "dcat:accessURL"),
    missing("service", "DataService", "dcterms:title"),
    missing("service", "DataService", "dcat:endpointURL"),
    missing("publisher", "Agent", "dcterms:type"),
    missing("publisher", "Agent", "foaf:name"),
    missing("contact", "ContactPoint", "vcard:hasEmail"),
    missing("contact", "ContactPoint", "vcard:fn"),
    missing("dataset", "Dataset", "dcterms:accessRights", "property_recommended", "warning"),
    missing("csv", "Distribution", "dcterms:license", "property_recommended", "warning"),
    missing("csv", "Distribution", "dcterms:format", "property_recommended", "warning"),
    Fault("a title of blanks", "dataset dcterms:title", '$dataset dcterms:title " "@sv .',
          "property_missing", "Dataset", "dcterms:title"),
]  # fmt: skip
TOO_MANY = [
    another("csv", "Distribution", "dcat:accessURL", "<https://example.se/annan>"),
    another("dataset", "Dataset", "dcterms:publisher", "<https://example.se/annan>", also=LINK),
    another("dataset", "Dataset", "dcatap:applicableLegislation", "<http://data.europa.eu/eli/dir/2007/2>",
            also=("property_not_in_vocabulary",)),
    another("contact", "ContactPoint", "rdf:type", "vcard:Individual"),
    another("csv", "Distribution", "dcterms:format", '"application/json"'),
    another("csv", "Distribution", "dcterms:license", "<http://creativecommons.org/licenses/by/4.0/>"),
    wrong("a literal and an IRI as format", "csv", "Distribution", "dcterms:format", f"<{EU}/file-type/CSV>",
          "property_too_many", keep=True, also=("property_wrong_kind",)),
    wrong("two downloadURL", "csv", "Distribution", "dcat:downloadURL", "<https://example.se/del-2.csv>",
          "property_too_many", "warning", keep=True),
]  # fmt: skip
KINDS = [
    wrong("an authority's IRI as format", "csv", "Distribution", "dcterms:format", f"<{EU}/file-type/CSV>"),
    wrong("format CSV", "csv", "Distribution", "dcterms:format", '"CSV"'),
    wrong("format with parameters", "csv", "Distribution", "dcterms:format", '"text/csv; charset=utf-8"'),
    wrong("byteSize as integer", "csv", "Distribution", "dcat:byteSize", '"12"^^xsd:integer'),
    wrong("byteSize as decimal", "csv", "Distribution", "dcat:byteSize", '"12.0"^^xsd:decimal'),
    wrong("byteSize as text", "csv", "Distribution", "dcat:byteSize", '"12"'),
    wrong("issued as text", "dataset", "Dataset", "dcterms:issued", '"2024-01-15"'),
    wrong("modified as a month", "dataset", "Dataset", "dcterms:modified", '"2026-01"^^xsd:gYearMonth'),
    wrong("a date that is none", "dataset", "Dataset", "dcterms:issued", '"2024-02-30"^^xsd:date'),
    wrong("resolution as integer", "dataset", "Dataset", "dcat:spatialResolutionInMeters", '"2"^^xsd:integer'),
    wrong("resolution 1Y", "dataset", "Dataset", "dcat:temporalResolution", '"1Y"^^xsd:duration'),
    wrong("e-mail as text", "contact", "ContactPoint", "vcard:hasEmail", '"oppnadata@example.se"'),
    wrong("e-mail without mailto", "contact", "ContactPoint", "vcard:hasEmail", "<https://example.se/mejla>"),
    wrong("landing page as text", "dataset", "Dataset", "dcat:landingPage", '"https://example.se/"'),
    wrong("identifier as a resource", "dataset", "Dataset", "dcterms:identifier", "<https://example.se/id>"),
    wrong("licence as text", "csv", "Distribution", "dcterms:license", '"CC0"'),
    wrong("publisher as text", "dataset", "Dataset", "dcterms:publisher", '"Exempelkommun"'),
    wrong("access URL by ftp", "csv", "Distribution", "dcat:accessURL", "<ftp://example.se/a.csv>"),
    wrong("WKT without a geometry", "place", "Location", "dcat:bbox", '"11.1,59.1,12.2,58.1"^^geosparql:wktLiteral'),
    wrong("telephone in words", "telephone", "Telephone", "vcard:hasValue", "<tel:växeln>"),
    wrong("a relative address", "csv", "Distribution", "dcat:accessURL", "<badplatser.csv>", "property_iri_broken"),
    wrong("an address with a space", "csv", "Distribution", "dcat:downloadURL", r"<https://example.se/a\u0020b.csv>",
          "property_iri_broken"),
    wrong("an address with braces", "service", "DataService", "dcat:endpointURL",
          r"<https://example.se/\u007Bid\u007D>", "property_iri_broken"),
    wrong("a subject outside the national domains", "dataset", "Dataset", "dcterms:subject",
          "<http://www.eionet.europa.eu/gemet/concept/1>", "property_unmatched"),
]  # fmt: skip
LISTS = [
    wrong("a frequency of the day", "dataset", "Dataset", "dcterms:accrualPeriodicity", f"<{EU}/frequency/HOURLY>",
          "property_not_in_vocabulary"),
    wrong("an INSPIRE theme", "dataset", "Dataset", "dcat:theme", "<http://inspire.ec.europa.eu/theme/ad>",
          "property_not_in_vocabulary"),
    wrong("Meänkieli", "dataset", "Dataset", "dcterms:language", f"<{EU}/language/FIT>", "property_not_in_vocabulary"),
    wrong("SHA-256", "checksum", "Checksum", "spdx:algorithm", "spdx:checksumAlgorithm_sha256",
          "property_not_in_vocabulary", also=("checksum_length",)),
    wrong("another act", "series", "DatasetSeries", "dcatap:applicableLegislation",
          "<http://data.europa.eu/eli/dir/2007/2>", "property_not_in_vocabulary"),
    wrong("a contact of any kind", "contact", "ContactPoint", "rdf:type", "vcard:Kind", "property_not_in_vocabulary"),
    wrong("another catalog licence", "catalog", "Catalog", "dcterms:license",
          "<http://creativecommons.org/licenses/by/4.0/>", "property_not_in_vocabulary"),
    wrong("catalog licence by https", "catalog", "Catalog", "dcterms:license",
          "<https://creativecommons.org/publicdomain/zero/1.0/>", "property_misspelt"),
    wrong("licence by https", "csv", "Distribution", "dcterms:license",
          "<https://creativecommons.org/licenses/by/4.0/>", "property_misspelt"),
    wrong("licence without its slash", "csv", "Distribution", "dcterms:license",
          "<http://creativecommons.org/licenses/by/4.0>", "property_misspelt"),
    wrong("licence as its deed", "csv", "Distribution", "dcterms:license",
          "<https://creativecommons.org/publicdomain/zero/1.0/deed.sv>", "property_misspelt"),
    wrong("licence as its legal code", "service", "DataService", "dcterms:license",
          "<https://creativecommons.org/licenses/by/4.0/legalcode.sv>", "property_misspelt"),
    wrong("licence spelt otherwise", "csv", "Distribution", "dcterms:license",
          "<http://creativecommons.org/licences/by-4.0>", "licence_unknown", "warning"),
    wrong("licence of version 3", "csv", "Distribution", "dcterms:license",
          "<http://creativecommons.org/licenses/by/3.0/>", "licence_unknown", "warning"),
    wrong("licence without commerce", "csv", "Distribution", "dcterms:license",
          "<http://creativecommons.org/licenses/by-nc/4.0/>", "licence_not_open", "warning"),
    wrong("theme by https", "dataset", "Dataset", "dcat:theme",
          "<https://publications.europa.eu/resource/authority/data-theme/ENVI>", "property_misspelt"),
    wrong("GeoNames by http", "series", "DatasetSeries", "dcterms:spatial", "<http://sws.geonames.org/2661886/>",
          "property_misspelt", "warning"),
    wrong("language of loc.gov", "csv", "Distribution", "dcterms:language",
          "<http://id.loc.gov/vocabulary/iso639-1/sv>", "property_outdated"),
    wrong("old availability", "csv", "Distribution", "dcatap:availability",
          "<http://data.europa.eu/r5r/availability/stable>", "property_outdated"),
    wrong("old status", "csv", "Distribution", "adms:status", "<http://purl.org/adms/status/Completed>",
          "property_outdated"),
    wrong("old frequency", "dataset", "Dataset", "dcterms:accrualPeriodicity", "<http://purl.org/cld/freq/annual>",
          "property_outdated"),
]  # fmt: skip
NAMES = [
    Fault("old start", "", '$period <http://schema.org/startDate> "2020"^^xsd:gYear . $dataset owl:versionInfo "1" .',
          "property_renamed", "Dataset", "owl:versionInfo", "warning"),
    Fault("contact by ADMS", "dataset dcat:contactPoint", "$dataset adms:contactPoint $contact .",
          "property_renamed", "Dataset", "adms:contactPoint", "warning", also=("property_recommended",)),
    Fault("keyword by Dublin Core", "dataset dcat:keyword", '$dataset dcterms:keyword "bad"@sv .',
          "property_renamed", "Dataset", "dcterms:keyword", "warning", also=("property_recommended",)),
    Fault("licence on the dataset", "", "$dataset dcterms:license <http://creativecommons.org/licenses/by/4.0/> .",
          "property_unknown", "Dataset", "dcterms:license", "warning"),
    Fault("catalog record", "", "$catalog dcat:record <https://example.se/post> .", "catalog_record", "Catalog", None),
]  # fmt: skip
TEXTS = [
    wrong("title without language", "dataset", "Dataset", "dcterms:title", '"Badplatser"', "property_untagged"),
    wrong("keyword without language", "dataset", "Dataset", "dcat:keyword", '"bad"', "property_untagged", keep=True),
    wrong("name without language", "publisher", "Agent", "foaf:name", '"Exempelkommun"', "property_untagged"),
    wrong("title in English only", "dataset", "Dataset", "dcterms:title", '"Bathing sites"@en',
          "text_without_swedish", "warning"),
    wrong("two Swedish titles", "dataset", "Dataset", "dcterms:title", '"Bad"@sv', "text_twice", "warning", keep=True),
    wrong("a long title", "dataset", "Dataset", "dcterms:title",
          '"Alla badplatser som Exempelkommun har skött sedan år 2004 i form av CSV"@sv', "title_long", "warning"),
    wrong("keywords in one", "dataset", "Dataset", "dcat:keyword", '"bad, strand, sjö"@sv', "keyword_list", "warning"),
]  # fmt: skip
MEANINGS = [
    wrong("modified in the future", "dataset", "Dataset", "dcterms:modified", '"2027-01-01"^^xsd:date',
          "date_ahead", "warning"),
    wrong("issued in the future", "csv", "Distribution", "dcterms:issued", '"2099"^^xsd:gYear',
          "date_ahead", "warning", also=("modified_before_issued",)),
    wrong("modified before issued", "dataset", "Dataset", "dcterms:modified", '"2023-12-31"^^xsd:date',
          "modified_before_issued", "warning"),
    wrong("a period that ends before it starts", "period", "PeriodOfTime", "dcat:endDate", '"2019-12-31"^^xsd:date',
          "period_reversed", "warning"),
    wrong("latitude first", "place", "Location", "dcat:bbox", f'"{SWAPPED}"^^geosparql:wktLiteral',
          "coordinates_swapped", "warning"),
    wrong("in Paris", "place", "Location", "dcat:bbox", f'"{PARIS}"^^geosparql:wktLiteral',
          "coordinates_outside_sweden", "warning"),
    wrong("a point as rectangle", "place", "Location", "dcat:bbox", '"POINT(11.1 59.1)"^^geosparql:wktLiteral',
          "rectangle_unclosed", "warning"),
    wrong("a media type the wrong way round", "csv", "Distribution", "dcterms:format", '"csv/text"',
          "media_type_unknown", "warning", also=("media_type_contradicts_format",)),
    wrong("a media type of one's own", "csv", "Distribution", "dcat:mediaType", "<https://example.se/csv>",
          "media_type_unknown", "warning"),
    wrong("a media type that says otherwise", "csv", "Distribution", "dcat:mediaType",
          "<https://www.iana.org/assignments/media-types/text/html>", "media_type_contradicts_format", "warning"),
    wrong("OpenAPI as the dataset's specification", "dataset", "Dataset", "dcterms:conformsTo",
          "<https://example.se/openapi.json>", "api_description_misplaced", "warning"),
    wrong("half a checksum", "checksum", "Checksum", "spdx:checksumValue", '"da39a3ee5e6b"^^xsd:hexBinary',
          "checksum_length", "warning"),
]  # fmt: skip
LINKS = [
    Fault("a blank dataset", "", "$catalog dcat:dataset [ a dcat:Dataset ; dcterms:title 'x'@sv ] .",
          "blank_node", "Dataset", None,
          also=("property_missing", "property_recommended", "distribution_missing")),
    Fault("a blank distribution", "", "$dataset dcat:distribution [ a dcat:Distribution ; "
          "dcat:accessURL <https://example.se/x> ] .", "blank_node", "Distribution", None,
          also=("property_recommended",)),
    Fault("an IRI that nobody can follow", "", "$dataset dcat:distribution <urn:> . <urn:> a dcat:Distribution ; "
          "dcat:accessURL <https://example.se/x> .", "subject_iri_broken", "Distribution", None,
          also=("property_recommended", "property_iri_broken")),
    wrong("an undescribed publisher", "dataset", "Dataset", "dcterms:publisher", "<https://example.se/okänd>",
          "link_undescribed", also=("series_differs",)),
    wrong("a distribution that is not there", "dataset", "Dataset", "dcat:distribution", "<https://example.se/borta>",
          "link_undescribed", keep=True),
    wrong("a series that is not there", "dataset", "Dataset", "dcat:inSeries", "<https://example.se/borta>",
          "link_undescribed", keep=True),
    wrong("a source that is an organisation", "dataset", "Dataset", "dcterms:source", "$publisher",
          "link_other_thing", "warning"),
    Fault("an untyped telephone", "telephone rdf:type", "", "type_missing", "ContactPoint", "vcard:hasTelephone"),
    Fault("an untyped period", "period rdf:type", "", "type_missing", "Dataset", "dcterms:temporal"),
    Fault("an untyped publisher", "publisher rdf:type", "", "type_missing", "Dataset", "dcterms:publisher"),
    Fault("a contact that is the publisher", "dataset dcat:contactPoint", "$dataset dcat:contactPoint $publisher . "
          "$publisher a vcard:Organization ; vcard:fn 'x' ; vcard:hasEmail <mailto:a@example.se> .",
          "contact_is_publisher", "ContactPoint", None,
          also=("property_too_many", "property_not_in_vocabulary", "property_recommended")),
    Fault("a dataset that is a distribution", "", "$csv a dcat:Dataset .", "class_twice", "Distribution", None,
          "warning", also=("property_missing", "property_recommended", "not_linked", "distribution_missing",
                          "hvd_without_distribution", "hvd_without_api")),
    Fault("another dataset's identifier", "", "$catalog dcat:dataset <https://example.se/kopia> . "
          "<https://example.se/kopia> a dcat:Dataset ; dcterms:identifier '5a0b0a5e-0000-4000-8000-000000000001' .",
          "identifier_taken", "Dataset", "dcterms:identifier",
          also=("property_missing", "property_recommended", "distribution_missing")),
    Fault("a dataset without distribution", "dataset dcat:distribution, service dcat:servesDataset", "",
          "distribution_missing", "Dataset", None, "warning",
          also=("hvd_without_distribution", "hvd_without_api", "not_linked")),
    Fault("a dataset outside the catalog", "catalog dcat:dataset", "$catalog dcat:dataset $series .",
          "not_linked", "Dataset", "dcat:dataset", "warning"),
    Fault("a distribution without dataset", "dataset dcat:distribution", "$dataset dcat:distribution $csv .",
          "not_linked", "Distribution", "dcat:distribution", "warning"),
    Fault("a series without members", "dataset dcat:inSeries", "", "series_empty", "DatasetSeries", None, "warning"),
    Fault("a series in a series", "", "$series dcat:inSeries $series .", "series_in_series", "DatasetSeries", None,
          "warning", also=("property_unknown",)),
    Fault("a part of a part", "", "$catalog dcterms:hasPart $catalog .", "catalog_depth", "Catalog", None, "warning"),
    Fault("a publisher's IRI with a hyphen", "dataset dcterms:publisher", "$dataset dcterms:publisher "
          "<https://dataportal.se/organisation/SE212000-0000> . <https://dataportal.se/organisation/SE212000-0000> a "
          "foaf:Agent ; foaf:name 'x'@sv ; dcterms:type <http://purl.org/adms/publishertype/LocalAuthority> .",
          "publisher_iri", "Agent", None, "warning", also=("property_recommended",)),
]  # fmt: skip
HIGH_VALUE = [
    missing("dataset", "Dataset", "dcatap:hvdCategory"),
    missing("dataset", "Dataset", "dcatap:applicableLegislation", also=("series_differs",)),
    missing("service", "DataService", "foaf:page"),
    missing("service", "DataService", "dcat:contactPoint", also=("property_recommended",)),
    Fault("HVD without API", "dataset dcat:distribution, service dcat:servesDataset",
          "$dataset dcat:distribution $csv .", "hvd_without_api", "Dataset", None, also=("not_linked",)),
    Fault("HVD without a marked distribution", "csv dcatap:applicableLegislation, api dcatap:applicableLegislation", "",
          "hvd_without_distribution", "Dataset", None),
    Fault("HVD without licence", "csv dcterms:license, csv dcterms:rights", "",
          "property_missing", "Distribution", "dcterms:license", also=("property_recommended",)),
    Fault("HVD service without act", "service dcatap:applicableLegislation, service dcatap:hvdCategory", "",
          "property_missing", "DataService", "dcatap:applicableLegislation"),
    Fault("HVD without its top category", "", "$dataset dcatap:hvdCategory <http://data.europa.eu/bna/c_4b74ea13> .",
          "hvd_top_missing", "Dataset", "dcatap:hvdCategory", "warning", also=("series_differs",)),
    Fault("two e-mail addresses for an HVD", "", "$contact vcard:hasEmail <mailto:annan@example.se> .",
          "property_too_many", "ContactPoint", "vcard:hasEmail"),
    Fault("the act on a distribution only",
          "dataset dcatap:applicableLegislation, dataset dcatap:hvdCategory", "",
          "hvd_only_distribution", "Distribution", None, "warning"),
]  # fmt: skip
FAULTS = [*MISSING, *TOO_MANY, *KINDS, *LISTS, *NAMES, *TEXTS, *MEANINGS, *LINKS, *HIGH_VALUE]


@pytest.fixture
def sound(catalogue):
    assert dcat.check(catalogue, today=TODAY).findings == ()
    return catalogue


def plant(graph, fault):
    for one in filter(None, fault.drop.split(", ")):
        thing, prop = one.split()
        graph.remove((URIRef(THINGS[thing]), expand(prop), None))
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    turtle = Template(fault.add).substitute({thing: f"<{iri}>" for thing, iri in THINGS.items()})
    # rdflib resolves what is relative; here it has to stay.
    graph.parse(data=prefixes + turtle, format="turtle", publicID="")


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_planted_fault_is_found_where_it_is_and_nothing_else_is(sound, fault):
    plant(sound, fault)
    found = dcat.check(sound, today=TODAY).findings
    hits = [one for one in found if one.code == fault.code and one.facts["class"] == fault.kind]
    hits = [one for one in hits if fault.property is None or one.facts["property"] == fault.property]
    assert hits, [(one.code, dict(one.facts)) for one in found]
    assert {one.severity for one in hits} == {fault.severity}
    if fault.subject:
        assert THINGS[fault.subject] in {one.facts["subject"] for one in hits}
    assert {one.code for one in found} <= {fault.code, *fault.also}
    assert all(set(one.facts) == set(dcat.FINDINGS[one.code]) for one in found)


def test_there_are_more_than_enough_faults():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60


def test_every_code_is_given_by_some_fault():
    given = {fault.code for fault in FAULTS} | {code for fault in FAULTS for code in fault.also}
    elsewhere = {"series_large", "shape_violated"}
    assert dcat.FINDINGS.keys() - given == elsewhere
