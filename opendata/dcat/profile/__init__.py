"""DCAT-AP-SE 3.0.1 as a table: one row per property. The writer, the check, the reader, the shapes and the reference
page all do what it says, so a property is added in one place: a row of its class in `catalog`, `dataset`,
`distribution`, `agent` or `parts`; a row that several classes have stands in `shared`.

Source: DIGG's bundle.json 3.0.1 (diggsweden/DCAT-AP-SE 6b5124b, CC BY 4.0), obligations and labels as there, the help
in our own words; `eu` is DCAT-AP 3.0.1. Beyond the bundle: what only DCAT-AP has and a publishing platform can fill in,
and versions from DCAT 3. Left out of DCAT-AP: dcat:record, which the national harvester cannot take, and what a city
has no use for (prov:wasGeneratedBy, time:hasBeginning and hasEnd, the dcterms:type of a licence).
"""

from opendata.dcat.profile.classes import (
    ALSO,
    ALSO_RECOGNISED,
    CLASSES,
    CONCEPT_TYPES,
    EITHER,
    ENTITIES,
    FOLLOWS,
    IN_SCHEME,
    REPLACED,
    TOGETHER,
    TYPES,
    rows,
)
from opendata.dcat.profile.property import DATATYPES, FLAVOURS, PATTERNS, Flavour, Obligation, Property, Range, Rule

__all__ = [
    "ALSO",
    "ALSO_RECOGNISED",
    "CLASSES",
    "CONCEPT_TYPES",
    "DATATYPES",
    "EITHER",
    "ENTITIES",
    "FLAVOURS",
    "FOLLOWS",
    "IN_SCHEME",
    "PATTERNS",
    "REPLACED",
    "TOGETHER",
    "TYPES",
    "Flavour",
    "Obligation",
    "Property",
    "Range",
    "Rule",
    "rows",
]
