"""how a version is read and judged: what was said of its reading, repairs, specification, differences, holds

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON().with_variant(JSONB(), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LISTS = ("recipe", "repairs", "conforms_to", "holds")
version = sa.table("version", sa.column("id"), sa.column("sheet"), sa.column("given_reading", JSON))


def upgrade() -> None:
    with op.batch_alter_table("version") as batch:
        batch.add_column(sa.Column("given_reading", JSON, nullable=False, server_default="{}"))
        for name in LISTS:
            batch.add_column(sa.Column(name, JSON, nullable=False, server_default="[]"))
        batch.add_column(sa.Column("specification", JSON, nullable=True))
        batch.add_column(sa.Column("changes", JSON, nullable=True))
    connection = op.get_bind()
    for identity, sheet in connection.execute(sa.select(version.c.id, version.c.sheet).where(version.c.sheet > "")):
        said = version.update().where(version.c.id == identity).values(given_reading={"sheet": sheet})
        connection.execute(said)
    with op.batch_alter_table("version") as batch:
        batch.drop_column("sheet")
        for name in ("given_reading", *LISTS):
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("version") as batch:
        batch.add_column(sa.Column("sheet", sa.String(length=200), nullable=True))
    connection = op.get_bind()
    for identity, said in connection.execute(sa.select(version.c.id, version.c.given_reading)):
        if said.get("sheet"):
            connection.execute(version.update().where(version.c.id == identity).values(sheet=said["sheet"]))
    with op.batch_alter_table("version") as batch:
        for name in ("given_reading", *LISTS, "specification", "changes"):
            batch.drop_column(name)
