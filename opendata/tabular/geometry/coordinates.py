"""Where a table's coordinates are, and in which reference system: by name and by magnitude.

Only longitude and latitude that are called so, or stand together in one text, are taken for granted. Whatever else the
numbers could be is a guess, which the publisher confirms by `Given.crs`, `Given.x` and `Given.y`.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.geometry import places
from opendata.tabular.geometry.places import SWEREF99_TM, WGS84
from opendata.tabular.read import Given, Table
from opendata.tabular.storage import Column, kind


@dataclass(frozen=True)
class System:
    """A reference system in use in Sweden: where easting and northing can be there, and what a column's name may say of
    it (a pattern for the name without `_`)."""

    crs: str
    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    hint: str


NORTH = (6_100_000, 7_700_000)
ZONES = ("12 00", "13 30", "15 00", "16 30", "18 00", "14 15", "15 45", "17 15", "18 45", "20 15", "21 45", "23 15")
MERIDIANS = ((3021, "2.5 gon V"), (3019, "7.5 gon V"), (3020, "5 gon V"), (3022, "0 gon"), (3023, "2.5 gon O"))
SYSTEMS = (
    System(WGS84, "WGS 84", (10, 25), (55, 70), "wgs84|4326|lat|lon"),
    System(SWEREF99_TM, "SWEREF 99 TM", (210_000, 920_000), NORTH, "tm|3006"),
    *(
        System(f"EPSG:{code}", f"SWEREF 99 {zone}", (50_000, 250_000), NORTH, f"{zone.replace(' ', '')}|{code}")
        for code, zone in enumerate(ZONES, 3007)
    ),
    *(
        System(f"EPSG:{code}", f"RT 90 {meridian}", (1_200_000, 1_900_000), NORTH, f"rt90|{code}")
        for code, meridian in (*MERIDIANS, (3024, "5 gon O"))
    ),
    System("EPSG:3857", "Web Mercator", (1_150_000, 2_800_000), (7_300_000, 10_900_000), "mercator|3857"),
)
"""EPSG's names. The ranges hold all of Sweden; a local zone's easting is 150 000 at its own meridian, so that it can't
be told from another's by its magnitude."""
REFERENCE_SYSTEMS = {system.crs: system.name for system in SYSTEMS}
EXTENT = {
    latitude: (west / 10, east / 10)
    for latitude, west, east in (
        *((55, 124, 147), (56, 122, 168), (57, 112, 195), (58, 108, 195), (59, 108, 196), (60, 117, 194)),
        *((61, 120, 177), (62, 119, 180), (63, 118, 206), (64, 124, 219), (65, 136, 243), (66, 143, 244)),
        *((67, 151, 242), (68, 167, 239), (69, 196, 215)),
    )
}
"""Sweden's longitudes for each whole degree of latitude, about; to put likely guesses first, never to leave one out."""

AROUND = r"koord(?:inat)?|coord(?:inate)?s?|pos(?:ition)?|geo|sweref|sweref99|sweref99tm|rt90|wgs84|wgs"
PART = re.compile(
    rf"(?:{AROUND})?(lat(?:itude|itud)?|lon(?:g|gitude|gitud)?|lng|x|y|n|e|o|north(?:ing)?|east(?:ing)?|nord|ost(?:er)?)"
    rf"(?:{AROUND})?\d*"
)
CALLED = {
    **dict.fromkeys(("lat", "latitude", "latitud"), "lat"),
    **dict.fromkeys(("lon", "long", "lng", "longitude", "longitud"), "lon"),
    **dict.fromkeys(("x",), "x"),
    **dict.fromkeys(("y",), "y"),
    **dict.fromkeys(("n", "north", "northing", "nord"), "n"),
    **dict.fromkeys(("e", "o", "east", "easting", "ost", "oster"), "e"),
}
PAIRED = {frozenset(("lat", "lon")): 0, frozenset("ne"): 1, frozenset("xy"): 2}
CORNERS = frozenset(("ne", "sw", "nw", "se", "min", "max", "bounds", "bbox", "start", "end", "from", "till"))
TOGETHER = re.compile(r"koord|coord|position|lat_?lo?ng?|lo?ng?_?lat|wkt|geom|punkt|point|(^|_)geo(_|$)")
NUMBER = r"[-+]?\d{1,8}(?:\.\d{1,20})?"
TEXTS = (
    rf"\(?\s*({NUMBER})\s*[,; ]\s*({NUMBER})\s*\)?",
    rf"(?i:POINT)\s*Z?\s*\(\s*({NUMBER})\s+({NUMBER})(?:\s+{NUMBER})?\s*\)",
)
"""Two numbers in one text, and WKT."""


@dataclass(frozen=True)
class Axis:
    """`sql` is the number in each row, over the plain table; `called` one of the values of CALLED, or None; `text` is
    SQL for the text that the number is a part of."""

    field: str
    title: str
    sql: str
    called: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Guess:
    """What the coordinates could be: easting or longitude in `x`, the other in `y`; the two are one field where both
    stand in one text. `point` is where the middle of them would be: longitude and latitude in WGS 84."""

    crs: str
    x: Axis
    y: Axis
    point: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        """As a page needs it to ask; `x` and `y` are titles, as Given has them."""
        return {"crs": self.crs, "name": name_of(self.crs), "x": self.x.title, "y": self.y.title, "point": self.point}


@dataclass(frozen=True)
class Coordinates:
    """The likeliest guess first. `certain`: it needs no confirmation, or has it."""

    candidates: tuple[Guess, ...]
    certain: bool

    @property
    def crs(self) -> str:
        return self.candidates[0].crs

    @property
    def x(self) -> str:
        """The field with easting or longitude."""
        return self.candidates[0].x.field

    @property
    def y(self) -> str:
        return self.candidates[0].y.field

    def to_json(self) -> dict[str, Any]:
        return {"certain": self.certain, "candidates": [guess.to_json() for guess in self.candidates]}


@dataclass(frozen=True)
class _Pair:
    """Two axes in the table's order, with the magnitudes that nearly all values have and the middle ones."""

    axes: tuple[Axis, Axis]
    low: tuple[float, float]
    middle: tuple[float, float]
    high: tuple[float, float]

    @property
    def called(self) -> frozenset[str | None]:
        return frozenset(axis.called for axis in self.axes)

    def within(self, place: int, bounds: tuple[float, float]) -> bool:
        return bounds[0] <= self.low[place] and self.high[place] <= bounds[1]


def name_of(crs: str) -> str:
    """What people call the system; the code itself for one that is not among SYSTEMS."""
    return next((system.name for system in SYSTEMS if system.crs == crs), crs)


def locate(connection: Connection, table: Table, columns: Sequence[Column], given: Given) -> Coordinates | None:
    """The coordinates of a table whose columns are stored as `columns`, or None if it has none.

    What is given counts as confirmed, unless there is no such column or system. Reads the columns in question once.
    """
    if given.crs and not is_known(given.crs):
        given = Given()
    pairs = _measured(connection, table, _pairs(columns, given))
    found = [coordinates for pair in pairs if (coordinates := _judged(pair))]
    if given.crs and pairs:
        return _confirmed(pairs[0], found[0] if found else None, given.crs, given.x)
    return next((one for one in found if one.certain), found[0] if found else None)


@cache
def is_known(crs: str) -> bool:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_user_input(crs)
    except CRSError:
        return False
    return True


def _confirmed(pair: _Pair, found: Coordinates | None, crs: str, x: str | None) -> Coordinates:
    guesses = found.candidates if found else ()
    same = [guess for guess in guesses if guess.crs == crs and x in (None, guess.x.title, guess.x.field)]
    if same:
        return Coordinates((same[0],), certain=True)
    second = pair.axes[1]
    turned = second.called in ("x", "e", "lon") if x is None else x in (second.title, second.field)
    return Coordinates((_guess(pair, crs, turned=turned),), certain=True)


def _pairs(columns: Sequence[Column], given: Given) -> list[tuple[Axis, Axis]]:
    """What could be coordinates by its name, the likeliest first; what is given, and nothing else, if that is there."""
    if given.x and given.y:
        said = [column for column in columns for title in (given.x, given.y) if title in (column.title, column.name)]
        chosen = list(dict.fromkeys(column.name for column in said))
        columns = [column for column in columns if column.name in chosen]
        numbers = [axis for column in columns for axis in _axes(column)]
        return list(combinations(numbers, 2))[:1] if len(numbers) > 1 else []
    named = []
    for column in columns:
        for called, rest in _parts(column.name) if kind(column.field) in ("number", "integer") else ():
            named.append((rest, Axis(column.name, column.title, f"CAST({column.value} AS DOUBLE)", called)))
    found = [
        (_likeliness(one, other, rest), (one, other))
        for (rest, one), (same, other) in combinations(named, 2)
        if rest == same and frozenset((one.called or "", other.called or "")) in PAIRED
    ]
    pairs = [pair for _, pair in sorted(found, key=lambda item: item[0])]
    texts = [one for one in columns if one.field.get("type", "string") == "string" and TOGETHER.search(one.name)]
    return [*pairs, *(pair for column in texts for pair in combinations(_axes(column), 2))]


def _axes(column: Column) -> list[Axis]:
    """The column's number, or both numbers of its text."""
    if kind(column.field) in ("number", "integer"):
        called = next((called for called, _ in _parts(column.name)), None)
        return [Axis(column.name, column.title, f"CAST({column.value} AS DOUBLE)", called)]
    if kind(column.field) != "string":
        return []
    numbers = (", ".join(_part(column.source, text, group) for text in TEXTS) for group in (1, 2))
    return [Axis(column.name, column.title, f"coalesce({number})", text=column.source) for number in numbers]


def _part(source: str, pattern: str, group: int) -> str:
    whole = database.text(f"^{pattern}$")
    return f"TRY_CAST(nullif(regexp_extract({source}, {whole}, {group}), '') AS DOUBLE)"


def _parts(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each part of a column's name calls it, with the other parts: ("lat", ("location",)) for location_lat."""
    parts = name.split("_")
    for place, part in enumerate(parts):
        if found := PART.fullmatch(part):
            marked = part[: found.start(1)] + part[found.end(1) :]
            yield CALLED[found[1]], (*parts[:place], marked, *parts[place + 1 :])


def _likeliness(one: Axis, other: Axis, rest: tuple[str, ...]) -> tuple[Any, ...]:
    corner = any(part in CORNERS for part in rest)
    return PAIRED[frozenset((one.called or "", other.called or ""))], corner, len(rest)


def _measured(connection: Connection, table: Table, pairs: Sequence[tuple[Axis, Axis]]) -> list[_Pair]:
    """Pairs that have numbers, in one pass over the table. A hundredth at either end may be wrong."""
    if not pairs:
        return []
    parts = []
    for one, other in pairs:
        both = f"{one.sql} IS NOT NULL AND {other.sql} IS NOT NULL AND NOT ({one.sql} = 0 AND {other.sql} = 0)"
        parts += [f"approx_quantile({axis.sql}, [0.01, 0.5, 0.99]) FILTER ({both})" for axis in (one, other)]
        parts.append(f"bool_and(({one.text} IS NULL) = ({one.sql} IS NULL))" if one.text else "true")
    found = connection.execute(f"SELECT {', '.join(parts)} FROM {database.plain(table)}").fetchone() or ()
    measured = []
    for place, axes in enumerate(pairs):
        first, second, whole = found[3 * place : 3 * place + 3]
        if whole and first and second and all(map(math.isfinite, (*first, *second))):
            low, middle, high = zip(first, second, strict=True)
            measured.append(_Pair(axes, low, middle, high))
    return measured


def _judged(pair: _Pair) -> Coordinates | None:
    """What the pair could be by its magnitudes. Longitude and latitude by name are certain, unless all of them would be
    in Sweden if they were swapped."""
    guesses = []
    for system in SYSTEMS:
        for turned in (False, True):
            if pair.within(int(turned), system.x) and pair.within(int(not turned), system.y):
                guesses.append(_guess(pair, system.crs, turned=turned))
    guesses.sort(key=_unlikeliness)
    x_first = pair.axes[0].called == "lon"
    named = pair.called == {"lat", "lon"}
    if named and pair.within(int(not x_first), (-180, 180)) and pair.within(int(x_first), (-90, 90)):
        as_named = _guess(pair, WGS84, turned=not x_first)
        swapped = [guess for guess in guesses if guess.x != as_named.x]
        return Coordinates((*swapped, as_named), certain=not swapped)
    if not guesses:
        return None
    in_one_text = pair.axes[0].field == pair.axes[1].field
    return Coordinates(tuple(guesses), certain=in_one_text and guesses[0].crs == WGS84)


def _guess(pair: _Pair, crs: str, *, turned: bool) -> Guess:
    """`turned`: the second axis is x."""
    (x, y), (east, north) = pair.axes, pair.middle
    if turned:
        x, y, east, north = y, x, north, east
    longitude, latitude = places.transformer(crs, WGS84).transform(east, north)
    return Guess(crs, x, y, (round(longitude, 6), round(latitude, 6)))


def _unlikeliness(guess: Guess) -> tuple[bool, bool]:
    """Systems that the columns' names speak of first, then those that put the middle in Sweden."""
    names = (guess.x.field + guess.y.field).replace("_", "")
    hint = next(system.hint for system in SYSTEMS if system.crs == guess.crs)
    longitude, latitude = guess.point
    west, east = EXTENT.get(math.floor(latitude), (0, 0)) if math.isfinite(latitude) else (0, 0)
    return re.search(hint, names) is None, not west <= longitude <= east


def crs_names() -> Mapping[str, str]:
    """The systems that a publisher can choose among: code -> name."""
    return {system.crs: system.name for system in SYSTEMS}
