"""Damaged and made-up files through reading and checking: no crash, no hang, and the original stays as it was.

    .venv/bin/python benchmarks/fuzz.py [--inputs 100000] [--seed 1] [--keep FOLDER]

Every input is a seed (a small sound file of some kind), damaged a few times, or text put together from nasty pieces.
Reading and checking may find errors or refuse (`Invalid`), nothing else, and within SECONDS of processor time, which
other work on the machine leaves alone. What breaks is kept.
"""

import argparse
import hashlib
import io
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import duckdb
import xlsxwriter

from opendata import tabular
from opendata.errors import Invalid

SECONDS = 20
"""Of processor time, all threads together."""
HANG = 900
"""Seconds on the clock after which something waits for what never comes."""
PIECES = [
    *('"', "'", ",", ";", "\t", "|", ":", " ", "\n", "\r\n", "\r", "\\", "#", "=", "\x00", "\x1f", "\ufeff"),
    *("1", "0", "-1", "1,5", "1.5", "1 234", "1\u00a0234", "12,5 %", "NaN", "inf", "1e400", "−5", "9" * 40, "007"),
    *("2024-01-31", "31/1 2024", "20240131", "v. 5 2024", "2024K1", "2024/25", "24:00", "2024-01-31T10:00:00+01:00"),
    *("ja", "nej", "x", "..", "~100", "SUMMA", "Namn", "Kod", "Antal", "lat", "lon", "ÅÄÖ åäö", "\u2028", "\U0001f600"),
    *("199001012385", "900101-2385", "anna@example.se", "POINT(11 57)", '{"a": 1}', "[1, 2]", "https://example.se/a,b"),
]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "windows-1252", "mac-roman", "cp850")


def csv_text() -> bytes:
    rows = [f"{number:04};plats {number};{number},5;2024-01-{number:02};ja" for number in range(1, 20)]
    return "\r\n".join(["Kod;Namn;Värde;Datum;Öppen", *rows, ""]).encode()


def workbook() -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(8):
            sheet.write_row(row, 0, ["Kod", "Antal"] if row == 0 else [f"{row:03}", row * 1.5])
    return sink.getvalue()


def parquet() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.parquet"
        duckdb.sql("SELECT i AS kod, i / 2 AS antal FROM range(20) t(i)").write_parquet(str(path))
        return path.read_bytes()


def archive(name: str, content: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return sink.getvalue()


GEOJSON = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[11.97,57.7]},'
    b'"properties":{"namn":"A","antal":1}},{"type":"Feature","geometry":null,"properties":{"namn":"B"}}]}'
)
PX = (
    b'CHARSET="ANSI";\nAXIS-VERSION="2010";\nLANGUAGE="sv";\nTITLE="Folk";\nCONTENTS="Antal";\nUNITS="antal";\n'
    b'STUB="region";\nHEADING="tid";\nVALUES("region")="A","B";\nVALUES("tid")="2023","2024";\nDATA=\n1 2\n".." 4;\n'
)
SEEDS: dict[str, bytes] = {
    "csv": csv_text(),
    "csv with quotes": b'a,b,c\n1,"x, y","say ""hi"""\n2,"line\nbreak",z\n' * 3,
    "preamble": "Rapport\n\nUttag 2024\n\nKod;Antal;\n01;1;\n02;2;\nSumma;3;\n\nKälla: staden\n".encode("windows-1252"),
    "xlsx": workbook(),
    "parquet": parquet(),
    "json": b'{"results":[{"a":1,"b":{"c":"x"}},{"a":2.5,"b":{"c":null}}],"limit":100}',
    "ndjson": b'{"a":1}\n{"a":2,"b":[1,2]}\n',
    "geojson": GEOJSON,
    "px": PX,
    "zip": archive("data.csv", csv_text()),
}


def damaged(seed: bytes, dice: random.Random) -> bytes:
    """The seed after one to eight accidents."""
    content = bytearray(seed)
    for _ in range(dice.randint(1, 8)):
        if not content:
            break
        at = dice.randrange(len(content))
        match dice.randrange(6):
            case 0:
                content[at] = dice.randrange(256)
            case 1:
                del content[at : at + dice.randint(1, 30)]
            case 2:
                content[at:at] = dice.choice(PIECES).encode()
            case 3:
                piece = content[at : at + dice.randint(1, 200)]
                to = dice.randrange(len(content))
                content[to:to] = piece
            case 4:
                del content[at:]
            case 5:
                content[at : at + 1] = bytes(dice.randrange(256) for _ in range(dice.randint(1, 10)))
    return bytes(content)


def nasty(dice: random.Random) -> bytes:
    """Rows of nasty pieces between mostly equal delimiters, in some encoding."""
    delimiter = dice.choice(",;\t|")
    width = dice.randint(1, 6)
    rows = []
    for _ in range(dice.randint(0, 25)):
        cells = ["".join(dice.choices(PIECES, k=dice.choice((0, 1, 1, 1, 2)))) for _ in range(width)]
        rows.append(delimiter.join(cells))
    text = dice.choice(("\n", "\r\n", "\r")).join(rows)
    return text.encode(dice.choice(ENCODINGS), "ignore")


def judged(content: bytes, folder: Path) -> str:
    """What came of it: `sound`, `errors` or the code of the refusal."""
    source = folder / "source"
    source.write_bytes(content)
    before = hashlib.sha256(content).digest()
    try:
        table = tabular.read(source, folder)
        schema = tabular.infer(table)
        report = tabular.check(table, schema)
        outcome = "sound" if report.sound else "errors"
    except Invalid as refusal:
        outcome = refusal.code
    if hashlib.sha256(source.read_bytes()).digest() != before:
        raise AssertionError("the original was changed")
    return outcome


def too_slow(number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("too much processor time" if number == signal.SIGPROF else "stands still")


def limit(seconds: int, hang: int) -> None:
    """Zeros take the limits away."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, hang)


def inputs(dice: random.Random) -> tuple[str, bytes]:
    if dice.random() < 0.35:
        return "nasty", nasty(dice)
    name = dice.choice(list(SEEDS))
    return name, damaged(SEEDS[name], dice)


def run(count: int, seed: int, keep: Path, tell: Callable[[str], None]) -> int:
    outcomes: Counter[str] = Counter()
    broken = 0
    slowest = 0.0
    signal.signal(signal.SIGPROF, too_slow)
    signal.signal(signal.SIGALRM, too_slow)
    started = time.monotonic()
    for number in range(count):
        name, content = inputs(random.Random(f"{seed}-{number}"))
        folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        begun = time.process_time()
        limit(SECONDS, HANG)
        try:
            outcomes[judged(content, folder)] += 1
        except Exception as fault:
            broken += 1
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{seed}-{number}").write_bytes(content)
            tell(f"input {number} ({name}): {type(fault).__name__}: {str(fault)[:200]}")
        finally:
            limit(0, 0)
            shutil.rmtree(folder, ignore_errors=True)
        slowest = max(slowest, time.process_time() - begun)
        if (number + 1) % 5000 == 0:
            tell(f"{number + 1} inputs, {broken} broken, {(number + 1) / (time.monotonic() - started):.0f}/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(f"{count} inputs, {broken} broken, slowest {slowest:.1f} s of processor time, peak {peak:.0f} MB")
    tell(f"{dict(outcomes.most_common(12))}")
    return broken


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--inputs", type=int, default=100_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--keep", type=Path, default=Path("fuzz-broken"), help="folder for inputs that broke something")
    asked = words.parse_args()
    sys.exit(1 if run(asked.inputs, asked.seed, asked.keep, lambda text: print(text, flush=True)) else 0)


if __name__ == "__main__":
    main()
