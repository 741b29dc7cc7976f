"""Block: a published dataset's part of the catalog, already serialised."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from opendata.model.base import Base, now


class Block(Base):
    __tablename__ = "block"

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[str] = mapped_column(String(10), primary_key=True)
    edition: Mapped[str] = mapped_column(String(64))
    """Stands for the base URL that its IRIs begin with, and the code that wrote it."""
    body: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    iris: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"dataset": IRI, "services": [IRI, ...]}: what the catalog itself must link to."""
    changed_at: Mapped[datetime] = mapped_column(default=now)
