"""A report in the form of Frictionless's own, for programs that know that."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from opendata.model.report import Finding, Report

if TYPE_CHECKING:
    from frictionless.errors import TableError

UNNAMED = re.compile(r"[^-a-z0-9._/]")
"""What a name in Frictionless's reports can't have."""


def to_frictionless(
    report: Report, name: str, *, message: Callable[[Finding], str], columns: Sequence[str] = ()
) -> dict[str, Any]:
    """What `frictionless.Report.from_descriptor` reads: one task with its errors, each worded by `message`.

    Warnings are texts in `warnings`. Rows are those of the original; `columns` are its titles. An error that
    Frictionless doesn't know is a `table-error`; our own word for each is its `code`. At most as many errors as the
    report keeps; `stats` counts them all.
    """
    stats = {"tasks": 1, "errors": report.errors, "warnings": report.warnings, "seconds": 0}
    found = [_error(one, message(one), columns) for one in report.findings if one.severity == "error"]
    warnings = [message(one) for one in report.findings if one.severity == "warning"]
    task = {
        "name": UNNAMED.sub("-", name.lower()),
        "type": "table",
        "valid": report.sound,
        "place": name,
        "labels": list(columns),
        "stats": {"errors": report.errors, "warnings": report.warnings, "seconds": 0, "rows": report.rows},
        "warnings": warnings,
        "errors": found,
    }
    return {"valid": report.sound, "stats": stats, "warnings": [], "errors": [], "tasks": [task]}


def _error(finding: Finding, message: str, columns: Sequence[str]) -> dict[str, Any]:
    known = _kind(finding.code.replace("_", "-"))
    return {
        "type": known.type,
        "code": finding.code,
        "title": known.title,
        "description": known.description,
        "message": message,
        "tags": list(known.tags),
        "note": ", ".join(f"{name}: {fact}" for name, fact in finding.facts.items()),
        **_place(finding, known, columns),
    }


def _place(finding: Finding, known: "type[TableError]", columns: Sequence[str]) -> dict[str, Any]:
    """What Frictionless says of where errors of this kind are: all of it, or it can't read them."""
    from frictionless import errors

    title = finding.column or ""
    number = finding.facts.get("position") or (columns.index(title) + 1 if title in columns else 0)
    field = {"fieldName": title, "fieldNumber": number}
    if issubclass(known, errors.HeaderError):
        header = {"labels": list(columns), "rowNumbers": [finding.row or 1]}
        return header | ({"label": title} | field if issubclass(known, errors.LabelError) else {})
    if not issubclass(known, errors.RowError):
        return {}
    row: dict[str, Any] = {"rowNumber": finding.row or 0, "cells": []}
    return row | ({"cell": finding.value or ""} | field if issubclass(known, errors.CellError) else {})


@cache
def _kind(name: str) -> "type[TableError]":
    """Frictionless's own kind of error of that name, or else the one above all of those on tables."""
    from frictionless import errors

    kinds = (one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.TableError))
    return next((one for one in kinds if one.type == name), errors.TableError)
