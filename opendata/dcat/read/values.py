"""One value of a property, as others write it -> as our writer takes it, or None where nothing can be made of it."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from opendata.dcat import iris, renamed, vocabularies
from opendata.dcat.iris import expand
from opendata.dcat.profile import Property, Range

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(T.*)?(?:Z|[+-]\d\d:\d\d)?")
_DURATION_WITHOUT_P = re.compile(r"\d+[YMD]")
_RESTORED = "https://"
# Where a mailbox or a number stands on a node of its own.
_INNER = tuple(expand(name) for name in ("vcard:hasValue", "rdf:value"))
_LATER_DATES = frozenset({"end_date"})
"""Of a date with less than a day, the last day is meant."""


def understood(graph: Graph, row: Property, node: Node) -> Any:
    """Never raises for what stands in a graph; whether the writer takes the value is for the writer to say."""
    reader = _READERS.get(row.range)
    return reader(graph, row, node) if reader else None


def _text(_graph: Graph, _row: Property, node: Node) -> str | None:
    return str(node) if isinstance(node, Literal) and str(node).strip() else None


def _media_type(_graph: Graph, row: Property, node: Node) -> str | None:
    """The media type: from an authority's or IANA's IRI, a name such as CSV or .csv, or one with parameters."""
    said = str(node).strip()
    concepts = vocabularies.vocabulary(row.vocabulary or "").values()
    name = re.split(r"[/#]", said)[-1].lstrip(".").lower() if isinstance(node, URIRef) or "/" not in said else ""
    for one in concepts:
        if said in (one.iri, one.file_type) or (name and name in (one.code, (one.file_type or "").lower())):
            return one.media_type
    if isinstance(node, URIRef):
        found = re.search(r"media-types/([^/]+/[^/]+)$", said)
        return found[1] if found else None
    plain = said.partition(";")[0].strip()
    return plain.lower() if "/" in plain else None


def _date(_graph: Graph, row: Property, node: Node) -> date | datetime | int | None:
    said = _DATE.fullmatch(str(node).strip()) if isinstance(node, Literal) else None
    if said is None:
        return None
    year, month, day, time = said.groups()
    try:
        if time:
            return datetime.fromisoformat(str(node).strip())
        if month is None:
            return int(year)
        last = monthrange(int(year), int(month))[1] if row.name in _LATER_DATES else 1
        return date(int(year), int(month), int(day or last))
    except ValueError:
        return None


def _decimal(_graph: Graph, _row: Property, node: Node) -> Decimal | None:
    try:
        return Decimal(str(node).strip().replace(",", ".")) if isinstance(node, Literal) else None
    except InvalidOperation:
        return None


def _whole(graph: Graph, row: Property, node: Node) -> int | None:
    number = _decimal(graph, row, node)
    return int(number) if number is not None and number.is_finite() and number == int(number) else None


def _duration(_graph: Graph, _row: Property, node: Node) -> str | None:
    said = str(node).strip().upper()
    return f"P{said}" if _DURATION_WITHOUT_P.fullmatch(said) else str(node).strip()


def _wkt(_graph: Graph, _row: Property, node: Node) -> str | None:
    """Without the name of CRS84, which is what the profile means when nothing is said."""
    return re.sub(r"^<http://www\.opengis\.net/def/crs/OGC/1\.3/CRS84>\s*", "", str(node).strip())


def iri(_graph: Graph, row: Property, node: Node) -> str | None:
    """An IRI from an IRI or a text, without quotes and blanks around it, spaces escaped."""
    said = str(node).strip().strip("'\"<> ")
    if row.vocabulary and (concept := _concept_of(row.vocabulary, said)):
        return concept
    return mended(_RESTORED + said if isinstance(node, Literal) and re.match(r"www\.\S+$", said) else said)


def mended(said: str) -> str | None:
    """A sound IRI: as it is, or with what may not stand in one escaped."""
    escaped = said if iris.is_sound(said) else quote(said, safe=":/?#[]@!$&'()*+,;=%~")
    return escaped if iris.is_sound(escaped) else None


def _mailbox(graph: Graph, _row: Property, node: Node) -> str | None:
    said = str(_inner(graph, node)).strip()
    found = re.fullmatch(r"(?:mailto:)?\s*([^@\s<>\"]+@[^@\s<>\"]+)", said)
    return f"mailto:{found[1]}" if found else None


def _telephone(graph: Graph, _row: Property, node: Node) -> str | None:
    return str(_inner(graph, node)).strip()


def _inner(graph: Graph, node: Node) -> Node:
    return next((value for prop in _INNER for value in graph.objects(node, prop)), node)


def _concept(graph: Graph, row: Property, node: Node) -> str | None:
    """The IRI of the concept: by its IRI, an older or a misspelt one, its code, or its label."""
    found = _concept_of(row.vocabulary or "", str(node).strip())
    if found is None:
        label = graph.value(node, expand("skos:prefLabel"))
        found = _concept_of(row.vocabulary or "", str(label)) if label else None
    return found


def _concept_of(vocabulary: str, said: str) -> str | None:
    concepts = vocabularies.vocabulary(vocabulary)
    found = vocabularies.find(vocabulary, said) or renamed.successor(vocabulary, said)
    found = found or renamed.nearest(vocabulary, said) or concepts.get(said) or concepts.get(said.upper())
    if found is None:
        words = said.casefold()
        found = next((one for one in concepts.values() if words in map(str.casefold, one.label.values())), None)
    return found.iri if found else None


_READERS: Mapping[Range, Callable[[Graph, Property, Node], Any]] = {
    Range.LITERAL: _text,
    Range.HEX: _text,
    Range.MEDIA_TYPE: _media_type,
    Range.DATE: _date,
    Range.DECIMAL: _decimal,
    Range.NON_NEGATIVE_INTEGER: _whole,
    Range.DURATION: _duration,
    Range.WKT: _wkt,
    Range.IRI: iri,
    Range.URL: iri,
    Range.ENTITY: iri,
    Range.NODE: iri,
    Range.EMAIL: _mailbox,
    Range.TELEPHONE: _telephone,
    Range.CONCEPT: _concept,
}
