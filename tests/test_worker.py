import hashlib
import io
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.config import Settings
from opendata.model import Block, Version, VersionState, now
from opendata.model.account import NOBODY
from opendata.services import ingesting, publishing
from opendata.wiring import Platform, wire
from opendata.worker import Worker
from tests.conftest import People
from tests.services.conftest import BROKEN, SOUND, Office
from tests.support import s3


@pytest.fixture
def office(platform: Platform, people: People) -> Office:
    """Here nobody works until a worker of the test does."""
    return Office(platform, people, lambda: None)


@pytest.fixture
def waiting(office: Office) -> str:
    """The id of a version that nobody has checked yet."""
    office.draft(SOUND)
    with office.platform.session() as session:
        (found,) = ingesting.waiting(session)
    return found


def change(platform: Platform, version_id: str, **values: object) -> None:
    with platform.session(write=True) as session:
        session.execute(update(Version).where(Version.id == version_id).values(**values))
        session.commit()


def claim(platform: Platform, version_id: str, worker: str) -> ingesting.Job | None:
    with platform.session(write=True) as session:
        job = ingesting.claim(session, version_id, worker)
        session.commit()
        return job


def finish(platform: Platform, job: ingesting.Job, outcome: ingesting.Outcome) -> bool:
    with platform.session(write=True) as session:
        told = ingesting.finish(session, job, outcome, platform.addresses)
        session.commit()
        return told


def test_a_sweep_does_all_that_waits_and_tells_how_much_it_was(office: Office, waiting: str) -> None:
    worker = Worker(office.platform)
    assert worker.sweep() == 1
    version = office.version(waiting)
    assert (version.state, version.progress, version.claimed_by) == (VersionState.ACCEPTED, 1.0, None)
    assert version.finished_at
    assert worker.sweep() == 0


def test_only_one_of_two_workers_gets_a_version(platform: Platform, waiting: str) -> None:
    job = claim(platform, waiting, "first")
    assert job
    assert job.attempts == 1
    assert claim(platform, waiting, "second") is None


def test_of_many_workers_at_once_one_gets_a_version(platform: Platform, waiting: str) -> None:
    got: list[ingesting.Job | None] = []
    together = threading.Barrier(6)

    def take(name: str) -> None:
        together.wait(30)
        got.append(claim(platform, waiting, name))

    threads = [threading.Thread(target=take, args=(f"worker {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == 6
    assert len([job for job in got if job]) == 1


def test_what_a_worker_holds_is_not_swept_up_by_another_until_its_lease_runs_out(
    platform: Platform, waiting: str
) -> None:
    claim(platform, waiting, "first")
    with platform.session() as session:
        assert ingesting.waiting(session) == []
        assert ingesting.waiting(session, at=now() + ingesting.LEASE + timedelta(seconds=1)) == [waiting]


def test_the_verdict_of_a_worker_that_lost_its_lease_is_dropped(office: Office, waiting: str) -> None:
    platform = office.platform
    slow = claim(platform, waiting, "slow")
    assert slow
    change(platform, waiting, claimed_until=now() - timedelta(seconds=1))
    quick = claim(platform, waiting, "quick")
    assert quick
    outcome = ingesting.judge(platform.files, quick, lambda _fraction: None)
    assert finish(platform, slow, outcome) is False
    assert office.version(waiting).state is VersionState.CHECKING
    assert finish(platform, quick, outcome) is True
    assert finish(platform, quick, outcome) is False
    assert office.version(waiting).state is VersionState.ACCEPTED


def test_a_lease_is_prolonged_only_by_the_worker_that_holds_it(platform: Platform, waiting: str) -> None:
    slow = claim(platform, waiting, "slow")
    assert slow
    with platform.session(write=True) as session:
        assert ingesting.renew(session, slow, 0.5)
        session.commit()
    change(platform, waiting, claimed_by="quick")
    with platform.session(write=True) as session:
        assert not ingesting.renew(session, slow, 0.9)


def test_a_version_that_was_deleted_meanwhile_is_no_fault(office: Office, waiting: str) -> None:
    platform = office.platform
    job = claim(platform, waiting, "worker")
    assert job
    outcome = ingesting.judge(platform.files, job, lambda _fraction: None)
    with platform.session(write=True) as session:
        session.delete(session.get_one(Version, waiting).file.dataset)
        session.commit()
    assert finish(platform, job, outcome) is False


def test_what_a_stopping_worker_gives_back_another_can_take_at_once(office: Office, waiting: str) -> None:
    platform = office.platform
    stopping = Worker(platform)
    claim(platform, waiting, stopping.name)
    stopping.give_back()
    assert office.version(waiting).attempts == 0
    assert Worker(platform).sweep() == 1
    assert office.version(waiting).state is VersionState.ACCEPTED


def test_a_worker_gives_back_nothing_of_another(office: Office, waiting: str) -> None:
    claim(office.platform, waiting, "busy")
    Worker(office.platform).give_back()
    assert office.version(waiting).claimed_by == "busy"


def test_a_file_that_no_worker_survives_is_rejected_in_the_end(office: Office, waiting: str) -> None:
    platform = office.platform
    for attempt in range(ingesting.MOST_ATTEMPTS):
        assert claim(platform, waiting, f"dies {attempt}")
        change(platform, waiting, claimed_until=now() - timedelta(seconds=1))
    Worker(platform).sweep()
    version = office.version(waiting)
    assert version.state is VersionState.REJECTED
    assert version.report
    assert [finding.code for finding in version.report.findings] == ["could_not_be_checked"]


def test_a_storage_that_is_away_for_long_rejects_no_file(
    settings: Settings, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    with s3.start() as bucket:
        remote = wire(
            replace(
                settings,
                storage_url="s3://city",
                storage_endpoint=bucket.endpoint,
                storage_region="eu-north-1",
                storage_key="key",
                storage_secret="secret",
            )
        )
        office, worker = Office(remote, people, lambda: None), Worker(remote)
        office.draft(SOUND)
        bucket.is_open = False
        with caplog.at_level(logging.ERROR):
            for _sweep in range(ingesting.MOST_ATTEMPTS + 1):
                assert worker.sweep() == 1
        assert "will be tried again" in caplog.text
        bucket.is_open = True
        worker.sweep()
        with remote.session() as session:
            assert session.scalars(select(Version.state)).all() == [VersionState.ACCEPTED]
        remote.close()


def test_a_version_that_fails_does_not_keep_others_from_being_checked(office: Office, waiting: str) -> None:
    platform = office.platform
    platform.files.as_path(office.version(waiting).sha256).unlink()
    office.draft(BROKEN)
    assert Worker(platform).sweep() == 2
    with platform.session() as session:
        states = {version.id: version.state for version in session.scalars(select(Version))}
    assert states.pop(waiting) is VersionState.CHECKING
    assert list(states.values()) == [VersionState.REJECTED]


def test_the_lease_is_kept_alive_and_the_progress_told_while_the_work_goes_on(office: Office, waiting: str) -> None:
    platform = office.platform
    worker = Worker(platform, heartbeat_seconds=0.01)
    job = claim(platform, waiting, worker.name)
    assert job
    change(platform, waiting, claimed_until=now())
    with worker._lease(job) as progress:
        progress(0.25)
        assert soon(lambda: office.version(waiting).progress == 0.25)
    assert (office.version(waiting).claimed_until or now()) > now()


def test_two_files_of_a_dataset_finished_at_once_are_both_in_the_catalog(office: Office) -> None:
    platform = office.platform
    slug = office.draft(SOUND)
    office.do(lambda session: add(office, session, slug, "andra.csv", SOUND + "Surtesjön,57.8,12.0\n"))
    Worker(platform).sweep()
    office.move(slug, "publish")
    versions = [office.update(slug, SOUND + "Tulebo,57.6,12.1\n", number) for number in (0, 1)]
    jobs = [job for version in versions if (job := claim(platform, version, version))]
    outcomes = [ingesting.judge(platform.files, job, lambda _fraction: None) for job in jobs]
    with platform.session(write=True) as session:
        assert ingesting.finish(session, jobs[0], outcomes[0], platform.addresses)
        other = threading.Thread(target=finish, args=(platform, jobs[1], outcomes[1]))
        other.start()
        other.join(0.2)  # time enough to go wrong
        session.commit()
    other.join(60)
    with platform.session() as session:
        dataset = office.dataset(session, slug)
        assert [file.current_version_id for file in dataset.files] == versions
        block = session.get_one(Block, (dataset.id, "se", "nt"))
        assert (
            dcat.unpack(block.packed).decode().count(hashlib.sha1((SOUND + "Tulebo,57.6,12.1\n").encode()).hexdigest())
            == 2
        )


def test_a_dataset_published_while_a_new_version_is_finished_shows_the_new_version(office: Office) -> None:
    platform = office.platform
    slug = office.draft(SOUND)
    Worker(platform).sweep()
    newer = office.update(slug, SOUND + "Tulebo,57.6,12.1\n")
    job = claim(platform, newer, "worker")
    assert job
    outcome = ingesting.judge(platform.files, job, lambda _fraction: None)
    with platform.session(write=True) as session:
        dataset = office.dataset(session, slug)
        publishing.move(session, office.people.reviewer.actor, dataset, "publish", platform.addresses)
        other = threading.Thread(target=finish, args=(platform, job, outcome))
        other.start()
        other.join(0.2)  # time enough to go wrong
        session.commit()
    other.join(60)
    with platform.session() as session:
        (file,) = office.dataset(session, slug).files
        assert publishing.find_file(session, NOBODY, file.id).current_version_id == newer


def add(office: Office, session: Session, slug: str, filename: str, content: str) -> None:
    kept = office.platform.files.keep(io.BytesIO(content.encode()))
    dataset = office.dataset(session, slug)
    publishing.add_file(session, office.people.editor.actor, dataset, kept, filename=filename)


def soon(is_so: Callable[[], bool], tries: int = 500) -> bool:
    tick = threading.Event()
    return any(is_so() or tick.wait(0.02) for _try in range(tries))
