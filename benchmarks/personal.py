"""The scan for personal data, in rows a second, against DuckDB's own read of the same file.

2 000 000 rows x 10 columns; `personal.py 500000` takes fewer rows.
"""

import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from opendata.tabular import database
from opendata.tabular.personal import scan as scanning
from opendata.tabular.read import Reading, Table

COLUMNS = ("id", "namn", "kommunkod", "datum", "belopp", "kommentar", "tid", "orgnr", "lat", "kategori")
PLANTED = {7: "Ring 900101-2385 i morgon", 100_000: "anna@example.org", 300_000: "202601612381"}
"""Row -> a comment; the numbers are Skatteverket's test numbers."""


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        table = write(Path(name) / "plain.csv", rows)
        size = table.path.stat().st_size / 10**6
        with database.workspace(table.path.parent) as connection:
            path = database.text(str(table.path))
            typed = timed(lambda: connection.execute(f"CREATE TABLE typed AS SELECT * FROM read_csv({path})"))
            last = ", ".join(f"max({database.cell(place)})" for place in range(len(COLUMNS)))
            as_text = timed(lambda: connection.execute(f"SELECT {last} FROM {database.plain(table)}").fetchall())
        found: list[str] = []
        scan = timed(lambda: found.extend(finding.code for finding in scanning.scan(table)))
        print(f"{rows} rows x {len(COLUMNS)}, {size:.0f} MB; found {', '.join(found)}")
        print(f"scan: {scan:.1f} s, {rows / scan:,.0f} rows/s")
        print(f"DuckDB's own read: {typed:.1f} s (scan takes {scan / typed:.1f} times that)")
        print(f"DuckDB's read as text: {as_text:.1f} s (scan takes {scan / as_text:.1f} times that)")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write(path: Path, rows: int) -> Table:
    chosen = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in range(rows):
            day = f"2024-01-{row % 28 + 1:02}"
            comment = PLANTED.get(row, f"Rad {row} med text")
            amount, place = f"{row / 100:.2f}", f"57.{chosen.randrange(10**8)}"
            firm, kind = f"556{row % 1000:03}-{row % 9999:04}", f"kategori {row % 7}"
            time_of_day = f"{day} 10:12:{row % 60:02}"
            writer.writerow([row, f"Näset {row % 100}", "1480", day, amount, comment, time_of_day, firm, place, kind])
    return Table(path, Reading("csv", "text/csv"), COLUMNS, rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000)
