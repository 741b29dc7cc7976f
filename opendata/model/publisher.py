"""Publisher: an administration or municipal company (foaf:Agent), and the contact points (vcard) that it offers."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.model.base import Base, Json, Text, new_id, now


class PublisherKind(StrEnum):
    ADMINISTRATION = "administration"
    COMPANY = "company"


class Publisher(Base):
    __tablename__ = "publisher"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    iri: Mapped[str | None] = mapped_column(String(500), unique=True)
    """The IRI that it had before it came here, and keeps."""
    name: Mapped[Text] = mapped_column(Json)
    description: Mapped[Text] = mapped_column(Json, default=dict)
    kind: Mapped[PublisherKind] = mapped_column(default=PublisherKind.ADMINISTRATION)
    publisher_type: Mapped[str] = mapped_column(String(40), default="LocalAuthority")
    organisation_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    homepage: Mapped[str | None] = mapped_column(String(500))
    email: Mapped[str | None] = mapped_column(String(254))
    has_catalog: Mapped[bool] = mapped_column(default=False)
    """Whether its datasets are a catalog of their own too, within the city's."""
    more: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Values of all other properties of the profile, keyed by `Property.name`, as `dcat.describe` takes them."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    contact_points: Mapped[list["ContactPoint"]] = relationship(
        back_populates="publisher", cascade="all, delete-orphan", order_by="ContactPoint.position"
    )


class ContactPoint(Base):
    __tablename__ = "contact_point"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    publisher_id: Mapped[str] = mapped_column(ForeignKey("publisher.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    iri: Mapped[str | None] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str | None] = mapped_column(String(40))
    street_address: Mapped[str | None] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    locality: Mapped[str | None] = mapped_column(String(100))
    more: Mapped[dict[str, Any]] = mapped_column(default=dict)

    publisher: Mapped[Publisher] = relationship(back_populates="contact_points")


ORGANISATION_NUMBER = re.compile(r"(?P<number>\d{6}-?\d{4})(?P<suffix>-[a-z0-9][a-z0-9-]*)?")


def organisation_iri(organisation_number: str | None) -> str | None:
    """The national portal's IRI for an organisation, `NNNNNN-NNNN` with an agreed suffix where several publishers
    share one number. Source: DCAT-AP-SE, docs/harvesting.md."""
    found = ORGANISATION_NUMBER.fullmatch(organisation_number or "")
    if not found:
        return None
    return f"http://dataportal.se/organisation/SE{found['number'].replace('-', '')}{found['suffix'] or ''}"
