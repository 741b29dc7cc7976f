"""DCAT-AP-SE 3.0.1 as a table: one row per property. The writer and the check both do what it says, so a property is
added in one row.

Source: DIGG's bundle.json 3.0.1 (diggsweden/DCAT-AP-SE 6b5124b, CC BY 4.0), obligations and labels as there; properties
marked EU come from DCAT-AP 3.0.1. Left out: what a publishing platform cannot know by itself
(qualifiedAttribution, qualifiedRelation, offers, subject), and adms:identifier and locn:geometry, where the Swedish and
the European rules cannot both be met.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

Obligation = Literal["mandatory", "recommended", "optional"]


class Range(Enum):
    """What a value is, in the graph; in brackets what the writer takes."""

    TEXT = "text with a language {'sv': ..., 'en': ...}, or with a list of texts per language"
    LITERAL = "plain text"
    MEDIA_TYPE = "plain text type/subtype, or a code from the vocabulary"
    DATE = "xsd:date, xsd:dateTime or xsd:gYear (date, datetime, int)"
    DECIMAL = "xsd:decimal"
    NON_NEGATIVE_INTEGER = "xsd:nonNegativeInteger"
    DURATION = "xsd:duration (text such as P1Y)"
    WKT = "geosparql:wktLiteral, longitude before latitude"
    HEX = "xsd:hexBinary"
    IRI = "any IRI; with a vocabulary, one of its codes too"
    URL = "an http or https address"
    EMAIL = "a mailto: IRI (a bare address will do)"
    TELEPHONE = "a tel: IRI (a bare number will do)"
    CONCEPT = "an IRI from the vocabulary, and no other (a code will do)"
    NODE = "a small thing that belongs to its subject (an IRI, its values, or both)"
    ENTITY = "a thing with a description of its own (an IRI, or an IRI with its values)"


@dataclass(frozen=True)
class Property:
    """`node` is the class in CLASSES that describes the values.

    `with_top`: the topmost concept goes along, for the national portal's facet knows no other.
    """

    name: str
    iri: str
    obligation: Obligation
    at_most: int | None
    range: Range
    label: Mapping[str, str]
    vocabulary: str | None = None
    node: str | None = None
    with_top: bool = False


DATATYPES: Mapping[Range, tuple[str, ...]] = {
    Range.LITERAL: ("xsd:string",),
    Range.MEDIA_TYPE: ("xsd:string",),
    Range.DATE: ("xsd:date", "xsd:dateTime", "xsd:gYear"),
    Range.DECIMAL: ("xsd:decimal",),
    Range.NON_NEGATIVE_INTEGER: ("xsd:nonNegativeInteger",),
    Range.DURATION: ("xsd:duration",),
    Range.WKT: ("geosparql:wktLiteral",),
    Range.HEX: ("xsd:hexBinary",),
}

PATTERNS: Mapping[Range, re.Pattern[str]] = {
    Range.MEDIA_TYPE: re.compile(r"\w+/[-.\w]+(\+[-.\w]+)?"),
    Range.DURATION: re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
    Range.WKT: re.compile(r"(MULTI)?(POINT|LINESTRING|POLYGON)\s*\([-+\d.eE,\s()]+\)"),
    Range.HEX: re.compile(r"([0-9a-fA-F]{2})+"),
    Range.URL: re.compile(r"https?://.+"),
    Range.EMAIL: re.compile(r"mailto:[^@]+@[^@]+"),
    Range.TELEPHONE: re.compile(r"tel:\+?[0-9().-]+"),
}

# What every described thing is typed as; the first type is the one it is recognised by.
TYPES: Mapping[str, tuple[str, ...]] = {
    "Catalog": ("dcat:Catalog",),
    "Dataset": ("dcat:Dataset",),
    "DatasetSeries": ("dcat:DatasetSeries",),
    "Distribution": ("dcat:Distribution",),
    "DataService": ("dcat:DataService",),
    "Agent": ("foaf:Agent",),
    "ContactPoint": ("vcard:Organization",),
    "Telephone": ("vcard:Voice",),
    "Address": ("vcard:Address",),
    "PeriodOfTime": ("dcterms:PeriodOfTime",),
    "Location": ("dcterms:Location",),
    "Checksum": ("spdx:Checksum",),
    "ProvenanceStatement": ("dcterms:ProvenanceStatement",),
    "RightsStatement": ("odrs:RightsStatement", "dcterms:RightsStatement"),
    "Standard": ("dcterms:Standard",),
    "Document": ("foaf:Document",),
}
ALSO_RECOGNISED: Mapping[str, str] = {
    "foaf:Organization": "Agent",
    "foaf:Person": "Agent",
    "vcard:Individual": "ContactPoint",
}
ENTITIES = frozenset({"Catalog", "Dataset", "DatasetSeries", "Distribution", "DataService", "Agent", "ContactPoint"})

# What the EU shapes want stated about the values that come from a vocabulary.
CONCEPT_TYPES: Mapping[str, str] = {
    "access-right": "dcterms:RightsStatement",
    "catalog-licence": "dcterms:LicenseDocument",
    "checksum-algorithm": "spdx:ChecksumAlgorithm",
    "data-theme": "skos:Concept",
    "distribution-status": "skos:Concept",
    "frequency": "dcterms:Frequency",
    "hvd-category": "skos:Concept",
    "language": "dcterms:LinguisticSystem",
    "legislation": "eli:LegalResource",
    "licence": "dcterms:LicenseDocument",
    "media-type": "dcterms:MediaType",
    "place": "dcterms:Location",
    "planned-availability": "skos:Concept",
    "publisher-type": "skos:Concept",
    "theme-taxonomy": "skos:ConceptScheme",
}

# Each of the first needs the second on the same subject: high-value datasets, Regulation (EU) 2023/138.
TOGETHER = (("hvd_category", "applicable_legislation"), ("applicable_legislation", "hvd_category"))

M: Obligation = "mandatory"
R: Obligation = "recommended"
O: Obligation = "optional"  # noqa: E741, M R O N as in the tables of the profile itself
N = None

TEXT, LITERAL, MEDIA_TYPE, DATE, DURATION = Range.TEXT, Range.LITERAL, Range.MEDIA_TYPE, Range.DATE, Range.DURATION
DECIMAL, INTEGER, WKT, HEX = Range.DECIMAL, Range.NON_NEGATIVE_INTEGER, Range.WKT, Range.HEX
IRI, URL, EMAIL, TELEPHONE = Range.IRI, Range.URL, Range.EMAIL, Range.TELEPHONE
CONCEPT, NODE, ENTITY = Range.CONCEPT, Range.NODE, Range.ENTITY


def _row(
    name: str,
    iri: str,
    obligation: Obligation,
    at_most: int | None,
    kind: Range,
    sv: str,
    en: str,
    vocabulary: str | None = None,
    node: str | None = None,
    with_top: bool = False,
) -> Property:
    return Property(name, iri, obligation, at_most, kind, {"sv": sv, "en": en}, vocabulary, node, with_top)


# fmt: off
CLASSES: Mapping[str, tuple[Property, ...]] = {
    "Catalog": (
        _row("title", "dcterms:title", M, N, TEXT, "Titel", "Title"),
        _row("description", "dcterms:description", M, N, TEXT, "Beskrivning", "Description"),
        _row("publisher", "dcterms:publisher", M, 1, ENTITY, "Utgivare", "Publisher", node="Agent"),
        _row("license", "dcterms:license", M, 1, CONCEPT, "Licens", "Licence", "catalog-licence"),
        _row("dataset", "dcat:dataset", M, N, ENTITY, "Datamängd", "Dataset", node="Dataset"),
        _row("issued", "dcterms:issued", R, 1, DATE, "Utgivningsdatum", "Release date"),
        _row("language", "dcterms:language", R, N, CONCEPT, "Språk", "Language", "language"),
        _row("modified", "dcterms:modified", R, 1, DATE, "Ändringsdatum", "Date modified"),
        _row("homepage", "foaf:homepage", R, 1, NODE, "Hemsida", "Homepage", node="Document"),
        _row("spatial", "dcterms:spatial", R, N, NODE,
             "Geografiskt område", "Geographical area", "place", node="Location"),
        _row("theme_taxonomy", "dcat:themeTaxonomy", R, N, CONCEPT,
             "Taxonomi för tema", "Theme taxonomy", "theme-taxonomy"),
        _row("rights", "dcterms:rights", O, 1, NODE,
             "Rättighetsförklaring", "Rights statement", node="RightsStatement"),
        _row("has_part", "dcterms:hasPart", O, N, ENTITY, "Består av", "Has part", node="Catalog"),
        _row("service", "dcat:service", O, N, ENTITY, "Datatjänst", "Service", node="DataService"),
    ),
    "Dataset": (
        _row("title", "dcterms:title", M, N, TEXT, "Titel", "Title"),
        _row("description", "dcterms:description", M, N, TEXT, "Beskrivning", "Description"),
        _row("publisher", "dcterms:publisher", M, 1, ENTITY, "Utgivare", "Publisher", node="Agent"),
        _row("contact_point", "dcat:contactPoint", R, N, ENTITY,
             "Kontaktuppgift", "Contact point", node="ContactPoint"),
        _row("keyword", "dcat:keyword", R, N, TEXT, "Nyckelord", "Keyword"),
        _row("theme", "dcat:theme", R, N, CONCEPT, "Kategori", "Category", "data-theme"),
        _row("issued", "dcterms:issued", R, 1, DATE, "Utgivningsdatum", "Release date"),
        _row("conforms_to", "dcterms:conformsTo", R, N, NODE, "Uppfyller", "Conforms to", node="Standard"),
        _row("spatial", "dcterms:spatial", R, N, NODE,
             "Geografiskt område", "Geographical area", "place", node="Location"),
        _row("temporal", "dcterms:temporal", R, N, NODE, "Tidsperiod", "Time period", node="PeriodOfTime"),
        _row("access_rights", "dcterms:accessRights", R, 1, CONCEPT,
             "Åtkomsträttigheter", "Access rights", "access-right"),
        _row("distribution", "dcat:distribution", O, N, ENTITY, "Distribution", "Distribution", node="Distribution"),
        _row("identifier", "dcterms:identifier", O, N, LITERAL, "Identifikator", "Identifier"),
        _row("creator", "dcterms:creator", O, 1, ENTITY, "Producent", "Creator", node="Agent"),
        _row("modified", "dcterms:modified", O, 1, DATE, "Ändringsdatum", "Date modified"),
        _row("language", "dcterms:language", O, N, CONCEPT, "Språk", "Language", "language"),
        _row("landing_page", "dcat:landingPage", O, N, NODE, "Ingångssida", "Landing page", node="Document"),
        _row("page", "foaf:page", O, N, NODE, "Dokumentation", "Documentation", node="Document"),
        _row("accrual_periodicity", "dcterms:accrualPeriodicity", O, 1, CONCEPT,
             "Uppdateringsfrekvens", "Update frequency", "frequency"),
        _row("temporal_resolution", "dcat:temporalResolution", O, 1, DURATION, "Tidsupplösning", "Temporal resolution"),
        _row("spatial_resolution_in_meters", "dcat:spatialResolutionInMeters", O, 1, DECIMAL,
             "Rumslig upplösning", "Spatial resolution"),
        _row("version", "dcat:version", O, 1, LITERAL, "Version", "Version"),
        _row("version_notes", "adms:versionNotes", O, N, TEXT, "Versionsanteckningar", "Version notes"),
        _row("has_version", "dcat:hasVersion", O, N, ENTITY, "Har version", "Has version", node="Dataset"),
        _row("in_series", "dcat:inSeries", O, N, ENTITY, "Del i serie", "In series", node="DatasetSeries"),
        _row("source", "dcterms:source", O, N, ENTITY, "Källa", "Source", node="Dataset"),
        _row("relation", "dcterms:relation", O, N, URL, "Relaterad resurs", "Related resource"),
        _row("provenance", "dcterms:provenance", O, N, NODE, "Ursprung", "Provenance", node="ProvenanceStatement"),
        _row("applicable_legislation", "dcatap:applicableLegislation", O, 1, CONCEPT,
             "Tillämplig lagstiftning", "Applicable legislation", "legislation"),
        _row("hvd_category", "dcatap:hvdCategory", O, N, CONCEPT,
             "Kategori för värdefulla datamängder", "Category for high-value datasets", "hvd-category", with_top=True),
    ),
    "DatasetSeries": (
        _row("title", "dcterms:title", M, N, TEXT, "Titel", "Title"),
        _row("description", "dcterms:description", M, N, TEXT, "Beskrivning", "Description"),
        _row("publisher", "dcterms:publisher", M, 1, ENTITY, "Utgivare", "Publisher", node="Agent"),
        _row("contact_point", "dcat:contactPoint", R, N, ENTITY,
             "Kontaktuppgift", "Contact point", node="ContactPoint"),
        _row("keyword", "dcat:keyword", R, N, TEXT, "Nyckelord", "Keyword"),
        _row("theme", "dcat:theme", R, N, CONCEPT, "Kategori", "Category", "data-theme"),
        _row("issued", "dcterms:issued", R, 1, DATE, "Utgivningsdatum", "Release date"),
        _row("conforms_to", "dcterms:conformsTo", R, N, NODE, "Uppfyller", "Conforms to", node="Standard"),
        _row("spatial", "dcterms:spatial", R, N, NODE,
             "Geografiskt område", "Geographical area", "place", node="Location"),
        _row("temporal", "dcterms:temporal", R, N, NODE, "Tidsperiod", "Time period", node="PeriodOfTime"),
        _row("modified", "dcterms:modified", O, 1, DATE, "Ändringsdatum", "Date modified"),
        _row("landing_page", "dcat:landingPage", O, N, NODE, "Ingångssida", "Landing page", node="Document"),
        _row("page", "foaf:page", O, N, NODE, "Dokumentation", "Documentation", node="Document"),
        _row("accrual_periodicity", "dcterms:accrualPeriodicity", O, 1, CONCEPT,
             "Uppdateringsfrekvens", "Update frequency", "frequency"),
        _row("applicable_legislation", "dcatap:applicableLegislation", O, 1, CONCEPT,
             "Tillämplig lagstiftning", "Applicable legislation", "legislation"),
        _row("hvd_category", "dcatap:hvdCategory", O, N, CONCEPT,
             "Kategori för värdefulla datamängder", "Category for high-value datasets", "hvd-category", with_top=True),
    ),
    "Distribution": (
        _row("access_url", "dcat:accessURL", M, 1, URL, "Webbadress för åtkomst", "Web address for access"),
        _row("description", "dcterms:description", R, N, TEXT, "Beskrivning", "Description"),
        _row("format", "dcterms:format", R, 1, MEDIA_TYPE, "Format", "Format", "media-type"),
        _row("availability", "dcatap:availability", R, 1, CONCEPT,
             "Tillgänglighet", "Availability", "planned-availability"),
        _row("license", "dcterms:license", R, 1, IRI, "Licens", "Licence", "licence"),
        _row("title", "dcterms:title", O, N, TEXT, "Titel", "Title"),
        _row("download_url", "dcat:downloadURL", O, N, IRI, "Webbadress för nedladdning", "Web address for download"),
        # EU: not in the national profile, but wanted by data.europa.eu
        _row("media_type", "dcat:mediaType", O, 1, IRI, "Mediatyp", "Media type", "media-type"),
        _row("access_service", "dcat:accessService", O, N, ENTITY,
             "Åtkomst via datatjänst", "Access service", node="DataService"),
        _row("temporal_resolution", "dcat:temporalResolution", O, 1, DURATION, "Tidsupplösning", "Temporal resolution"),
        _row("spatial_resolution_in_meters", "dcat:spatialResolutionInMeters", O, 1, DECIMAL,
             "Rumslig upplösning", "Spatial resolution"),
        _row("byte_size", "dcat:byteSize", O, 1, INTEGER, "Storlek (i bytes)", "Size (in bytes)"),
        _row("language", "dcterms:language", O, N, CONCEPT, "Språk", "Language", "language"),
        _row("issued", "dcterms:issued", O, 1, DATE, "Utgivningsdatum", "Release date"),
        _row("modified", "dcterms:modified", O, 1, DATE, "Ändringsdatum", "Date modified"),
        _row("status", "adms:status", O, 1, CONCEPT, "Status", "Status", "distribution-status"),
        _row("rights", "dcterms:rights", O, 1, NODE,
             "Rättighetsförklaring", "Rights statement", node="RightsStatement"),
        _row("checksum", "spdx:checksum", O, 1, NODE, "Checksumma", "Checksum", node="Checksum"),
        _row("page", "foaf:page", O, N, NODE, "Dokumentation", "Documentation", node="Document"),
        _row("conforms_to", "dcterms:conformsTo", O, N, NODE, "Länkade scheman", "Linked schemas", node="Standard"),
        _row("applicable_legislation", "dcatap:applicableLegislation", O, 1, CONCEPT,
             "Tillämplig lagstiftning", "Applicable legislation", "legislation"),
    ),
    "DataService": (
        _row("title", "dcterms:title", M, N, TEXT, "Titel", "Title"),
        _row("endpoint_url", "dcat:endpointURL", M, N, IRI, "Åtkomstadress", "Endpoint URL"),
        _row("endpoint_description", "dcat:endpointDescription", R, N, IRI,
             "Beskrivning åtkomstadress", "Endpoint description"),
        _row("contact_point", "dcat:contactPoint", R, N, ENTITY,
             "Kontaktuppgift", "Contact point", node="ContactPoint"),
        _row("keyword", "dcat:keyword", R, N, TEXT, "Nyckelord", "Keyword"),
        _row("format", "dcterms:format", R, 1, MEDIA_TYPE, "Format", "Format", "media-type"),
        _row("access_rights", "dcterms:accessRights", R, 1, CONCEPT,
             "Åtkomsträttigheter", "Access rights", "access-right"),
        _row("license", "dcterms:license", O, 1, IRI, "Licens", "Licence", "licence"),
        _row("description", "dcterms:description", O, N, TEXT, "Beskrivning", "Description"),
        _row("publisher", "dcterms:publisher", O, N, ENTITY, "Utgivare", "Publisher", node="Agent"),
        _row("type", "dcterms:type", O, N, CONCEPT, "Arkitekturstil", "Architectural style", "service-type"),
        _row("theme", "dcat:theme", O, N, CONCEPT, "Kategori", "Category", "data-theme"),
        _row("conforms_to", "dcterms:conformsTo", O, N, NODE, "Uppfyller", "Conforms to", node="Standard"),
        _row("serves_dataset", "dcat:servesDataset", O, N, ENTITY,
             "Försörjer datamängd", "Serves dataset", node="Dataset"),
        _row("landing_page", "dcat:landingPage", O, N, NODE, "Ingångssida", "Landing page", node="Document"),
        _row("page", "foaf:page", O, N, NODE, "Dokumentation", "Documentation", node="Document"),
        _row("applicable_legislation", "dcatap:applicableLegislation", O, 1, CONCEPT,
             "Tillämplig lagstiftning", "Applicable legislation", "legislation"),
        _row("hvd_category", "dcatap:hvdCategory", O, N, CONCEPT,
             "Kategori för värdefulla datamängder", "Category for high-value datasets", "hvd-category", with_top=True),
    ),
    "Agent": (
        _row("name", "foaf:name", M, N, TEXT, "Namn", "Name"),
        _row("type", "dcterms:type", M, 1, CONCEPT, "Typ", "Type", "publisher-type"),
        _row("description", "dcterms:description", R, N, TEXT, "Beskrivning", "Description"),
        _row("identifier", "dcterms:identifier", R, N, LITERAL, "Identifierare", "Identifier"),
        _row("homepage", "foaf:homepage", O, N, NODE, "Hemsida", "Homepage", node="Document"),
        _row("mbox", "foaf:mbox", O, N, EMAIL, "E-postadress", "Email address"),
        # DIGG's bundle says recommended, but it is only meant for bodies that live on fees.
        _row("classification", "org:classification", O, 1, CONCEPT,
             "Klassificering", "Classification", "org-classification"),
    ),
    "ContactPoint": (
        # Exactly one; a second type is refused by the national validator. The writer says Organization unless told.
        _row("kind", "rdf:type", M, 1, CONCEPT, "Typ", "Kind", "contact-kind"),
        _row("fn", "vcard:fn", M, N, LITERAL, "Namn", "Name"),
        _row("has_email", "vcard:hasEmail", M, N, EMAIL, "E-postadress", "Email"),
        _row("has_telephone", "vcard:hasTelephone", R, N, NODE, "Telefon", "Telephone", node="Telephone"),
        _row("has_address", "vcard:hasAddress", R, N, NODE, "Adress", "Address", node="Address"),
        _row("has_url", "vcard:hasURL", O, N, URL, "Hemsida", "Website"),
    ),
    "Telephone": (
        _row("has_value", "vcard:hasValue", M, 1, TELEPHONE, "Nummer", "Number"),
    ),
    "Address": (
        _row("street_address", "vcard:street-address", R, 1, LITERAL, "Gatuadress", "Street address"),
        _row("postal_code", "vcard:postal-code", R, 1, LITERAL, "Postkod", "Postal code"),
        _row("locality", "vcard:locality", R, 1, LITERAL, "Postort", "Locality"),
        _row("country_name", "vcard:country-name", R, 1, LITERAL, "Land", "Country name"),
    ),
    "PeriodOfTime": (
        _row("start_date", "dcat:startDate", R, 1, DATE, "Start", "Start"),
        _row("end_date", "dcat:endDate", R, 1, DATE, "Slut", "End"),
    ),
    "Location": (
        _row("bbox", "dcat:bbox", R, 1, WKT, "Omskrivande rektangel", "Bounding box"),
        _row("centroid", "dcat:centroid", R, 1, WKT, "Centrumkoordinat", "Centre coordinate"),
    ),
    "Checksum": (
        _row("algorithm", "spdx:algorithm", M, 1, CONCEPT, "Algoritm", "Algorithm", "checksum-algorithm"),
        _row("checksum_value", "spdx:checksumValue", M, 1, HEX, "Värde", "Checksum value"),
    ),
    "ProvenanceStatement": (
        _row("description", "dcterms:description", M, N, TEXT, "Beskrivning", "Description"),
    ),
    "RightsStatement": (
        _row("attribution_text", "odrs:attributionText", R, N, TEXT, "Erkännandetext", "Attribution text"),
        _row("attribution_url", "odrs:attributionURL", R, N, URL, "Erkännande URL", "Attribution URL"),
        _row("copyright_statement", "odrs:copyrightStatement", R, N, IRI,
             "Upphovsrättsdokument", "Copyright statement"),
        _row("copyright_holder", "odrs:copyrightHolder", R, N, ENTITY,
             "Ägare av upphovsrätten", "Copyright holder", node="Agent"),
        _row("jurisdiction", "odrs:jurisdiction", R, N, URL, "Jurisdiktion", "Jurisdiction"),
        _row("reuser_guidelines", "odrs:reuserGuidelines", R, N, URL,
             "Riktlinjer för återanvändning", "Guidelines for re-users"),
        _row("copyright_notice", "odrs:copyrightNotice", O, N, TEXT, "Meddelande om upphovsrätt", "Copyright notice"),
        _row("copyright_year", "odrs:copyrightYear", O, N, LITERAL, "Upphovsrättsår", "Copyright year"),
    ),
    "Standard": (
        _row("title", "dcterms:title", R, N, TEXT, "Titel", "Title"),
        _row("description", "dcterms:description", R, N, TEXT, "Beskrivning", "Description"),
    ),
    "Document": (
        _row("title", "dcterms:title", R, N, TEXT, "Titel", "Title"),
        _row("description", "dcterms:description", R, N, TEXT, "Beskrivning", "Description"),
    ),
}
# fmt: on
