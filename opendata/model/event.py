"""Event: who did what, when; the audit log. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from opendata.model.base import Base, now


class Event(Base):
    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    verb: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(400))
    user_id: Mapped[str | None] = mapped_column(String(16))
    token_id: Mapped[str | None] = mapped_column(String(16))
    publisher_id: Mapped[str | None] = mapped_column(String(16), index=True)
    dataset_id: Mapped[str | None] = mapped_column(String(16), index=True)
    subject: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
