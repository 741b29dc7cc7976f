"""What the rules look at: one thing in a graph, as one of the profile's classes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from opendata.dcat import vocabularies
from opendata.dcat.iris import expand
from opendata.dcat.profile import ALSO, ALSO_RECOGNISED, CLASSES, TYPES, Flavour, Property, rows
from opendata.model.report import Finding, Severity

KINDS: Mapping[Node, str] = {
    expand(rdf_type): kind
    for rdf_type, kind in [*((types[0], kind) for kind, types in TYPES.items()), *ALSO_RECOGNISED.items()]
}


@dataclass(frozen=True)
class Described:
    """A graph with what the rules ask of it again and again. `today` is what lies in the future lies after."""

    graph: Graph
    flavour: Flavour
    today: date

    @cached_property
    def kinds(self) -> Mapping[Node, Collection[str]]:
        """Subject -> its classes: by its types, and a contact point without one that we know by being linked to."""
        found: dict[Node, set[str]] = {}
        for subject, rdf_type in self.graph.subject_objects(RDF.type):
            if rdf_type in KINDS:
                found.setdefault(subject, set()).add(KINDS[rdf_type])
        for subject in self.graph.objects(None, expand("dcat:contactPoint")):
            if subject not in found and (subject, RDF.type, None) in self.graph:
                found[subject] = {"ContactPoint"}
        return found

    @cached_property
    def is_whole(self) -> bool:
        """Whether there is a catalog, so that what is not here is nowhere."""
        return any("Catalog" in kinds for kinds in self.kinds.values())

    @cached_property
    def publishers(self) -> Collection[Node]:
        return set(self.graph.objects(None, expand("dcterms:publisher")))

    def subjects(self) -> list["Subject"]:
        """In the order of the profile, then by IRI; without concepts of the lists, which are not ours to describe. A
        series that says it is a dataset too, as DCAT allows, is looked at as a series."""
        order = list(CLASSES)
        found = [
            (kind, node)
            for node, kinds in self.kinds.items()
            for kind in kinds
            if not (kind == "Dataset" and "DatasetSeries" in kinds) and not _is_listed(kind, str(node))
        ]
        return [Subject(self, *one) for one in sorted(found, key=lambda one: (order.index(one[0]), str(one[1])))]

    def subject(self, kind: str, node: Node) -> "Subject":
        return Subject(self, kind, node)


@dataclass(frozen=True)
class Subject:
    context: Described
    kind: str
    node: Node

    @property
    def graph(self) -> Graph:
        return self.context.graph

    @cached_property
    def rows(self) -> Mapping[str, Property]:
        """The rows of its class by name, with the rules that the flavour goes by."""
        return rows(self.kind, self.context.flavour)

    def values(self, name: str) -> list[Node]:
        """What a property of the class has, sorted; texts of nothing but blanks are no values."""
        row = self.rows.get(name)
        return self._said.get(expand(row.iri), []) if row else []

    @cached_property
    def _said(self) -> Mapping[Node, list[Node]]:
        said: dict[Node, list[Node]] = {}
        also = expand(ALSO[self.kind]) if self.context.flavour == "eu" and self.kind in ALSO else None
        for predicate, value in self.graph.predicate_objects(self.node):
            if str(value).strip() and value != also:
                said.setdefault(predicate, []).append(value)
        return {predicate: sorted(values, key=lambda one: (str(one), repr(one))) for predicate, values in said.items()}

    def iris(self, name: str) -> list[URIRef]:
        return [value for value in self.values(name) if isinstance(value, URIRef)]

    def literals(self, name: str) -> list[Literal]:
        return [value for value in self.values(name) if isinstance(value, Literal)]

    def follow(self, name: str) -> Iterator["Subject"]:
        """The things that a property links to, where they are described as what it links to."""
        node = self.rows[name].node
        for value in self.values(name):
            if node and node in self.context.kinds.get(value, ()):
                yield Subject(self.context, node, value)

    def backwards(self, predicate: str) -> list[Node]:
        return list(self.graph.subjects(expand(predicate), self.node))

    def finding(
        self,
        code: str,
        name: str | None = None,
        *,
        severity: Severity = "error",
        value: object = None,
        **facts: Any,
    ) -> Finding:
        """A finding about the thing, or about its property of that name."""
        where: dict[str, Any] = {"class": self.kind, "subject": str(self.node)}
        if name:
            row = self.rows[name]
            where |= {"property": row.iri, "label": row.label}
        return Finding(code, severity, value=None if value is None else str(value), facts={**where, **facts})


def _is_listed(kind: str, iri: str) -> bool:
    return any(vocabularies.find(name, iri) for name in _lists_of(kind))


@cache
def _lists_of(kind: str) -> Collection[str]:
    """The vocabularies that a thing of the class may come from."""
    return {row.vocabulary for one in CLASSES.values() for row in one if row.node == kind and row.vocabulary}
