"""A graph as others make it -> one whose things have types, IRIs of their own and the profile's properties. Values are
left as they are."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from opendata.dcat import iris, renamed
from opendata.dcat.check.subject import KINDS
from opendata.dcat.iris import expand
from opendata.dcat.profile import ALSO_RECOGNISED, CLASSES, ENTITIES, TYPES, Range
from opendata.dcat.read.values import mended
from opendata.model.report import Finding

# What a thing without an IRI is known by, so that it keeps its name while the rest of it changes.
_KNOWN_BY = frozenset(
    expand(name)
    for name in (
        *("dcterms:identifier", "dcterms:title", "dcterms:format", "dcat:accessURL", "dcat:endpointURL"),
        *("foaf:name", "vcard:fn", "vcard:hasEmail"),
    )
)
_DEEPEST = 8
_AGENT_AS_CONTACT = (("foaf:name", "vcard:fn"), ("foaf:mbox", "vcard:hasEmail"))
_NAMED_BY = {"Agent": "foaf:name", "ContactPoint": "vcard:fn"}


@dataclass
class Tidied:
    """The graph, changed in place, and what was said about it."""

    graph: Graph
    source: str
    """IRI that things are named after which hang on nothing that has one."""
    notes: list[Finding] = field(default_factory=list)

    def note(self, code: str, kind: str, node: Node, **facts: Any) -> None:
        self.notes.append(Finding(code, "warning", facts={"class": kind, "subject": str(node), **facts}))

    def things(self) -> list[tuple[Node, str]]:
        """Nodes with their classes, one by one."""
        found = {(node, KINDS[one]) for node, one in self.graph.subject_objects(RDF.type) if one in KINDS}
        return sorted(found, key=lambda one: (str(one[0]), one[1]))

    def move(self, triple: tuple[Node, Node, Node], to: tuple[Node, Node, Node]) -> None:
        self.graph.remove(triple)
        self.graph.add(to)


def tidy(graph: Graph, source: str) -> Tidied:
    tidied = Tidied(Graph() + graph, source)
    for step in _STEPS:
        step(tidied)
    return tidied


def _mend_iris(tidied: Tidied) -> None:
    for node, kind in tidied.things():
        iri = mended(node) if isinstance(node, URIRef) and not iris.is_sound(node) else None
        if iri:
            _rename(tidied.graph, node, URIRef(iri))
            tidied.note("address_given", kind, URIRef(iri))


def _settle_types(tidied: Tidied) -> None:
    """Types by https where the vocabulary says http; organisations and persons that publish are agents."""
    others = {expand(name): expand(TYPES[kind][0]) for name, kind in ALSO_RECOGNISED.items() if kind == "Agent"}
    for node, rdf_type in list(tidied.graph.subject_objects(RDF.type)):
        plain = URIRef(re.sub(r"^https://(?=www\.w3\.org/ns/dcat)", "http://", str(rdf_type)))
        settled = others.get(plain, plain)
        if rdf_type == RDFS.Resource:
            tidied.graph.remove((node, RDF.type, rdf_type))
        elif settled != rdf_type:
            tidied.move((node, RDF.type, rdf_type), (node, RDF.type, settled))


def _follow(tidied: Tidied) -> None:
    """Properties under the profile's names, and types for what is linked to, from the things that have one."""
    seen: set[tuple[Node, str]] = set()
    waiting = tidied.things()
    while waiting:
        node, kind = waiting.pop()
        if (node, kind) in seen:
            continue
        seen.add((node, kind))
        for predicate, value in sorted(tidied.graph.predicate_objects(node), key=str):
            waiting.extend(_settle(tidied, node, kind, predicate, value))


def _settle(tidied: Tidied, node: Node, kind: str, predicate: Node, value: Node) -> Iterable[tuple[Node, str]]:
    row = renamed.property_of(kind, str(predicate))
    if row is None or row.name == "kind":
        return
    wanted = expand(row.iri)
    if predicate != wanted:
        tidied.move((node, predicate, value), (node, wanted, value))
        tidied.note("property_read_as", kind, node, property=str(predicate), instead=row.iri)
    if row.range is Range.TEXT and isinstance(value, BNode):
        _lift(tidied, node, wanted, value)
    if row.node not in CLASSES or row.range not in (Range.NODE, Range.ENTITY):
        return
    linked = row.node or ""
    if isinstance(value, Literal):
        if row.range is Range.ENTITY:
            yield from _described_in_words(tidied, (node, wanted, value), linked)
    elif linked == "ContactPoint" and str(value).startswith("mailto:"):
        yield from _described_in_words(tidied, (node, wanted, value), linked)
    elif (value, None, None) in tidied.graph:
        yield from _typed(tidied, value, linked)


def _lift(tidied: Tidied, node: Node, wanted: URIRef, value: BNode) -> None:
    """Texts that stand one step too far away, in the same property of a node between."""
    last = re.split(r"[/#]", wanted)[-1]
    for predicate, text in list(tidied.graph.predicate_objects(value)):
        if isinstance(text, Literal) and re.split(r"[/#]", str(predicate))[-1] == last:
            tidied.move((value, predicate, text), (node, wanted, text))
            tidied.graph.remove((node, wanted, value))


def _typed(tidied: Tidied, node: Node, kind: str) -> Iterable[tuple[Node, str]]:
    kinds = {KINDS[one] for one in tidied.graph.objects(node, RDF.type) if one in KINDS}
    if kind in kinds or (kind == "Dataset" and "DatasetSeries" in kinds):
        return
    if kind in ENTITIES and kinds - {"Agent"}:
        return
    tidied.graph.add((node, RDF.type, expand(TYPES[kind][0])))
    if kind == "ContactPoint":
        tidied.graph.remove((node, RDF.type, expand("vcard:Kind")))
    if kind in ENTITIES:
        tidied.note("type_assumed", kind, node)
    yield node, kind


def _described_in_words(tidied: Tidied, triple: tuple[Node, Node, Node], kind: str) -> Iterable[tuple[Node, str]]:
    """A publisher given by name, or a contact by mailbox, becomes a thing of its own; an address in words a link."""
    subject, predicate, value = triple
    words = str(value).strip()
    if iris.is_sound(words) and not words.startswith("mailto:"):
        tidied.move(triple, (subject, predicate, URIRef(words)))
        return
    if kind not in _NAMED_BY or not words.removeprefix("mailto:"):
        return
    node = BNode(hashlib.sha256(f"{subject}{words}".encode()).hexdigest()[:12])
    tidied.move(triple, (subject, predicate, node))
    tidied.graph.add((node, RDF.type, expand(TYPES[kind][0])))
    plain = words.removeprefix("mailto:")
    tidied.graph.add((node, expand(_NAMED_BY[kind]), Literal(plain)))
    if kind == "ContactPoint" and "@" in plain:
        tidied.graph.add((node, expand("vcard:hasEmail"), URIRef(f"mailto:{plain}")))
    yield node, kind


def _separate_contacts(tidied: Tidied) -> None:
    """A contact point that is a publisher too gets an IRI of its own, and what only contact points have."""
    for node, kind in tidied.things():
        if kind != "ContactPoint" or (node, RDF.type, expand("foaf:Agent")) not in tidied.graph:
            continue
        contact = (
            BNode(f"{_digest(tidied.graph, node)}c") if isinstance(node, BNode) else URIRef(_under(node, "contact"))
        )
        for predicate, value in list(tidied.graph.predicate_objects(node)):
            row = renamed.property_of("ContactPoint", str(predicate)) or renamed.property_of("Address", str(predicate))
            is_contacts = KINDS.get(value) == "ContactPoint" if predicate == RDF.type else row is not None
            if is_contacts and renamed.property_of("Agent", str(predicate)) is None:
                tidied.move((node, predicate, value), (contact, predicate, value))
        for theirs, ours in _AGENT_AS_CONTACT:
            if (contact, expand(ours), None) not in tidied.graph:
                for value in tidied.graph.objects(node, expand(theirs)):
                    tidied.graph.add((contact, expand(ours), value))
        for subject in list(tidied.graph.subjects(expand("dcat:contactPoint"), node)):
            tidied.move((subject, expand("dcat:contactPoint"), node), (subject, expand("dcat:contactPoint"), contact))
        tidied.note("contact_separated", "ContactPoint", node)


def _settle_contacts(tidied: Tidied) -> None:
    """One type for each contact point; parts of an address that stand directly on it on a node of their own."""
    kinds = [expand("vcard:Individual"), expand("vcard:Organization")]
    for node, kind in tidied.things():
        if kind != "ContactPoint":
            continue
        if all((node, RDF.type, one) in tidied.graph for one in kinds):
            tidied.graph.remove((node, RDF.type, kinds[0]))
        if not any((node, RDF.type, one) in tidied.graph for one in kinds):
            tidied.graph.add((node, RDF.type, kinds[1]))
            tidied.note("type_assumed", kind, node)
        tidied.graph.remove((node, RDF.type, expand("vcard:Kind")))
        address = BNode(f"{_digest(tidied.graph, node)}a")
        for row in CLASSES["Address"]:
            for value in list(tidied.graph.objects(node, expand(row.iri))):
                tidied.move((node, expand(row.iri), value), (address, expand(row.iri), value))
                tidied.graph.add((node, expand("vcard:hasAddress"), address))
                tidied.graph.add((address, RDF.type, expand("vcard:Address")))


def _move_licences(tidied: Tidied) -> None:
    """A licence on the dataset, as DCAT-AP never had it but CKAN does, holds for its distributions."""
    license_, distribution = expand("dcterms:license"), expand("dcat:distribution")
    for node, kind in tidied.things():
        licences = list(tidied.graph.objects(node, license_)) if kind == "Dataset" else []
        distributions = list(tidied.graph.objects(node, distribution))
        if not licences or not distributions:
            continue
        for one in distributions:
            if (one, license_, None) not in tidied.graph:
                tidied.graph.add((one, license_, licences[0]))
        tidied.graph.remove((node, license_, None))
        tidied.note("licence_moved", kind, node)


def _split_distributions(tidied: Tidied) -> None:
    """One distribution for each access URL, the first with the IRI that it had."""
    graph, access, download = tidied.graph, expand("dcat:accessURL"), expand("dcat:downloadURL")
    for node, kind in tidied.things():
        addresses = sorted(graph.objects(node, access), key=str) if kind == "Distribution" else []
        for number, address in enumerate(addresses[1:], start=2):
            copy = URIRef(_under(node, f"access_url-{number}"))
            for predicate, value in list(graph.predicate_objects(node)):
                if predicate not in (access, download):
                    graph.add((copy, predicate, value))
            tidied.move((node, access, address), (copy, access, address))
            if (node, download, address) in graph:
                tidied.move((node, download, address), (copy, download, address))
            for subject in list(graph.subjects(expand("dcat:distribution"), node)):
                graph.add((subject, expand("dcat:distribution"), copy))
        if len(addresses) > 1:
            tidied.note("distribution_split", kind, node)


def _name(tidied: Tidied) -> None:
    """IRIs for the main things that have none: after what they hang on and what they are known by."""
    waiting = [(node, kind) for node, kind in tidied.things() if isinstance(node, BNode) and kind in ENTITIES]
    while waiting:
        ready = [one for one in waiting if not _hangs_on_nothing(tidied, one[0])] or waiting[:1]
        for node, kind in ready:
            iri = name_of(tidied, node)
            _rename(tidied.graph, node, iri)
            tidied.note("address_given", kind, iri)
        waiting = [one for one in waiting if one not in ready]


def _hangs_on_nothing(tidied: Tidied, node: Node) -> bool:
    """Nothing that has an IRI links to it, at least not yet."""
    return all(isinstance(subject, BNode) for subject in tidied.graph.subjects(None, node))


def name_of(tidied: Tidied, node: Node) -> URIRef:
    links = [(str(one), str(how)) for one, how in tidied.graph.subject_predicates(node) if not isinstance(one, BNode)]
    parent, predicate = min(links, default=(tidied.source, "thing"))
    is_known = any((node, prop, None) in tidied.graph for prop in _KNOWN_BY)
    local = re.split(r"[/#]", predicate)[-1]
    iri = URIRef(_under(parent, f"{local}-{_digest(tidied.graph, node, _KNOWN_BY if is_known else None)}"))
    return URIRef(f"{iri}-{_digest(tidied.graph, node)}") if (iri, None, None) in tidied.graph else iri


def _rename(graph: Graph, old: Node, new: Node) -> None:
    for predicate, value in list(graph.predicate_objects(old)):
        graph.remove((old, predicate, value))
        graph.add((new, predicate, value))
    for subject, predicate in list(graph.subject_predicates(old)):
        graph.remove((subject, predicate, old))
        graph.add((subject, predicate, new))


def _digest(graph: Graph, node: Node, only: frozenset[URIRef] | None = None, depth: int = 0) -> str:
    """The same for the same content, whatever a parser called the blank nodes."""
    said = []
    for predicate, value in graph.predicate_objects(node):
        if only is None or predicate in only:
            deeper = isinstance(value, BNode) and depth < _DEEPEST
            said.append(f"{predicate} {_digest(graph, value, None, depth + 1) if deeper else _plain(value)}")
    return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()[:12]


def _plain(value: Node) -> str:
    return "" if isinstance(value, BNode) else value.n3()


def _under(parent: Node | str, name: str) -> str:
    """As the writer names what belongs to a thing."""
    return f"{parent}{'-' if '#' in str(parent) else '#'}{name}"


_STEPS: tuple[Callable[[Tidied], None], ...] = (
    _settle_types,
    _mend_iris,
    _follow,
    _separate_contacts,
    _settle_contacts,
    _move_licences,
    _name,
    _split_distributions,
)
