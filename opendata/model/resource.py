"""Resource (dcat:Resource): what the catalog describes beside datasets, namely data services and dataset series."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.model.base import Base, Text, new_id, now
from opendata.model.publisher import Publisher


class ResourceKind(StrEnum):
    """The class in the profile."""

    DATA_SERVICE = "DataService"
    DATASET_SERIES = "DatasetSeries"


class Resource(Base):
    """A data service that somebody else runs, or a series that datasets are members of."""

    __tablename__ = "resource"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    kind: Mapped[ResourceKind]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    iri: Mapped[str | None] = mapped_column(String(500), unique=True)
    """The IRI that it had before it came here, and keeps."""
    publisher_id: Mapped[str] = mapped_column(ForeignKey("publisher.id"), index=True)
    is_public: Mapped[bool] = mapped_column(default=False, index=True)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it says of itself, keyed by `Property.name`, as `dcat.describe` takes it."""
    kept: Mapped[str] = mapped_column(default="")
    """What its source says that has no place in the profile: N-Triples."""
    source_id: Mapped[str | None] = mapped_column(ForeignKey("harvest_source.id", ondelete="SET NULL"), index=True)
    source_digest: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    publisher: Mapped[Publisher] = relationship()

    @property
    def title(self) -> Text:
        return dict(self.values.get("title", {}))


SERIES_MEMBER = Table(
    "series_member",
    Base.metadata,
    Column("series_id", String(16), ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True),
    Column("dataset_id", String(16), ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True, index=True),
)
