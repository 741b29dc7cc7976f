"""Graph -> values, as the writer takes them: what others' catalogues say, in the profile's terms, with a note of what
was not taken as it stood, and a list of what has no place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from opendata.dcat.check.subject import KINDS
from opendata.dcat.iris import expand
from opendata.dcat.profile import CLASSES, ENTITIES, Flavour, Property, Range
from opendata.dcat.read import structure
from opendata.dcat.read.leftovers import foreign, hanging
from opendata.dcat.read.values import understood
from opendata.dcat.vocabularies import find
from opendata.dcat.write import describe
from opendata.errors import Invalid
from opendata.model.report import Finding

__all__ = ["Catalogue", "Thing", "foreign", "read"]

Triple = tuple[Node, Node, Node]
_SOURCE = "urn:dcat:source"
# Where a thing that should have parts was given in words: the part that the words go in.
_IN_WORDS: Mapping[str, str] = {
    "Address": "street_address",
    "Offer": "description",
    "ProvenanceStatement": "description",
    "RightsStatement": "copyright_notice",
    "Standard": "title",
    "Telephone": "has_value",
}
_NOTHING = frozenset({"", "mailto:", "tel:"})
_LABELS = (RDFS.label, expand("skos:prefLabel"))


@dataclass(frozen=True)
class Thing:
    """`values` are keyed by `Property.name`, as `describe` takes them."""

    kind: str
    iri: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Catalogue:
    """`notes` are warnings in the codes of `read.notes`; `lost` are the triples that no value carries, sorted."""

    things: Sequence[Thing]
    notes: Sequence[Finding] = ()
    lost: Sequence[Triple] = ()

    def of(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]

    def graph(self, flavour: Flavour = "se") -> Graph:
        """Written again."""
        graph = Graph()
        for thing in self.things:
            describe(graph, thing.kind, thing.iri, thing.values, flavour)
        return graph

    def left(self) -> Mapping[str, str]:
        """What was lost, sorted by the thing that it hangs on, as `leftovers.hanging` gives it."""
        return hanging(self.things, self.lost)


@dataclass
class _Reading:
    tidied: structure.Tidied
    language: str
    carried: set[Triple] = field(default_factory=set)
    names: dict[Node, Node] = field(default_factory=dict)
    """What the writer calls the parts that have no IRI."""

    @property
    def graph(self) -> Graph:
        return self.tidied.graph

    def note(self, code: str, thing: tuple[str, Node], row: Property, value: Node, **facts: Any) -> None:
        kind, node = thing
        what = {"class": kind, "subject": str(node), "property": row.iri, "label": row.label}
        self.tidied.notes.append(Finding(code, "warning", value=str(value), facts={**what, **facts}))


def read(graph: Graph, *, language: str = "sv", source: str = _SOURCE) -> Catalogue:
    """Reads whatever is there; the graph stays as it is. Texts that don't say in which language they are, are taken to
    be in `language`. Main things without an IRI get one, made of that of the thing they hang on and what they are known
    by, or of `source`, which is an IRI too."""
    reading = _Reading(structure.tidy(graph, source), language)
    things = []
    for node, kind in reading.tidied.things():
        if kind in ENTITIES and isinstance(node, URIRef):
            values = _values(reading, kind, node)
            if _is_accepted(kind, str(node), values):
                things.append(Thing(kind, str(node), values))
    catalogue = Catalogue(sorted(things, key=lambda one: (list(CLASSES).index(one.kind), one.iri)))
    return Catalogue(catalogue.things, tuple(reading.tidied.notes), _lost(reading, catalogue))


def _lost(reading: _Reading, catalogue: Catalogue) -> Sequence[Triple]:
    """With IRIs for nodes that have none, so that the triples can be kept and written."""
    written = catalogue.graph("se") + catalogue.graph("eu")
    left = [one for one in reading.graph if one not in reading.carried and one not in written]
    left = [one for one in left if not _is_said(reading, one)]
    for node in sorted({node for one in left for node in one if isinstance(node, BNode)} - reading.names.keys()):
        reading.names[node] = structure.name_of(reading.tidied, node)
    lost = [(_named(reading, subject), predicate, _named(reading, value)) for subject, predicate, value in left]
    return sorted(lost, key=lambda one: tuple(map(str, one)))


def _named(reading: _Reading, node: Node) -> Node:
    return reading.names.get(node, node)


def _is_said(reading: _Reading, triple: Triple) -> bool:
    """Whether the triple says nothing, a thing's class, or labels a thing with what it says elsewhere."""
    subject, predicate, value = triple
    if str(value).strip() in _NOTHING:
        return True
    if predicate == RDF.type:
        return value in KINDS and (subject, None, None) in reading.graph
    texts = {str(text) for _, prop, text in reading.graph.triples((subject, None, None)) if prop not in _LABELS}
    return predicate in _LABELS and str(value) in texts


def _is_accepted(kind: str, iri: str, values: Mapping[str, Any]) -> Graph | None:
    """What the writer makes of it; None when it refuses."""
    scratch = Graph()
    try:
        describe(scratch, kind, iri, values)
    except (Invalid, ValueError):
        return None
    return scratch


def _values(reading: _Reading, kind: str, node: Node) -> dict[str, Any]:
    values = {}
    for row in CLASSES[kind]:
        found = sorted(reading.graph.objects(node, expand(row.iri)), key=lambda one: (str(one), repr(one)))
        value = _texts(reading, (kind, node), row, found) if row.range is Range.TEXT else None
        if row.range is not Range.TEXT:
            items = [(one, item) for one in found if (item := _item(reading, (kind, node), row, one)) is not None]
            value = _in_order(reading, node, row, items)
        if value:
            values[row.name] = value
    return values


def _texts(reading: _Reading, thing: tuple[str, Node], row: Property, found: Iterable[Node]) -> dict[str, Any] | None:
    """Language -> text, or texts where there are several."""
    texts: dict[str, list[str]] = {}
    for value in found:
        if not isinstance(value, Literal) or not str(value).strip():
            continue
        language = (value.language or "").lower() or reading.language
        if _is_accepted(thing[0], _SOURCE, {row.name: {language: str(value)}}) is None:
            continue
        if not value.language:
            reading.note("language_assumed", thing, row, value, language=language)
        if str(value) not in texts.setdefault(language, []):
            texts[language].append(str(value))
        reading.carried.add((thing[1], expand(row.iri), value))
    return {one: many if len(many) > 1 or row.name == "keyword" else many[0] for one, many in texts.items()}


def _item(reading: _Reading, thing: tuple[str, Node], row: Property, value: Node) -> Any:
    """One value as the writer takes it; None when nothing can be made of it that it takes."""
    carried = _carried_by_a_node(reading, row, value)
    item = carried or _part(reading, row, value) or understood(reading.graph, row, value)
    if item is None or item == "":
        return None
    written = _is_accepted(thing[0], _SOURCE, {row.name: item})
    if written is None:
        return None
    reading.carried.add((thing[1], expand(row.iri), value))
    if not isinstance(item, dict | tuple):
        terms = list(written.objects(URIRef(_SOURCE), expand(row.iri)))
        if terms and not any(_says_the_same(value, term) for term in terms):
            shown = next((str(term) for term in terms if str(term) != str(value)), str(terms[0]))
            reading.note("read_as", thing, row, value, instead=shown)
    return item


def _says_the_same(one: Node, other: Node) -> bool:
    """Numbers and times may be spelt in several ways."""
    if isinstance(one, Literal) and isinstance(other, Literal) and one.datatype and one.datatype == other.datatype:
        return True
    return str(one) == str(other) and isinstance(one, Literal) == isinstance(other, Literal)


def _carried_by_a_node(reading: _Reading, row: Property, value: Node) -> Any:
    """The plain value in a node that only the European rules ask for."""
    rule = row.eu
    if rule is None or not rule.carries or isinstance(value, Literal):
        return None
    inner = next(one for one in CLASSES[rule.node or ""] if one.name == rule.carries)
    for said in sorted(reading.graph.objects(value, expand(inner.iri)), key=str):
        reading.carried |= {(value, expand(inner.iri), said), *reading.graph.triples((value, RDF.type, None))}
        return str(said)
    return None


def _part(reading: _Reading, row: Property, value: Node) -> Any:
    """A small thing with parts: a mapping, or (IRI, values) when it has a name; None when it has no parts."""
    kind = row.node or ""
    if row.range is Range.ENTITY or kind not in CLASSES or (row.vocabulary and find(row.vocabulary, str(value))):
        return None
    if isinstance(value, Literal) or str(value).startswith("tel:"):
        return _in_words(reading, row, value)
    values = _values(reading, kind, value)
    if not isinstance(value, BNode):
        return (str(value), values) if values else None
    reading.carried |= {(value, RDF.type, one) for one in reading.graph.objects(value, RDF.type) if one in KINDS}
    words = [one for one in reading.graph.triples((value, None, None)) if isinstance(one[2], Literal)]
    if not values and len(words) == 1 and (values := _in_words(reading, row, words[0][2]) or {}):
        reading.carried.add(words[0])
    return values or None


def _in_words(reading: _Reading, row: Property, value: Node) -> Any:
    part = next((one for one in CLASSES[row.node or ""] if one.name == _IN_WORDS.get(row.node or "")), None)
    is_link = isinstance(value, Literal) and understood(reading.graph, row, value) is not None
    if part is None or is_link:
        return None
    words = str(value).strip()
    if part.range is not Range.TEXT:
        return {part.name: words}
    language = value.language if isinstance(value, Literal) else None
    return {part.name: {language or reading.language: words}}


def _in_order(reading: _Reading, node: Node, row: Property, items: Sequence[tuple[Node, Any]]) -> Any:
    """One value or a list; what the writer named after its place comes to stand there, as a mapping."""
    own = f"{node}{'-' if '#' in str(node) else '#'}{row.name}"
    names = [own if number == 1 else f"{own}-{number}" for number in range(1, len(items) + 1)]
    placed = {str(one): item[1] for one, item in items if str(one) in names and isinstance(item, tuple)}
    others = iter([one for one in items if str(one[0]) not in placed])
    ordered = []
    for name in names:
        if name in placed:
            ordered.append(placed[name])
        else:
            one, item = next(others)
            reading.names |= {one: URIRef(name)} if isinstance(one, BNode) else {}
            ordered.append(item)
    return ordered[0] if len(ordered) == 1 and row.at_most == 1 else ordered
