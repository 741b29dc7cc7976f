"""Judge a file as an upload would be judged: one way of reading and checking, for the worker, the API and the CLI."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opendata import tabular
from opendata.errors import Invalid
from opendata.model import Finding, Report


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
    schema: Mapping[str, Any] | None = None,
    given: Mapping[str, Any] | None = None,
    progress: Callable[[float], None] = _ignore,
) -> Checked:
    """Read `source` into the scratch `folder`, as is `given`, and check it against the schema or the one inferred."""
    try:
        said = tabular.Given.from_json(given)
        table = tabular.read(source, folder, filename=filename, given=said, progress=part(progress, 0.0, 0.3))
        descriptor = tabular.load_schema(schema) if schema else tabular.infer(table)
    except Invalid as error:
        return Checked(Report.of([Finding(error.code, facts=error.facts)]))
    return Checked(tabular.check(table, descriptor, progress=part(progress, 0.3, 1.0)), table, descriptor)


def part(progress: Callable[[float], None], start: float, end: float) -> Callable[[float], None]:
    """A step's own 0 to 1, as a stretch of the whole's."""
    return lambda fraction: progress(start + (end - start) * fraction)
