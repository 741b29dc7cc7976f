"""What the columns of a version hold, at a glance: from its profile, so that no row is asked."""

from dataclasses import dataclass, field
from typing import Any

from opendata.web.portal.limits import plain
from opendata.web.portal.looking import Look

WIDTH, HEIGHT = 240, 56
"""Of a histogram, in its own units."""


@dataclass(frozen=True)
class Value:
    """One of the commonest values: how many rows have it, of a hundred, and the address where only those are shown."""

    text: str
    rows: int
    share: float
    address: str


@dataclass(frozen=True)
class Step:
    """A bar of a histogram: where it is drawn, what it counts, and the address of those rows."""

    x: float
    y: float
    width: float
    height: float
    first: str
    last: str
    rows: int
    address: str


@dataclass(frozen=True)
class Glance:
    column: dict[str, Any]
    rows: int
    missing: int = 0
    distinct: int = 0
    is_estimate: bool = False
    least: str = ""
    greatest: str = ""
    top: list[Value] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def all_differ(self) -> bool:
        return 1 < self.distinct == self.rows - self.missing and not self.is_estimate


def glances(look: Look) -> list[Glance]:
    """One for each column, in order. None where the version came before columns were counted."""
    if look.version.profile is None:
        return []
    held = {column["name"]: column for column in look.version.profile["columns"]}
    return [_glance(look, column, held[column["name"]]) for column in look.columns if column["name"] in held]


def _glance(look: Look, column: dict[str, Any], held: dict[str, Any]) -> Glance:
    rows = (look.version.profile or {})["rows"]
    least, greatest = (plain(held[end]) if held[end] != "null" else "" for end in ("min", "max"))
    seen = Glance(column, rows, held["missing"], held["distinct"], held["is_estimate"], least, greatest)
    if held["histogram"]:
        return Glance(**{**vars(seen), "steps": _steps(look, column, held["histogram"])})
    if seen.all_differ:
        return seen
    top = [_value(look, column, plain(value), count, rows) for value, count in held["top"]]
    return Glance(**{**vars(seen), "top": top})


def _value(look: Look, column: dict[str, Any], value: str, count: int, rows: int) -> Value:
    address = look.address(**{f"{column['name']}__exact": value})
    return Value(value, count, 100 * count / rows, address)


def _steps(look: Look, column: dict[str, Any], histogram: dict[str, Any]) -> list[Step]:
    edges, counts = [plain(edge) for edge in histogram["edges"]], histogram["rows"]
    width, most = WIDTH / len(counts), max(counts)
    steps = []
    for place, count in enumerate(counts):
        height = max(HEIGHT * count / most, 1.5 if count else 0)
        until = "lte" if place == len(counts) - 1 else "lt"
        name = column["name"]
        address = look.address(**{f"{name}__gte": edges[place], f"{name}__{until}": edges[place + 1]})
        x, y = round(place * width + 0.5, 1), round(HEIGHT - height, 1)
        steps.append(Step(x, y, round(width - 1, 1), round(height, 1), edges[place], edges[place + 1], count, address))
    return steps
