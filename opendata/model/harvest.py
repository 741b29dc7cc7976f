"""Harvesting, both ways: the sources that we take from and each run of that, and who takes our catalog."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.model.base import Base, new_id, now
from opendata.model.publisher import Publisher


class SourceKind(StrEnum):
    DCAT = "dcat"
    CKAN = "ckan"


class HarvestSource(Base):
    """A catalogue elsewhere whose datasets are described here too."""

    __tablename__ = "harvest_source"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    kind: Mapped[SourceKind] = mapped_column(default=SourceKind.DCAT)
    location: Mapped[str] = mapped_column(String(1000), unique=True)
    """An http or https address; for what is brought in once, perhaps the name of a file."""
    title: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(5), default="sv")
    """Of texts that don't say in which language they are."""
    publisher_id: Mapped[str | None] = mapped_column(ForeignKey("publisher.id"))
    """Whose all of it is; without it the source's own publishers are taken over."""
    interval_hours: Mapped[int | None]
    """None: only when somebody asks for it."""
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    claimed_until: Mapped[datetime | None]
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    publisher: Mapped[Publisher | None] = relationship()
    runs: Mapped[list["HarvestRun"]] = relationship(
        back_populates="source", cascade="all, delete-orphan", order_by="HarvestRun.started_at.desc()"
    )


class Outcome(StrEnum):
    RUNNING = "running"
    UNCHANGED = "unchanged"
    APPLIED = "applied"
    HELD = "held"
    """Applied, but what would have been removed waits for somebody to confirm it."""
    FAILED = "failed"


class HarvestRun(Base):
    """One fetch of a source, and what came of it."""

    __tablename__ = "harvest_run"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    source_id: Mapped[str] = mapped_column(ForeignKey("harvest_source.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.RUNNING)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """added, changed, unchanged, removed, held, incomplete: how many things."""
    details: Mapped[list[Any]] = mapped_column(default=list)
    """For each thing that changed or that there is something to say of: iri, kind, title, change, findings, lost."""
    problem: Mapped[dict[str, Any] | None]
    """Why it failed: code and facts."""

    source: Mapped[HarvestSource] = relationship(back_populates="runs")


class CatalogFetch(Base):
    """Somebody's fetch of our catalog. No addresses of persons are kept."""

    __tablename__ = "catalog_fetch"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    harvester: Mapped[str] = mapped_column(String(40), default="", index=True)
    """Which of the harvesters that are known; empty for others."""
    agent: Mapped[str] = mapped_column(String(200), default="")
    """What the client calls itself."""
    path: Mapped[str] = mapped_column(String(200))
    status: Mapped[int]
    byte_size: Mapped[int]
    datasets: Mapped[int]
