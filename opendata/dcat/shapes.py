"""The table as SHACL: our own shapes for DCAT-AP-SE, which publishes none. Written to `schemas/dcat-ap-se` as a file
that any SHACL engine can use.

A violation is what the check calls an error, and a warning that something recommended is missing. What hangs on a small
node that is only named, as a place by its IRI, is not asked for, nor of what is enough alone that there is all.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from opendata.dcat import vocabularies
from opendata.dcat.iris import PREFIXES
from opendata.dcat.profile import (
    ALSO_RECOGNISED,
    CLASSES,
    DATATYPES,
    EITHER,
    ENTITIES,
    TOGETHER,
    TYPES,
    Property,
    Range,
)

FILE = Path(__file__).parents[2] / "schemas" / "dcat-ap-se" / "3.0.1.ttl"

_HEAD = """\
# DCAT-AP-SE 3.0.1 in SHACL, not official: written by `make reference` from the table in opendata/dcat/profile.
# Source of the facts: bundle.json 3.0.1 of diggsweden/DCAT-AP-SE 6b5124b, CC BY 4.0 DIGG.
"""
_SHACL = {"sh": "http://www.w3.org/ns/shacl#", "se": "urn:x-opendata:dcat-ap-se:3.0.1:"}
_NODE_KINDS = {Range.NODE: "sh:BlankNodeOrIRI", Range.ENTITY: "sh:IRI"}
_LOOKAHEAD = "(?=.)"  # SHACL's regular expressions have none; the datatype says the same


def shapes() -> str:
    """The whole file, in Turtle."""
    parts = [_HEAD, "".join(_prefixes())]
    for kind, every in CLASSES.items():
        if rows := [row for row in every if row.only in (None, "se")]:
            parts.extend(_class(kind, rows))
    lists = {row.vocabulary for rows in CLASSES.values() for row in rows if row.range is Range.CONCEPT}
    parts.extend(_list(name) for name in sorted(name for name in lists if name))
    return "\n".join(parts)


def _prefixes() -> Iterator[str]:
    for prefix, namespace in sorted((PREFIXES | _SHACL).items()):
        yield f"@prefix {prefix}: <{namespace}> .\n"


def _class(kind: str, rows: list[Property]) -> Iterator[str]:
    targets = [TYPES[kind][0], *(rdf_type for rdf_type, other in ALSO_RECOGNISED.items() if other == kind)]
    target = f"sh:targetClass {', '.join(targets)}"
    own_iri = ["sh:nodeKind sh:IRI"] if kind in ENTITIES else []
    properties = f"sh:property {', '.join(_name(kind, row) for row in rows)}"
    yield _subject(f"se:{kind}", "sh:NodeShape", [target, *own_iri, properties])
    for row in rows:
        yield _subject(_name(kind, row), "sh:PropertyShape", _property(row))
    wanted = [row for row in rows if row.obligation == "recommended" and row.name not in EITHER.get(kind, ())]
    if wanted and kind not in ENTITIES:
        yield _subject(f"se:{kind}-named", "sh:NodeShape", (f"sh:property {_count(row, 'max', 0)}" for row in rows))
    for row in wanted:
        message = f"sh:message {_both(row, 'rekommenderas', 'is recommended')}"
        said = ["sh:severity sh:Warning", message]
        if kind in ENTITIES:
            there = [f"sh:path {row.iri}", "sh:minCount 1"]
            yield _subject(f"{_name(kind, row)}-wanted", "sh:PropertyShape", [target, *there, *said])
        else:
            choice = f"sh:or ( se:{kind}-named [ sh:property {_count(row, 'min', 1)} ] )"
            yield _subject(f"{_name(kind, row)}-wanted", "sh:NodeShape", [target, choice, *said])
    named = {row.name: row for row in rows}
    for first, second in TOGETHER:
        if first in named and second in named:
            choice = (
                f"[ sh:property {_count(named[first], 'max', 0)} ] [ sh:property {_count(named[second], 'min', 1)} ]"
            )
            message = f"sh:message {_both(named[second], 'behövs', 'is needed')}"
            yield _subject(
                f"{_name(kind, named[first])}-with", "sh:NodeShape", [target, f"sh:or ( {choice} )", message]
            )


def _property(row: Property) -> Iterator[str]:
    yield f"sh:path {row.iri}"
    yield f"sh:name {_in_both(row.label)}"
    yield f"sh:description {_in_both(row.help)}"
    if row.obligation == "mandatory":
        yield "sh:minCount 1"
    if row.at_most is not None:
        yield f"sh:maxCount {row.at_most}"
    yield from _range(row)


def _range(row: Property) -> Iterator[str]:
    datatypes = ("rdf:langString",) if row.range is Range.TEXT else DATATYPES.get(row.range, ())
    if len(datatypes) > 1:
        yield f"sh:or ( {' '.join(f'[ sh:datatype {datatype} ]' for datatype in datatypes)} )"
    elif datatypes:
        yield f"sh:datatype {datatypes[0]}"
    elif row.patterns:
        yield "sh:nodeKind sh:IRI"
    else:
        yield f"sh:nodeKind {_NODE_KINDS.get(row.range, 'sh:IRI')}"
    if row.range is Range.CONCEPT:
        yield f"sh:node se:list-{row.vocabulary}"
    for pattern in row.patterns:
        yield f"sh:pattern {_quoted(f'^({pattern.pattern.replace(_LOOKAHEAD, str())})$')}"


def _list(name: str) -> str:
    values = "".join(f"\n        <{one.iri}>" for one in vocabularies.vocabulary(name).values())
    return _subject(f"se:list-{name}", "sh:NodeShape", [f"sh:in ({values}\n    )"])


def _name(kind: str, row: Property) -> str:
    return f"se:{kind}-{row.name}"


def _count(row: Property, bound: str, number: int) -> str:
    return f"[ sh:path {row.iri} ; sh:{bound}Count {number} ]"


def _both(row: Property, sv: str, en: str) -> str:
    return _in_both({"sv": f"{row.label['sv']} ({row.iri}) {sv}.", "en": f"{row.label['en']} ({row.iri}) {en}."})


def _in_both(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{_quoted(text)}@{language}" for language, text in texts.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _subject(name: str, rdf_type: str, said: Iterable[str]) -> str:
    return " ;\n    ".join([f"{name} a {rdf_type}", *said]) + " .\n"
