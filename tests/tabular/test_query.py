import base64
import csv
import io
import json
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata import tabular
from opendata.errors import Invalid, NotFound
from opendata.tabular import Filter, RowQuery
from opendata.tabular.geometry import boxes
from opendata.tabular.geometry.places import transformer
from opendata.tabular.query import Cursor, mark_of
from opendata.tabular.query import compile as compiled
from opendata.tabular.writers import Style

PLACES = """Id;Ort;Invånare;Andel;Dag;Stund;Öppet;Kod;Lat;Lon
1;Örebro;126604;1,5;2024-01-31;2024-01-31T10:00:00;ja;0114;59.27;15.21
2;Åmål;9236;2,25;2023-05-01;2023-05-01T00:00:00;nej;1492;59.05;12.70
3;Älmhult;11000;;2022-12-24;2022-12-24T18:30:00;ja;0765;56.55;14.14
4;Zinkgruvan;350;-1;;;nej;;58.81;15.10
5;arboga;10413;0,1;2020-02-29;2020-02-29T12:00:00;;1984;59.39;15.84
6;;1;;;;;;;
7;Eslöv;20000;3;2021-01-01;2021-01-01T08:00:00;ja;1285;55.84;13.30
"""


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Ask about the rows of a small table; answers are the ids, in order, and the total. Nothing can change it."""
    folder = tmp_path_factory.mktemp("places")
    (folder / "upload").write_text(PLACES, encoding="utf-8")
    made = tabular.read(folder / "upload", folder)
    schema = tabular.infer(made)
    conversion = tabular.convert(made, schema, folder, forms=())
    engine = tabular.Engine([tmp_path_factory.getbasetemp()])

    def ask(*filters, **asked):
        query = RowQuery(filters=tuple(Filter(column, op, tuple(values)) for column, op, *values in filters), **asked)
        page = engine.page(tabular.QueryFile(conversion.made[0].path, schema["fields"]), query)
        return [json.loads(row).get("id") for row in page.rows], page.total

    ask.engine, ask.path, ask.fields = engine, conversion.made[0].path, schema["fields"]
    ask.geometry = conversion.geometry
    yield ask
    engine.close()


@pytest.mark.parametrize(
    ("filter_", "ids"),
    [
        (("ort", "exact", "Åmål"), [2]),
        (("ort", "exact", "åmål"), []),
        (("ort", "not", "Åmål"), [1, 3, 4, 5, 6, 7]),
        (("ort", "contains", "ÖR"), [1]),
        (("ort", "startswith", "å"), [2]),
        (("ort", "endswith", "OGA"), [5]),
        (("ort", "contains", "%"), []),
        (("ort", "in", "Åmål", "Eslöv"), [2, 7]),
        (("ort", "in"), []),
        (("ort", "notin", "Åmål", "Eslöv"), [1, 3, 4, 5, 6]),
        (("ort", "isnull"), [6]),
        (("ort", "notnull"), [1, 2, 3, 4, 5, 7]),
        (("ort", "gt", "Z"), [1, 2, 3, 4]),
        (("ort", "lt", "b"), [5]),
        (("kod", "exact", "0114"), [1]),
        (("kod", "exact", "114"), []),
        (("invanare", "gte", "11000"), [1, 3, 7]),
        (("invanare", "lt", "351"), [4, 6]),
        (("andel", "exact", "2.250"), [2]),
        (("andel", "gt", "1e0"), [1, 2, 7]),
        (("andel", "in", "0.1", "3"), [5, 7]),
        (("andel", "contains", "25"), [2]),
        (("dag", "lte", "2021-01-01"), [5, 7]),
        (("dag", "startswith", "2024"), [1]),
        (("stund", "exact", "2022-12-24T18:30"), [3]),
        (("stund", "gt", "2024-01-01"), [1]),
        (("stund", "exact", "2024-01-31T11:00:00+01:00"), [1]),
        (("oppet", "exact", "true"), [1, 3, 7]),
        (("oppet", "not", "true"), [2, 4, 5, 6]),
        (("lat", "exact", "59.27"), [1]),
    ],
)
def test_each_operator_finds_the_right_rows(places, filter_, ids):
    assert places(filter_) == (ids, len(ids))


def test_filters_all_apply_and_words_may_be_anywhere_in_the_row(places):
    assert places(("invanare", "gt", "10000"), ("oppet", "exact", "true"))[0] == [1, 3, 7]
    assert places(q="ÖREBRO 0114")[0] == [1]
    assert places(q="2024-01-31T10:00:00")[0] == [1]
    assert places(q="örebro 1492")[0] == []


def test_text_sorts_in_swedish_order_with_missing_values_last_both_ways(places):
    assert places(sort=(("ort", False),))[0] == [5, 7, 4, 2, 3, 1, 6]
    assert places(sort=(("ort", True),))[0] == [1, 3, 2, 4, 7, 5, 6]
    assert places(sort=(("andel", False),))[0] == [4, 5, 1, 2, 7, 3, 6]
    assert places(sort=(("oppet", True), ("invanare", False)))[0] == [3, 7, 1, 4, 2, 6, 5]


def test_pages_follow_one_another_and_the_total_counts_all(places):
    assert places(limit=3) == ([1, 2, 3], 7)
    assert places(limit=3, offset=6) == ([7], 7)
    assert places(limit=3, offset=100) == ([], 7)
    assert places(limit=0) == ([], 7)
    assert places(limit=None) == ([1, 2, 3, 4, 5, 6, 7], 7)
    assert places(("invanare", "gt", "500"), limit=2, offset=2) == ([3, 5], 5)


def test_columns_are_chosen_and_ordered_by_the_question(places):
    page = places.engine.page(
        tabular.QueryFile(places.path, places.fields), RowQuery(select=("kod", "id", "kod"), limit=1)
    )
    assert page.rows == ('{"kod":"0114","id":1}',)


@pytest.mark.parametrize(
    ("query", "code", "facts"),
    [
        (
            RowQuery(filters=(Filter("orten", "exact", ("x",)),)),
            "unknown_column",
            {"column": "orten", "nearest": "ort"},
        ),
        (RowQuery(sort=(("_row", False),)), "unknown_column", None),
        (RowQuery(select=("Ort",)), "unknown_column", {"column": "Ort", "nearest": "ort"}),
        (RowQuery(filters=(Filter("ort", "contans", ("x",)),)), "unknown_operator", None),
        (RowQuery(filters=(Filter("dag", "gt", ("igår",)),)), "wrong_value", None),
        (RowQuery(filters=(Filter("andel", "gt", ("NaN",)),)), "wrong_value", None),
        (RowQuery(filters=(Filter("invanare", "exact", ("1; DROP TABLE data",)),)), "wrong_value", None),
        (RowQuery(filters=(Filter("oppet", "exact", ("kanske",)),)), "wrong_value", None),
        (RowQuery(filters=(Filter("ort", "exact"),)), "wrong_value", None),
        (RowQuery(limit=-1), "wrong_page", {"limit": -1, "offset": 0}),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_the_nearest_right_word(places, query, code, facts):
    with pytest.raises(Invalid) as refused:
        compiled(query, places.fields)
    assert refused.value.code == code
    assert set(refused.value.facts) == set(tabular.REFUSALS[code])
    assert facts is None or refused.value.facts == facts


@pytest.mark.parametrize("attack", ["' OR 1=1 --", '" OR 1=1 --', "x'); DROP TABLE data; --", "$$", "?", "\0", "%_\\"])
def test_values_are_only_ever_values(places, attack):
    for op in ("exact", "contains", "in", "gt"):
        places(("ort", op, attack))
    assert places(("ort", "exact", attack)) == ([], 0)
    assert places(q=attack.replace("\0", "") or "x") == ([], 0)
    assert places()[1] == 7


def test_names_never_reach_the_sql_unquoted(places):
    name = 'x" FROM data; DROP TABLE data; --'
    with pytest.raises(Invalid, match="unknown_column"):
        places((name, "exact", "1"))
    statement = compiled(RowQuery(sort=((name, True),)), [{"name": name, "type": "integer"}])
    assert '"x"" FROM data; DROP TABLE data; --" DESC' in statement.sql


def test_the_engine_opens_nothing_but_query_files_and_changes_nothing(places, tmp_path):
    with pytest.raises(NotFound, match="rows_not_there"):
        places.engine.page(tabular.QueryFile(tmp_path / "nothing.duckdb", places.fields), RowQuery())
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database")
    with pytest.raises(NotFound, match="rows_not_there"):
        places.engine.page(tabular.QueryFile(broken, places.fields), RowQuery())
    before = places.path.read_bytes()
    places(sort=(("ort", False),))
    assert places.path.read_bytes() == before


def test_files_that_were_not_asked_about_lately_are_let_go(places, tmp_path, monkeypatch):
    monkeypatch.setattr("opendata.tabular.engine.KEPT_OPEN", 2)
    copies = [tmp_path / f"copy{n}.duckdb" for n in range(4)]
    for copy in copies:
        copy.write_bytes(places.path.read_bytes())
    for copy in (*copies, *copies):
        assert places.engine.page(tabular.QueryFile(copy, places.fields), RowQuery()).total == 7


def test_a_question_that_takes_too_long_is_stopped(table, engine, tmp_path, monkeypatch):
    monkeypatch.setattr("opendata.tabular.engine.PAGE_SECONDS", 0.001)
    made = table("a;b\n" + "".join(f"rad {n % 977} å;{n}\n" for n in range(300_000)))
    schema = tabular.infer(made)
    path = tabular.convert(made, schema, tmp_path, forms=()).made[0].path
    with pytest.raises(Invalid, match="query_too_slow"):
        engine.page(tabular.QueryFile(path, schema["fields"]), RowQuery(sort=(("a", True),), limit=None))


@pytest.mark.parametrize("form", ["csv", "excel.csv", "json", "ndjson", "parquet", "xlsx", "geojson", "gpkg"])
def test_a_whole_answer_is_written_in_any_format(places, tmp_path, form):
    query = RowQuery((Filter("oppet", "exact", ("true",)),), sort=(("ort", False),), limit=None)
    path = places.engine.write(tabular.QueryFile(places.path, places.fields), query, form, tmp_path)
    assert path.suffix == f".{form.split('.')[-1]}"
    content = path.read_bytes()
    if form in ("csv", "ndjson", "json", "geojson", "excel.csv"):
        places_in_order = [content.index(name.encode()) for name in ("Eslöv", "Älmhult", "Örebro")]
        assert places_in_order == sorted(places_in_order)
        assert "Åmål".encode() not in content


def test_an_answer_that_a_format_cannot_hold_is_refused(places, tmp_path):
    for form, query in (("docx", RowQuery()),):
        with pytest.raises(Invalid, match="format_impossible"):
            places.engine.write(tabular.QueryFile(places.path, places.fields), query, form, tmp_path)


@pytest.mark.parametrize(
    ("box", "ids"),
    [
        ("12,55,14.2,60", [2, 3, 7]),
        ("12.70,59.05,12.70,59.05", [2]),
        ("170,55,14.2,60", [2, 3, 7]),
        ("-180,-90,180,90", [1, 2, 3, 4, 5, 7]),
        ("0,0,1,1", []),
    ],
)
def test_a_box_holds_the_rows_that_are_in_it(places, box, ids):
    assert places(box=boxes.read(box)) == (ids, len(ids))


@pytest.mark.parametrize("system", ["EPSG:3006", "EPSG:3011", "EPSG:3021", "EPSG:3857", "EPSG:25833", "EPSG:3035"])
def test_a_box_in_metres_is_followed_to_the_millimetre(places, system):
    rows = [row for row in csv.DictReader(io.StringIO(PLACES), delimiter=";") if row["Lat"]]
    to_metres = transformer("EPSG:4326", system).transform
    points = {int(row["Id"]): to_metres(float(row["Lon"]), float(row["Lat"])) for row in rows}
    for one, other in product(points, points):
        (west, east), (south, north) = map(sorted, zip(points[one], points[other], strict=True))
        for shift, inclusive in ((0.01, True), (-0.01, False)):
            if one == other and not inclusive:
                continue
            sides = (west - shift, south - shift, east + shift, north + shift)
            inside = [id_ for id_, (x, y) in points.items() if sides[0] <= x <= sides[2] and sides[1] <= y <= sides[3]]
            assert places(box=boxes.Box(*sides, system))[0] == inside, (one, other, inclusive)


@pytest.mark.parametrize(
    "text", ["1,2,3", "a,b,c,d", "nan,0,1,1", "0,1,1,0", "inf,0,1,1", "1,2,3,4,5", "", "1e400,0,0,0"]
)
def test_what_is_no_rectangle_is_refused(text):
    with pytest.raises(Invalid, match="bbox_unusable"):
        boxes.read(text)


def test_a_reference_system_may_be_named_as_people_and_standards_do():
    for name in ("EPSG:3006", "epsg:3006", "http://www.opengis.net/def/crs/EPSG/0/3006", "urn:ogc:def:crs:EPSG::3006"):
        assert boxes.read("0,0,1,1", name).crs == "EPSG:3006"
    for name in ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84", "EPSG:4326"):
        assert boxes.read("0,0,1,1", name).crs == "EPSG:4326"
    with pytest.raises(Invalid) as refused:
        boxes.read("0,0,1,1", "SWEREF3006")
    assert refused.value.facts == {"crs": "SWEREF3006", "nearest": "EPSG:3006"}


def test_a_cursor_holds_for_its_own_question_alone():
    query = RowQuery(filters=(Filter("ort", "exact", ("Åmål",)),), sort=(("id", True),))
    cursor = Cursor("0123456789abcdef", mark_of(query), row=7)
    assert Cursor.read(str(cursor)) == cursor
    assert cursor.resumed(replace(query, limit=3)) == replace(query, limit=3, after=7)
    with pytest.raises(Invalid, match="cursor_of_another"):
        cursor.resumed(replace(query, sort=()))
    groups = replace(query, group_by=("ort",), select=("count",))
    assert Cursor("v", mark_of(groups), offset=20).resumed(groups).offset == 20


@given(st.text() | st.binary().map(lambda made: base64.urlsafe_b64encode(made).decode()))
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(Invalid, match="cursor_unusable"):
        Cursor.read(text)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (RowQuery(select=("ort", "count")), "column_not_grouped"),
        (RowQuery(select=("sum.ort",)), "aggregate_impossible"),
        (RowQuery(select=("avg.dag",)), "aggregate_impossible"),
        (RowQuery(select=("sum.",)), "unknown_column"),
        (RowQuery(select=("som.invanare",)), "unknown_column"),
        (RowQuery(group_by=("ort",), sort=(("id", False),)), "column_not_grouped"),
        (RowQuery(group_by=("orten",)), "unknown_column"),
        (RowQuery(group_by=("month.dagen",)), "unknown_column"),
        (RowQuery(group_by=("month.ort",)), "step_impossible"),
        (RowQuery(group_by=("bin.2.ort",)), "step_impossible"),
        (RowQuery(group_by=("bin.dag",)), "step_impossible"),
        (RowQuery(group_by=("bin.invanare",)), "step_unusable"),
        (RowQuery(group_by=("bin.0.invanare",)), "step_unusable"),
        (RowQuery(group_by=("bin.-1.invanare",)), "step_unusable"),
        (RowQuery(group_by=("bin.1e3.invanare",)), "step_unusable"),
        (RowQuery(sort=(("count", False),)), "unknown_column"),
    ],
)
def test_groups_that_cannot_be_made_are_refused(places, query, code):
    with pytest.raises(Invalid) as refused:
        compiled(query, places.fields)
    assert refused.value.code == code
    assert set(refused.value.facts) == set(tabular.REFUSALS[code])


def test_a_column_called_count_is_a_column_until_there_are_groups():
    fields = [{"name": "count", "type": "integer"}, {"name": "ort", "type": "string"}]
    assert compiled(RowQuery(select=("count",)), fields).row_sql
    assert "count(*)" in compiled(RowQuery(select=("count",), group_by=("ort",)), fields).sql
    assert "count(*)" not in compiled(RowQuery(select=("count",), group_by=("count",)), fields).sql


@pytest.mark.parametrize(
    ("style", "first", "row"),
    [
        (Style(";", ",", bom=True), b"\xef\xbb\xbfid;andel", b"2;2,25"),
        (Style("\t"), b"id\tandel", b"2\t2.25"),
        (Style(",", ","), b"id,andel", b'2,"2,25"'),
    ],
)
def test_csv_comes_in_the_style_that_is_asked_for(places, tmp_path, style, first, row):
    query = RowQuery((Filter("ort", "exact", ("Åmål",)),), select=("id", "andel"), limit=None)
    path = places.engine.write(tabular.QueryFile(places.path, places.fields), query, "csv", tmp_path, style=style)
    assert path.read_bytes() == first + b"\r\n" + row + b"\r\n"
