"""A new version's schema out of the earlier one's: what still stands, and what the file has made of the rest."""

from collections.abc import Collection, Mapping, Sequence
from itertools import count
from typing import Any

from opendata.tabular.read import Table

Schema = Mapping[str, Any]


def follow(earlier: Schema, table: Table, inferred: Schema, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The Table Schema that the table must meet to be a new version of one that had the schema `earlier`.

    A column whose title (or name) the earlier schema has keeps that field, wherever it stands now; others, and those
    titled in `without`, are as inferred. Keys stay where all their columns do.
    """
    known = _by_title(earlier["fields"], without)
    kept = {title: known[title] for title in table.columns if title in known}
    names = {field["name"] for field in kept.values()}
    fields, used = [], set()
    for title, guessed in zip(table.columns, inferred["fields"], strict=True):
        field = kept.get(title)
        if field is None or field["name"] in used:
            field = {**guessed, "name": _free(guessed["name"], names)}
        fields.append(dict(field))
        used.add(field["name"])
        names.add(field["name"])
    schema = {**earlier, "fields": fields}
    if not set(schema.get("primaryKey") or ()) <= names:
        del schema["primaryKey"]
    own = [key for key in schema.pop("foreignKeys", ()) if set(key["fields"]) <= names]
    return {**schema, "foreignKeys": own} if own else schema


def retyped(earlier: Schema, inferred: Schema, table: Table, wrong: Mapping[str, int]) -> set[str]:
    """Titles of columns that have another type than before, rather than a few wrong values.

    `wrong` counts the values that don't fit the earlier type, by title. All the column's values agree on another type,
    or most of them don't fit the earlier one.
    """
    known = _by_title(earlier["fields"], ())
    changed = set()
    for title, guessed in zip(table.columns, inferred["fields"], strict=True):
        field = known.get(title)
        if field is None or not wrong.get(title):
            continue
        agree = guessed["type"] not in ("string", field.get("type"))
        if agree or wrong[title] * 2 > table.rows:
            changed.add(title)
    return changed


def _by_title(fields: Sequence[Mapping[str, Any]], without: Collection[str]) -> dict[str, Mapping[str, Any]]:
    by_name = {field["name"]: field for field in fields}
    by_title = {field.get("title", field["name"]): field for field in fields}
    return {title: field for title, field in {**by_name, **by_title}.items() if title not in without}


def _free(name: str, taken: Collection[str]) -> str:
    """A new column must not take the name of one that is still there under another title."""
    numbered = (f"{name}_{number}" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)
