"""what is taken in from other catalogues: old IRIs and addresses, all properties, links, data services, series, sources

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IRI = sa.String(length=500)


def upgrade() -> None:
    _create_sources()
    _create_resources()
    with op.batch_alter_table("publisher") as batch:
        batch.add_column(sa.Column("iri", IRI, nullable=True))
        batch.add_column(sa.Column("has_catalog", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("more", JSON, nullable=False, server_default="{}"))
        batch.create_unique_constraint("uq_publisher_iri", ["iri"])
    with op.batch_alter_table("contact_point") as batch:
        batch.add_column(sa.Column("iri", IRI, nullable=True))
        batch.add_column(sa.Column("more", JSON, nullable=False, server_default="{}"))
    with op.batch_alter_table("dataset") as batch:
        batch.alter_column("identifier", type_=IRI, existing_type=sa.String(length=36), existing_nullable=False)
        batch.add_column(sa.Column("iri", IRI, nullable=True))
        batch.add_column(sa.Column("more", JSON, nullable=False, server_default="{}"))
        batch.add_column(sa.Column("kept", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("source_id", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("source_digest", sa.String(length=64), nullable=False, server_default=""))
        batch.create_unique_constraint("uq_dataset_iri", ["iri"])
        batch.create_index("ix_dataset_source_id", ["source_id"])
        batch.create_foreign_key("fk_dataset_source_id", "harvest_source", ["source_id"], ["id"], ondelete="SET NULL")
    with op.batch_alter_table("data_file") as batch:
        batch.add_column(sa.Column("iri", IRI, nullable=True))
        batch.add_column(sa.Column("link", JSON, nullable=True))
    with op.batch_alter_table("version") as batch:
        batch.add_column(sa.Column("profile", JSON, nullable=True))
    for table, names in FILLED.items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.alter_column(name, server_default=None)
    _create_members_and_addresses()


FILLED = {
    "publisher": ("has_catalog", "more"),
    "contact_point": ("more",),
    "dataset": ("more", "kept", "source_digest"),
}


def _create_sources() -> None:
    op.create_table(
        "harvest_source",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("location", sa.String(length=1000), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("publisher_id", sa.String(length=16), nullable=True),
        sa.Column("interval_hours", sa.Integer(), nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name="fk_harvest_source_publisher_id"),
        sa.PrimaryKeyConstraint("id", name="pk_harvest_source"),
        sa.UniqueConstraint("location", name="uq_harvest_source_location"),
    )
    op.create_index("ix_harvest_source_due_at", "harvest_source", ["due_at"])
    op.create_table(
        "harvest_run",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("problem", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["harvest_source.id"], name="fk_harvest_run_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_harvest_run"),
    )
    op.create_index("ix_harvest_run_source_id", "harvest_run", ["source_id"])
    op.create_table(
        "catalog_fetch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("harvester", sa.String(length=40), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("datasets", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_fetch"),
    )
    op.create_index("ix_catalog_fetch_at", "catalog_fetch", ["at"])
    op.create_index("ix_catalog_fetch_harvester", "catalog_fetch", ["harvester"])


def _create_resources() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("iri", IRI, nullable=True),
        sa.Column("publisher_id", sa.String(length=16), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=True),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name="fk_resource_publisher_id"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["harvest_source.id"], name="fk_resource_source_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_resource"),
        sa.UniqueConstraint("slug", name="uq_resource_slug"),
        sa.UniqueConstraint("iri", name="uq_resource_iri"),
    )
    for name in ("publisher_id", "is_public", "source_id"):
        op.create_index(f"ix_resource_{name}", "resource", [name])


def _create_members_and_addresses() -> None:
    op.create_table(
        "series_member",
        sa.Column("series_id", sa.String(length=16), nullable=False),
        sa.Column("dataset_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["resource.id"], name="fk_series_member_series_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name="fk_series_member_dataset_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("series_id", "dataset_id", name="pk_series_member"),
    )
    op.create_index("ix_series_member_dataset_id", "series_member", ["dataset_id"])
    op.create_table(
        "old_address",
        sa.Column("path", IRI, nullable=False),
        sa.Column("dataset_id", sa.String(length=16), nullable=False),
        sa.Column("file_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name="fk_old_address_dataset_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["data_file.id"], name="fk_old_address_file_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path", name="pk_old_address"),
    )
    op.create_index("ix_old_address_dataset_id", "old_address", ["dataset_id"])


def downgrade() -> None:
    for table in ("old_address", "series_member"):
        op.drop_table(table)
    with op.batch_alter_table("version") as batch:
        batch.drop_column("profile")
    with op.batch_alter_table("data_file") as batch:
        batch.drop_column("link")
        batch.drop_column("iri")
    with op.batch_alter_table("dataset") as batch:
        batch.drop_constraint("fk_dataset_source_id", type_="foreignkey")
        batch.drop_index("ix_dataset_source_id")
        batch.drop_constraint("uq_dataset_iri", type_="unique")
        for name in ("iri", "more", "kept", "source_id", "source_digest"):
            batch.drop_column(name)
        batch.alter_column("identifier", type_=sa.String(length=36), existing_type=IRI, existing_nullable=False)
    with op.batch_alter_table("contact_point") as batch:
        batch.drop_column("more")
        batch.drop_column("iri")
    with op.batch_alter_table("publisher") as batch:
        batch.drop_constraint("uq_publisher_iri", type_="unique")
        for name in ("iri", "has_catalog", "more"):
            batch.drop_column(name)
    for table in ("resource", "catalog_fetch", "harvest_run", "harvest_source"):
        op.drop_table(table)
