"""Swedish and English for what the doors say. `sentences.toml` words every code of an error or finding, both
languages side by side; the pages' own words are gettext catalogs (`sv/LC_MESSAGES`), with English as the key."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal

from opendata.model import Finding, Group, Report

FOLDER = Path(__file__).parent
PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
"""A fact's name, and how it is shown; the head of `sentences.toml` says how."""
CLAUSE = re.compile(r"\[([^][]*)\]")
SIZES = ("byte", "kB", "MB", "GB", "TB")


@cache
def sentences() -> dict[str, dict[str, str]]:
    with (FOLDER / "sentences.toml").open("rb") as source:
        return tomllib.load(source)


def knows(code: str) -> bool:
    return code in sentences()


def sentence(code: str, language: str, /, **facts: Any) -> str:
    """The sentence of a code, with its facts in it. A missing fact reads as nothing, an unknown code as itself."""
    if not knows(code):
        return code

    def shown(place: re.Match[str]) -> str:
        return _shown(facts, place[1], place[2], language)

    def reads(clause: str) -> bool:
        return all(shown(place) for place in PLACE.finditer(clause))

    worded = sentences()[code]
    template = CLAUSE.sub(lambda clause: clause[1] if reads(clause[1]) else "", worded.get(language, worded["sv"]))
    return PLACE.sub(shown, template).strip()


def outline(code: str, language: str) -> str:
    """The sentence with the names of its facts in braces, as documentation shows it."""
    return PLACE.sub(r"{\1}", sentences()[code][language])


def finding(found: Finding, language: str) -> str:
    """The sentence of a finding. Its place (row, column) is not in it: doors show that beside."""
    return sentence(found.code, language, **{"value": found.value, "column": found.column, **found.facts})


def report(found: Report, language: str) -> dict[str, Any]:
    """A report as programs get it: each finding with its sentence as `message`, each group with that of its first."""
    findings = [
        {
            "code": one.code,
            "severity": one.severity,
            "row": one.row,
            "column": one.column,
            "value": one.value,
            "message": finding(one, language),
        }
        for one in found.findings
    ]
    groups = [
        {
            **group,
            "message": finding(Finding(one.code, column=one.column, value=_example(one), facts=one.facts), language),
        }
        for one, group in zip(found.groups, found.to_json()["groups"], strict=True)
    ]
    return {**found.to_json(), "findings": findings, "groups": groups}


def _example(group: Group) -> str | None:
    return group.values[0] if group.values else None


def size(count: int, language: str) -> str:
    """A number of bytes as people say it: 2 GB."""
    amount, step = float(count), 0
    while amount >= 1024 and step < len(SIZES) - 1:
        amount, step = amount / 1024, step + 1
    return f"{format_decimal(round(amount, 1), locale=language)} {SIZES[step]}"


def _shown(facts: Mapping[str, Any], name: str, form: str | None, language: str) -> str:
    value = facts.get(name)
    if value is None:
        return ""
    match form:
        case None:
            return _readable(value, language)
        case "bytes" | "number":
            return _measure(value, form, language)
        case "sentence":
            return sentence(str(value), language)
        case words:
            code = next((code for code in (f"{words}_{value}", f"{words}_other") if knows(code)), None)
            return sentence(code, language, **facts) if code else _readable(value, language)


def _measure(value: Any, form: str, language: str) -> str:
    if not isinstance(value, int | float):
        return _readable(value, language)
    return size(int(value), language) if form == "bytes" else format_decimal(value, locale=language)


def _readable(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language) or next(iter(value.values()), ""))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    return str(value)
