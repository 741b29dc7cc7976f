"""Case: what somebody asked or reported, about a dataset or the site's accessibility, and what was answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.model.base import Base, new_id, now
from opendata.model.dataset import Dataset
from opendata.model.publisher import Publisher


class CaseKind(StrEnum):
    QUESTION = "question"
    FAULT = "fault"
    ACCESSIBILITY = "accessibility"


class Case(Base):
    """Closed when it is answered, or when somebody has decided that it needs no answer."""

    __tablename__ = "case"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    kind: Mapped[CaseKind]
    publisher_id: Mapped[str] = mapped_column(ForeignKey("publisher.id", ondelete="CASCADE"), index=True)
    dataset_id: Mapped[str | None] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    address: Mapped[str] = mapped_column(String(254), default="")
    """Where the answer is sent, if anywhere; emptied when the case is closed."""
    language: Mapped[str] = mapped_column(String(5), default="sv")
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(400), default="")
    answer: Mapped[str] = mapped_column(default="")
    public_question: Mapped[str] = mapped_column(default="")
    """What the dataset's page shows above the answer, in the words of whoever answered; empty if it doesn't."""

    publisher: Mapped[Publisher] = relationship()
    dataset: Mapped[Dataset | None] = relationship()
