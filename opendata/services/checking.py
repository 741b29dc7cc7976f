"""Judge a file as an upload would be judged: one way of reading and checking, for the worker, the API and the CLI."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from opendata import tabular
from opendata.errors import Invalid
from opendata.model import Finding, Report
from opendata.services import specifications


@dataclass(frozen=True)
class Terms:
    """How a file is to be read and judged. What is None is as it was before, or else found out.

    `reading` is what tabular.Given takes; `recipe` the repairs to make before judging. `schema` is a Table Schema that
    the table must meet. Without one it must meet that of the version it `follows`, as far as the columns are the same;
    without either, the one inferred.
    """

    reading: Mapping[str, Any] | None = None
    recipe: Sequence[Mapping[str, Any]] | None = None
    schema: Mapping[str, Any] | None = None
    follows: Mapping[str, Any] | None = None
    specification: Mapping[str, Any] | None = None
    """What services.specifications.choice gives; {} for none."""


@dataclass(frozen=True)
class Checked:
    """`table` and `schema` are None when the file is not a table or could not be read; the report then says why."""

    report: Report
    reading: Mapping[str, Any] | None = None
    """How the file was read: as tabular.Reading, or only its `kind` and `media_type` when it is published as it is."""
    table: tabular.Table | None = None
    schema: dict[str, Any] | None = None
    specification: dict[str, Any] | None = None
    """The one that was chosen, with the columns that it was met by."""
    conforms_to: Sequence[str] = ()
    repairs: Sequence[Mapping[str, Any]] = ()
    """What each step of the recipe has done."""
    proposals: Sequence[Mapping[str, Any]] = ()
    """Steps that would put things right, with examples."""


def _ignore(_fraction: float) -> None:
    return None


def check(
    source: Path,
    folder: Path,
    *,
    filename: str,
    terms: Terms,
    progress: Callable[[float], None] = _ignore,
) -> Checked:
    """Read `source` into the scratch `folder` and check it, on these terms."""
    try:
        given = tabular.Given.from_json(terms.reading)
        table = tabular.read(source, folder, filename=filename, given=given, progress=part(progress, 0.0, 0.3))
        table, repairs = tabular.apply_recipe(table, tabular.load_recipe(terms.recipe or ()), folder)
        judged = _judged(table, terms, part(progress, 0.3, 0.9))
        beside = tabular.find_personal_beside(source, folder, given, table.reading)
        return replace(_with_people(judged, table, beside), repairs=repairs)
    except Invalid as error:
        return _unread(error, terms)


def _unread(error: Invalid, terms: Terms) -> Checked:
    kind = error.facts.get("kind")
    if (terms.reading or {}).get("as_is") and error.code == "not_a_table" and kind in tabular.PUBLISHED_AS_IS:
        finding = Finding("published_as_it_is", "warning", facts={"kind": kind})
        return Checked(Report.of([finding]), {"kind": kind, "media_type": tabular.PUBLISHED_AS_IS[kind]})
    return Checked(Report.of([Finding(error.code, facts=error.facts)]))


def _with_people(checked: Checked, table: tabular.Table, beside: Sequence[Finding]) -> Checked:
    """Told what looks like personal data, also `beside` the table, and what would put right the table."""
    personal = tabular.find_personal(table)
    proposals = tabular.propose(table, checked.schema or {"fields": []}, checked.report, personal)
    return replace(checked, report=tabular.with_personal(checked.report, [*personal, *beside]), proposals=proposals)


def _judged(table: tabular.Table, terms: Terms, progress: Callable[[float], None]) -> Checked:
    schema, report = _by_schema(table, terms, part(progress, 0.0, 0.8))
    told = specifications.verdict(table, schema, report, terms.specification, part(progress, 0.8, 1.0))
    return Checked(told.report, table.reading.to_json(), table, told.schema, told.specification, told.conforms_to)


def _by_schema(table: tabular.Table, terms: Terms, progress: Callable[[float], None]) -> tuple[dict[str, Any], Report]:
    def tried(schema: Mapping[str, Any], start: float, end: float) -> tuple[dict[str, Any], Report]:
        fitted = specifications.fitted(terms.specification, table.columns, schema)
        report = tabular.check(table, fitted, progress=part(progress, start, end))
        return tabular.fit(table, fitted), report

    if terms.schema:
        return tried(tabular.load_schema(terms.schema), 0.0, 1.0)
    inferred = tabular.infer(table)
    if terms.follows is None:
        return tried(inferred, 0.0, 1.0)
    schema, report = tried(tabular.follow(terms.follows, table, inferred), 0.0, 0.7)
    retyped = tabular.retyped(terms.follows, inferred, table, _wrong_types(report))
    if retyped:
        return tried(tabular.follow(terms.follows, table, inferred, without=retyped), 0.7, 1.0)
    return schema, report if table.rows else _emptied(report)


def _emptied(report: Report) -> Report:
    """An update without rows may be meant: it is held until somebody says so, instead of being refused."""
    findings = [replace(found, severity="warning") if found.code == "no_rows" else found for found in report.findings]
    return Report.of(findings)


def _wrong_types(report: Report) -> Mapping[str, int]:
    return Counter(found.column for found in report.findings if found.code == "type_error" and found.column)


def part(progress: Callable[[float], None], start: float, end: float) -> Callable[[float], None]:
    """A step's own 0 to 1, as a stretch of the whole's."""
    return lambda fraction: progress(start + (end - start) * fraction)
