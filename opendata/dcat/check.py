"""Graph -> findings, as the table in `profile` says."""

from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from opendata.dcat import iris, vocabularies
from opendata.dcat.iris import expand
from opendata.dcat.profile import (
    ALSO_RECOGNISED,
    CLASSES,
    DATATYPES,
    ENTITIES,
    PATTERNS,
    TOGETHER,
    TYPES,
    Property,
    Range,
)
from opendata.model.report import Finding, Report

_WHERE = ("class", "subject")
_WHAT = (*_WHERE, "property", "label")

# Every code that `check` gives, with the facts that it carries. `class` is a name from profile.CLASSES, `subject` the
# IRI of what is described, `property` a short IRI such as dcterms:title, `label` its name in sv and en. `value` on the
# finding is the value that is wrong.
FINDINGS: Mapping[str, tuple[str, ...]] = {
    "blank_node": _WHERE,
    "property_missing": _WHAT,
    "property_recommended": _WHAT,
    "property_too_many": (*_WHAT, "at_most", "count"),
    "property_untagged": _WHAT,
    "property_wrong_kind": (*_WHAT, "range"),
    "property_not_in_vocabulary": (*_WHAT, "vocabulary"),
}

_KINDS = {expand(types[0]): kind for kind, types in TYPES.items()}
_KINDS |= {expand(rdf_type): kind for rdf_type, kind in ALSO_RECOGNISED.items()}
_ORDER = list(CLASSES)


def check(graph: Graph) -> Report:
    """Every subject of a known class against its rows. A subject that is only typed, as the target of a link, is not
    asked for what is recommended; a link to something described elsewhere is not followed."""
    found = {(kind, subject) for subject, rdf_type in graph.subject_objects(RDF.type) if (kind := _kind(rdf_type))}
    findings: list[Finding] = []
    for kind, subject in sorted(found, key=lambda one: (_ORDER.index(one[0]), str(one[1]))):
        findings.extend(_check_subject(graph, kind, subject))
    return Report.of(findings)


def _kind(rdf_type: Node) -> str | None:
    return _KINDS.get(rdf_type) if isinstance(rdf_type, URIRef) else None


def _check_subject(graph: Graph, kind: str, subject: Node) -> Iterator[Finding]:
    place = {"class": kind, "subject": str(subject)}
    if kind in ENTITIES and isinstance(subject, BNode):
        yield Finding("blank_node", facts=place)
    values = {row.name: sorted(graph.objects(subject, expand(row.iri)), key=str) for row in CLASSES[kind]}
    says_something = any(values.values())
    needed = {second for first, second in TOGETHER if values.get(first) and second in values}
    for row in CLASSES[kind]:
        facts = {**place, "property": row.iri, "label": row.label}
        if values[row.name]:
            yield from _check_values(row, values[row.name], facts)
        elif row.obligation == "mandatory" or row.name in needed:
            yield Finding("property_missing", facts=facts)
        elif row.obligation == "recommended" and says_something:
            yield Finding("property_recommended", "warning", facts=facts)


def _check_values(row: Property, values: list[Node], facts: Mapping[str, Any]) -> Iterator[Finding]:
    if row.at_most is not None and len(values) > row.at_most:
        yield Finding("property_too_many", facts={**facts, "at_most": row.at_most, "count": len(values)})
    for value in values:
        if row.range is Range.TEXT and isinstance(value, Literal) and _is_plain(value):
            yield Finding("property_untagged", value=str(value), facts=facts)
        elif not _fits(row.range, value):
            yield Finding("property_wrong_kind", value=str(value), facts={**facts, "range": row.range.name.lower()})
        elif row.range is Range.CONCEPT and vocabularies.find(row.vocabulary or "", str(value)) is None:
            yield Finding("property_not_in_vocabulary", value=str(value), facts={**facts, "vocabulary": row.vocabulary})


def _is_plain(value: Literal) -> bool:
    return value.language is None and value.datatype in (None, expand("xsd:string"))


def _fits(wanted: Range, value: Node) -> bool:
    if wanted is Range.TEXT:
        return isinstance(value, Literal) and value.language is not None
    pattern = PATTERNS.get(wanted)
    if pattern and not pattern.fullmatch(str(value)):
        return False
    if wanted in DATATYPES:
        return isinstance(value, Literal) and _has_datatype(wanted, value)
    if isinstance(value, BNode):
        return wanted in (Range.NODE, Range.ENTITY)
    return isinstance(value, URIRef) and iris.is_sound(value)


def _has_datatype(wanted: Range, value: Literal) -> bool:
    if wanted in (Range.LITERAL, Range.MEDIA_TYPE):
        return _is_plain(value)
    return value.datatype in [expand(datatype) for datatype in DATATYPES[wanted]] and not value.ill_typed
