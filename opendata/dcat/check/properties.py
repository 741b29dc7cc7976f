"""Each property of a thing against its row: how many, of what kind, from which list."""

import re
from collections.abc import Iterator

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from opendata.dcat import iris, renamed, vocabularies
from opendata.dcat.check.subject import Subject
from opendata.dcat.iris import expand
from opendata.dcat.profile import CLASSES, DATATYPES, EITHER, ENTITIES, PATTERNS, TOGETHER, Property, Range
from opendata.dcat.vocabularies import Concept
from opendata.model.report import Finding, Severity

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_LINKS = frozenset({Range.IRI, Range.URL, Range.EMAIL, Range.TELEPHONE, Range.CONCEPT, Range.NODE, Range.ENTITY})
# What says nothing of the thing itself, or is DCAT's own and does no harm.
_HARMLESS = frozenset(
    expand(name)
    for name in (
        "rdf:type",
        "rdfs:label",
        "skos:prefLabel",
        "dcat:prev",
        "dcat:first",
        "dcat:last",
        "dcat:seriesMember",
    )
)
_RECORD = expand("dcat:record")


def check_properties(subject: Subject) -> Iterator[Finding]:
    if subject.kind in ENTITIES and isinstance(subject.node, BNode):
        yield subject.finding("blank_node")
    if isinstance(subject.node, URIRef) and not iris.is_sound(subject.node):
        yield subject.finding("subject_iri_broken", value=subject.node)
    values = {name: subject.values(name) for name in subject.rows}
    needed = {second for first, second in TOGETHER if values.get(first) and second in values}
    either = EITHER.get(subject.kind, frozenset())
    given = {name for name, found in values.items() if found}
    says_something = bool(given - {"kind"})
    for name, row in subject.rows.items():
        if values[name]:
            yield from _check_values(subject, row, values[name])
        elif not _belongs(row, subject):
            continue
        elif row.obligation == "mandatory" or name in needed:
            yield subject.finding("property_missing", name)
        elif row.obligation == "recommended" and says_something and not (name in either and given & either):
            yield subject.finding("property_recommended", name, severity="warning")


def _belongs(row: Property, subject: Subject) -> bool:
    return row.only in (None, subject.context.flavour)


def _check_values(subject: Subject, row: Property, values: list[Node]) -> Iterator[Finding]:
    if row.at_most is not None and len(values) > row.at_most:
        yield subject.finding("property_too_many", row.name, at_most=row.at_most, count=len(values))
    for value in values:
        yield from _check_value(subject, row, value)


def _check_value(subject: Subject, row: Property, value: Node) -> Iterator[Finding]:
    if row.range is Range.TEXT and isinstance(value, Literal) and is_plain(value):
        yield subject.finding("property_untagged", row.name, value=value)
    elif row.range in _LINKS and isinstance(value, URIRef) and not iris.is_sound(value):
        yield subject.finding("property_iri_broken", row.name, value=value)
    elif row.vocabulary and isinstance(value, URIRef) and (better := _better(row, str(value))):
        code, concept = better
        severity: Severity = "warning" if row.range is Range.NODE else "error"
        yield subject.finding(code, row.name, severity=severity, value=value, instead=concept.iri)
    elif not _fits(row, value):
        yield subject.finding("property_wrong_kind", row.name, value=value, range=row.range.name.lower())
    elif row.pattern and not re.fullmatch(row.pattern, str(value)):
        yield subject.finding("property_unmatched", row.name, value=value, pattern=_readable(row.pattern))
    elif row.range is Range.CONCEPT and not _is_listed(subject, row, str(value)):
        yield subject.finding("property_not_in_vocabulary", row.name, value=value, vocabulary=row.vocabulary)


def _readable(pattern: str) -> str:
    """How a value has to begin, for people who don't read regular expressions."""
    return re.sub(r"\.[*+]$", "", pattern.replace("\\.", ".").replace("s?", "s"))


def _is_listed(subject: Subject, row: Property, iri: str) -> bool:
    """In the list; by the European rules another value of the same list, or another theme beside, will do."""
    name = row.vocabulary or ""
    if vocabularies.find(name, iri):
        return True
    lists = {concept.iri.rpartition("/")[0] for concept in vocabularies.vocabulary(name).values()}
    return subject.context.flavour == "eu" and (name == "data-theme" or iri.rpartition("/")[0] in lists)


def _better(row: Property, iri: str) -> tuple[str, Concept] | None:
    """What the value should have been, if it is an older or a misspelt name of a concept in the list."""
    name = row.vocabulary or ""
    if vocabularies.find(name, iri) or row.range is Range.FILE_TYPE:
        return None
    if concept := renamed.successor(name, iri):
        return "property_outdated", concept
    if concept := renamed.nearest(name, iri):
        return "property_misspelt", concept
    return None


def is_plain(value: Literal) -> bool:
    return value.language is None and value.datatype in (None, expand("xsd:string"))


def _fits(row: Property, value: Node) -> bool:
    if row.range is Range.TEXT:
        return isinstance(value, Literal) and value.language is not None
    if row.range is Range.FILE_TYPE:
        return isinstance(value, URIRef) and value.startswith(_FILE_TYPES)
    of_range = PATTERNS.get(row.range)
    if of_range and not of_range.fullmatch(str(value)):
        return False
    if row.range in DATATYPES:
        return isinstance(value, Literal) and _has_datatype(row.range, value)
    if isinstance(value, BNode):
        return row.range in (Range.NODE, Range.ENTITY)
    return isinstance(value, URIRef)


def _has_datatype(wanted: Range, value: Literal) -> bool:
    if wanted in (Range.LITERAL, Range.MEDIA_TYPE):
        return is_plain(value)
    return value.datatype in [expand(datatype) for datatype in DATATYPES[wanted]] and not value.ill_typed


def check_names(subject: Subject) -> Iterator[Finding]:
    """What the thing says in properties that its class does not have."""
    if subject.kind in ENTITIES:
        known = {expand(row.iri) for kind in subject.context.kinds[subject.node] for row in CLASSES[kind]}
        for predicate in sorted(set(subject.graph.predicates(subject.node)) - known - _HARMLESS, key=str):
            yield from _check_name(subject, predicate)


def _check_name(subject: Subject, predicate: Node) -> Iterator[Finding]:
    short = iris.shorten(str(predicate))
    if predicate == _RECORD:
        yield subject.finding("catalog_record")
    elif row := renamed.property_of(subject.kind, str(predicate)):
        facts = {"property": short or str(predicate), "instead": row.iri}
        yield subject.finding("property_renamed", row.name, severity="warning", **facts)
    elif short:
        yield subject.finding("property_unknown", severity="warning", property=short)
