"""A source's catalogue, put together by what becomes one noun here: a dataset with its distributions, a service, a
series; each with all that is said of it and a digest of that."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opendata import dcat
from opendata.dcat import CLASSES, Catalogue, Range, Thing
from opendata.model import Finding, Text
from opendata.services.harvesting import mapping

PARTIES = ("Agent", "ContactPoint")
"""Whoever is named by others; what is said of them goes where they are named."""
KINDS = ("DataService", "DatasetSeries", "Dataset")


@dataclass(frozen=True)
class Taken:
    """What a thing of the source becomes: `columns` of its noun, and of its links (see `mapping`). `publisher` and
    `contact_point` are in `parties`, by IRI, where the source describes them; both may be empty."""

    kind: str
    iri: str
    columns: Mapping[str, Any]
    publisher: str
    contact_point: str = ""
    links: Sequence[Mapping[str, Any]] = ()
    series: Sequence[str] = ()
    notes: Sequence[Finding] = ()
    digest: str = ""

    @property
    def title(self) -> Text:
        said: Mapping[str, Any] = self.columns.get("title") or self.columns.get("values", {}).get("title", {})
        return {language: text if isinstance(text, str) else text[0] for language, text in said.items()}


@dataclass(frozen=True)
class Offered:
    """What a source has to give. `parties` are the agents and contact points by class and IRI; `lost` is what hangs on
    nothing that is taken over; `notes` are about that too."""

    taken: Sequence[Taken]
    parties: Mapping[tuple[str, str], Thing]
    lost: Sequence[str]
    notes: Sequence[Finding]


@dataclass
class _Sorting:
    """`left` and `notes` are taken from while things find their place."""

    things: Mapping[tuple[str, str], Thing]
    left: dict[str, str]
    notes: dict[str, list[Finding]]
    publisher: str
    """The catalogue's own, for what names none."""
    named: set[str] = field(default_factory=set)
    """IRIs of the parties that the thing at hand names."""

    def values(self, thing: Thing) -> dict[str, Any]:
        """As JSON; parties that it names are described where they are named, but for those in their own columns."""
        self.named = {thing.iri}
        return {name: self._placed(thing.kind, name, value) for name, value in dcat.to_json(thing.values).items()}

    def _placed(self, kind: str, name: str, value: Any) -> Any:
        row = next(row for row in CLASSES[kind] if row.name == name)
        node = row.node or ""
        if row.range not in (Range.ENTITY, Range.NODE) or node not in CLASSES:
            return value
        if isinstance(value, list):
            return [self._placed(kind, name, one) for one in value]
        if isinstance(value, Mapping):
            return {part: one if part == "@id" else self._placed(node, part, one) for part, one in value.items()}
        party = self.things.get((node, value)) if node in PARTIES else None
        if party is None:
            return value
        self.named.add(value)
        return {"@id": value, **dcat.to_json(party.values)}

    def kept(self, iris: Iterable[str]) -> str:
        return "".join(self.left.pop(iri, "") for iri in iris)

    def noted(self, iris: Iterable[str]) -> list[Finding]:
        return [note for iri in iris for note in self.notes.pop(iri, ())]


def offered(catalogue: Catalogue) -> Offered:
    """Distributions that no dataset has, and the catalogue itself, are not taken over."""
    things = {(thing.kind, thing.iri): thing for thing in catalogue.things}
    notes: dict[str, list[Finding]] = {}
    for note in catalogue.notes:
        notes.setdefault(str(note.facts["subject"]), []).append(note)
    publishers = [_iri(thing.values.get("publisher")) for thing in catalogue.of("Catalog")]
    sorting = _Sorting(things, dict(catalogue.left()), notes, next(filter(None, publishers), ""))
    both = {thing.iri for thing in catalogue.of("DatasetSeries")} & {thing.iri for thing in catalogue.of("Dataset")}
    taken = [
        _dataset(sorting, thing) if kind == "Dataset" else _resource(sorting, thing)
        for kind in KINDS
        for thing in catalogue.of(kind)
        if not (kind == "Dataset" and thing.iri in both)
    ]
    parties = {key: thing for key, thing in things.items() if key[0] in PARTIES}
    rest = [line for text in sorting.left.values() for line in text.splitlines()]
    return Offered(taken, parties, sorted(rest), [note for some in sorting.notes.values() for note in some])


def _dataset(sorting: _Sorting, thing: Thing) -> Taken:
    values = sorting.values(thing)
    publisher = _iri(values.pop("publisher", None)) or sorting.publisher
    contact_point, values = _first_contact(values)
    named = [iri for iri in values.get("distribution", ()) if ("Distribution", iri) in sorting.things]
    links = {iri: sorting.things["Distribution", iri] for iri in named}
    undescribed = [iri for iri in values.pop("distribution", ()) if iri not in links]
    if undescribed:
        values["distribution"] = undescribed
    involved = sorted(sorting.named) + named
    said = {iri: _of_link(sorting, link, involved) for iri, link in links.items()}
    columns = mapping.dataset_columns({name: value for name, value in values.items() if name != "in_series"})
    columns["licence"] = mapping.common_licence(list(said.values()))
    columns["kept"] = sorting.kept(dict.fromkeys(involved))
    terms = {"licence": columns["licence"], "is_high_value": bool(columns["hvd_categories"])}
    return _signed(
        sorting,
        Taken(
            thing.kind,
            thing.iri,
            columns,
            publisher,
            contact_point,
            [mapping.link_columns(iri, link, **terms) for iri, link in said.items()],
            [iri for iri in values.get("in_series", ()) if isinstance(iri, str)],
            sorting.noted(dict.fromkeys(involved)),
        ),
    )


def _of_link(sorting: _Sorting, thing: Thing, involved: list[str]) -> dict[str, Any]:
    values = sorting.values(thing)
    involved += sorted(sorting.named)
    return values


def _resource(sorting: _Sorting, thing: Thing) -> Taken:
    values = sorting.values(thing)
    named = values.get("publisher")
    involved = sorted(sorting.named)
    others = named[1:] if isinstance(named, list) else []
    said = mapping.resource_values(thing.kind, values) | ({"publisher": others or None} if others or not named else {})
    columns = {"values": said, "kept": sorting.kept(involved)}
    return _signed(
        sorting,
        Taken(
            thing.kind,
            thing.iri,
            columns,
            _iri(named) or sorting.publisher,
            notes=sorting.noted(involved),
        ),
    )


def _first_contact(values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The first contact point that the source describes has a row of its own."""
    points = values.get("contact_point", [])
    first = next((point for point in points if isinstance(point, Mapping)), None)
    if first is None:
        return "", dict(values)
    rest = [point for point in points if point is not first]
    return str(first["@id"]), {**values, "contact_point": rest}


def _iri(named: Any) -> str:
    """Of a publisher, however it is named; the first where there are several."""
    first = named[0] if isinstance(named, list) and named else named
    return str(first["@id"] if isinstance(first, Mapping) else first or "")


def _signed(sorting: _Sorting, taken: Taken) -> Taken:
    parties = [("Agent", taken.publisher), ("ContactPoint", taken.contact_point)]
    said: list[Any] = [taken.columns, list(taken.links), list(taken.series), taken.publisher]
    said += [sorting.things[party].values for party in parties if party in sorting.things]
    text = json.dumps(dcat.to_json(said), sort_keys=True, ensure_ascii=False, default=str)
    return Taken(**{**vars(taken), "digest": hashlib.sha256(text.encode()).hexdigest()})
