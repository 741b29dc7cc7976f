"""Settings -> Platform: the one place where concrete parts are chosen."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from json import dumps
from pathlib import Path
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, NoSuchModuleError
from sqlalchemy.orm import Session

from opendata.config import Settings
from opendata.dcat import GraphStore
from opendata.errors import Conflict, Invalid, Misconfigured, Unreachable
from opendata.files import Files
from opendata.mail import Mail, Sender
from opendata.mail import choose as choose_mail
from opendata.model.addresses import Addresses
from opendata.services import indexing, publications, publishers
from opendata.services.describing import CatalogIdentity
from opendata.tabular import Engine as RowEngine

BUSY_SECONDS = 30
MIGRATIONS = Path(__file__).parents[1] / "migrations"


log = logging.getLogger(__name__)


class Promises:
    """Work that leaves the request. The promise itself is a state on a row; the queue only wakes a worker up, so a
    lost or repeated message does no harm."""

    def __init__(self, queue: Huey) -> None:
        self.queue = queue
        self._tasks: dict[str, Callable[..., None]] = {}
        self._send = queue.task(name="promise")(self._keep)

    def make(self, task: str, *facts: str) -> None:
        try:
            self._send(task, *facts)
        except Exception:
            log.exception("the queue did not take %s%r; the next sweep will find the work", task, facts)

    def check(self) -> None:
        """Unreachable when the queue doesn't answer."""
        try:
            self.queue.pending_count()
        except Exception as error:
            raise Unreachable("queue_unreachable", reason=str(error)) from error

    def keep_with(self, tasks: Mapping[str, Callable[..., None]]) -> None:
        """Said by a worker: these functions do the promised work."""
        self._tasks.update(tasks)

    def _keep(self, task: str, *facts: str) -> None:
        self._tasks[task](*facts)


@dataclass(frozen=True)
class Platform:
    """All that a door needs to call a service."""

    settings: Settings
    engine: Engine
    files: Files
    promises: "Promises"
    rows: RowEngine
    graphs: GraphStore
    mail: Mail

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.settings.base_url)

    @contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """One unit of work. The door commits; leaving without a commit changes nothing.

        `write` takes SQLite's write lock at once, so that what was read is still true when it is written. What only
        reads sees one state of the database from beginning to end; SQLite always does so.
        """
        options = {"sqlite_begin": "IMMEDIATE"} if write else {}
        if self.engine.dialect.name == "postgresql" and not write:
            options["isolation_level"] = "REPEATABLE READ"
        with Session(self.engine.execution_options(**options), expire_on_commit=False) as session:
            yield session

    def catalog_identity(self, session: Session, part: str = "") -> CatalogIdentity:
        """That of the whole catalog, or of the part that the publisher of this slug has."""
        settings = self.settings
        whole = CatalogIdentity(
            title={"sv": settings.catalog_title_sv, "en": settings.catalog_title_en},
            description={"sv": settings.catalog_description_sv, "en": settings.catalog_description_en},
            place=settings.catalog_place,
            publisher=publishers.of_catalog(session, settings.catalog_publisher),
        )
        return whole.part_of(publishers.find(session, part)) if part else whole

    def close(self) -> None:
        self.rows.close()
        self.graphs.close()
        self.engine.dispose()


def wire(settings: Settings) -> Platform:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    files = Files(settings.data_dir.resolve(), settings.storage_url or None, _storage_options(settings))
    return Platform(
        settings=settings,
        engine=connect(settings.database),
        files=files,
        promises=Promises(_queue(settings)),
        rows=RowEngine(files.folders),
        graphs=GraphStore(settings.sparql_seconds),
        mail=_mail(settings),
    )


def migrate(platform: Platform) -> None:
    """Bring the database to the newest version, the catalog's blocks to the base URL of today, and what is published
    into the search."""
    from alembic import command
    from alembic.config import Config

    migrations = Config()
    migrations.set_main_option("script_location", str(MIGRATIONS))
    with platform.engine.connect() as connection:
        migrations.attributes["connection"] = connection
        command.upgrade(migrations, "head")
    with platform.session(write=True) as session:
        publications.rewrite(session, platform.addresses)
        session.commit()
        while some := indexing.waiting(session, missing_only=True):
            indexing.catch_up(session, some)
            session.commit()


def connect(url: str) -> Engine:
    try:
        engine = create_engine(url, json_serializer=_json, pool_pre_ping=not url.startswith("sqlite"))
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise Misconfigured("database_url_unusable", reason=str(error)) from error
    event.listen(engine, "handle_error", _translate)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _translate(happened: ExceptionContext) -> None:
    """What was sent can't be stored, somebody else stored the same just before, or nobody has migrated: no fault of
    ours."""
    if isinstance(happened.sqlalchemy_exception, DataError) or isinstance(happened.original_exception, UnicodeError):
        raise Invalid("value_unstorable") from happened.original_exception
    if _lacks_tables(happened.original_exception):
        raise Unreachable("database_unreachable") from happened.original_exception
    if isinstance(happened.sqlalchemy_exception, IntegrityError):
        log.warning("refused by the database: %s", happened.original_exception)
        raise Conflict("changed_meanwhile") from happened.original_exception


def _lacks_tables(error: BaseException) -> bool:
    """A database that is empty, or older than this code. Sources: SQLite's words, PostgreSQL's error codes."""
    told = getattr(error, "sqlstate", None) or str(error).partition(":")[0]
    return told in ("no such table", "no such column", "42P01", "42703")


def _json(value: Any) -> str:
    return dumps(value, ensure_ascii=False)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 must not begin transactions on its own: see _begin_sqlite
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _storage_options(settings: Settings) -> dict[str, str]:
    options = {
        "endpoint": settings.storage_endpoint,
        "region": settings.storage_region,
        "access_key_id": settings.storage_key,
        "secret_access_key": settings.storage_secret,
    }
    return {name: value for name, value in options.items() if value}


def _mail(settings: Settings) -> Mail:
    sender = Sender(settings.letters_from, settings.catalog_title_sv)
    return choose_mail(settings.smtp_url, sender, settings.data_dir.resolve() / "outbox")


def _queue(settings: Settings) -> Huey:
    if not settings.queue_url:
        return SqliteHuey("opendata", filename=str(settings.data_dir / "queue.sqlite"), results=False)
    if not settings.queue_url.startswith(("redis://", "rediss://")):
        raise Misconfigured("queue_url_unusable", url=settings.queue_url)
    try:
        return RedisHuey("opendata", url=settings.queue_url, results=False)
    except ValueError as error:
        raise Misconfigured("queue_url_unusable", url=settings.queue_url) from error
