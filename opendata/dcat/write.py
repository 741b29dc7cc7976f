"""Values -> graph, as the table in `profile` says. What is unsound is refused: one bad IRI spoils a whole feed.
The same values are written by the Swedish or by the European rules; where these differ stands in the table."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef

from opendata.dcat import iris, vocabularies
from opendata.dcat.formats import UNPRINTABLE
from opendata.dcat.iris import expand
from opendata.dcat.profile import (
    ALSO,
    CONCEPT_TYPES,
    DATATYPES,
    FOLLOWS,
    IN_SCHEME,
    TYPES,
    Flavour,
    Property,
    Range,
    rows,
)
from opendata.dcat.vocabularies import Concept
from opendata.errors import Invalid

# Which property a label of a typed concept goes in: what the EU shapes demand, and rdfs:label where a title would say
# that the licence is described here.
_LABELLED_BY = {
    "dcterms:LicenseDocument": "rdfs:label",
    "dcterms:Location": "rdfs:label",
    "skos:Concept": "skos:prefLabel",
    "skos:ConceptScheme": "dcterms:title",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def empty() -> Graph:
    """A graph to describe things in. It keeps triples only: what rdflib makes by default also keeps in which graphs of
    several a triple is, in twice the time."""
    return Graph("SimpleMemory")


def describe(graph: Graph, kind: str, iri: str, values: Mapping[str, Any], flavour: Flavour = "se") -> None:
    """Adds the description of one thing of a class in `profile.CLASSES`; values are keyed by `Property.name`, and are
    the same in both flavours: "se" is written by the rules of DCAT-AP-SE, "eu" by those of DCAT-AP.

    Several values are a list. None and empty values are left out. A node is an IRI, a mapping of its own values (then
    named `<parent>#<property>`, `#<property>-2`, ...) or a tuple (IRI, values), in JSON a mapping with the IRI as
    "@id"; blank nodes are never made. Moments may be texts by ISO 8601.
    Invalid: "iri_broken" (value), "text_broken" (property, value: characters that XML cannot carry),
    "concept_unknown" (vocabulary, value), "value_wrong_kind" (property, value).
    """
    subject = _iri(iri)
    known = rows(kind, flavour)
    if unknown := sorted(values.keys() - known.keys()):
        raise ValueError(f"{kind} has no property {', '.join(unknown)}")
    if not values.get("kind"):
        for rdf_type in TYPES[kind]:
            graph.add((subject, RDF.type, expand(rdf_type)))
    for name, value in values.items():
        for node in _nodes(graph, subject, known[name], value, flavour):
            graph.add((subject, expand(known[name].iri), node))
            if flavour == "eu" and known[name].iri in FOLLOWS:
                graph.add((node, RDF.type, expand(FOLLOWS[known[name].iri])))
    if flavour == "eu" and kind in ALSO:
        graph.add((subject, RDF.type, expand(ALSO[kind])))


def link(graph: Graph, subject: str, curie: str, target: str) -> None:
    """Says only that one thing has a property with another as its value."""
    graph.add((_iri(subject), expand(curie), _iri(target)))


def _nodes(graph: Graph, subject: URIRef, row: Property, value: Any, flavour: Flavour) -> Iterator[URIRef | Literal]:
    if row.range is Range.TEXT:
        yield from _texts(row, value)
        return
    items = value if isinstance(value, list | set | frozenset) else [value]
    for number, item in enumerate(items, start=1):
        if is_empty(item):
            continue
        if row.range in _LEXICAL:
            yield _literal(row, item)
        elif row.carries or isinstance(item, Mapping | tuple):
            yield _described(graph, subject, row, item, number, flavour)
        elif row.range is Range.FILE_TYPE:
            yield from _file_types(graph, item)
        elif row.vocabulary:
            yield from _concepts(graph, row, item)
        else:
            yield _named(graph, row, item)


def is_empty(value: Any) -> bool:
    """Whether nothing is said: no text, no parts, or only empty ones."""
    if isinstance(value, Mapping):
        return all(is_empty(part) for part in value.values())
    if isinstance(value, list):
        return all(is_empty(part) for part in value)
    if isinstance(value, str):
        return not value.strip()
    return value is None


def _texts(row: Property, value: Any) -> Iterator[Literal]:
    if value is not None and not isinstance(value, Mapping):
        raise _wrong_kind(row, value)
    for language, texts in (value or {}).items():
        if not _LANGUAGE.fullmatch(language):
            raise _wrong_kind(row, language)
        for text in texts if isinstance(texts, list) else [texts]:
            if not is_empty(text):
                yield Literal(_printable(row, text), lang=language)


def _literal(row: Property, value: Any) -> Literal:
    try:
        lexical, datatype = _LEXICAL[row.range](row, value)
    except (TypeError, ArithmeticError):
        raise _wrong_kind(row, value) from None
    if not all(pattern.fullmatch(lexical) for pattern in row.patterns):
        raise _wrong_kind(row, value)
    return Literal(lexical, datatype=None if datatype == "xsd:string" else expand(datatype), normalize=False)


def _described(graph: Graph, subject: URIRef, row: Property, item: Any, number: int, flavour: Flavour) -> URIRef:
    if row.node is None:
        raise _wrong_kind(row, item)
    if row.carries and not isinstance(item, Mapping | tuple):
        item = {row.carries: item}
    if isinstance(item, Mapping) and "@id" in item:
        item = (item["@id"], {name: value for name, value in item.items() if name != "@id"})
    if isinstance(item, Mapping):
        own_name = row.name if number == 1 else f"{row.name}-{number}"
        item = (f"{subject}{'-' if '#' in subject else '#'}{own_name}", item)
    iri, values = item
    describe(graph, row.node, iri, values, flavour)
    return _matching(row, iri)


def _concepts(graph: Graph, row: Property, value: Any) -> Iterator[URIRef]:
    name = row.vocabulary or ""
    concept = isinstance(value, str) and (vocabularies.vocabulary(name).get(value) or vocabularies.find(name, value))
    if not concept:
        if row.range is Range.CONCEPT:
            raise Invalid("concept_unknown", vocabulary=name, value=_shown(value))
        yield _typed(graph, _iri(value), name, None)
        return
    for one in [concept, vocabularies.top(name, concept.code)] if row.with_top else [concept]:
        yield _typed(graph, URIRef(one.iri), name, one)


def _file_types(graph: Graph, value: Any) -> Iterator[URIRef]:
    if concept := isinstance(value, str) and vocabularies.file_type(value):
        yield _typed(graph, URIRef(concept.iri), "file-type", concept)


def _typed(graph: Graph, node: URIRef, vocabulary: str, concept: Concept | None) -> URIRef:
    concept_type = CONCEPT_TYPES.get(vocabulary)
    if concept_type:
        graph.add((node, RDF.type, expand(concept_type)))
    if concept and (labelled_by := _LABELLED_BY.get(concept_type or "")):
        for language, text in concept.label.items():
            graph.add((node, expand(labelled_by), Literal(text, lang=language)))
    if concept and concept.exact_match:
        graph.add((node, expand("skos:exactMatch"), URIRef(concept.exact_match)))
    if concept and vocabulary in IN_SCHEME:
        graph.add((node, expand("skos:inScheme"), URIRef(vocabularies.scheme(vocabulary))))
    return node


def _named(graph: Graph, row: Property, value: Any) -> URIRef:
    if row.range is Range.EMAIL and isinstance(value, str) and not value.startswith("mailto:"):
        value = f"mailto:{value.strip()}"
    if row.range is Range.TELEPHONE and isinstance(value, str) and not value.startswith("tel:"):
        value = "tel:" + re.sub(r"[\s()\u2010-\u2015-]", "", value)
    node = _matching(row, value)
    if row.node and row.range is not Range.ENTITY:
        for rdf_type in TYPES[row.node]:
            graph.add((node, RDF.type, expand(rdf_type)))
    return node


def _matching(row: Property, value: Any) -> URIRef:
    node = _iri(value)
    if not all(pattern.fullmatch(node) for pattern in row.patterns):
        raise Invalid("iri_broken", value=_shown(value))
    return node


def _iri(value: Any) -> URIRef:
    if not isinstance(value, str) or not iris.is_sound(value):
        raise Invalid("iri_broken", value=_shown(value))
    return URIRef(value)


def _printable(row: Property, text: Any) -> str:
    if not isinstance(text, str):
        raise _wrong_kind(row, text)
    if UNPRINTABLE.search(text):
        raise Invalid("text_broken", property=row.name, value=_shown(text))
    return text


def _wrong_kind(row: Property, value: Any) -> Invalid:
    return Invalid("value_wrong_kind", property=row.name, value=_shown(value))


def _shown(value: Any) -> str:
    """Fit for a message: what cannot be printed is spelt out."""
    escaped = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", escaped)


def _media_type(row: Property, value: Any) -> tuple[str, str]:
    concept = vocabularies.vocabulary(row.vocabulary or "").get(value)
    return (concept.media_type if concept and concept.media_type else _printable(row, value)), "xsd:string"


def _date(_row: Property, value: Any) -> tuple[str, str]:
    if isinstance(value, str):
        value = _moment(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds"), "xsd:dateTime"
    if isinstance(value, date):
        return value.isoformat(), "xsd:date"
    return f"{_whole(value):04d}", "xsd:gYear"


def _moment(text: str) -> date | datetime:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise TypeError from None


def _decimal(_row: Property, value: Any) -> tuple[str, str]:
    number = Decimal(str(value))
    if not number.is_finite():
        raise TypeError
    return format(number, "f"), "xsd:decimal"


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def _as_text(row: Property, value: Any) -> tuple[str, str]:
    return _printable(row, value), DATATYPES[row.range][0]


_LEXICAL: Mapping[Range, Callable[[Property, Any], tuple[str, str]]] = {
    Range.LITERAL: _as_text,
    Range.MEDIA_TYPE: _media_type,
    Range.DATE: _date,
    Range.DECIMAL: _decimal,
    Range.NON_NEGATIVE_INTEGER: lambda _, value: (str(_whole(value)), "xsd:nonNegativeInteger"),
    Range.DURATION: _as_text,
    Range.WKT: _as_text,
    Range.HEX: _as_text,
}
