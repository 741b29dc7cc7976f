"""The full-text index: SQLite's FTS5 or PostgreSQL's tsvector, with our own tokens, so that both find the same."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Integer, cast, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from opendata.search.bits import Bits, numbers_of, of_numbers

FIELDS = ("title", "keywords", "description", "data")
WEIGHTS = dict(zip(FIELDS, "ABCD", strict=True))
"""What PostgreSQL calls a field."""
MOST_POSITIONS = 16383
"""In a tsvector; further words have the last."""


@dataclass(frozen=True)
class Document:
    """field -> token -> a word that has it, as it was written."""

    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, str]:
        return {token: word for words in self.fields.values() for token, word in words.items()}


def put(connection: Connection, documents: Mapping[int, Document]) -> None:
    """Index these under their numbers, in place of what was there."""
    if not documents:
        return
    take_out(connection, documents)
    if connection.dialect.name == "postgresql":
        insert = text("INSERT INTO search_text (number, words) VALUES (:number, CAST(:words AS tsvector))")
        rows = [{"number": number, "words": _vector(one)} for number, one in documents.items()]
    else:
        columns = ", ".join(FIELDS)
        values = ", ".join(f":{name}" for name in FIELDS)
        insert = text(f"INSERT INTO search_text (rowid, {columns}) VALUES (:number, {values})")
        rows = [
            {"number": number, **{name: " ".join(one.fields.get(name, ())) for name in FIELDS}}
            for number, one in documents.items()
        ]
    connection.execute(insert, rows)


def take_out(connection: Connection, numbers: Iterable[int]) -> None:
    key = "number" if connection.dialect.name == "postgresql" else "rowid"
    connection.execute(
        text(f"DELETE FROM search_text WHERE {key} = :number"), [{"number": number} for number in numbers]
    )


def find(connection: Connection, tokens: Sequence[str], name: str) -> Bits:
    """The numbers of those that have any of the tokens in this field."""
    if not tokens:
        return 0
    if connection.dialect.name == "postgresql":
        query = "SELECT number FROM search_text WHERE words @@ CAST(:asked AS tsquery)"
        asked = " | ".join(f"'{token}':{WEIGHTS[name]}" for token in tokens)
    else:
        query = "SELECT rowid FROM search_text WHERE search_text MATCH :asked"
        either = " OR ".join(f'"{token}"' for token in tokens)
        asked = f"{name} : ({either})"
    return of_numbers(connection.scalars(text(query), {"asked": asked}).all())


def is_among(connection: Connection, column: InstrumentedAttribute[int], numbers: Bits) -> ColumnElement[bool]:
    """Whether a number is one of these, of which there may be thousands: they are one value of the statement."""
    wanted = list(numbers_of(numbers))
    if connection.dialect.name == "postgresql":
        return column == func.any(cast(wanted, ARRAY(Integer)))
    return column.in_(select(func.json_each(json.dumps(wanted)).table_valued("value").c.value))


def _vector(document: Document) -> str:
    """Tokens are letters and digits alone, so nothing in them needs escaping."""
    places: dict[str, list[str]] = {}
    position = 0
    for name in FIELDS:
        for token in document.fields.get(name, ()):
            position = min(position + 1, MOST_POSITIONS)
            places.setdefault(token, []).append(f"{position}{WEIGHTS[name]}")
    return " ".join(f"'{token}':{','.join(found)}" for token, found in places.items())
