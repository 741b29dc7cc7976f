"""A report in the form of Frictionless's own, for programs that know that."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from opendata.model.report import Finding, Report

if TYPE_CHECKING:
    from frictionless.errors import TableError


def to_frictionless(report: Report, name: str, *, message: Callable[[Finding], str]) -> dict[str, Any]:
    """`valid`, `stats` and one task with its errors, each worded by `message`. Warnings are in `warnings`, as text.

    Rows are those of the original. At most as many errors as the report keeps; `stats` counts them all.
    """
    stats = {"tasks": 1, "errors": report.errors, "warnings": report.warnings, "seconds": 0}
    found = [_error(one, message(one)) for one in report.findings if one.severity == "error"]
    warnings = [message(one) for one in report.findings if one.severity == "warning"]
    task = {
        "name": name,
        "type": "table",
        "valid": report.sound,
        "place": name,
        "labels": [],
        "stats": {"errors": report.errors, "warnings": report.warnings, "seconds": 0, "rows": report.rows},
        "warnings": warnings,
        "errors": found,
    }
    return {"valid": report.sound, "stats": stats, "warnings": [], "errors": [], "tasks": [task]}


def _error(finding: Finding, message: str) -> dict[str, Any]:
    kind = finding.code.replace("_", "-")
    known = _kind(kind)
    told: dict[str, Any] = {
        "type": kind,
        "title": known.title,
        "description": known.description,
        "message": message,
        "tags": list(known.tags),
        "note": ", ".join(f"{name}: {fact}" for name, fact in finding.facts.items()),
    }
    places = {"rowNumber": finding.row, "fieldName": finding.column, "cell": finding.value}
    return told | {name: value for name, value in places.items() if value is not None}


@cache
def _kind(name: str) -> "type[TableError]":
    """Frictionless's own kind of error of that name, or else the one above all of those on tables."""
    from frictionless import errors

    kinds = (one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.TableError))
    return next((one for one in kinds if one.type == name), errors.TableError)
