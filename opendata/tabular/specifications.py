"""National specifications: Table Schemas that many publishers share, kept in `schemas/tables`; which of them a header
follows, and the schema by which a table that follows one is checked and stored."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from opendata.errors import NotFound
from opendata.tabular.names import LONGEST_NAME, safe_names
from opendata.tabular.schemas import load

FOLDER = Path(__file__).parents[2] / "schemas" / "tables"
LEAST_KNOWN = 0.6
"""The part of a header's columns that must be of the specification before a table is taken for one of its."""
KEPT_OUT = ("aliases", "columnRequired")
"""What a specification says of a field that is of no use in the Table Schema of one file."""

Text = Mapping[str, str]
Columns = Mapping[str, str | None]
"""field -> title of its column in the file; None or "": it has none, whatever the titles say"""


@dataclass(frozen=True)
class Specification:
    """One version of a specification. `descriptor` is its Table Schema as it stands in the file."""

    name: str
    version: str
    descriptor: Mapping[str, Any]

    @property
    def key(self) -> str:
        return f"{self.name}/{self.version}"

    @property
    def about(self) -> Mapping[str, Any]:
        about: Mapping[str, Any] = self.descriptor["specification"]
        return about

    @property
    def title(self) -> Text:
        title: Text = self.about["title"]
        return title

    @property
    def description(self) -> Text:
        description: Text = self.about["description"]
        return description

    @property
    def iri(self) -> str | None:
        """What the catalog says that data conforms to; None for a draft that has no address of its own."""
        iri: str | None = self.about["iri"]
        return iri

    @property
    def fields(self) -> Sequence[Mapping[str, Any]]:
        fields: Sequence[Mapping[str, Any]] = self.descriptor["fields"]
        return fields

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the fields whose columns must be there."""
        return tuple(field["name"] for field in self.fields if is_required(field))

    @property
    def example(self) -> Path:
        """A CSV file that follows it."""
        return FOLDER / self.name / self.version / "example.csv"

    @cached_property
    def known(self) -> Mapping[str, str]:
        """plain title -> name of the field; a field's own name comes before another's alias"""
        aliases = {plain(alias): field["name"] for field in self.fields for alias in field.get("aliases", ())}
        return {**aliases, **{plain(field["name"]): field["name"] for field in self.fields}}

    @cached_property
    def loaded(self) -> Mapping[str, Mapping[str, Any]]:
        """name of the field -> the field with a name that is safe for programs, as a file's schema has it"""
        fields = load(self.descriptor)["fields"]
        safe = [{key: value for key, value in field.items() if key not in KEPT_OUT} for field in fields]
        return dict(zip((field["name"] for field in self.fields), safe, strict=True))


@dataclass(frozen=True)
class Match:
    """How a header meets a specification: `columns` is field -> title in the file, `missing` the required fields
    without a column, `confidence` the part of the header's columns that are of the specification (0 to 1), `rivals`
    the specifications that the header could follow as well."""

    specification: Specification
    columns: Mapping[str, str]
    missing: tuple[str, ...]
    confidence: float
    rivals: tuple[Specification, ...] = ()

    @property
    def is_recognised(self) -> bool:
        return not self.missing and self.confidence >= LEAST_KNOWN


@cache
def every_version() -> tuple[Specification, ...]:
    """All versions of all specifications, by name, each name's newest first."""
    found = [_read(path) for path in FOLDER.glob("*/*.json")]
    newest_first = sorted(found, key=lambda one: _order(one.version), reverse=True)
    return tuple(sorted(newest_first, key=lambda one: one.name))


def newest() -> tuple[Specification, ...]:
    """The newest version of each specification, by name."""
    first: dict[str, Specification] = {}
    for one in every_version():
        first.setdefault(one.name, one)
    return tuple(first.values())


def known(name: str, version: str | None = None) -> Specification | None:
    """The specification of this name, or name/version; its newest version when none is said."""
    name, _, said = name.partition("/")
    wanted = version or said
    return next((one for one in every_version() if one.name == name and wanted in ("", one.version)), None)


def find(name: str, version: str | None = None) -> Specification:
    """As `known`. NotFound `specification_unknown` (name, known)."""
    found = known(name, version)
    if found is None:
        said = f"{name}/{version}" if version else name
        raise NotFound("specification_unknown", name=said, known=[one.name for one in newest()])
    return found


def of_iri(iri: str) -> Specification | None:
    """The specification that is known by this address, with or without `www.` and a last slash, as http or https."""
    return _addresses().get(_bare(iri))


def match(specification: Specification, titles: Sequence[str], columns: Columns | None = None) -> Match:
    """The header against the specification: by `columns` where they say, else by names and aliases.

    Case, accents, blanks, hyphens and underscores don't matter. Of two columns that mean the same field the first one
    counts. What `columns` say of titles that are not there counts for nothing.
    """
    said = columns or {}
    unwanted = {field for field, title in said.items() if not title}
    met = {field: title for field, title in said.items() if title and title in titles and field in specification.loaded}
    by_name = {plain(title): title for title in reversed(titles)}
    for is_alias in (False, True):
        for key, title in by_name.items():
            field = specification.known.get(key)
            taken = field in met or title in met.values() or field in unwanted
            if field and not taken and is_alias != (key == plain(field)):
                met[field] = title
    ordered = {field["name"]: met[field["name"]] for field in specification.fields if field["name"] in met}
    missing = tuple(name for name in specification.required if name not in met)
    return Match(specification, ordered, missing, len(met) / max(len(titles), 1))


def recognise(titles: Sequence[str]) -> Match | None:
    """The specification that the header follows best, if it has all required columns and few others.

    Of two that it follows equally well the smaller one, with the other as its rival.
    """
    matches = [match(one, titles) for one in newest()]
    recognised = sorted(
        (one for one in matches if one.is_recognised),
        key=lambda one: (-one.confidence, len(one.specification.fields)),
    )
    if not recognised:
        return None
    best, *others = recognised
    rivals = tuple(one.specification for one in others if one.confidence == best.confidence)
    return replace(best, rivals=rivals)


def fit(found: Match, titles: Sequence[str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A file's Table Schema in which the columns that were met are the specification's fields, and the others stay.

    `titles` are the file's. A field of the specification has the title of its column there; another column that has
    the same name for programs gets a number after it.
    """
    fields_of = {title: found.specification.loaded[field] for field, title in found.columns.items()}
    taken = {field["name"] for field in fields_of.values()}
    fields, renamed = [], {}
    for place, field in enumerate(schema["fields"]):
        title = _title_of(field, titles[place : place + 1])
        specified = fields_of.pop(title, None)
        name = specified["name"] if specified else _free(field["name"], taken)
        renamed[field["name"]] = name
        fields.append({**(specified or field), "name": name, "title": title})
        taken.add(name)
    fitted = {key: value for key, value in schema.items() if key not in ("fields", "primaryKey")}
    if "primaryKey" in schema:
        fitted["primaryKey"] = [renamed[name] for name in schema["primaryKey"]]
    return {**fitted, "fields": fields}


def bears_names(specification: Specification, titles: Sequence[str]) -> bool:
    """Whether the required fields stand under their own names, letter by letter."""
    return set(specification.required) <= set(titles)


def is_required(field: Mapping[str, Any]) -> bool:
    """Whether the field's column must be there. `columnRequired`: it must be there, but its cells may be empty."""
    return bool(field.get("constraints", {}).get("required") or field.get("columnRequired"))


def plain(title: str) -> str:
    """What of a title matters when it is compared: letters and digits, without case and accents."""
    letters = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", letters)


def _read(path: Path) -> Specification:
    return Specification(path.parent.name, path.stem, json.loads(path.read_text(encoding="utf-8")))


def _order(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


@cache
def _addresses() -> Mapping[str, Specification]:
    found: dict[str, Specification] = {}
    for one in every_version():
        for iri in (one.iri, *one.about["aliases"]):
            if iri:
                found.setdefault(_bare(iri), one)
    return found


def _bare(iri: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", iri).rstrip("/")


def _title_of(field: Mapping[str, Any], actual: Sequence[str]) -> str:
    """The column's title in the file, unless it is another column: the check tells that."""
    expected: str = field.get("title", field["name"])
    return next((title for title in actual if title in (expected, field["name"])), expected)


def _free(name: str, taken: set[str]) -> str:
    """`safe_names` numbers the last of several equal names."""
    if name not in taken:
        return name
    candidates = (f"{name[: LONGEST_NAME - 3]}_{number}" for number in range(2, len(taken) + 3))
    return next(free for free in safe_names(candidates) if free not in taken)
