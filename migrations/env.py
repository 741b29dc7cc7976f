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


connection = context.config.attributes["connection"]
with connection.begin():
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
    )
    context.run_migrations()
