"""A table judged from bytes to report, against Frictionless `validate` and DuckDB's bare typed read of the same file.

2 000 000 rows of ten typed columns (200 MB) with a primary key: clean, with 100 bad rows, and with every tenth row bad;
`check.py 200000` for fewer; `--xlsx` for a workbook of 200 000 rows (Frictionless
needs openpyxl for that, which is not among our dependencies). Frictionless is linear in rows, so it is timed on
a part of the file (`--part 20`: one twentieth). Each figure is the best of some runs. Where others use the machine,
the ratios of processor time say more than those by the clock; Frictionless uses one processor, we and DuckDB two.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import duckdb
import xlsxwriter
from frictionless import Resource, Schema, system

from opendata import tabular

STATUSES = ("ny", "pågår", "klar", "avbruten")
WORDS = ("Ett kort ord", "Göteborg centrum", "Underhåll av väg, etapp två", "Östra skolan", "Väster", "Inköp")
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "kod", "type": "string", "constraints": {"pattern": "[A-Z]{2}-[0-9]{4}"}},
        {"name": "status", "type": "string", "constraints": {"enum": list(STATUSES)}},
        {"name": "antal", "type": "integer", "constraints": {"minimum": 0, "maximum": 1000}},
        {"name": "belopp", "type": "number"},
        {"name": "datum", "type": "date"},
        {"name": "tidpunkt", "type": "datetime"},
        {"name": "aktiv", "type": "boolean"},
        {"name": "namn", "type": "string", "constraints": {"required": True}},
        {"name": "kategori", "type": "string"},
    ],
    "primaryKey": ["id"],
}
TITLES = [field["name"] for field in SCHEMA["fields"]]
TYPES = ("BIGINT", "VARCHAR", "VARCHAR", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN", "VARCHAR", "VARCHAR")
START = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def rows(count: int, bad_every: int) -> Iterator[list[str]]:
    """Text cells; a bad row is wrong in one of five ways."""
    random = Random(1)
    for number in range(1, count + 1):
        moment = START + timedelta(minutes=number * 6)
        cells = [
            str(number),
            f"AB-{random.randrange(10_000):04d}",
            STATUSES[number % 4],
            str(random.randrange(1000)),
            f"{random.randrange(10**8) / 100:.2f}",
            f"{moment:%Y-%m-%d}",
            f"{moment:%Y-%m-%dT%H:%M:%S}",
            ("true", "false")[number % 2],
            f"{WORDS[number % 6]} {number}",
            WORDS[number % 5],
        ]
        if bad_every and number % bad_every == 0:
            place, text = (
                (1, f"ab{number}"), (2, "okänd"), (3, str(1000 + number)), (4, f"{number} kr"), (5, "2024-02-30"),
            )[number // bad_every % 5]  # fmt: skip
            cells[place] = text
        yield cells


def write(path: Path, count: int, bad_every: int) -> None:
    with path.open("w", encoding="utf-8") as sink:
        sink.write(",".join(TITLES) + "\n")
        for cells in rows(count, bad_every):
            sink.write(",".join(f'"{cell}"' if "," in cell else cell for cell in cells) + "\n")


def workbook(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    ) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        for number, cells in enumerate(rows(count, 0), 1):
            day, moment = (datetime.fromisoformat(cells[place]) for place in (5, 6))
            whole = [int(cells[0]), *cells[1:3], int(cells[3]), float(cells[4]), day, moment, cells[7] == "true"]
            sheet.write_row(number, 0, [*whole, *cells[8:]])


def ours(source: Path) -> tabular.Table:
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        table = tabular.read(source, Path(folder))
        report = tabular.check(table, tabular.load_schema(SCHEMA))
    print(f"    {report.rows} rows, {report.errors} errors: {dict(report.counts)}")
    return table


def frictionless(source: Path) -> None:
    with system.use_context(trusted=True):
        report = Resource(str(source), schema=Schema.from_descriptor(SCHEMA)).validate(limit_errors=10**9)
    if not report.tasks[0].stats.get("rows"):
        raise SystemExit(f"Frictionless did not judge the file: {report.flatten(['message'])[:1]}")


def bare(source: Path) -> None:
    columns = ", ".join(f"'{title}': '{kind}'" for title, kind in zip(TITLES, TYPES, strict=True))
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.execute(
            f"CREATE TABLE t AS SELECT * FROM read_csv('{source}', header = true, auto_detect = false, "
            f"delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}})"
        )


def best(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """The fewest seconds by the clock, and the fewest of the processor, all threads together."""
    times, spent = [], []
    for _ in range(runs):
        start, begun = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - start)
        spent.append(time.process_time() - begun)
    return min(times), min(spent)


def part_of(source: Path, count: int) -> Path:
    part = source.with_name(f"part-{source.name}")
    with source.open("rb") as whole, part.open("wb") as sink:
        sink.writelines(islice(whole, count + 1))
    return part


def compare(source: Path, part: Path, count: int, share: int, runs: int) -> None:
    mine, my_work = best(lambda: ours(source), runs)
    theirs, their_work = (share * seconds for seconds in best(lambda: frictionless(part), 2))
    print(f"    {count / mine:,.0f} rows/s ({mine:.2f} s); Frictionless {count / theirs:,.0f} rows/s", end="")
    print(f" (measured on 1/{share}); ratio {theirs / mine:.0f}")
    print(f"    processor {my_work:.2f} s; Frictionless {their_work:.2f} s; ratio {their_work / my_work:.0f}")
    if source.name == "0.csv":
        read, its_work = best(lambda: bare(source), runs)
        print(f"    DuckDB's typed read of the file alone: {read:.2f} s; ratio {mine / read:.2f}", end="")
        print(f"; processor {its_work:.2f} s; ratio {my_work / its_work:.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", nargs="?", type=int, default=2_000_000)
    options.add_argument("--part", type=int, default=20)
    options.add_argument("--runs", type=int, default=4)
    options.add_argument("--xlsx", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.xlsx:
            count = min(asked.rows, 200_000)
            workbook(folder / "table.xlsx", count)
            workbook(folder / "part.xlsx", count // asked.part)
            compare(folder / "table.xlsx", folder / "part.xlsx", count, asked.part, asked.runs)
        else:
            for label, every in (("clean", 0), ("100 bad rows", asked.rows // 100), ("every tenth row bad", 10)):
                source = folder / f"{every}.csv"
                write(source, asked.rows, every)
                print(f"{label}: {source.stat().st_size / 1e6:.0f} MB", flush=True)
                compare(source, part_of(source, asked.rows // asked.part), asked.rows, asked.part, asked.runs)
                source.unlink()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
