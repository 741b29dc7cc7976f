"""Dataset (dcat:Dataset), the DataFiles that it offers, their immutable Versions, and each Version's Renditions."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.model.base import Base, Json, Text, new_id, now
from opendata.model.harvest import HarvestSource
from opendata.model.hold import ABOUT_COLUMNS, Hold
from opendata.model.publisher import ContactPoint, Publisher
from opendata.model.report import Report
from opendata.model.resource import SERIES_MEMBER, Resource
from opendata.model.workflow import State


class Dataset(Base):
    __tablename__ = "dataset"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    iri: Mapped[str | None] = mapped_column(String(500), unique=True)
    """The IRI that it had before it came here, and keeps; else it is made from the slug."""
    identifier: Mapped[str] = mapped_column(String(500), default=lambda: str(uuid4()))
    publisher_id: Mapped[str] = mapped_column(ForeignKey("publisher.id"), index=True)
    contact_point_id: Mapped[str | None] = mapped_column(ForeignKey("contact_point.id", ondelete="SET NULL"))
    state: Mapped[State] = mapped_column(default=State.DRAFT, index=True)

    title: Mapped[Text] = mapped_column(Json)
    description: Mapped[Text] = mapped_column(Json, default=dict)
    keywords: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """language -> list of keywords"""
    themes: Mapped[list[Any]] = mapped_column(default=list)
    licence: Mapped[str | None] = mapped_column(String(40))
    access_rights: Mapped[str] = mapped_column(String(20), default="PUBLIC")
    frequency: Mapped[str | None] = mapped_column(String(20))
    languages: Mapped[list[Any]] = mapped_column(default=lambda: ["SWE"])
    places: Mapped[list[Any]] = mapped_column(default=list)
    temporal_start: Mapped[date | None]
    temporal_end: Mapped[date | None]
    conforms_to: Mapped[list[Any]] = mapped_column(default=list)
    landing_page: Mapped[str | None] = mapped_column(String(500))
    provenance: Mapped[Text] = mapped_column(Json, default=dict)
    hvd_categories: Mapped[list[Any]] = mapped_column(default=list)
    more: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Values of all other properties of the profile, keyed by `Property.name`, as `dcat.describe` takes them."""
    kept: Mapped[str] = mapped_column(default="")
    """What its source says that has no place in the profile: N-Triples."""
    source_id: Mapped[str | None] = mapped_column(ForeignKey("harvest_source.id", ondelete="SET NULL"), index=True)
    source_digest: Mapped[str] = mapped_column(String(64), default="")
    """Of what the source said of it when it was last taken over."""

    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    first_published_at: Mapped[datetime | None]
    data_changed_at: Mapped[datetime | None]

    publisher: Mapped[Publisher] = relationship()
    contact_point: Mapped[ContactPoint | None] = relationship()
    files: Mapped[list["DataFile"]] = relationship(
        back_populates="dataset", cascade="all, delete-orphan", order_by="DataFile.position"
    )
    series: Mapped[list[Resource]] = relationship(secondary=SERIES_MEMBER, order_by=Resource.slug, backref="members")
    source: Mapped[HarvestSource | None] = relationship()

    @property
    def is_public(self) -> bool:
        return self.state is State.PUBLISHED

    @property
    def published_files(self) -> list["DataFile"]:
        return [file for file in self.files if file.current_version is not None]

    @property
    def links(self) -> list["DataFile"]:
        """Those whose bytes are somewhere else."""
        return [file for file in self.files if file.is_link]

    @property
    def next_position(self) -> int:
        return max((file.position for file in self.files), default=-1) + 1


class DataFile(Base):
    __tablename__ = "data_file"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(80))
    """The part before the suffix in download addresses."""
    title: Mapped[Text] = mapped_column(Json)
    description: Mapped[Text] = mapped_column(Json, default=dict)
    iri: Mapped[str | None] = mapped_column(String(500))
    """The IRI that a link's distribution had before it came here, and keeps."""
    link: Mapped[dict[str, Any] | None]
    """What is said of a distribution that others offer, keyed by `Property.name`; such a file has no versions."""
    current_version_id: Mapped[str | None] = mapped_column(
        ForeignKey("version.id", use_alter=True, ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(default=now)

    dataset: Mapped[Dataset] = relationship(back_populates="files")
    versions: Mapped[list["Version"]] = relationship(
        back_populates="file",
        cascade="all, delete-orphan",
        order_by="Version.number",
        foreign_keys="Version.file_id",
    )
    current_version: Mapped["Version | None"] = relationship(foreign_keys=current_version_id, post_update=True)

    @property
    def newest_version(self) -> "Version | None":
        return self.versions[-1] if self.versions else None

    @property
    def is_link(self) -> bool:
        return self.link is not None

    @property
    def is_released(self) -> bool:
        """Whether the public has it when it has the dataset."""
        return self.is_link or (self.current_version is not None and self.current_version.published_at is not None)


ARCHIVES: Mapping[str | None, str] = {"zip": "application/zip", "gzip": "application/gzip"}
"""How a table was packed -> the media type of that."""


class VersionState(StrEnum):
    RECEIVED = "received"
    CHECKING = "checking"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Version(Base):
    """One immutable content of a DataFile: the original bytes, how they were read, the schema, the report."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("file_id", "number"),
        Index("ix_version_state_claimed", "state", "claimed_until"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    file_id: Mapped[str] = mapped_column(ForeignKey("data_file.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.RECEIVED)
    progress: Mapped[float] = mapped_column(default=0.0)

    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    sha1: Mapped[str] = mapped_column(String(40))
    byte_size: Mapped[int] = mapped_column(BigInteger)
    given_reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the publisher said of how to read the file, such as the sheet; how it was read is in `reading`."""
    given_schema: Mapped[dict[str, Any] | None]
    """The Table Schema to check against; without one it is inferred."""

    recipe: Mapped[list[Any]] = mapped_column(default=list)
    """Repairs to be made between reading and checking, in order: what `tabular.repair` takes."""
    specification: Mapped[dict[str, Any] | None]
    """The national specification it is to follow: {"name", "version", "columns": {field of it: title in the file}}.
    With "advisory" what breaks it is told, but doesn't matter."""

    reading: Mapped[dict[str, Any] | None]
    table_schema: Mapped[dict[str, Any] | None]
    sample: Mapped[list[Any] | None]
    """The first rows as read, cells as text, so that a rejected version can be looked at too."""
    stored_report: Mapped[dict[str, Any] | None]
    repairs: Mapped[list[Any]] = mapped_column(default=list)
    """What the recipe did: for each step how many cells or rows were changed, with examples."""
    changes: Mapped[dict[str, Any] | None]
    """The difference to the version that was current when this one was judged: what `tabular.compare` gives."""
    conforms_to: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the national specifications that every row was found to follow."""
    holds: Mapped[list[Any]] = mapped_column(default=list)
    """Why it must not be public yet, though it is sound: what `model.hold` describes."""
    rows: Mapped[int | None] = mapped_column(BigInteger)
    profile: Mapped[dict[str, Any] | None]
    """What its columns hold, counted once: what `tabular.profile` gives."""
    texts: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """column -> the different values of short text that it has, to be found by: what `tabular.distinct_texts` gives."""
    bbox: Mapped[list[Any] | None]
    """West, south, east, north in WGS 84 degrees."""
    geometry: Mapped[list[Any] | None]
    """Names of the columns with longitude and latitude."""
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """format -> code of the reason why there is no such rendition"""

    claimed_by: Mapped[str | None] = mapped_column(String(16))
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(400), default="")
    finished_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    """When it first became current in a published dataset; until then only its publisher may see it."""

    file: Mapped[DataFile] = relationship(back_populates="versions", foreign_keys=file_id)
    renditions: Mapped[list["Rendition"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="Rendition.position"
    )

    @property
    def report(self) -> Report | None:
        return None if self.stored_report is None else Report.from_json(self.stored_report)

    @property
    def all_holds(self) -> list[Hold]:
        return [Hold.from_json(stored) for stored in self.holds]

    @property
    def is_held(self) -> bool:
        return any(hold.is_open for hold in self.all_holds)

    @property
    def proposals(self) -> list[dict[str, Any]]:
        """Repairs that the check thought of: for each a step, whether it is safe, how much it changes, examples."""
        return list((self.stored_report or {}).get("proposals", ()))

    @property
    def hides_original(self) -> bool:
        """Whether its recipe takes out what may be there to be hidden, so that the bytes are for its publisher only."""
        return any(done.get("hides") for done in self.repairs)

    @property
    def media_type(self) -> str:
        """Of the original's bytes: that of the archive if it came in one."""
        reading = self.reading or {}
        return ARCHIVES.get(reading.get("archive"), reading.get("media_type", "application/octet-stream"))

    @property
    def columns_may_change(self) -> bool:
        """Whether its editor has said beforehand that other columns than the current version's are meant."""
        return {hold.code for hold in self.all_holds if not hold.is_open} >= set(ABOUT_COLUMNS)

    @property
    def fields(self) -> list[dict[str, Any]]:
        return list(self.table_schema["fields"]) if self.table_schema else []

    @property
    def is_finished(self) -> bool:
        return self.state in (VersionState.ACCEPTED, VersionState.REJECTED)

    def rendition(self, form: str) -> "Rendition | None":
        return next((rendition for rendition in self.renditions if rendition.format == form), None)


class Rendition(Base):
    """A Version in one format. `query` is the form that rows are read from; the others are downloads."""

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("version_id", "format"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    format: Mapped[str] = mapped_column(String(20))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    sha1: Mapped[str] = mapped_column(String(40))
    byte_size: Mapped[int] = mapped_column(BigInteger)

    version: Mapped[Version] = relationship(back_populates="renditions")


QUERY = "query"
ORIGINAL = "original"


class OldAddress(Base):
    """A path on our own host that others still use for a dataset or a file, from before it was kept here."""

    __tablename__ = "old_address"

    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    """With a query if that is a part of it."""
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("data_file.id", ondelete="CASCADE"))

    dataset: Mapped[Dataset] = relationship()
    file: Mapped[DataFile | None] = relationship()
