"""A plain table and a recipe -> another plain table, and a log of what was changed. The original is never touched."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.personal import people, scan
from opendata.tabular.read import Table
from opendata.tabular.repair.fixes import KINDS, STANDARD_TEXT, Step, is_safe, redacted, wrong_parameter

SOME = 5
LONGEST_EXAMPLE = 200
REMEMBERED = 50_000
PRIVATE = ("redact", "blank_column", "drop_column", "drop_rows", "keep_rows")
"""Steps whose examples could show what they are there to hide."""

Cells = list[str]
Run = Callable[[int, Cells], Cells | None]


@dataclass
class Done:
    """What one step has changed: `count` cells, or rows for steps about rows; the first examples, masked.

    `missing` is the title of a column that the table doesn't have, so that the step could do nothing.
    """

    step: Step
    count: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)
    missing: str | None = None

    @property
    def hides(self) -> bool:
        return KINDS[self.step["step"]].hides

    def tell(self, row: int, column: str, before: str, after: str) -> None:
        self.count += 1
        if len(self.examples) < SOME:
            hide = people.conceal if self.hides else scan.mask
            shown = {"before": hide(before)[:LONGEST_EXAMPLE], "after": scan.mask(after)[:LONGEST_EXAMPLE]}
            self.examples.append({"row": row, "column": column, **shown})

    def to_json(self) -> dict[str, Any]:
        told = {"step": dict(self.step), "safe": is_safe(self.step), "count": self.count, "examples": self.examples}
        told |= {"hides": True} if self.hides else {}
        return {**told, "missing": self.missing} if self.missing else told


def load(recipe: Sequence[Any]) -> list[Step]:
    """The recipe, if every step can be understood. Invalid `recipe_broken` (step: its number from 1, parameter)."""
    if not isinstance(recipe, list | tuple):
        raise Invalid("recipe_broken", step=1, parameter="step")
    for place, step in enumerate(recipe, 1):
        wrong = wrong_parameter(step)
        if wrong:
            raise Invalid("recipe_broken", step=place, parameter=wrong)
    return [dict(step) for step in recipe]


def apply(table: Table, recipe: Sequence[Step], into: Path) -> tuple[Table, list[dict[str, Any]]]:
    """Write the repaired table into the folder `into`; and for each step {"step", "safe", "count", "examples"}, and
    "hides" for one that may be there so that something is not seen.

    Steps run in order, row by row, in bounded memory. Rows keep their numbers of the original. A step about a column
    that isn't there does nothing, and says so (`missing`). Invalid `recipe_broken`.
    """
    if not recipe:
        return table, []
    columns, runs, log = _compiled(table, load(recipe))
    path = into / "repaired.csv"
    numbers = _Numbers(table)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([title for title, _ in columns])
        for index, cells in enumerate(table.cells()):
            repaired = _through(runs, index, cells)
            if numbers.passed(index, kept=repaired is not None) and repaired is not None:
                writer.writerow(repaired)
    return _repaired(table, path, columns, numbers, log), [done.to_json() for done in log]


def preview(table: Table, step: Step, rows: int = 10_000) -> dict[str, Any]:
    """What one step would change, told as `apply` does, judged by the first `rows` rows."""
    _, runs, log = _compiled(table, load([step]))
    for index, cells in enumerate(islice(table.cells(), rows)):
        _through(runs, index, cells)
    return log[0].to_json()


def _repaired(
    table: Table, path: Path, columns: Sequence[tuple[str, int]], numbers: "_Numbers", log: Sequence[Done]
) -> Table:
    """A column whose cells were changed is no longer what the original declares it to be."""
    changed = {done.step.get("column") for done in log if done.count}
    types = tuple(None if title in changed else table.types[place] for title, place in columns) if table.types else ()
    titles = tuple(title for title, _ in columns)
    reading = replace(table.reading, texts=_redacted(table.reading.texts, [done.step for done in log]))
    return replace(
        table,
        path=path,
        reading=reading,
        columns=titles,
        types=types,
        rows=numbers.kept,
        skipped=tuple(numbers.skipped),
        scratch=None,
        text=None,
        beyond=None,
    )


def _redacted(texts: Any, recipe: Sequence[Step]) -> Any:
    """The text around the table, without what is taken out of all columns."""
    match texts:
        case str():
            for step in recipe:
                texts = redacted(step)(texts) if step["step"] == "redact" and "column" not in step else texts
        case Mapping():
            return {name: _redacted(told, recipe) for name, told in texts.items()}
        case list() | tuple():
            return [_redacted(told, recipe) for told in texts]
    return texts


class _Numbers:
    """Which rows of the original the written rows are."""

    def __init__(self, table: Table) -> None:
        self.gaps = dict(table.skipped)
        self.kept = self.gap = 0
        self.skipped: list[tuple[int, int]] = []

    def passed(self, index: int, *, kept: bool) -> bool:
        self.gap += self.gaps.get(index, 0)
        if not kept:
            self.gap += 1
            return False
        if self.gap:
            self.skipped.append((self.kept, self.gap))
            self.gap = 0
        self.kept += 1
        return True


def _through(runs: Sequence[Run], index: int, cells: Cells) -> Cells | None:
    for run in runs:
        changed = run(index, cells)
        if changed is None:
            return None
        cells = changed
    return cells


def _compiled(table: Table, recipe: Sequence[Step]) -> tuple[list[tuple[str, int]], list[Run], list[Done]]:
    """The columns that are left, as (title, place in the table before); what to do with each row; and the log."""
    columns = [(title, place) for place, title in enumerate(table.columns)]
    runs, log = [], []
    for step in recipe:
        done = Done(step)
        log.append(done)
        titles = [title for title, _ in columns]
        wanted = [title for title in (step.get("column"), *step.get("also", ())) if title is not None]
        done.missing = next((title for title in wanted if title not in titles), None)
        if done.missing is None:
            runs.append(_run(table, step, titles, done))
            if step["step"] == "drop_column":
                del columns[titles.index(step["column"])]
    return columns, runs, log


def _run(table: Table, step: Step, titles: Sequence[str], done: Done) -> Run:
    kind = KINDS[step["step"]]
    place = titles.index(step["column"]) if "column" in step else None
    if kind.keeps:
        return _row_run(table, kind.keeps(step, place), titles, done)
    if kind.changes is None:
        return _without(table, place or 0, titles, done)
    places = range(len(titles)) if place is None else (place,)
    change = lru_cache(REMEMBERED)(kind.changes(step))
    also = [(titles.index(title), step.get("text", STANDARD_TEXT)) for title in step.get("also", ())]

    def run(index: int, cells: Cells) -> Cells:
        hit = False
        for at in places:
            before = cells[at]
            after = change(before) if before else before
            if after != before:
                hit = True
                cells[at] = after
                done.tell(table.row_at(index) if done.count < SOME else 0, titles[at], before, after)
        for at, text in also if hit else ():
            cells[at] = text
        return cells

    return run


def _row_run(table: Table, test: Callable[[Cells], bool], titles: Sequence[str], done: Done) -> Run:
    def run(index: int, cells: Cells) -> Cells | None:
        if test(cells):
            return cells
        first = next((at for at, cell in enumerate(cells) if cell), 0)
        shown = cells[first] if cells else ""
        done.tell(table.row_at(index) if done.count < SOME else 0, titles[first] if titles else "", shown, "")
        return None

    return run


def _without(table: Table, place: int, titles: Sequence[str], done: Done) -> Run:
    def run(index: int, cells: Cells) -> Cells:
        if cells[place]:
            done.tell(table.row_at(index) if done.count < SOME else 0, titles[place], cells[place], "")
        return cells[:place] + cells[place + 1 :]

    return run
