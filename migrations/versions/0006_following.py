"""following without an account: subscribers, what they follow, what has happened, what they are told and how it went

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
ID = sa.String(length=16)
CHOICE = sa.String(length=20)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_attempts()
    _create_subscriptions()
    _create_news()
    op.create_table(
        "delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("purpose", CHOICE, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("problem", JSON, nullable=True),
        _belongs_to("delivery", "subscriber"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_state_due", "delivery", ["state", "due_at"])
    _index("delivery", "subscriber_id")


def _create_attempts() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    _index("attempt", "at", "key")


def _create_subscriptions() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", CHOICE, nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("signing_key", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriber"),
    )
    _index("subscriber", "address")
    op.create_table(
        "subscription",
        sa.Column("id", ID, nullable=False),
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("topic", CHOICE, nullable=False),
        sa.Column("dataset_id", ID, nullable=True),
        sa.Column("publisher_id", ID, nullable=True),
        sa.Column("file_id", ID, nullable=True),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("seen_version_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        _belongs_to("subscription", "subscriber"),
        _belongs_to("subscription", "dataset"),
        _belongs_to("subscription", "publisher"),
        _belongs_to("subscription", "data_file", "file_id"),
        _belongs_to("subscription", "version", "seen_version_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
    )
    _index("subscription", "dataset_id", "file_id", "publisher_id", "seen_version_id", "subscriber_id", "topic")


def _create_news() -> None:
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column("dataset_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("spread_at", MOMENT, nullable=True),
        _belongs_to("news", "dataset"),
        _belongs_to("news", "version"),
        sa.PrimaryKeyConstraint("id", name="pk_news"),
    )
    _index("news", "dataset_id", "spread_at", "version_id")
    op.create_table(
        "tiding",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subscription_id", ID, nullable=False),
        sa.Column("dataset_id", ID, nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        _belongs_to("tiding", "subscription"),
        _belongs_to("tiding", "dataset"),
        sa.PrimaryKeyConstraint("id", name="pk_tiding"),
    )
    _index("tiding", "dataset_id", "is_ready", "subscription_id")


def _belongs_to(table: str, other: str, column: str = "", ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    column = column or f"{other}_id"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("delivery", "tiding", "news", "subscription", "subscriber", "attempt"):
        op.drop_table(table)
