"""Judge a file as an upload would be judged: one way of reading and checking, for the worker, the API and the CLI."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opendata import tabular
from opendata.errors import Invalid
from opendata.model import Finding, Report


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


@dataclass(frozen=True)
class Checked:
    """`table` and `schema` are None when the file could not be read; the report then says why."""

    report: Report
    table: tabular.Table | None = None
    schema: dict[str, Any] | None = None


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
        return _judged(table, terms, part(progress, 0.3, 1.0))
    except Invalid as error:
        return Checked(Report.of([Finding(error.code, facts=error.facts)]))


def _judged(table: tabular.Table, terms: Terms, progress: Callable[[float], None]) -> Checked:
    if terms.schema:
        schema = tabular.load_schema(terms.schema)
        return Checked(tabular.check(table, schema, progress=progress), table, schema)
    inferred = tabular.infer(table)
    if terms.follows is None:
        return Checked(tabular.check(table, inferred, progress=progress), table, inferred)
    schema = tabular.follow(terms.follows, table, inferred)
    report = tabular.check(table, schema, progress=part(progress, 0.0, 0.7))
    retyped = tabular.retyped(terms.follows, inferred, table, _wrong_types(report))
    if retyped:
        schema = tabular.follow(terms.follows, table, inferred, without=retyped)
        report = tabular.check(table, schema, progress=part(progress, 0.7, 1.0))
    return Checked(report, table, schema)


def _wrong_types(report: Report) -> Mapping[str, int]:
    return Counter(found.column for found in report.findings if found.code == "type_error" and found.column)


def part(progress: Callable[[float], None], start: float, end: float) -> Callable[[float], None]:
    """A step's own 0 to 1, as a stretch of the whole's."""
    return lambda fraction: progress(start + (end - start) * fraction)
