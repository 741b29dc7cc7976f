"""Questions about one table, asked over HTTP of `opendata serve` and of Datasette in turn, on this machine.

Milliseconds are of one connection for the median (p50), and of four for the slowest hundredth (p99), as are the answers
a second. Each kind of question is asked with as many different values as there are, so that the first answers to each
are new and the others are those that are asked again.

Datasette answers twice: with its defaults, and as fast as it can be made (indexed, full-text search, no counts, no
facets). A Flask route that says "ok" under the same web server is the ceiling. Needs `wrk`, and Datasette's command:

    python3 -m venv peer && peer/bin/pip install datasette
    .venv/bin/python benchmarks/rows.py 200000 --datasette peer/bin/datasette
"""

import argparse
import csv
import json
import math
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from served import COMMAND, free_port, move_in, serving

from opendata.cli.client import Client

CATEGORIES = ("Förskola", "Grundskola", "Gymnasium", "Bibliotek", "Simhall", "Idrottsplats", "Park", "Lekplats")
STREETS = ("Linnégatan", "Storgatan", "Ängsvägen", "Östra Hamngatan", "Vasagatan", "Parkvägen", "Kyrkogatan")
WORDS = ("upphandling", "underhåll", "snöröjning", "belysning", "städning", "lokalhyra", "konsult", "material")
COLUMNS = "id,kod,namn,kategori,gata,nummer,datum,belopp,andel,aktiv,ar,kommentar"
VARIED = 64
"""Different questions of each kind, so that no answer is the same as the one before."""


@dataclass(frozen=True)
class Asked:
    """A kind of question, and its URLs here and there (`{}` is the address of the table)."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    best: Sequence[str]


@dataclass(frozen=True)
class Seen:
    per_second: float
    p50: float
    p99: float


def questions(rows: int) -> Iterator[Asked]:
    """Where Datasette has several ways to ask, the quickest of them."""
    fast = "_shape=objects&_nocount=1&_nofacet=1&_nosuggest=1&_extra="
    some = [n * 997 % (rows - 200) for n in range(VARIED)]
    kinds = [CATEGORIES[n % len(CATEGORIES)] for n in range(VARIED)]
    words = [f"{WORDS[n % len(WORDS)]} {n * 37}" for n in range(VARIED)]
    deep = [min(100_000, rows // 2) + n for n in some if n < rows // 4] or [rows // 2]

    def kept(texts: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(texts))

    def theirs(template: str, values: Sequence[object]) -> tuple[list[str], list[str]]:
        asked = [template.format(quote(str(one))) for one in values]
        return kept([f"?_shape=objects&{one}" for one in asked]), kept([f"?{fast}&{one}" for one in asked])

    yield Asked("page of 100", [f"?limit=100&offset={n}" for n in some[:1] * 2], *theirs("_size=100", [0]))
    yield Asked("page, deep", [f"?limit=100&offset={n}" for n in deep], *theirs("_size=100&_next={}", deep))
    yield Asked(
        "filter", kept([f"?kategori={quote(k)}&limit=100" for k in kinds]), *theirs("kategori={}&_size=100", kinds)
    )
    yield Asked(
        "filter + sort",
        kept([f"?kategori={quote(k)}&sort=-belopp&limit=100" for k in kinds]),
        *theirs("kategori={}&_sort_desc=belopp&_size=100", kinds),
    )
    yield Asked(
        "count",
        kept([f"?kategori={quote(k)}&select=count" for k in kinds]),
        *([sql("select count(*) from data where kategori = :v", v=k) for k in kept(kinds)],) * 2,
    )
    yield Asked(
        "group by",
        [f"?group_by=kategori&select=kategori,count,sum.belopp&ar={2000 + n % 25}" for n in range(25)],
        *([sql("select kategori, count(*), sum(belopp) from data where ar = :v group by kategori", v=2000 + n)
           for n in range(25)],) * 2,
    )  # fmt: skip
    yield Asked(
        "text search",
        [f"?q={quote(w)}&limit=100" for w in words],
        [sql("select * from data where kommentar like :v limit 100", v=f"%{w}%") for w in words],
        theirs("_search={}&_size=100", words)[1],
    )


def sql(statement: str, **values: object) -> str:
    bound = "&".join(f"{name}={quote(str(value))}" for name, value in values.items())
    return f".json?_shape=objects&sql={quote(statement)}&{bound}"


def write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as sink:
        sink.write(COLUMNS + "\n")
        for n in range(rows):
            kind, street, word = CATEGORIES[n * 7 % 8], STREETS[n * 11 % 7], WORDS[n * 13 % 8]
            day = f"{2000 + n % 25}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
            sink.write(
                f"{n + 1},K{n:07d},{kind} {n % 977},{kind},{street},{n % 120 + 1},{day},{n * 31 % 100_000 / 100:.2f},"
                f"{n % 1000 / 1000:.3f},{'true' if n % 3 else 'false'},{2000 + n % 25},{word} {n % 5000} nr {n}\n"
            )


def into_sqlite(source: Path, target: Path, *, best: bool) -> None:
    """As `sqlite-utils insert --csv --detect-types` makes it."""
    kinds = dict.fromkeys(COLUMNS.split(","), "TEXT")
    kinds |= dict.fromkeys(("id", "nummer", "ar"), "INTEGER") | dict.fromkeys(("belopp", "andel"), "FLOAT")
    with sqlite3.connect(target) as database, source.open(encoding="utf-8", newline="") as stream:
        columns = ", ".join(f"{name} {kind}{' PRIMARY KEY' if name == 'id' else ''}" for name, kind in kinds.items())
        database.execute(f"CREATE TABLE data ({columns})")
        lines = csv.reader(stream)
        next(lines)
        database.executemany(f"INSERT INTO data VALUES ({', '.join('?' * len(kinds))})", lines)
        if best:
            for columns in ("kategori", "kategori, belopp", "ar, kategori, belopp"):
                database.execute(f"CREATE INDEX [{columns}] ON data ({columns})")
            database.execute("CREATE VIRTUAL TABLE data_fts USING fts5(kommentar, namn, gata, content=data)")
            database.execute(
                "INSERT INTO data_fts (rowid, kommentar, namn, gata) SELECT id, kommentar, namn, gata FROM data"
            )
            database.execute("ANALYZE")
    database.close()


def ask(base: str, paths: Sequence[str], connections: int, seconds: int, folder: Path) -> Seen:
    """Of `wrk`: answers a second, and milliseconds until the median and the slowest hundredth."""
    script = folder / "paths.lua"
    scheme, host, *rest = base.split("/", 3)[0], base.split("/", 3)[2], *base.split("/", 3)[3:]
    listed = ", ".join(json.dumps("/".join(["", *rest]) + path) for path in paths)
    script.write_text(
        f"local paths = {{{listed}}}\nlocal n = 0\n"
        'request = function() n = n + 1; return wrk.format("GET", paths[n % #paths + 1]) end\n'
        "done = function(s, l, r) io.write(string.format('SEEN %f %f %f %d %d\\n', s.requests / s.duration * 1e6, "
        "l:percentile(50) / 1000, l:percentile(99) / 1000, s.errors.status, s.errors.timeout)) end\n"
    )
    told = ""
    for length in (1, seconds):  # what only a process's first question costs is no part of it
        command = ["wrk", "-t1", f"-c{connections}", f"-d{length}s", "--timeout", "20s", "-s", str(script)]
        told = subprocess.run([*command, f"{scheme}//{host}"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"SEEN (\S+) (\S+) (\S+) (\d+) (\d+)", told)
    if not found or int(found[4]):
        raise SystemExit(f"{base}{paths[0]}: {told}")
    return Seen(*(float(found[n]) for n in (1, 2, 3)))


def publish(source: Path, address: str, environment: Mapping[str, str]) -> str:
    """The id of the file, public, whose whole way was timed."""
    token = move_in(environment)
    port = address.rpartition(":")[2]
    with serving([*COMMAND, "run", "--port", port], f"{address}/health/ready", environment):
        client = Client(address, token)
        client.create_dataset({
            "publisher": "parker", "title": {"sv": "Tabell", "en": "Table"}, "licence": "CC0-1.0",
            "description": {"sv": "Rader att mäta på.", "en": "Rows to measure."}, "themes": ["GOVE"],
            "keywords": {"sv": ["rader"], "en": ["rows"]}, "frequency": "ANNUAL", "access_rights": "PUBLIC",
        })  # fmt: skip
        begun = time.perf_counter()
        file = client.add_file("tabell", source)
        version = client.follow(file["newest_version"])
        print(f"{version['state']} and queryable, with all renditions, after {time.perf_counter() - begun:.1f} s")
        client.move("tabell", "publish")
        return str(file["id"])


OK = """
from flask import Flask
app = Flask("ok")
@app.get("/ok")
def ok(): return "ok"
"""


def main(rows: int, datasette: str, seconds: int) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as servers:
        folder = Path(name)
        source = folder / "data.csv"
        write(source, rows)
        for kind in ("default", "best"):
            (folder / kind).mkdir()
            into_sqlite(source, folder / kind / "db.db", best=kind == "best")
        ours, ceiling, plain, best = (f"http://127.0.0.1:{free_port()}" for _ in range(4))
        environment = {"OPENDATA_DATA_DIR": str(folder / "ours"), "OPENDATA_BASE_URL": ours}
        file = publish(source, ours, environment)
        port = ours.rpartition(":")[2]
        serve = [*COMMAND, "serve", "--port", port]
        servers.enter_context(serving(serve, f"{ours}/health/ready", environment))
        (folder / "ok.py").write_text(OK)
        gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "8", "--chdir", str(folder)]
        bind = ["-b", ceiling.removeprefix("http://"), "ok:app"]
        servers.enter_context(serving([*gunicorn, *bind], f"{ceiling}/ok"))
        limits = ["--setting", "sql_time_limit_ms", "20000"]
        for kind, address in (("default", plain), ("best", best)):
            command = [datasette, "serve", str(folder / kind / "db.db"), "-p", address.rpartition(":")[2], *limits]
            servers.enter_context(serving(command, f"{address}/-/versions.json"))
        top = ask(ceiling, ["/ok"], 4, seconds, folder)
        print(
            f"{rows} rows; ceiling, Flask saying ok: {top.per_second:.0f}/s, p50 {top.p50:.1f} ms, p99 {top.p99:.1f} ms"
        )
        print(
            f"{'':<14}{'ours/s':>8}{'of top':>8}{'p50':>8}{'p99':>8} |{'best/s':>8}{'p50':>8}{'usual/s':>8} | ours/best"
        )
        ratios = []
        for asked in questions(rows):
            here, alone = (ask(f"{ours}/api/v1/files/{file}/rows", asked.ours, n, seconds, folder) for n in (4, 1))
            fast, fast_alone = (ask(_table(best, asked.best), asked.best, n, seconds, folder) for n in (4, 1))
            usual = ask(_table(plain, asked.theirs), asked.theirs, 4, seconds, folder)
            ratios.append(here.per_second / fast.per_second)
            mine = f"{here.per_second:>8.0f}{here.per_second / top.per_second:>8.0%}{alone.p50:>8.1f}{here.p99:>8.1f}"
            others = f"{fast.per_second:>8.0f}{fast_alone.p50:>8.1f}{usual.per_second:>8.0f}"
            print(f"{asked.name:<14}{mine} |{others} | {ratios[-1]:.1f}", flush=True)
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"geometric mean of the ratios {mean:.1f}, the least {min(ratios):.1f}")


def _table(address: str, asked: Sequence[str]) -> str:
    return f"{address}/db" if asked[0].startswith(".json") else f"{address}/db/data.json"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=200_000)
    parser.add_argument("--datasette", default=shutil.which("datasette") or "datasette")
    parser.add_argument("--seconds", type=int, default=5)
    given = parser.parse_args()
    main(given.rows, given.datasette, given.seconds)
