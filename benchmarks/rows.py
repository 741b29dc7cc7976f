"""A page of 100 rows: our query file, against Parquet and against reading the CSV."""

import csv
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import duckdb

from opendata import tabular

ROWS, DEPTH, RUNS = 500_000, 400_000, 30


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source.csv"
        with source.open("w", encoding="utf-8") as sink:
            sink.write("id,namn,datum,belopp\n")
            for number in range(ROWS):
                sink.write(f"{number},Rad {number},2024-{number % 12 + 1:02d}-01,{number / 7:.2f}\n")
        table = tabular.read(source, folder)
        schema = tabular.infer(table)
        made = {one.format: one.path for one in tabular.convert(table, schema, folder, forms=("parquet",)).made}
        engine, parquet = tabular.Engine(), duckdb.connect()
        query = tabular.RowQuery(limit=100, offset=DEPTH)

        def from_csv() -> None:
            with source.open(encoding="utf-8", newline="") as stream:
                list(islice(csv.reader(stream), DEPTH, DEPTH + 100))

        ways: dict[str, Callable[[], object]] = {
            "query file": lambda: engine.page(made["query"], query, schema["fields"]),
            "Parquet": lambda: parquet.execute(f"FROM '{made['parquet']}' LIMIT 100 OFFSET {DEPTH}").fetchall(),
            "csv.reader": from_csv,
        }
        taken = {way: median(ask) for way, ask in ways.items()}
        for way, seconds in taken.items():
            print(f"{way:<12} {seconds * 1000:8.2f} ms   {seconds / taken['query file']:6.1f} times the query file")
        engine.close()


def median(ask: Callable[[], object]) -> float:
    ask()
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
