"""what the catalog has of each dataset and publisher, in which state it is, and its text in two flavours, compressed

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The blocks are made anew from what they describe, right after this."""
    op.drop_table("block")
    state = op.create_table(
        "catalog_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_state"),
    )
    op.execute(state.insert().values(id=1, revision=0, changed_at=sa.func.now()))
    op.create_table(
        "publication",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("iri", sa.String(length=500), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("problem", JSON, nullable=True),
        sa.Column("points", JSON, nullable=True),
        sa.PrimaryKeyConstraint("subject", name="pk_publication"),
    )
    op.create_index("ix_publication_kind_iri", "publication", ["kind", "iri"])
    op.create_index("ix_publication_changed_at", "publication", ["changed_at"])
    op.create_table(
        "block",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("flavour", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("packed_size", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["publication.subject"], name="fk_block_subject", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("subject", "flavour", "format", name="pk_block"),
    )
    op.create_index("ix_block_sizes", "block", ["flavour", "format", "size", "packed_size"])


def downgrade() -> None:
    for table in ("block", "publication", "catalog_state"):
        op.drop_table(table)
    op.create_table(
        "block",
        sa.Column("dataset_id", sa.String(length=16), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("iris", JSON, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name="fk_block_dataset_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dataset_id", "format", name="pk_block"),
    )
