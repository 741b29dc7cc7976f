"""Alembic's way in. `opendata migrate` and the tests hand over a connection."""

from typing import Any

import sqlalchemy as sa
from alembic import context

from opendata.model import Base
from opendata.model.base import Moment

ONE_AT_A_TIME = 20260112
"""Key of the lock that keeps two machines from migrating one PostgreSQL database at once."""


def render(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """A migration says what the database gets, and depends on none of our classes, which will change."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        return "JSON"
    return False


def is_described(name: str | None, kind: str, _parents: Any) -> bool:
    """The full-text index, with the tables that SQLite makes for it, is no part of the model."""
    return kind != "table" or not str(name).startswith("search_text")


def enforce_references(connection: sa.Connection, wanted: bool) -> None:
    """SQLite can change a table only by making another and dropping the first; with references enforced, that drops
    what refers to it too. Only outside of a transaction can it be told to."""
    if connection.dialect.name == "sqlite":
        connection.connection.execute(f"PRAGMA foreign_keys={'ON' if wanted else 'OFF'}")


connection = context.config.attributes["connection"]
enforce_references(connection, False)
with connection.begin():
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        include_name=is_described,
        compare_type=True,
    )
    context.run_migrations()
    if connection.dialect.name == "sqlite" and (
        dangling := connection.execute(sa.text("PRAGMA foreign_key_check")).all()
    ):
        raise RuntimeError(f"the migration left rows that refer to nothing: {dangling[:3]}")
enforce_references(connection, True)
