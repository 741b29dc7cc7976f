"""Words: text -> what it is found by. Knows the database's ways of matching, nothing of datasets."""

import unicodedata

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute


def fold(text: str) -> str:
    """Text as it is compared: composed, without case, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def matches(column: InstrumentedAttribute[str], query: str) -> ColumnElement[bool]:
    """Every word of the query occurs somewhere in the folded text of the column."""
    return and_(True, *(column.contains(word, autoescape=True) for word in fold(query).split()))
