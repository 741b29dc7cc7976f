"""Following without an account: who wants to know (Subscriber) of what (Subscription), what has happened (News), what
of it is to be told (Tiding), and each letter or call (Delivery)."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.model.base import Base, new_id, now
from opendata.model.dataset import DataFile, Dataset, Version
from opendata.model.publisher import Publisher


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class Topic(StrEnum):
    DATASET = "dataset"
    PUBLISHER = "publisher"
    SEARCH = "search"
    ROWS = "rows"


class Subscriber(Base):
    """An address of mail, or one that programs are called at. Nothing else is known of who it is; with its last
    subscription it goes."""

    __tablename__ = "subscriber"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    channel: Mapped[Channel]
    address: Mapped[str] = mapped_column(String(1000), index=True)
    language: Mapped[str] = mapped_column(String(5), default="sv")
    key: Mapped[str] = mapped_column(String(43), default=lambda: secrets.token_urlsafe(32))
    """Whoever has it may look, confirm and unsubscribe: it is only ever sent to the address, or to who gave it."""
    signing_key: Mapped[str] = mapped_column(String(60), default="")
    """Of a webhook: what calls are signed with, as Standard Webhooks writes it."""
    failures: Mapped[int] = mapped_column(default=0)
    """Deliveries in a row that came to nothing."""
    disabled_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """When the last letter about changes was put together."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    subscriptions: Mapped[list["Subscription"]] = relationship(
        back_populates="subscriber", cascade="all, delete-orphan", order_by="Subscription.created_at"
    )
    deliveries: Mapped[list["Delivery"]] = relationship(
        back_populates="subscriber", cascade="all, delete-orphan", order_by="Delivery.created_at.desc()"
    )


class Subscription(Base):
    """To a dataset, to all that a publisher has, to what a search finds, or to rows of a file that a question finds."""

    __tablename__ = "subscription"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscriber.id", ondelete="CASCADE"), index=True)
    topic: Mapped[Topic] = mapped_column(index=True)
    dataset_id: Mapped[str | None] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    publisher_id: Mapped[str | None] = mapped_column(ForeignKey("publisher.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("data_file.id", ondelete="CASCADE"), index=True)
    query: Mapped[str] = mapped_column(String(2000), default="")
    """The search or the question about rows, as in an address."""
    question: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The same, understood."""
    seen_version_id: Mapped[str | None] = mapped_column(ForeignKey("version.id", ondelete="SET NULL"), index=True)
    """Of rows: the version that the subscriber knows."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]

    subscriber: Mapped[Subscriber] = relationship(back_populates="subscriptions")
    dataset: Mapped[Dataset | None] = relationship()
    publisher: Mapped[Publisher | None] = relationship()
    file: Mapped[DataFile | None] = relationship()


class NewsKind(StrEnum):
    PUBLISHED = "dataset.published"
    UPDATED = "dataset.updated"
    DESCRIBED = "dataset.described"
    WITHDRAWN = "dataset.withdrawn"


class News(Base):
    """Something about a dataset that the public may know, written with what it tells of."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[NewsKind]
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[str | None] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), index=True)
    fields: Mapped[list[Any]] = mapped_column(default=list)
    """Names of what is described in another way."""
    spread_at: Mapped[datetime | None] = mapped_column(index=True)

    dataset: Mapped[Dataset] = relationship()
    version: Mapped[Version | None] = relationship()


ROWS_CHANGED = "rows.changed"
ROWS_UNKNOWN = "rows.unknown"
"""The question can't be asked of the file as it is now."""


class Tiding(Base):
    """What one subscriber is to be told, not yet in a letter or a call."""

    __tablename__ = "tiding"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subscription_id: Mapped[str] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"), index=True)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    is_ready: Mapped[bool] = mapped_column(default=True, index=True)
    """Or else rows are still to be compared."""
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    subscription: Mapped[Subscription] = relationship()
    dataset: Mapped[Dataset] = relationship()


class Purpose(StrEnum):
    CONFIRM = "confirm"
    NEWS = "news"
    DISABLED = "disabled"
    CASE_RECEIVED = "case_received"
    CASE_ANSWERED = "case_answered"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Delivery(Base):
    """One letter or one call, and how far it has come. Its id is what receivers know it by. It is a subscriber's, or
    about a case; then `content` says to whom it goes."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state_due", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    subscriber_id: Mapped[str | None] = mapped_column(ForeignKey("subscriber.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None]
    """Why the last attempt failed: code and facts."""

    subscriber: Mapped[Subscriber | None] = relationship(back_populates="deliveries")


class Attempt(Base):
    """Counted for a while, so that forms that anybody may send can't be used to bother others."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    """A digest of what is counted."""
    at: Mapped[datetime] = mapped_column(default=now, index=True)
