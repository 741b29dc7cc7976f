import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from opendata.config import Settings
from opendata.errors import Conflict, Invalid, Misconfigured, Unreachable
from opendata.model import ContactPoint, Publisher
from opendata.services import publishers
from opendata.services.health import require_database
from opendata.wiring import Platform, connect, migrate, wire
from tests.conftest import ON_POSTGRESQL, People
from tests.support import redis

only_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite stores texts of any length, with any sign")
long = pytest.param("x" * 300, marks=only_postgresql)


@pytest.fixture
def redis_queue(tmp_path: Path) -> Iterator[str]:
    with redis.start(tmp_path) as address:
        yield address


@pytest.mark.parametrize(
    "url", ["nonsense", "foo://server/data", "mysql://server/data", "postgresql+pg8000://server/data"]
)
def test_a_database_that_we_cannot_use_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        connect(url)
    assert refused.value.code == "database_url_unusable"
    assert refused.value.facts["reason"]


@pytest.mark.parametrize("url", ["amqp://server", "redis", "redis://server:port/0"])
def test_a_queue_that_we_cannot_use_is_refused_at_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        wire(Settings(data_dir=tmp_path, queue_url=url))
    assert refused.value.code == "queue_url_unusable"


def test_two_writers_at_once_lose_no_update(platform: Platform, people: People) -> None:
    """Each reads, then writes what it read and one more."""
    together = threading.Barrier(4)

    def count() -> None:
        together.wait(30)
        for _time in range(5):
            with platform.session(write=True) as session:
                found = session.scalars(select(Publisher).where(Publisher.slug == "parker").with_for_update()).one()
                found.homepage = str(int(found.homepage or 0) + 1)
                session.commit()

    threads = [threading.Thread(target=count) for _writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with platform.session() as session:
        assert publishers.find(session, "parker").homepage == "20"


def test_readers_see_what_was_there_while_a_writer_is_at_work(platform: Platform, people: People) -> None:
    with platform.session(write=True) as writer:
        publishers.find(writer, "parker").homepage = "https://unfinished.example.se"
        writer.flush()
        with platform.session() as reader:
            assert publishers.find(reader, "parker").homepage is None


def test_what_is_not_committed_never_happened(platform: Platform, people: People) -> None:
    with platform.session(write=True) as session:
        publishers.find(session, "parker").homepage = "https://unfinished.example.se"
        session.flush()
    with platform.session() as session:
        assert publishers.find(session, "parker").homepage is None


@pytest.mark.parametrize("name", ["half \ud800 a sign", pytest.param("nul \x00", marks=only_postgresql), long])
def test_what_the_database_cannot_store_is_invalid_and_no_fault(platform: Platform, people: People, name: str) -> None:
    with platform.session(write=True) as session:
        session.add(ContactPoint(publisher=publishers.find(session, "parker"), name=name, email="a@example.org"))
        with pytest.raises(Invalid, match="value_unstorable"):
            session.flush()


def test_what_somebody_else_stored_just_before_is_a_conflict(platform: Platform, people: People) -> None:
    with platform.session(write=True) as session:
        session.add(Publisher(slug="parker", name={"sv": "Parker"}))
        with pytest.raises(Conflict, match="changed_meanwhile"):
            session.flush()


def test_a_database_without_tables_is_said_to_be_unreachable(tmp_path: Path) -> None:
    empty = wire(Settings(data_dir=tmp_path))
    with empty.session() as session, pytest.raises(Unreachable):
        require_database(session)
    empty.close()


def test_migrating_twice_changes_nothing(platform: Platform, people: People) -> None:
    migrate(platform)
    with platform.session() as session:
        require_database(session)
        assert [publisher.slug for publisher in publishers.all_publishers(session)] == ["parker", "skolor"]


def test_when_the_queue_is_down_the_upload_is_taken_and_the_sweep_finds_the_work(
    client: FlaskClient,
    platform: Platform,
    people: People,
    work: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    dead = wire(replace(platform.settings, queue_url="redis://127.0.0.1:1/0"))
    with pytest.raises(Unreachable):
        dead.promises.check()
    client.application.extensions["platform"] = dead
    headers = people.editor.headers
    values = {"publisher": "parker", "title": {"sv": "Badplatser"}}
    slug = client.post("/api/v1/datasets", json=values, headers=headers).get_json()["slug"]
    with caplog.at_level(logging.ERROR):
        files = f"/api/v1/datasets/{slug}/files?filename=a.csv"
        sent = client.post(files, data=b"Namn\nSisj\xc3\xb6n\n", content_type="text/csv", headers=headers)
    assert sent.status_code == 202
    assert "the next sweep will find the work" in caplog.text
    work()
    version = client.get(f"/api/v1/versions/{sent.get_json()['newest_version']}", headers=headers).get_json()
    assert version["state"] == "accepted"
    dead.close()


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_a_promise_made_by_one_process_is_kept_by_the_worker_of_another(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    queue_url = request.getfixturevalue("redis_queue") if kind == "redis" else ""
    settings = Settings(data_dir=tmp_path, queue_url=queue_url)
    web, other = wire(settings), wire(settings)
    kept: list[tuple[str, ...]] = []
    other.promises.keep_with({"greet": lambda *facts: kept.append(facts)})
    web.promises.check()
    web.promises.make("greet", "Göteborg", "Mölndal")
    queue = other.promises.queue
    queue.execute(queue.dequeue())
    assert kept == [("Göteborg", "Mölndal")]
    assert queue.dequeue() is None
    for platform in (web, other):
        platform.close()
