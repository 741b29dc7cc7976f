"""`opendata run` as a process of its own. Each start takes seconds, so there are few."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cli.conftest import TREES, Command

DEADLINE_SECONDS = 60


def until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again until the deadline."""
    tick = threading.Event()
    for _look in range(DEADLINE_SECONDS * 20):
        if is_so():
            return
        tick.wait(0.05)
    raise AssertionError(f"not within {DEADLINE_SECONDS} s: {what}")


class Site:
    def __init__(self, folder: Path, opendata: Command) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.opendata = opendata
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("OPENDATA_")}
        self.environment = inherited | {
            "OPENDATA_DATA_DIR": str(folder / "data"),
            "OPENDATA_BASE_URL": self.address,
            "PYTHONUNBUFFERED": "1",
        }

    def command(self, *arguments: str | Path) -> str:
        """A command beside the running site, with its settings and no other."""
        others = dict.fromkeys(name for name in os.environ if name.startswith("OPENDATA_"))
        done = self.opendata(*arguments, env=others | self.environment)
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "opendata.cli", "run", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=log, stderr=log)
        try:
            until(lambda: self.answers() or process.poll() is not None, "the first page")
            assert process.poll() is None, self.log()
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            until(lambda: not self.processes(), "the end of all processes")

    def answers(self) -> bool:
        try:
            return self.get("/health/ready")["status"] == "ready"
        except (URLError, OSError):
            return False

    def get(self, path: str) -> dict[str, object]:
        with urlopen(self.address + path, timeout=DEADLINE_SECONDS) as answer:
            return dict(json.load(answer))

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def processes(self) -> list[int]:
        """All processes of this site: those with its data folder in their environment."""
        mark = f"OPENDATA_DATA_DIR={self.folder / 'data'}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
                is_zombie = (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            except OSError:
                continue
            if mark in environment and not is_zombie:
                found.append(int(entry.name))
        return found


@pytest.fixture
def site(tmp_path: Path, opendata: Command) -> Site:
    if not Path("/proc/self/environ").exists():
        pytest.skip("needs /proc to see which processes are left")
    return Site(tmp_path, opendata)


def test_it_starts_in_an_empty_folder_stops_at_once_goes_on_where_it_was_and_leaves_no_children(site: Site) -> None:
    with site.running() as process:
        assert len(site.processes()) >= 3
        with urlopen(site.address + "/", timeout=DEADLINE_SECONDS) as page:
            assert page.status == 200
        site.command("publisher", "create", "Parker", "--slug", "parker", "--email", "parker@example.org")
        site.command(
            "user", "create", "eva@example.org", "--password", "correct horse battery", "--reviewer-of", "parker"
        )
        site.environment["OPENDATA_TOKEN"] = site.command(
            "token", "create", "eva@example.org", "--publisher", "parker", "--role", "reviewer"
        )
        publish(site)
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_SECONDS) == 0
        assert site.processes() == []
    assert "Traceback" not in site.log()
    with site.running() as process:
        found = site.get("/api/v1/datasets")
        assert found["meta"] == {"total": 1}
        process.kill()
        process.wait()
        until(lambda: not site.processes(), "the end of web server and worker")
        assert not site.answers()


def publish(site: Site) -> None:
    from opendata.cli.client import Client

    described = {
        "slug": "trad",
        "publisher": "parker",
        "title": {"sv": "Träd"},
        "description": {"sv": "Alla."},
        "licence": "CC0-1.0",
    }
    Client(site.address, site.environment["OPENDATA_TOKEN"]).create_dataset(described)
    (site.folder / "trad.csv").write_text(TREES, encoding="utf-8")
    assert f"published: {site.address}/dataset/trad" in site.command(
        "upload", site.folder / "trad.csv", "--dataset", "trad", "--publish"
    )


def test_a_port_that_somebody_has_is_said_at_once(opendata: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = opendata("run", "--port", str(taken.getsockname()[1]))
    assert refused.exit_code == 2
    assert "port" in refused.output
