"""National specifications: which one a file is to follow, whether its rows do, and what the catalog may say of that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opendata import tabular
from opendata.errors import Invalid
from opendata.model import Finding, Report
from opendata.tabular import specifications as national
from opendata.tabular.specifications import FOLDER, Match, Specification
from opendata.tabular.templates import choices_of, csv_template, obligation, xlsx_template

if TYPE_CHECKING:
    from opendata.model import DataFile, Dataset, Version

__all__ = [
    "FOLDER",
    "Match",
    "Specification",
    "Verdict",
    "choice",
    "choices_of",
    "declared",
    "declared_of",
    "find",
    "fitted",
    "followed",
    "is_same",
    "keys",
    "known",
    "likely",
    "match",
    "met",
    "newest",
    "obligation",
    "of_dataset",
    "template",
    "unmapped",
    "verdict",
    "versions",
]

Choice = Mapping[str, Any]
"""{"name", "version", "columns": {field: title in the file, or ""}, "advisory"?}: what Version.specification holds."""
Schema = Mapping[str, Any]
AS_SPECIFIED = ("csv", "json", "ndjson", "parquet", "xlsx", "geojson")
"""Formats in which values are written as the specifications want them. The Swedish Excel's CSV has decimal commas."""


@dataclass(frozen=True)
class Verdict:
    """A version's report and Table Schema, with what the specification has to say of them. `conforms_to` are the
    specifications (name/version) that every row follows, under the specification's own column names."""

    report: Report
    schema: dict[str, Any]
    specification: dict[str, Any] | None = None
    conforms_to: Sequence[str] = ()


def choice(given: Any) -> dict[str, Any]:
    """What somebody has asked for, made sound: `name` may be name/version; {} for no specification.

    Invalid `specification_unknown`, `fields_wrong` for what is no mapping, or maps a field that there isn't.
    """
    if not given:
        return {}
    said = {"name": given} if isinstance(given, str) else given
    if not isinstance(said, Mapping) or not all(isinstance(said.get(key) or "", str) for key in ("name", "version")):
        raise Invalid("fields_wrong", errors={"specification": "value_wrong_shape"})
    if not said.get("name"):
        return {}
    found = national.known(said["name"], said.get("version"))
    if found is None:
        names = [one.name for one in national.newest()]
        raise Invalid("specification_unknown", field="specification", name=said["name"], known=names)
    columns = said.get("columns") or {}
    fields = {field["name"] for field in found.fields}
    if not isinstance(columns, Mapping) or not set(columns) <= fields:
        raise Invalid("fields_wrong", errors={"columns": "specification_field_unknown"})
    if not all(title is None or isinstance(title, str) for title in columns.values()):
        raise Invalid("fields_wrong", errors={"columns": "value_wrong_shape"})
    used = [title for title in columns.values() if title]
    if len(set(used)) < len(used):
        raise Invalid("fields_wrong", errors={"columns": "specification_column_twice"})
    chosen = {"name": found.name, "version": found.version, "columns": {key: columns[key] or "" for key in columns}}
    return {**chosen, "advisory": True} if said.get("advisory") else chosen


def is_same(asked: Choice | None, stored: Choice | None) -> bool:
    """Whether a version that is stored so was judged as is asked: by the same specification and mapping."""
    asked, stored = asked or {}, stored or {}
    plain = ("name", "version", "advisory")
    columns = stored.get("columns", {})
    return all(asked.get(key) == stored.get(key) for key in plain) and all(
        columns.get(field, "") == title for field, title in asked.get("columns", {}).items()
    )


def match(chosen: Choice | None, titles: Sequence[str]) -> Match | None:
    """How the header meets the chosen specification; None when there is none, or no longer."""
    if not chosen:
        return None
    found = national.known(chosen["name"], chosen["version"]) or national.known(chosen["name"])
    return national.match(found, titles, chosen["columns"]) if found else None


def likely(titles: Sequence[str]) -> Specification | None:
    """The specification that the header is recognised by, else the one that it resembles most, if at all."""
    recognised = national.recognise(titles)
    if recognised:
        return recognised.specification
    nearest = max((national.match(one, titles) for one in national.newest()), key=lambda one: one.confidence)
    return nearest.specification if nearest.confidence >= national.LEAST_KNOWN else None


def met(specification: Specification, titles: Sequence[str], columns: Mapping[str, str]) -> Mapping[str, str]:
    """field -> title of its column: by `columns` where they say, else by names and aliases."""
    return national.match(specification, titles, columns).columns


def fitted(chosen: Choice | None, titles: Sequence[str], schema: Schema) -> dict[str, Any]:
    """The schema that a table must meet: with the specification's fields, if one was chosen that must be followed."""
    found = None if (chosen or {}).get("advisory") else match(chosen, titles)
    return national.fit(found, titles, schema) if found else dict(schema)


def verdict(
    table: tabular.Table,
    schema: dict[str, Any],
    report: Report,
    chosen: Choice | None,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Verdict:
    """The last word on a table that was checked against `schema`, with `report` as the outcome.

    A chosen specification must be followed, or else (advisory) what breaks it is advice. Without one, a specification
    that the header is recognised by is tried, which gives one piece of advice.
    """
    found = match(chosen, table.columns)
    if found is None or chosen is None:
        return _tried(table, schema, report, progress)
    stored = {**chosen, "columns": {**chosen["columns"], **found.columns}}
    advisory = bool(chosen.get("advisory"))
    absent = [_absent(found.specification, name) for name in found.missing]
    if not advisory:
        told = _joined(Report.of(absent), report)
        return Verdict(told, schema, stored, [found.specification.key] if told.sound else [])
    specified = national.fit(found, table.columns, schema)
    strict = _joined(Report.of(absent), tabular.check(table, specified, progress=progress))
    if strict.sound:
        return Verdict(strict, specified, stored, [found.specification.key])
    return Verdict(_joined(_as_advice(strict), report) if report.sound else report, schema, stored)


def _tried(table: tabular.Table, schema: dict[str, Any], report: Report, progress: Callable[[float], None]) -> Verdict:
    found = national.recognise(table.columns)
    if found is None:
        return Verdict(report, schema)
    specification = found.specification
    strict = tabular.check(table, national.fit(found, table.columns, schema), progress=progress)
    facts = {
        "name": specification.name,
        "version": specification.version,
        "title": dict(specification.title),
        "passes": strict.sound,
        "errors": None if strict.sound else strict.errors,
        "followed": strict.rows if strict.sound else None,
    }
    told = _joined(report, Report.of([Finding("specification_recognised", severity="warning", facts=facts)]))
    names = {field["name"] for field in schema["fields"]}
    is_plain = {specification.loaded[name]["name"] for name in specification.required} <= names and not found.rivals
    return Verdict(told, schema, None, [specification.key] if strict.sound and is_plain else [])


def _absent(specification: Specification, name: str) -> Finding:
    titles = next(field["titles"] for field in specification.fields if field["name"] == name)
    facts = {"title": dict(titles), "specification": dict(specification.title)}
    return Finding("specification_column_missing", column=name, facts=facts)


def _as_advice(report: Report) -> Report:
    """The same with errors as warnings."""
    return replace(
        report,
        findings=tuple(replace(one, severity="warning") for one in report.findings),
        groups=tuple(replace(one, severity="warning") for one in report.groups),
        errors=0,
        warnings=report.errors + report.warnings,
    )


def _joined(first: Report, second: Report) -> Report:
    counts = {
        code: first.counts.get(code, 0) + second.counts.get(code, 0) for code in {**first.counts, **second.counts}
    }
    return replace(
        second,
        findings=(*first.findings, *second.findings),
        groups=(*first.groups, *second.groups),
        counts=counts,
        errors=first.errors + second.errors,
        warnings=first.warnings + second.warnings,
        rows=max(first.rows, second.rows),
        unscreened=(*first.unscreened, *second.unscreened),
    )


def followed(dataset: "Dataset") -> list[Specification]:
    """The specifications that a current version of the dataset follows, if none was to follow it and does not."""
    versions = [file.current_version for file in dataset.published_files if file.current_version]
    met = {key for version in versions for key in version.conforms_to}
    chosen = [(_key(version.specification), version) for version in versions if version.specification]
    broken = {key for key, version in chosen if key not in version.conforms_to}
    return [one for one in national.every_version() if one.key in met - broken]


def declared(dataset: "Dataset") -> list[str]:
    """The addresses that the catalog gives as dct:conformsTo: what its editor has said, and what its rows follow.

    An address of a specification that is known here is left out while the rows don't follow it.
    """
    met = followed(dataset)
    said = [iri for iri in dataset.conforms_to if (found := national.of_iri(iri)) is None or found in met]
    already = {found.key for iri in said if (found := national.of_iri(iri))}
    return [*said, *(one.iri for one in met if one.iri and one.key not in already)]


def of_dataset(dataset: "Dataset") -> set[str]:
    """What the dataset can be found by: the specifications (name/version) it follows, and other addresses it names."""
    others = {iri for iri in dataset.conforms_to if national.of_iri(iri) is None}
    return others | {one.key for one in followed(dataset)}


def declared_of(file: "DataFile", form: str) -> list[str]:
    """The same for one format of a file: where the columns bear the specification's own names."""
    from opendata.model.dataset import ORIGINAL

    version = file.current_version
    if version is None or form not in (ORIGINAL, *AS_SPECIFIED):
        return []
    titles = [field.get("title", field["name"]) if form == ORIGINAL else field["name"] for field in version.fields]
    found = [national.known(key) for key in version.conforms_to]
    return [one.iri for one in found if one and one.iri and national.bears_names(one, titles)]


def keys(asked: str) -> set[str]:
    """The specifications (name/version) that a name, name/version or address stands for; else what was asked."""
    of_name = {one.key for one in national.every_version() if asked in (one.name, one.key)}
    found = national.of_iri(asked)
    return of_name or ({found.key} if found else {asked})


def unmapped(version: "Version") -> bool:
    """Whether the version was refused because columns that must be there were not met by name."""
    report = version.report
    return bool(version.specification and report and "specification_column_missing" in report.counts)


def _key(chosen: Choice) -> str:
    return f"{chosen['name']}/{chosen['version']}"


def newest() -> Sequence[Specification]:
    """The newest version of each specification, in the order of their names."""
    return national.newest()


def versions(name: str) -> Sequence[Specification]:
    """All versions, the newest first. NotFound `specification_unknown`."""
    return [one for one in national.every_version() if one.name == national.find(name).name]


def known(key: str) -> Specification | None:
    """The specification of this name or name/version."""
    return national.known(key)


def find(name: str, version: str | None = None) -> Specification:
    """The version asked for, else the newest. NotFound `specification_unknown`."""
    return national.find(name, version)


def template(one: Specification, form: str, folder: Path, language: str) -> Path:
    """An empty file to fill in, written to `folder`: `csv`, or `xlsx` with its notes in Swedish or English."""
    path = folder / f"{one.name}.{form}"
    if form == "xlsx":
        xlsx_template(one, path, language)
    else:
        path.write_bytes(csv_template(one))
    return path
