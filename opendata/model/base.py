"""What every noun shares: ids, timestamps, constraint names, multilingual text."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

LANGUAGES = ("sv", "en")

Text = dict[str, str]
"""Multilingual text: language code -> text. Swedish is the main language."""

ID_BYTES = 8


def new_id() -> str:
    """16 hexadecimal digits: short enough for an address, too many to guess."""
    return secrets.token_hex(ID_BYTES)


def now() -> datetime:
    return datetime.now(UTC)


def text_in(text: Mapping[str, str] | None, language: str) -> str:
    """The text in this language, else in one of ours, else in the first that there is, else empty."""
    if not text:
        return ""
    return text.get(language) or next((text[code] for code in (*LANGUAGES, *text) if text.get(code)), "")


def slug_of(title: str) -> str:
    """An address part made from a title: a-z, 0-9 and hyphens, at most 80 characters."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].rstrip("-")


class Moment(TypeDecorator[datetime]):
    """A UTC instant on every database (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


def _values(choices: type[StrEnum]) -> list[str]:
    return [choice.value for choice in choices]


Choice = Enum(StrEnum, native_enum=False, create_constraint=False, length=20, values_callable=_values)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        StrEnum: Choice,
        dict[str, Any]: Json,
        list[Any]: Json,
    }
