"""Swedish and English for what the doors say. `sentences.toml` words every code of an error or finding, both
languages side by side; the pages' own words are gettext catalogs (`sv/LC_MESSAGES`), with English as the key."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from opendata.model import Finding

FOLDER = Path(__file__).parent


@cache
def sentences() -> dict[str, dict[str, str]]:
    with (FOLDER / "sentences.toml").open("rb") as source:
        return tomllib.load(source)


def knows(code: str) -> bool:
    return code in sentences()


def sentence(code: str, language: str, **facts: Any) -> str:
    """The sentence of a code, with its facts in it."""
    template = sentences()[code]
    return template.get(language, template["sv"]).format_map(_Facts(facts))


def finding(found: Finding, language: str) -> str:
    """The sentence of a finding. Its place (row, column) is not in it: doors show that beside."""
    return sentence(found.code, language, **{**found.facts, "value": found.value, "column": found.column})


class _Facts(dict[str, Any]):
    """Facts as they read in a sentence; one that is missing reads as nothing, never as an exception."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__({name: _readable(value) for name, value in facts.items()})

    def __missing__(self, _name: str) -> str:
        return ""


def _readable(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    return str(value)
