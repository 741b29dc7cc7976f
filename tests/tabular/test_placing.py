"""Where rows are, for maps: single ones, squares that count, and nothing lost between them."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular import Box, Filter, QueryFile, RowQuery
from opendata.tabular.placing import MOST_SINGLE, MOST_SQUARES
from tests.tabular.conftest import Made

WORLD = Box(-180, -90, 180, 90)
RING = [[11.9, 57.6], [12.1, 57.6], [12.1, 57.8], [11.9, 57.6]]
Store = Callable[[str], QueryFile]


@pytest.fixture
def store(table: Made, tmp_path: Path) -> Store:
    def made(content: str) -> QueryFile:
        read = table(content)
        schema = tabular.infer(read)
        return QueryFile(tabular.convert(read, schema, tmp_path, forms=()).made[0].path, schema["fields"])

    return made


def many(rows: int) -> str:
    random = Random(1)
    lines = (f"Plats {n};{random.gauss(57.7, 0.1):.5f};{random.gauss(12, 0.2):.5f}" for n in range(rows))
    return "Namn;Latitud;Longitud\n" + "\n".join(lines) + "\nIngenstans;;\n"


def test_few_rows_are_told_one_by_one_with_their_numbers_and_names(store: Store, engine: tabular.Engine) -> None:
    file = store("Namn;Latitud;Longitud\nDelsjön;57.69;12.05\nIngenstans;;\nSisjön;57.64;11.95\n")
    found = tabular.spots(engine, file, RowQuery(), WORLD, 10, "namn")
    assert [(one.row, one.label, one.geometry["coordinates"]) for one in found.singles] == [
        (0, "Delsjön", [12.05, 57.69]),
        (2, "Sisjön", [11.95, 57.64]),
    ]
    assert (found.rows, found.squares) == (2, ())
    near = tabular.spots(engine, file, RowQuery(), Box(12, 57, 13, 58), 10)
    assert [one.row for one in near.singles] == [0]


def test_the_rows_are_those_that_the_question_asks_for(store: Store, engine: tabular.Engine) -> None:
    file = store(many(300))
    query = RowQuery(filters=(Filter("namn", "contains", ("9",)),), limit=3)
    expected = sum("9" in str(n) for n in range(300))
    assert tabular.spots(engine, file, query, WORLD, 5).rows == expected
    assert tabular.extent(engine, file, query).placed == expected


@pytest.mark.parametrize("zoom", [0, 7, 10, 14, 22])
def test_many_rows_are_counted_in_squares_and_none_is_lost(store: Store, engine: tabular.Engine, zoom: int) -> None:
    file = store(many(3000))
    found = tabular.spots(engine, file, RowQuery(), Box(11, 57, 13, 58.5), zoom)
    assert found.rows == sum(one.rows for one in found.squares) + len(found.singles) > MOST_SINGLE
    assert len(found.squares) + len(found.singles) <= MOST_SQUARES + MOST_SQUARES
    for square in found.squares:
        west, south, east, north = square.box
        assert square.rows > 1
        assert west <= square.middle[0] <= east
        assert south <= square.middle[1] <= north


def test_the_grid_stands_still_when_the_view_moves(store: Store, engine: tabular.Engine) -> None:
    file = store(many(3000))
    one, other = (
        {square.box: square.rows for square in tabular.spots(engine, file, RowQuery(), view, 9).squares}
        for view in (Box(11, 57, 13, 58.5), Box(10.9, 56.9, 13.1, 58.6))
    )
    assert one == other


def test_shapes_are_told_in_as_much_detail_as_can_be_seen(store: Store, engine: tabular.Engine) -> None:
    circle = [[12 + 0.1 * math.cos(n / 500 * math.tau), 57.7 + 0.1 * math.sin(n / 500 * math.tau)] for n in range(500)]
    features = [
        {"type": "Feature", "properties": {"namn": name}, "geometry": {"type": kind, "coordinates": coordinates}}
        for name, kind, coordinates in [
            ("Triangel", "Polygon", [RING]),
            ("Rund", "Polygon", [[*circle, circle[0]]]),
            ("Väg", "LineString", [[11, 57], [12, 58]]),
        ]
    ]
    file = store(json.dumps({"type": "FeatureCollection", "features": features}))
    far, near = (tabular.spots(engine, file, RowQuery(), WORLD, zoom, "namn").singles for zoom in (6, 18))
    assert [one.label for one in near] == ["Triangel", "Rund", "Väg"]
    assert near[0].geometry == {"type": "Polygon", "coordinates": [RING]}
    assert len(near[1].geometry["coordinates"][0]) > 300
    assert len(far[1].geometry["coordinates"][0]) < 20
    assert tabular.extent(engine, file, RowQuery()).box == (11, 57, 12.1, 58)
    assert tabular.middles(engine, file, [2, 0]) == {2: (11.5, 57.5), 0: (12.0, pytest.approx(57.7))}


def test_rows_without_places_say_so(store: Store, engine: tabular.Engine) -> None:
    with pytest.raises(Invalid) as refused:
        tabular.spots(engine, store("Namn,Tal\nA,1\n"), RowQuery(), WORLD, 3)
    assert refused.value.code == "places_missing"


def test_a_table_where_nothing_matches_has_no_extent(store: Store, engine: tabular.Engine) -> None:
    found = tabular.extent(engine, store(many(3)), RowQuery(q="finns inte"))
    assert (found.placed, found.box) == (0, None)
    assert tabular.middles(engine, store(many(3)), []) == {}
