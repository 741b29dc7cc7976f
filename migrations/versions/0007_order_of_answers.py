"""an index in the order of equally good answers

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_search_entry_length", "search_entry")
    op.create_index("ix_search_entry_relevance", "search_entry", ["length", "title_order"])


def downgrade() -> None:
    op.drop_index("ix_search_entry_relevance", "search_entry")
    op.create_index("ix_search_entry_length", "search_entry", ["length"])
