"""A private PostgreSQL server, from the binaries of Debian's package."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.absent import absent

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=200")


@dataclass(frozen=True)
class Server:
    sockets: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.sockets}"

    def create(self, database: str, template: str = "template0") -> str:
        """The address of a new database, a copy of the template."""
        with psycopg.connect(f"host={self.sockets} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template} ENCODING 'UTF8'")
        return self.url(database)


@contextmanager
def start() -> Iterator[Server]:
    if not BINARIES:
        absent("PostgreSQL")
    sockets = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    data, me = sockets / "data", []
    if os.geteuid() == 0:  # PostgreSQL refuses to be root
        shutil.chown(sockets, "postgres")
        me = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": sockets}
    binary = BINARIES[-1]
    subprocess.run([*me, binary / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "-A", "trust", "-N"], **run)
    options = " ".join(f"-c {option}" for option in (*FAST, f"unix_socket_directories={sockets}"))
    control = [*me, binary / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", sockets / "log", "start"], **run)
    try:
        yield Server(sockets)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **run)
        shutil.rmtree(sockets, ignore_errors=True)
