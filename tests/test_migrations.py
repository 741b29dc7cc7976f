"""From an empty database to the newest version, on both databases."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from opendata.wiring import MIGRATIONS, Platform, connect, migrate


def test_migrations_make_exactly_the_tables_that_the_model_has(platform: Platform) -> None:
    migrations = Config()
    migrations.set_main_option("script_location", str(MIGRATIONS))
    with platform.engine.connect() as connection:
        migrations.attributes["connection"] = connection
        command.check(migrations)


def test_migrating_twice_changes_nothing(platform: Platform) -> None:
    migrate(platform)
    migrate(platform)


def test_what_an_older_version_kept_is_there_after_the_upgrade(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with engine.connect() as connection:
        migrations = Config()
        migrations.set_main_option("script_location", str(MIGRATIONS))
        migrations.attributes["connection"] = connection
        command.upgrade(migrations, "0001")
        with connection.begin():
            old = sa.MetaData()
            old.reflect(connection)
            for table in ("publisher", "dataset", "data_file", "version", "rendition"):
                connection.execute(old.tables[table].insert().values(_row(old.tables[table])))
            connection.execute(old.tables["data_file"].update().values(current_version_id="version"))
        command.upgrade(migrations, "head")
        with connection.begin():
            for table in ("publisher", "dataset", "data_file", "version", "rendition"):
                assert connection.scalar(sa.text(f"SELECT id FROM {table}")) == table
            assert connection.scalar(sa.text("SELECT current_version_id FROM data_file")) == "version"
        with pytest.raises(Exception, match="changed_meanwhile"), connection.begin():
            connection.execute(sa.text("DELETE FROM publisher"))


def _row(table: sa.Table) -> dict[str, object]:
    """Something in each column that has to have something; what refers to a table refers to its one row."""
    made: dict[str, object] = {"id": table.name}
    for column in table.columns:
        if column.foreign_keys and not column.nullable:
            made[column.name] = next(iter(column.foreign_keys)).column.table.name
        elif not column.nullable and column.name not in made:
            made[column.name] = _value(column.type)
    return made


def _value(kind: sa.types.TypeEngine[object]) -> object:
    values = {sa.DateTime: datetime(2026, 1, 1, tzinfo=UTC), sa.JSON: {}, sa.String: "x"}
    return next((value for one, value in values.items() if isinstance(kind, one)), 1)
