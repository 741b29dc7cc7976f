"""Class -> its rows, its types in RDF, and what holds between rows and classes."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from opendata.dcat.profile import agent, catalog, dataset, distribution, parts
from opendata.dcat.profile.property import Flavour, Property

CLASSES: Mapping[str, tuple[Property, ...]] = {
    "Catalog": catalog.CATALOG,
    "Dataset": dataset.DATASET,
    "DatasetSeries": dataset.DATASET_SERIES,
    "Distribution": distribution.DISTRIBUTION,
    "DataService": distribution.DATA_SERVICE,
    "Agent": agent.AGENT,
    "ContactPoint": agent.CONTACT_POINT,
    "Telephone": agent.TELEPHONE_NUMBER,
    "Address": agent.ADDRESS,
    "Attribution": agent.ATTRIBUTION,
    "PeriodOfTime": parts.PERIOD_OF_TIME,
    "Location": parts.LOCATION,
    "Geometry": parts.GEOMETRY,
    "Identifier": parts.IDENTIFIER,
    "Checksum": parts.CHECKSUM,
    "Relationship": parts.RELATIONSHIP,
    "Offer": parts.OFFER,
    "ProvenanceStatement": parts.PROVENANCE_STATEMENT,
    "RightsStatement": parts.RIGHTS_STATEMENT,
    "LicenseDocument": parts.LICENSE_DOCUMENT,
    "Standard": parts.STANDARD,
    "Document": parts.DOCUMENT,
    # Only ever named by an IRI.
    "Policy": (),
    "Role": (),
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
    "Attribution": ("prov:Attribution",),
    "PeriodOfTime": ("dcterms:PeriodOfTime",),
    "Location": ("dcterms:Location",),
    "Geometry": ("locn:Geometry",),
    "Identifier": ("adms:Identifier",),
    "Checksum": ("spdx:Checksum",),
    "Relationship": ("dcat:Relationship",),
    "Offer": ("schema:Offer",),
    "ProvenanceStatement": ("dcterms:ProvenanceStatement",),
    "RightsStatement": ("odrs:RightsStatement", "dcterms:RightsStatement"),
    "LicenseDocument": ("dcterms:LicenseDocument",),
    "Standard": ("dcterms:Standard",),
    "Document": ("foaf:Document",),
    "Policy": ("odrl:Policy",),
    "Role": ("dcat:Role",),
}
ALSO_RECOGNISED: Mapping[str, str] = {
    "foaf:Organization": "Agent",
    "foaf:Person": "Agent",
    "vcard:Individual": "ContactPoint",
    "vcard:Kind": "ContactPoint",
}
ENTITIES = frozenset({"Catalog", "Dataset", "DatasetSeries", "Distribution", "DataService", "Agent", "ContactPoint"})

# What the EU shapes want stated about the values that come from a vocabulary.
CONCEPT_TYPES: Mapping[str, str] = {
    "access-right": "dcterms:RightsStatement",
    "attribution-role": "dcat:Role",
    "catalog-licence": "dcterms:LicenseDocument",
    "checksum-algorithm": "spdx:ChecksumAlgorithm",
    "data-theme": "skos:Concept",
    "dataset-type": "skos:Concept",
    "distribution-status": "skos:Concept",
    "file-type": "dcterms:MediaTypeOrExtent",
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

# Lists whose concepts have to say which list they are from: the shapes for high-value datasets look there.
IN_SCHEME = frozenset({"hvd-category"})

# Each of the first needs the second on the same subject: high-value datasets, Regulation (EU) 2023/138.
TOGETHER = (("hvd_category", "applicable_legislation"), ("applicable_legislation", "hvd_category"))

# One of them is enough: an open period has no end, and a rectangle tells where its centre is.
EITHER: Mapping[str, frozenset[str]] = {
    "PeriodOfTime": frozenset({"start_date", "end_date"}),
    "Location": frozenset({"bbox", "centroid", "geometry"}),
}

# What DCAT-AP's shapes want to be told of values and things, although RDF Schema and vCard's ontology say it of all.
FOLLOWS: Mapping[str, str] = {
    "dcat:accessURL": "rdfs:Resource",
    "dcat:endpointURL": "rdfs:Resource",
    "dcat:endpointDescription": "rdfs:Resource",
    "vcard:hasEmail": "rdfs:Resource",
    "vcard:hasURL": "rdfs:Resource",
}
ALSO: Mapping[str, str] = {"ContactPoint": "vcard:Kind"}

# What earlier editions of the profile said, and what says it now: same meaning, so a reader may take one for the other.
REPLACED: Mapping[str, str] = {
    "owl:versionInfo": "dcat:version",
    "schema:startDate": "dcat:startDate",
    "schema:endDate": "dcat:endDate",
}


@cache
def rows(kind: str, flavour: Flavour) -> Mapping[str, Property]:
    """Name -> row of a class, as the flavour has it."""
    return MappingProxyType({row.name: row.by(flavour) for row in CLASSES[kind]})
