"""Publication: what the catalog has of a thing, or had; Blocks: its text in it, already serialised."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.model.base import Base, now


class Described(StrEnum):
    DATASET = "dataset"
    PUBLISHER = "publisher"
    DATA_SERVICE = "data-service"
    DATASET_SERIES = "dataset-series"


class CatalogState(Base):
    """The one row that says which state the catalog is in. Whoever changes the catalog changes it first, and so waits
    for those who were before: revisions and moments are in the order in which others see them."""

    __tablename__ = "catalog_state"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Publication(Base):
    """Stays when what it is about leaves the catalog, so that the change can be told; then it has no blocks."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_kind_iri", "kind", "iri"),)

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    """The id of what it is about."""
    kind: Mapped[Described]
    iri: Mapped[str] = mapped_column(String(500))
    edition: Mapped[str] = mapped_column(String(64))
    """Stands for the base URL that its IRIs begin with, and the code that wrote it."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """Of what its blocks say."""
    added_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None]
    """The report that kept its newest content out of the catalog; the blocks are of what was sound before."""

    points: Mapped[dict[str, Any] | None]
    """How many points the metadata has by each method of `dcat.score`."""

    blocks: Mapped[list["Block"]] = relationship(cascade="all, delete-orphan")

    @property
    def is_in_catalog(self) -> bool:
        return self.added_at is not None and self.withdrawn_at is None


class Block(Base):
    __tablename__ = "block"
    __table_args__ = (Index("ix_block_sizes", "flavour", "format", "size", "packed_size"),)

    subject: Mapped[str] = mapped_column(ForeignKey("publication.subject", ondelete="CASCADE"), primary_key=True)
    flavour: Mapped[str] = mapped_column(String(10), primary_key=True)
    format: Mapped[str] = mapped_column(String(10), primary_key=True)
    size: Mapped[int]
    """Bytes of the text."""
    packed_size: Mapped[int]
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    """The text as `dcat.pack` makes it."""
