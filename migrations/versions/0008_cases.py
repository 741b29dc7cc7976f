"""what people ask and report, and letters about that

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

MOMENT = sa.DateTime(timezone=True)
ID = sa.String(length=16)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("publisher_id", ID, nullable=False),
        sa.Column("dataset_id", ID, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=400), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("public_question", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name="fk_case_publisher_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name="fk_case_dataset_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
    )
    op.create_index("ix_case_publisher_id", "case", ["publisher_id"])
    op.create_index("ix_case_dataset_id", "case", ["dataset_id"])
    with op.batch_alter_table("delivery") as batch:
        batch.alter_column("subscriber_id", existing_type=ID, nullable=True)
        batch.add_column(sa.Column("case_id", ID, nullable=True))
        batch.create_foreign_key("fk_delivery_case_id", "case", ["case_id"], ["id"], ondelete="CASCADE")
        batch.create_index("ix_delivery_case_id", ["case_id"])


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE subscriber_id IS NULL")
    with op.batch_alter_table("delivery") as batch:
        batch.drop_constraint("fk_delivery_case_id", type_="foreignkey")
        batch.drop_index("ix_delivery_case_id")
        batch.drop_column("case_id")
        batch.alter_column("subscriber_id", existing_type=ID, nullable=False)
    op.drop_table("case")
