"""What no value carries, told apart by the thing that it hangs on, so that it can be kept with that and written."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol

from rdflib import Graph, URIRef
from rdflib.term import Node

from opendata.dcat.formats import block, blocks, parse
from opendata.dcat.iris import expand
from opendata.dcat.profile import CLASSES
from opendata.dcat.write import describe
from opendata.errors import Invalid

Triple = tuple[Node, Node, Node]
# What several things mention is told of the first of these.
_ORDER = ("Dataset", "DatasetSeries", "DataService", "Distribution", "Agent", "ContactPoint", "Catalog")


class Described(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def iri(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


def hanging(things: Iterable[Described], lost: Iterable[Triple]) -> dict[str, str]:
    """IRI of a thing -> N-Triples about it and about what only it mentions; under "" what hangs on no thing, or what
    some format has no way to write: as text for reading."""
    triples = list(lost)
    owners = _owners(things) if triples else {}
    found: dict[str, Graph] = {}
    rest = []
    for triple in _followed(triples, owners):
        owner = owners.get(triple[0])
        if owner and _is_writable(triple):
            found.setdefault(owner, Graph()).add(triple)
        else:
            rest.append(" ".join(map(str, triple)))
    kept = {owner: block(graph, "nt") for owner, graph in found.items()}
    return kept | ({"": "\n".join(sorted(rest))} if rest else {})


def foreign(kept: str) -> str:
    """Of N-Triples, those with properties that the profile doesn't have anywhere: they break none of its rules."""
    graph = Graph()
    for triple in parse(kept, "nt"):
        if triple[1] not in _known():
            graph.add(triple)
    return block(graph, "nt")


@cache
def _known() -> frozenset[URIRef]:
    return frozenset(expand(row.iri) for rows in CLASSES.values() for row in rows)


def _owners(things: Iterable[Described]) -> dict[Node, str]:
    """Node -> the thing that it is, or is a part of."""
    ordered = sorted(things, key=lambda one: (_ORDER.index(one.kind), one.iri))
    owners: dict[Node, str] = {URIRef(one.iri): one.iri for one in ordered}
    for one in ordered:
        graph = Graph()
        describe(graph, one.kind, one.iri, one.values)
        for node in {node for subject, _, value in graph for node in (subject, value) if isinstance(node, URIRef)}:
            owners.setdefault(node, one.iri)
    return owners


def _followed(triples: list[Triple], owners: dict[Node, str]) -> Iterator[Triple]:
    """The triples, after what they lead to has got its owner too."""
    waiting, is_new = triples, True
    while is_new:
        is_new = False
        for subject, _, value in waiting:
            if subject in owners and isinstance(value, URIRef) and value not in owners:
                owners[value], is_new = owners[subject], True
    yield from triples


def _is_writable(triple: Triple) -> bool:
    graph = Graph()
    graph.add(triple)
    try:
        blocks(graph)
    except Invalid:
        return False
    return True
