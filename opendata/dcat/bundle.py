"""DIGG's bundle against our table: what an edition of the national profile says otherwise than we do.

A bundle (`bundle.json` of diggsweden/DCAT-AP-SE) is a list of RDForms templates. A template with items and a type
describes a class; its items are properties, by name or in place; one that extends another adds to it; a group without a
property of its own holds alternatives for one. Deprecated items are passed over.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from opendata.dcat import vocabularies
from opendata.dcat.iris import PREFIXES, shorten
from opendata.dcat.profile import ALSO_RECOGNISED, CLASSES, TYPES, Obligation, Property, Range
from opendata.errors import Invalid

Template = Mapping[str, Any]

_KINDS = {types[0]: kind for kind, types in TYPES.items()} | dict(ALSO_RECOGNISED)
# Where we differ from edition 3.0.1 on purpose: property, facet, what the bundle says -> why. Another edition that says
# something else is told of as ever.
_ON_PURPOSE: Mapping[tuple[str, str, str], str] = {
    ("dcterms:format", "obligation", "mandatory"): "the national validator misses nothing when there is none",
    (
        "dcterms:format",
        "pattern",
        r"^\w+\/[-.\w]+(?:\+[-.\w]+)?(\s*;\s*\w+=\w+)?$",
    ): "the portal's facet knows media types without parameters",
    (
        "dcat:temporalResolution",
        "pattern",
        r"(-?)P(?=.)((\d+)Y)?((\d+)M)?((\d+)D)?(T(?=.)((\d+)H)?((\d+)M)?(\d*(\.\d+)?S)?)?",
    ): "a duration of XML Schema has a digit before the point",
    ("org:classification", "obligation", "recommended"): "it is for organisations that live on fees alone",
    ("vcard:hasValue", "pattern", r"^[0-9+()-.\s]+$"): "the value is a tel: IRI, and that is a number's pattern",
}
_STRENGTH: tuple[Obligation, ...] = ("optional", "recommended", "mandatory")


@dataclass(frozen=True)
class Said:
    """What a bundle says of one property of a class. `values`: the IRIs or media types to choose from."""

    obligation: Obligation
    at_most: int | None
    values: frozenset[str] = frozenset()
    pattern: str | None = None


@dataclass(frozen=True)
class Difference:
    """`facet`: "class" or "property" (only one of the two has it, the other is empty), "obligation", "cardinality",
    "values" (what only one of the two offers) or "pattern". `reason`: why, if it is on purpose."""

    kind: str
    property: str
    facet: str
    ours: str
    theirs: str
    reason: str = ""


def compare(bundle: bytes) -> list[Difference]:
    """What the bundle says otherwise than the table, in the order of the table, then what only the bundle has.
    Invalid("bundle_unreadable") when it isn't a bundle."""
    said = read(bundle)
    found: list[Difference] = []
    for kind, rows in CLASSES.items():
        theirs = said.pop(kind, {})
        for row in rows:
            found.extend(_compare_row(kind, row, theirs.pop(row.iri, None)))
        found.extend(Difference(kind, iri, "property", "", one.obligation) for iri, one in theirs.items())
    found.extend(Difference(kind, "", "class", "", ", ".join(rows)) for kind, rows in said.items())
    return [replace(one, reason=_ON_PURPOSE.get((one.property, one.facet, one.theirs), "")) for one in found]


def read(bundle: bytes) -> dict[str, dict[str, Said]]:
    """Class -> short IRI of a property -> what the bundle says of it. A class that the table does not have goes by the
    short IRI of its type."""
    try:
        whole = json.loads(bundle)["templates"]
        templates = {one["id"]: one for one in whole if "id" in one}
        found: dict[str, dict[str, Said]] = {}
        for template in whole:
            _read_template(template, templates, found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Invalid("bundle_unreadable", reason=f"{type(error).__name__} {error}") from error
    return found


def _read_template(template: Template, templates: Mapping[str, Template], found: dict[str, dict[str, Said]]) -> None:
    items = [_whole(item, templates) for item in template.get("items", ())]
    for item in items:
        if item.get("id") not in templates:
            _read_template(item, templates, found)
    if (kind := _kind(template)) and items:
        said = found.setdefault(kind, {})
        for item in items:
            if "deprecated" in item.get("styles", ()):
                continue
            for iri, one in _said(item, templates):
                said[iri] = _widest(said[iri], one) if iri in said else one


def _whole(item: str | Template, templates: Mapping[str, Template]) -> Template:
    own = templates[item] if isinstance(item, str) else item
    return {**_whole(own["extends"], templates), **own} if "extends" in own else own


def _kind(template: Template) -> str | None:
    constraints = {_short(key): value for key, value in (template.get("constraints") or {}).items()}
    types = constraints.get("rdf:type", ())
    for rdf_type in [types] if isinstance(types, str) else types:
        return _KINDS.get(_short(rdf_type), _short(rdf_type))
    return None


def _said(item: Template, templates: Mapping[str, Template]) -> Iterator[tuple[str, Said]]:
    if "property" in item:
        cardinality = item.get("cardinality") or {}
        values = frozenset(choice["value"] for choice in item.get("choices", ()))
        # What depends on the value of another property is not asked for by itself.
        obligation = "optional" if "deps" in item else _obligation(cardinality)
        yield _short(item["property"]), Said(obligation, cardinality.get("max"), values, item.get("pattern"))
        return
    alternatives = [said for part in item.get("items", ()) for said in _said(_whole(part, templates), templates)]
    cardinality = item.get("cardinality") or {}
    for iri in dict.fromkeys(iri for iri, _ in alternatives):
        own = [said for known, said in alternatives if known == iri]
        values = frozenset().union(*(said.values for said in own))
        pattern = next((said.pattern for said in own if said.pattern), None)
        yield iri, Said(_obligation(cardinality), cardinality.get("max"), values, pattern)


def _obligation(cardinality: Mapping[str, int]) -> Obligation:
    if cardinality.get("min"):
        return "mandatory"
    return "recommended" if cardinality.get("pref") else "optional"


def _widest(first: Said, second: Said) -> Said:
    """A property that a class has twice, as a choice and as a form, or that two forms of one class have."""
    return replace(
        first,
        obligation=max(first.obligation, second.obligation, key=_STRENGTH.index),
        at_most=None if None in (first.at_most, second.at_most) else max(first.at_most or 0, second.at_most or 0),
        values=first.values | second.values,
        pattern=first.pattern or second.pattern,
    )


def _short(iri: str) -> str:
    prefix, _, local = iri.partition(":")
    return iri if prefix in PREFIXES and not local.startswith("//") else shorten(iri) or iri


def _compare_row(kind: str, row: Property, theirs: Said | None) -> Iterator[Difference]:
    if theirs is None:
        if row.only in (None, "se"):
            yield Difference(kind, row.iri, "property", row.obligation, "")
        return
    if theirs.obligation != row.obligation:
        yield Difference(kind, row.iri, "obligation", row.obligation, theirs.obligation)
    if theirs.at_most != row.at_most:
        yield Difference(kind, row.iri, "cardinality", _cardinality(row.at_most), _cardinality(theirs.at_most))
    ours = _offered(row)
    missing = theirs.values - ours
    extra = ours - theirs.values if theirs.values and row.range is Range.CONCEPT else frozenset()
    if missing or extra:
        yield Difference(kind, row.iri, "values", ", ".join(sorted(extra)), ", ".join(sorted(missing)))
    if not _same_pattern(row, theirs.pattern):
        patterns = " and ".join(pattern.pattern for pattern in row.patterns)
        yield Difference(kind, row.iri, "pattern", patterns, theirs.pattern or "")


def _cardinality(at_most: int | None) -> str:
    return f"at most {at_most}" if at_most else "any number"


def _offered(row: Property) -> frozenset[str]:
    if row.vocabulary is None:
        return frozenset()
    concepts = vocabularies.vocabulary(row.vocabulary).values()
    return frozenset(one.media_type or one.iri if row.range is Range.MEDIA_TYPE else one.iri for one in concepts)


def _same_pattern(row: Property, theirs: str | None) -> bool:
    """Ranges may ask for more than the bundle does. A list that holds nothing else than what matches says the same."""
    if theirs is None:
        return row.pattern is None
    if row.range is Range.CONCEPT:
        return all(re.fullmatch(theirs, value) for value in _offered(row))
    return _plain(theirs) in {_plain(pattern.pattern) for pattern in row.patterns}


def _plain(pattern: str) -> str:
    """Without what makes no difference to what matches in full."""
    return pattern.removeprefix("^").removesuffix("$").replace("(?:", "(").replace("\\", "")
