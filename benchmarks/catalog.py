"""The whole catalog of many datasets with four distributions each, as `opendata serve` gives it.

    .venv/bin/python benchmarks/catalog.py [--datasets 10000] [--keep FOLDER] [--rdflib 1000]

For each format: seconds until all is there, until the first byte, for a 304, after one edit, and the peak memory of the
server. Then the same content (of `--rdflib` datasets, for it grows faster than they do) as rdflib serialises it.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

from opendata import dcat
from opendata.config import Settings
from opendata.model import DataFile, Dataset, Publisher, Rendition, State, Version, VersionState, now
from opendata.model.publisher import ContactPoint
from opendata.services import catalog, publications
from opendata.wiring import Platform, migrate, wire

PORT = 8123
BASE = f"http://127.0.0.1:{PORT}"
WORDS = (
    *("vatten", "park", "skola", "cykel", "buller", "energi", "avfall", "träd"),
    *("gata", "bygglov", "förskola", "idrott", "kultur", "miljö", "bad", "karta"),
)
THEMES = ("ENVI", "TRAN", "EDUC", "SOCI", "GOVE", "REGI", "HEAL", "ECON")
PUBLISHERS = 40
BATCH = 200


def settings(folder: Path) -> Settings:
    return Settings.read({"OPENDATA_DATA_DIR": str(folder), "OPENDATA_BASE_URL": BASE})


def fill(platform: Platform, count: int) -> float:
    """Seconds for each dataset that was written."""
    migrate(platform)
    with platform.session(write=True) as session:
        for number in range(PUBLISHERS):
            session.add(publisher(number))
        session.commit()
        publishers = list(session.query(Publisher).order_by(Publisher.slug))
        begun = time.perf_counter()
        for number in range(count):
            made = dataset(number, publishers[number % PUBLISHERS])
            session.add(made)
            session.flush()
            made.files[0].current_version = made.files[0].versions[0]
            session.flush()
            publications.write(session, made, platform.addresses)
            if number % BATCH == BATCH - 1:
                session.commit()
                session.expire_all()
        session.commit()
    return (time.perf_counter() - begun) / count


def publisher(number: int) -> Publisher:
    name = f"Förvaltning {number}"
    contact = ContactPoint(name=name, email=f"data{number}@example.org", telephone="+46 31 365 00 00")
    return Publisher(
        slug=f"forvaltning-{number}", name={"sv": name, "en": f"Administration {number}"}, contact_points=[contact],
        organisation_number=f"2120001355-f{number}", email=f"data{number}@example.org",
        description={"sv": f"{name} sköter sådant som staden behöver."},
    )  # fmt: skip


def dataset(number: int, of: Publisher) -> Dataset:
    dice = Random(number)
    words = dice.sample(WORDS, 4)
    version = Version(
        number=1, state=VersionState.ACCEPTED, filename="data.csv", sha256="0" * 64, sha1=f"{number:040x}",
        byte_size=dice.randrange(10**6), reading={"media_type": "text/csv", "kind": "csv"}, rows=1000,
        bbox=[11.6, 57.5, 12.1, 57.8], published_at=now(),
        renditions=[
            Rendition(position=place, format=form, media_type=media_type, sha256="0" * 64, sha1=f"{number:040x}",
                      byte_size=dice.randrange(10**6))
            for place, (form, media_type) in enumerate((("csv", "text/csv"), ("json", "application/json"),
                                                        ("query", "application/x-duckdb")))
        ],
    )  # fmt: skip
    file = DataFile(
        name="data", title={"sv": f"{words[0].title()} {number}", "en": f"Table {number}"}, versions=[version]
    )
    return Dataset(
        slug=f"{words[0]}-{number}", publisher=of, contact_point=of.contact_points[0], state=State.PUBLISHED,
        title={"sv": f"{words[0].title()} och {words[1]} {number}", "en": f"Dataset {number} on {words[2]}"},
        description={"sv": f"Uppgifter om {', '.join(words)} i staden. " * 4, "en": "What the city knows of it. " * 4},
        keywords={"sv": words, "en": [f"word {number % 50}"]}, themes=dice.sample(THEMES, 2), licence="CC0-1.0",
        frequency="MONTHLY", places=["https://sws.geonames.org/2711537"],
        temporal_start=date(2020, 1, 1), temporal_end=date(2025, 12, 31),
        first_published_at=now(), data_changed_at=now(), files=[file],
    )  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The process id of the server."""
    environment = {**os.environ, "OPENDATA_DATA_DIR": str(folder), "OPENDATA_BASE_URL": BASE}
    command = [str(Path(sys.executable).with_name("opendata")), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                ask("/health/live")
                break
            except OSError:
                time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def ask(path: str, **headers: str) -> tuple[int, float, float, int, str]:
    """Status, seconds to the first byte of the body and to the last, bytes, ETag."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    size = len(answer.read(1))
    first = time.perf_counter() - begun
    while piece := answer.read(1 << 20):
        size += len(piece)
    return answer.status, first, time.perf_counter() - begun, size, answer.headers.get("ETag", "")


def peak(server: int) -> int:
    """MB of the largest process of the server."""
    family = subprocess.run(["pgrep", "-P", str(server)], capture_output=True, text=True, check=False).stdout.split()
    sizes = []
    for process in (str(server), *family):
        told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        sizes.append(next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM")))
    return max(sizes) // 1024


def serve(platform: Platform, folder: Path) -> None:
    with served(folder) as server:
        ask("/catalog.nt", Range="bytes=0-10")
        for form in dcat.FORMATS:
            _status, first, whole, size, tag = ask(f"/catalog.{form}")
            unchanged = min(ask(f"/catalog.{form}", **{"If-None-Match": tag})[2] for _ in range(5))
            _status, _first, zipped, small, _tag = ask(f"/catalog.{form}", **{"Accept-Encoding": "gzip"})
            print(
                f"    {form:<7}{size / 1e6:7.1f} MB in {whole:.2f} s, first byte {first * 1000:.0f} ms, "
                f"304 in {unchanged * 1000:.1f} ms; gzip {small / 1e6:.1f} MB in {zipped:.2f} s"
            )
        begun = time.perf_counter()
        edit(platform)
        edited = time.perf_counter() - begun
        _status, _first, whole, _size, again = ask("/catalog.rdf")
        print(
            f"    after one edit ({edited * 1000:.0f} ms): {whole:.2f} s, {'changed' if again != tag else 'UNCHANGED'}"
        )
        print(f"    peak memory of the server {peak(server)} MB")


def edit(platform: Platform) -> None:
    with platform.session(write=True) as session:
        one = session.query(Dataset).first()
        assert one is not None
        one.title = {"sv": f"Ändrad {time.time_ns()}"}
        publications.write(session, one, platform.addresses)
        session.commit()


def against_rdflib(platform: Platform) -> None:
    for form, name in (("ttl", "turtle"), ("rdf", "xml")):
        begun = time.perf_counter()
        text = whole(platform, form)
        ours = time.perf_counter() - begun
        graph = dcat.parse(text, form)
        begun = time.perf_counter()
        graph.serialize(format=name)
        theirs = time.perf_counter() - begun
        print(f"    {form}: ours {ours:.2f} s, rdflib {theirs:.2f} s, ratio {theirs / ours:.0f}")


def whole(platform: Platform, form: str) -> str:
    with platform.session() as session:
        return catalog.document(session, platform.catalog_identity(session), platform.addresses, form).text()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--datasets", type=int, default=10_000)
    options.add_argument("--rdflib", type=int, default=1_000)
    options.add_argument("--keep", type=Path, help="a folder for the filled database, to be used again")
    asked = options.parse_args()
    for count in sorted({asked.rdflib, asked.datasets}):
        with tempfile.TemporaryDirectory() as name:
            folder = (asked.keep or Path(name)) / str(count)
            platform = wire(settings(folder))
            if not (folder / "filled").exists():
                print(f"{count} datasets: {fill(platform, count) * 1000:.1f} ms to write one", flush=True)
                (folder / "filled").touch()
            serve(platform, folder)
            if count == asked.rdflib:
                against_rdflib(platform)
            platform.close()


if __name__ == "__main__":
    main()
