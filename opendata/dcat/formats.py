"""Graph <-> RDF/XML, Turtle, JSON-LD and N-Triples. Blocks are stored one by one and put together as text, so a whole
catalogue is streamed without being parsed; all of them share one frame (prefixes, root element, context)."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.term import Node

from opendata.dcat.iris import PREFIXES, shorten
from opendata.errors import Invalid

# Suffix -> media type.
FORMATS: Mapping[str, str] = {
    "rdf": "application/rdf+xml",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
ALIASES: Mapping[str, str] = {"xml": "rdf", "turtle": "ttl"}

# One subject: its IRI and, for every predicate in order, the sorted values; rdf:type comes first.
Subject = tuple[URIRef, Sequence[tuple[URIRef, Sequence[URIRef | Literal]]]]

# XML 1.0 cannot carry these, escaped or not; half a surrogate pair is not text at all.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\ud800-\udfff]')
_LAST_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_STARTS_WITHIN = 4096
_RDFLIB_NAMES = {"rdf": "xml", "ttl": "turtle", "nt": "nt"}


@dataclass(frozen=True)
class Frame:
    """What stands before, between and after the blocks of a document."""

    head: str
    between: str
    foot: str
    write: Callable[[Sequence[Subject]], str]


def canonical(format: str) -> str:  # noqa: A002
    """The key in FORMATS for a suffix or alias, or Invalid("format_unknown")."""
    name = ALIASES.get(format, format)
    if name not in FORMATS:
        raise Invalid("format_unknown", value=format, known=[*FORMATS, *ALIASES])
    return name


def block(graph: Graph, format: str) -> str:  # noqa: A002
    """What this graph says, without a frame, the same bytes for the same content. Graphs of ours have no blank nodes;
    one that does is Invalid("blank_node"), and what a format cannot carry is "iri_broken", "text_broken" or, for a
    property that RDF/XML has no way to spell, "prefix_unknown"."""
    return FRAMES[canonical(format)].write(_subjects(graph))


def blocks(graph: Graph) -> dict[str, str]:
    """Format -> what `block` gives."""
    subjects = _subjects(graph)
    return {name: frame.write(subjects) for name, frame in FRAMES.items()}


def document(blocks: Iterable[str], format: str) -> Iterator[str]:  # noqa: A002
    """A whole document, piece by piece, of blocks in the same format."""
    frame = FRAMES[canonical(format)]
    yield frame.head
    between = ""
    for part in blocks:
        if part:
            yield between + part
            between = frame.between
    yield frame.foot


def serialise(graph: Graph, format: str) -> str:  # noqa: A002
    return "".join(document([block(graph, format)], format))


def recognise(data: bytes) -> str:
    """The format of a document, by its first signs: a server's word for it is wrong too often. What is none of them is
    Invalid("rdf_unknown")."""
    start = data[:_STARTS_WITHIN].lstrip(b"\xef\xbb\xbf\x00\xff\xfe \t\r\n").replace(b"\x00", b"")
    if re.match(rb"[{\[]", start):
        return "jsonld"
    if re.match(rb"<(!DOCTYPE\s+html|html)\b", start, re.IGNORECASE) or not start:
        raise Invalid("rdf_unknown")
    if re.match(rb"<(\?xml|!--|!DOCTYPE|[A-Za-z][\w.-]*:?RDF\b)", start):
        return "rdf"
    if re.match(rb"(@prefix|@base|prefix|base|#|<|_:|\w*:)", start, re.IGNORECASE):
        return "ttl"
    raise Invalid("rdf_unknown")


def parse(data: str | bytes, format: str, base: str = "") -> Graph:  # noqa: A002
    """The graph in a document, or Invalid("rdf_unreadable"). IRIs that are relative are so to `base`. Never fetches
    anything: a JSON-LD context elsewhere is Invalid("context_elsewhere")."""
    name = canonical(format)
    try:
        if name == "jsonld":
            return _parse_jsonld(json.loads(data), base)
        return Graph().parse(data=data, format=_RDFLIB_NAMES[name], publicID=base or None)
    except Invalid:
        raise
    except Exception as error:  # rdflib's parsers have no error class in common
        raise Invalid("rdf_unreadable", format=name, reason=str(error)[:200]) from error


def _parse_jsonld(data: Any, base: str) -> Graph:
    _refuse_context_elsewhere(data)
    graph = Graph()
    to_rdf(data, graph, base=base or None)
    return graph


def _refuse_context_elsewhere(data: Any) -> None:
    if isinstance(data, list):
        for part in data:
            _refuse_context_elsewhere(part)
    if not isinstance(data, dict):
        return
    for key, part in data.items():
        contexts = part if isinstance(part, list) else [part]
        if key == "@import" or (key == "@context" and any(isinstance(one, str) for one in contexts)):
            raise Invalid("context_elsewhere", value=str(part)[:200])
        _refuse_context_elsewhere(part)


def _subjects(graph: Graph) -> list[Subject]:
    found: dict[URIRef, dict[URIRef, list[URIRef | Literal]]] = {}
    for subject, predicate, value in graph:
        said = found.setdefault(_sound_iri(subject), {})
        said.setdefault(_sound_iri(predicate), []).append(_sound_value(value))
    return [
        (subject, [(verb, sorted(values, key=_rank)) for verb, values in sorted(said.items(), key=_type_first)])
        for subject, said in sorted(found.items())
    ]


def _sound_value(node: Node) -> URIRef | Literal:
    if not isinstance(node, Literal):
        return _sound_iri(node)
    if UNPRINTABLE.search(node):
        raise Invalid("text_broken", value=ascii(str(node)))
    return node


def _sound_iri(node: Node) -> URIRef:
    if not isinstance(node, URIRef):
        raise Invalid("blank_node", value=str(node))
    if _BAD_IRI.search(node):
        raise Invalid("iri_broken", value=ascii(str(node)))
    return node


def _type_first(said: tuple[URIRef, Any]) -> tuple[bool, str]:
    return said[0] != RDF.type, said[0]


def _rank(value: URIRef | Literal) -> tuple[str, str, str]:
    if isinstance(value, Literal):
        return str(value), value.language or "", str(value.datatype or "")
    return str(value), "", ""


def _write_xml(subjects: Sequence[Subject]) -> str:
    lines = []
    for subject, said in subjects:
        lines.append(f"  <rdf:Description rdf:about={quoteattr(subject)}>")
        for predicate, values in said:
            lines += [f"    {_xml_element(predicate, value)}" for value in values]
        lines.append("  </rdf:Description>")
    return "".join(f"{line}\n" for line in lines)


@cache
def _element_name(predicate: str) -> tuple[str, str]:
    """Of a property without a prefix of ours too: its name, and where it has to be declared, how."""
    name = shorten(predicate)
    if name:
        return name, ""
    last = _LAST_NAME.search(predicate)
    if last is None or not last.start():
        raise Invalid("prefix_unknown", value=predicate)
    return f"other:{last[0]}", f" xmlns:other={quoteattr(predicate[: last.start()])}"


def _xml_element(predicate: str, value: URIRef | Literal) -> str:
    name, attribute = _element_name(predicate)
    if not isinstance(value, Literal):
        return f"<{name}{attribute} rdf:resource={quoteattr(value)}/>"
    if value.language:
        attribute += f' xml:lang="{value.language}"'
    elif value.datatype:
        attribute += f" rdf:datatype={quoteattr(value.datatype)}"
    return f"<{name}{attribute}>{escape(value, {chr(13): '&#13;'})}</{name}>"


def _write_turtle(subjects: Sequence[Subject]) -> str:
    parts = []
    for subject, said in subjects:
        lines = []
        for predicate, values in said:
            verb = "a" if predicate == RDF.type else _turtle_iri(predicate)
            lines.append(f"{verb} {', '.join(_term(value, _turtle_iri) for value in values)}")
        parts.append(_turtle_iri(subject) + " " + " ;\n    ".join(lines) + " .\n\n")
    return "".join(parts)


def _write_ntriples(subjects: Sequence[Subject]) -> str:
    lines = [
        f"{_full_iri(subject)} {_full_iri(predicate)} {_term(value, _full_iri)} .\n"
        for subject, said in subjects
        for predicate, values in said
        for value in values
    ]
    return "".join(sorted(lines))


def _turtle_iri(iri: str) -> str:
    return shorten(iri) or f"<{iri}>"


def _full_iri(iri: str) -> str:
    return f"<{iri}>"


def _term(value: URIRef | Literal, name: Callable[[str], str]) -> str:
    if not isinstance(value, Literal):
        return name(value)
    quoted = f'"{value.translate(_QUOTED)}"'
    if value.language:
        return f"{quoted}@{value.language}"
    return f"{quoted}^^{name(value.datatype)}" if value.datatype else quoted


def _write_jsonld(subjects: Sequence[Subject]) -> str:
    return ",\n".join(_json_text(_json_node(subject, said)) for subject, said in subjects)


def _json_node(subject: URIRef, said: Sequence[tuple[URIRef, Sequence[URIRef | Literal]]]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": subject}
    for predicate, values in said:
        if predicate == RDF.type:
            node["@type"] = [shorten(str(value)) or str(value) for value in values]
        else:
            node[shorten(predicate) or predicate] = [_json_value(value) for value in values]
    return node


def _json_value(value: URIRef | Literal) -> dict[str, str]:
    if not isinstance(value, Literal):
        return {"@id": str(value)}
    if value.language:
        return {"@language": value.language, "@value": str(value)}
    if value.datatype:
        return {"@type": shorten(str(value.datatype)) or str(value.datatype), "@value": str(value)}
    return {"@value": str(value)}


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


FRAMES: Mapping[str, Frame] = {
    "rdf": Frame(
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
        + "".join(f'\n    xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items())
        + ">\n",
        "",
        "</rdf:RDF>\n",
        _write_xml,
    ),
    "ttl": Frame(
        "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()) + "\n",
        "",
        "",
        _write_turtle,
    ),
    "jsonld": Frame(f'{{"@context": {_json_text(PREFIXES)},\n"@graph": [\n', ",\n", "\n]}\n", _write_jsonld),
    "nt": Frame("", "", "", _write_ntriples),
}
