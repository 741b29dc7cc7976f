"""From an empty database to the newest version, on both databases."""

from alembic import command
from alembic.config import Config

from opendata.wiring import MIGRATIONS, Platform, migrate


def test_migrations_make_exactly_the_tables_that_the_model_has(platform: Platform) -> None:
    migrations = Config()
    migrations.set_main_option("script_location", str(MIGRATIONS))
    with platform.engine.connect() as connection:
        migrations.attributes["connection"] = connection
        command.check(migrations)


def test_migrating_twice_changes_nothing(platform: Platform) -> None:
    migrate(platform)
    migrate(platform)
