"""What searches are answered from: an entry for each published dataset, who has which value of a facet, known words,
and words that mean the same. The full-text index beside them (`search_text`) belongs to the engine `search`."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from opendata.model.base import Base, new_id

Sorted = String().with_variant(String(collation="C"), "postgresql")
"""Compared sign by sign, on every database."""


class SearchEntry(Base):
    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_relevance", "length", "title_order"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """What the index and the facets know the dataset by."""
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), unique=True)
    edition: Mapped[str] = mapped_column(String(16), index=True)
    """Stands for the code that indexed it; empty when it has to be done anew."""
    facets: Mapped[dict[str, Any]]
    """facet -> its values"""
    changed_at: Mapped[datetime] = mapped_column(index=True)
    title_order: Mapped[str] = mapped_column(Sorted, index=True)
    length: Mapped[int]
    """Words of the title: of equally good answers the one that says least beside it comes first."""


class SearchFacet(Base):
    """Who has a value of a facet: a bit for each number of a chunk."""

    __tablename__ = "search_facet"

    facet: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(500), primary_key=True)
    chunk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bits: Mapped[bytes] = mapped_column(LargeBinary)


class SearchWord(Base):
    __tablename__ = "search_word"

    token: Mapped[str] = mapped_column(Sorted, primary_key=True)
    backwards: Mapped[str] = mapped_column(Sorted, index=True)
    form: Mapped[str] = mapped_column(String(100))
    """A word that has the token, as somebody wrote it."""


class Synonym(Base):
    __tablename__ = "synonym"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    position: Mapped[int] = mapped_column(default=0)
    words: Mapped[list[Any]]
    """They mean the same."""
