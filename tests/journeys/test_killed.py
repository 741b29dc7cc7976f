"""kill -9 of worker or web at any step of an upload: afterwards the version ends accepted, once; nothing half-done."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from opendata.files import Files
from opendata.model import Event, Version, VersionState
from opendata.services import datasets, publishers, publishing
from opendata.wiring import Platform
from tests.conftest import People

TREES = "Träd,Latitud,Longitud\nEk,57.7,11.9\nBjörk,57.8,12.0\n"
PARTS = 10


Mortals = Callable[..., int]


@pytest.fixture(scope="module")
def run_until() -> Iterator[Mortals]:
    """Play a part on a platform in a process that dies at a step; how it ended."""
    command = [sys.executable, "-m", "tests.support.killed"]
    folder = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder) as parent:
        assert parent.stdin and parent.stdout
        asked, told = parent.stdin, parent.stdout

        def play(step: int, role: str, platform: Platform, *more: str) -> int:
            where = [str(platform.settings.data_dir), platform.settings.database_url]
            print(json.dumps([role, step, *where, *more]), file=asked, flush=True)
            return int(told.readline())

        yield play


def draft(platform: Platform, people: People) -> str:
    with platform.session(write=True) as session:
        parks = publishers.find(session, "parker")
        made = datasets.create(session, people.editor.actor, parks, {"title": {"sv": "Träd"}})
        session.commit()
        return made.slug


def upload(platform: Platform, people: People, slug: str, files: Files) -> None:
    source = platform.settings.data_dir / "trad.csv"
    source.write_text(TREES, encoding="utf-8")
    kept = files.keep(source)
    with platform.session(write=True) as session:
        dataset = datasets.find(session, people.editor.actor, slug)
        publishing.add_file(session, people.editor.actor, dataset, kept, filename="trad.csv")
        session.commit()


def lose_leases(platform: Platform) -> None:
    with platform.session(write=True) as session:
        session.execute(update(Version).values(claimed_until=None))
        session.commit()


def assert_accepted_once(platform: Platform, versions: int = 1) -> None:
    with platform.session() as session:
        found = session.scalars(select(Version)).all()
        assert len(found) == versions
        for version in found:
            assert version.state is VersionState.ACCEPTED
            assert version.file.current_version is version
            for rendition in version.renditions:
                assert platform.files.as_path(rendition.sha256).stat().st_size == rendition.byte_size
        accepted = session.scalar(select(func.count()).where(Event.verb == "version.accepted"))
        assert accepted == versions


@pytest.mark.parametrize("part", range(PARTS))
def test_a_worker_killed_at_any_step_leaves_work_that_another_finishes_once(
    part: int, platform: Platform, people: People, work: Callable[[], None], run_until: Mortals
) -> None:
    slug = draft(platform, people)
    upload(platform, people, slug, platform.files)
    steps = 150
    killed = run_until(1 + part * steps // PARTS, "worker", platform)
    assert killed in (0, -9)
    lose_leases(platform)
    work()
    assert_accepted_once(platform)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_web_server_killed_at_any_step_of_an_upload_leaves_all_of_it_or_nothing(
    part: int, platform: Platform, people: People, work: Callable[[], None], run_until: Mortals
) -> None:
    slug = draft(platform, people)
    steps = 63
    killed = run_until(1 + part * steps // PARTS, "web", platform, slug, people.editor.token, TREES)
    assert killed in (0, -9)
    with platform.session() as session:
        arrived = session.scalar(select(func.count()).select_from(Version)) or 0
    assert arrived in (0, 1)
    if not arrived:
        upload(platform, people, slug, platform.files)
    work()
    assert_accepted_once(platform)
