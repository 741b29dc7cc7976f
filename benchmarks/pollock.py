"""How well untidy text files are read, by the measures of Pollock (Vitagliano et al., VLDB 2023), on files of our own.

A sound file is damaged in one way at a time, as the paper lists; `untidy.py` has files like those that administrations
and researchers publish. Ten measures from 0 to 1 are summed: loading, and precision, recall and F1 of titles, records
and cells. `pollock.py` reads in this process; `pollock.py --command` runs `opendata convert` for each file.
"""

import csv
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import untidy
import untidy_titles  # noqa: F401 (adds its files)

from opendata import tabular
from opendata.cli.tables import as_text
from opendata.errors import Invalid

Rows = list[list[str]]
TITLES = ["DATUM", "TID", "Antal", "ARTIKELNR", "Pris", "Typ", "Beskrivning", "URL", "Kommentar"]
KINDS = ["Bok", "Film", "Karta, vikt", "Affisch", "Spel", "Not", "Ljudbok, CD", "Tidskrift"]
TEXTS = [
    "Inbunden, 320 sidor, andra upplagan",
    'Den kallas "den röda boken", ofta utlånad',
    "Rundtur i staden, med guide",
    "Häftad",
    "Storlek 50 x 70 cm, ram ingår ej",
    'Ny "pocket", 2 ex',
]
REMARKS = ["", "Bra skick", "Saknas, ersätts", "Lånas ut 14 dagar", 'Se "Övrigt"']


@dataclass(frozen=True)
class Case:
    """A file and the rows that it is meant to give, titles first; `weight` by how frequent the trouble is."""

    name: str
    content: bytes
    truth: Rows
    weight: float = 1.0
    damaged: int | None = None
    """The row that `check` should name."""


def source() -> Rows:
    """84 rows of 9 columns: dates, times, numbers, texts with commas and quotes, addresses."""
    rows = [TITLES]
    for n in range(83):
        rows.append(
            [
                f"{n % 28 + 1:02}/{n % 12 + 1:02}/2020",
                f"{7 + n % 12}:{n * 7 % 60:02}:00",
                str(n * 13 % 50 + 1),
                str(3300 + n),
                f"{(n * 37 % 900) / 10 + 1:.2f}".rstrip("0").rstrip("."),
                KINDS[n % len(KINDS)],
                TEXTS[n % len(TEXTS)],
                f"http://www.example.org/{3300 + n}",
                REMARKS[n % len(REMARKS)],
            ]
        )
    return rows


@dataclass(frozen=True)
class Style:
    """How rows are written. Quotes are put around every cell (as in the benchmark's source) or where needed."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"
    quote_all: bool = True

    def cell(self, text: str) -> str:
        needed = self.quote_all or self.delimiter in text or self.quote in text or "\n" in text
        return self.quote + text.replace(self.quote, self.escape + self.quote) + self.quote if needed else text

    def line(self, cells: Sequence[str]) -> str:
        return self.delimiter.join(map(self.cell, cells)) + self.end

    def text(self, rows: Sequence[Sequence[str]]) -> str:
        return "".join(map(self.line, rows))


def polluted(*, quote_all: bool, every: int = 1) -> Iterator[Case]:
    """The paper's list of 2 290 files; of those that are made for each row and column, every so many."""
    rows, style = source(), Style(quote_all=quote_all)
    mark = "" if quote_all else " (quotes where needed)"
    for case in (*_files(rows, style), *_dialects(rows, style), *list(_cells(rows, style))[::every]):
        yield Case(case.name + mark, case.content, case.truth, case.weight, case.damaged)


def _files(rows: Rows, style: Style) -> Iterator[Case]:
    text = style.text(rows)
    wide = [[*row[:9], f"x{n}"] if n else [*row, "col1"] for n, row in enumerate(rows)]
    loose = Style(quote_all=False)
    named = [[f"col_{place}" for place in range(9)]]
    yield Case("source", text.encode(), rows)
    yield Case("no payload", b"", [], 15)
    yield Case("no trailing newline", text.rstrip().encode(), rows, 184)
    yield Case("two trailing newlines", (text + "\r\n").encode(), rows, 5)
    yield Case("no header", style.text(rows[1:]).encode(), named + rows[1:], 470)
    yield Case("header twice", style.text([rows[0], *rows]).encode(), rows, 47)
    yield Case("header thrice", style.text([rows[0], rows[0], *rows]).encode(), rows, 47)
    blank = [""] * 9
    yield Case("preamble", style.text([["PREAMBLE", *blank[1:]], blank, *rows]).encode(), rows, 282)
    yield Case("preamble loose", loose.text([["PREAMBLE", *blank[1:]], blank]).encode() + text.encode(), rows, 282)
    yield Case("second table less", (text + loose.text([row[:8] for row in rows[:83]])).encode(), rows, 62.7)
    yield Case("second table more", (text + loose.text(wide[:83])).encode(), rows, 62.7)
    yield Case(
        "second table after blank", (text + "\r\n" + loose.text([row[:6] for row in rows[:10]])).encode(), rows, 9
    )
    yield Case("header only", style.text(rows[:1]).encode(), rows[:1], 3)
    yield Case("one data row", style.text(rows[:2]).encode(), rows[:2], 4)
    for delimited in (True, False):
        for empty in (True, False):
            note = ["PREAMBLE", *blank[1:]] if delimited else ["PREAMBLE"]
            gap = [blank] if empty else []
            what = f"{'' if delimited else 'not '}delimited{', blank row' if empty else ''}"
            yield Case(f"3 rows above, {what}", style.text([*[note] * 3, *gap, *rows]).encode(), rows, 9)
            note = ["FOOTNOTE", *note[1:]]
            yield Case(f"3 rows below, {what}", style.text([*rows, *gap, *[note] * 3]).encode(), rows, 9)
    titled = [[*row[:2], "TITEL", *row[3:]] if n == 0 else row for n, row in enumerate(rows)]
    long = [["TITEL" * 100_000 if n == 0 else row[0], *row[1:]] for n, row in enumerate(rows)]
    yield Case("long title", style.text(long).encode(), long)
    yield Case("same title twice", style.text([["TITEL", *titled[0][1:]], *rows[1:]]).encode(),
               [["TITEL", *titled[0][1:]], *rows[1:]])  # fmt: skip
    yield Case("no title", style.text([["", *rows[0][1:]], *rows[1:]]).encode(), [["", *rows[0][1:]], *rows[1:]])
    yield Case("one column", style.text([row[:1] for row in rows]).encode(), [row[:1] for row in rows])
    many = [row + [f"k{n}" if not at else str(n) for n in range(1015)] for at, row in enumerate(rows)]
    yield Case("1024 columns", style.text(many).encode(), many)


def _dialects(rows: Rows, style: Style) -> Iterator[Case]:
    def styled(**changes: str) -> bytes:
        return Style(**{"quote_all": style.quote_all, **changes}).text(rows).encode()  # type: ignore[arg-type]

    yield Case("LF", styled(end="\n"), rows, 1691)
    yield Case("CR", styled(end="\r"), rows, 7)
    weights = {";": 834.0, "\t": 4.0, ", ": 101.0, " ": 4.0}
    for delimiter in (";", "\t", ", ", " ", "|", ":", "\t\t", "\\t", "~", "^"):
        if style.quote_all or delimiter != " ":
            yield Case(f"delimiter {delimiter!r}", styled(delimiter=delimiter), rows, weights.get(delimiter, 1))
    yield Case("apostrophes", styled(quote="'"), rows, 11)
    yield Case("backslash", styled(escape="\\"), rows, 1)
    yield Case("no escape", styled(escape=""), rows, 7)
    for name in ("iso-8859-1", "utf-16", "utf-8-sig", "mac-roman"):
        yield Case(f"encoding {name}", style.text(rows).encode(name), rows)
    for n in (0, 1, 49, 83):
        parts = [style.line(row) for row in rows]
        yield Case(f"row {n} ends in LF", "".join(_changed(parts, n, parts[n].replace("\r\n", "\n"))).encode(), rows)
        other = Style(quote="'", quote_all=style.quote_all)
        yield Case(f"row {n} in apostrophes", "".join(_changed(parts, n, other.line(rows[n]))).encode(), rows)
        semicolons = Style(delimiter=";", quote_all=style.quote_all)
        yield Case(f"row {n} in semicolons", "".join(_changed(parts, n, semicolons.line(rows[n]))).encode(), rows)
        escaped = Style(escape="\\", quote_all=style.quote_all)
        yield Case(f"row {n} escaped by backslash", "".join(_changed(parts, n, escaped.line(rows[n]))).encode(), rows)


def _cells(rows: Rows, style: Style) -> Iterator[Case]:
    parts = [style.line(row) for row in rows]
    weight = 0.37
    for n, row in enumerate(rows):
        cells = list(map(style.cell, row))
        for place in range(9):
            more = ",".join([*cells[:place], "", *cells[place:]]) + style.end
            yield Case(f"separator more, row {n} column {place}", "".join(_changed(parts, n, more)).encode(), rows,
                       weight, n + 1)  # fmt: skip
            if place:
                less = ",".join(cells[:place]) + ",".join(cells[place:]) + style.end
                yield Case(f"separator less, row {n} column {place}", "".join(_changed(parts, n, less)).encode(), rows,
                           weight, n + 1)  # fmt: skip
            quoted = cells[place].startswith('"')
            spoilt = '""' + cells[place][1:] if quoted else '"' + cells[place]
            line = ",".join([*cells[:place], spoilt, *cells[place + 1 :]]) + style.end
            truth = [*rows[:n], [*row[:place], '"' + row[place], *row[place + 1 :]], *rows[n + 1 :]]
            yield Case(f"extra quote, row {n} column {place}", "".join(_changed(parts, n, line)).encode(), truth,
                       weight, n + 1)  # fmt: skip
        spaces = Style(delimiter=" ", quote_all=style.quote_all).line(row)
        yield Case(f"spaces in row {n}", "".join(_changed(parts, n, spaces)).encode(), rows, weight)


def _changed(parts: Sequence[str], place: int, line: str) -> list[str]:
    return [*parts[:place], line, *parts[place + 1 :]]


def scores(truth: Rows, loaded: Rows) -> list[float]:
    """Nine measures: precision, recall and F1 of titles, of records and of cells."""
    if not truth:
        return [1.0] * 9
    records = [["".join(map(_normal, row)) for row in rows[1:]] for rows in (truth, loaded)]
    cells = [[cell for row in rows for cell in row] for rows in (truth, loaded)]
    titles = [list(map(_normal, rows[0])) if rows else [] for rows in (truth, loaded)]
    return [*_measures(*titles), *_measures(*records), *_measures(*cells)]


def _measures(wanted: Sequence[str], got: Sequence[str]) -> tuple[float, float, float]:
    if not wanted:
        return 1.0, 1.0, 1.0
    same = sum((Counter(wanted) & Counter(got)).values())
    if not same:
        return 0.0, 0.0, 0.0
    precision, recall = same / len(wanted), same / len(got)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _normal(cell: str) -> str:
    try:
        return str(float(cell)) if cell.strip() else ""
    except ValueError:
        return cell.lower()


def loaded(case: Case, folder: Path) -> Rows | None:
    """The rows that `opendata convert --text` gives, without starting a process for it."""
    file, out = folder / "file.csv", folder / "out.csv"
    file.write_bytes(case.content)
    try:
        as_text(file, out, tabular.Given())
    except Invalid:
        return None
    return parsed(out)


def commanded(case: Case, folder: Path) -> Rows | None:
    file, out = folder / "file.csv", folder / "out.csv"
    file.write_bytes(case.content)
    command = [Path(sys.executable).with_name("opendata"), "convert", file, "-o", out, "--text"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return None if done.returncode else parsed(out)


def parsed(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def score(case: Case, load: Callable[[Case, Path], Rows | None], folder: Path) -> list[float]:
    rows = load(case, folder)
    return [0.0] * 10 if rows is None else [1.0, *scores(case.truth, rows)]


def names_damage(case: Case, folder: Path) -> bool:
    file = folder / "file.csv"
    file.write_bytes(case.content)
    table = tabular.read(file, folder)
    return any(finding.row == case.damaged and finding.severity == "error" for finding in table.findings)


def show(title: str, cases: Sequence[Case], load: Callable[[Case, Path], Rows | None], worst: int) -> None:
    csv.field_size_limit(10**7)
    with tempfile.TemporaryDirectory() as name:
        found = [(case, score(case, load, Path(name))) for case in cases]
        damaged = [case for case in cases if case.damaged is not None and not case.name.startswith("separator more")]
        named = sum(names_damage(case, Path(name)) for case in damaged)
    weights = sum(case.weight for case, _ in found)
    simple = [sum(values[place] for _, values in found) / len(found) for place in range(10)]
    weighted = sum(sum(values) * case.weight for case, values in found) / weights
    print(f"{title}: {len(cases)} files, simple {sum(simple):.3f}, weighted {weighted:.3f}")
    print("  success {:.3f}; titles {:.3f} {:.3f} {:.3f}; records {:.3f} {:.3f} {:.3f}; cells {:.3f} {:.3f} {:.3f}"
          .format(*simple))  # fmt: skip
    if damaged:
        print(f"  the damaged row is named in {named / len(damaged):.3f} of {len(damaged)} files")
    for case, values in sorted(found, key=lambda pair: sum(pair[1]))[:worst]:
        if sum(values) < 9.999:
            print(f"  {sum(values):6.3f} {case.name}")


def main() -> None:
    load = commanded if "--command" in sys.argv else loaded
    every = 10 if "--quick" in sys.argv or load is commanded else 1
    show("Polluted, all cells quoted", list(polluted(quote_all=True, every=every)), load, 25)
    show("Polluted, quotes where needed", list(polluted(quote_all=False, every=every)), load, 25)
    show("Untidy files", [Case(name, content, truth) for name, content, truth in untidy.files()], load, 40)


if __name__ == "__main__":
    main()
