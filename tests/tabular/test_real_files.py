"""Files of others, beside the repository: read where they lie; the tests say so when they are not there."""

import json

import pytest

from opendata import tabular


@pytest.fixture
def real(tmp_path, shared):
    """Read, infer, check and convert a file as an upload; (table, report, rows, conversion)."""

    def through(name):
        source = shared / "data" / name
        table = tabular.read(source, tmp_path, filename=source.name)
        schema = tabular.infer(table)
        report = tabular.check(table, schema)
        if not report.sound:
            return table, report, [], None
        conversion = tabular.convert(table, schema, tmp_path)
        paths = {rendition.format: rendition.path for rendition in conversion.made}
        return table, report, json.loads(paths["json"].read_text("utf-8")), conversion

    return through


def test_bathing_places_with_a_bom_and_quoted_text(real):
    table, report, rows, conversion = real("badplatser/Badplatser_Harryda__2_.csv")
    assert (len(table.columns), table.columns[0], report.rows, len(rows)) == (42, "place_id", 9, 9)
    assert (rows[0]["name"], rows[0]["latitude"], rows[0]["postcode"]) == ("Frökens udde", 57.66512181118435, "435 35")
    assert conversion.geometry == ("longitude", "latitude")


def test_recycling_stations_keep_codes_and_coordinates(real):
    _, report, rows, conversion = real("atervinning/stations.csv")
    assert report.rows == len(rows) == 4774
    assert rows[0]["municipalitycode"] == "0114"
    assert conversion.left_out == ()


@pytest.mark.parametrize(
    "name", ["number_of_environmental_procurements.xlsx", "number_of_environmental_procurements.csv"]
)
def test_procurements_are_the_same_from_workbook_and_text(real, name):
    table, _, rows, _ = real(f"upphandling/{name}")
    assert table.columns == ("År", "Typ av miljömässigt hållbar upphandling", "Antal upphandlingar, Miljötyp, Summa")
    assert [(row["ar"], row["antal_upphandlingar_miljotyp_summa"]) for row in rows][:3] == [
        (2021, 19),
        (2021, 19),
        (2021, 125),
    ]


def test_a_workbook_with_a_header_only_has_no_rows(real):
    _, report, _, _ = real("upphandling/number_of_valfrihetsystem.xlsx")
    assert report.counts == {"no_rows": 1}


def test_an_unquoted_comma_is_found_at_its_row(real):
    _, report, _, _ = real("badplatser/Mariestad_1493.csv")
    assert [(finding.code, finding.row) for finding in report.findings] == [("extra_cell", 2)]


@pytest.mark.parametrize(
    ("name", "encoding", "ending", "first"),
    [
        (
            "goteborg-ledger-utf16le-bom-decimalcomma",
            "utf-16-le",
            "CRLF",
            {"belopp": 3270.5, "leverantor_id": "5560000001"},
        ),
        ("vgr-ledger-bare-cr-dotdecimal", "utf-8", "CR", {"nettobelopp": 136.98, "bokforingsdatum": "2026-01-07"}),
        (
            "excel-sv-cp1252-nbsp-thousands-total-row",
            "windows-1252",
            "CRLF",
            {"antal_arenden": 1234, "kostnad_tkr": 12345.6},
        ),
        ("goteborg-livsmedel-utf8sig-blanktype", "utf-8", "CRLF", {"namn": "Exempelkaféet", "typ": "KAFÉ"}),
        ("fortidsroster-split-codes-summa-row", "utf-8", "LF", {"lanskod": "01", "lokalid": "0114005"}),
    ],
)
def test_known_traps_are_read_right(real, name, encoding, ending, first):
    table, report, rows, _ = real(f"constructed-traps/{name}.csv")
    assert (table.reading.encoding, table.reading.line_ending) == (encoding, ending)
    assert report.sound
    assert rows[0] | first == rows[0]


def test_a_preamble_above_the_header_and_trailing_delimiters_are_no_data(real):
    table, _, _, _ = real("constructed-traps/siris-preamble-symbols.csv")
    assert (len(table.columns), table.rows, table.findings) == (11, 2, ())
    assert table.reading.texts["above"][-1] == "Valt läsår: 2018/19"


def test_an_export_with_notes_above_and_below_is_its_table(real):
    table, _, _, _ = real("skolverket/behorighet_grundskola_2024_25.csv")
    assert (len(table.columns), table.rows, table.findings) == (11, 2139, ())
    assert (table.reading.header_row, len(table.reading.texts["below"])) == (10, 27)


def test_postal_codes_are_text(real):
    _, _, rows, _ = real("refdata-codes/postal_to_municipality.csv")
    assert (len(rows), rows[0]["municipality_code"]) == (15463, "0180")


@pytest.mark.parametrize(
    ("name", "kind", "path", "rows", "columns", "first"),
    [
        ("badplatser/Badplatser_Harryda.json", "json", "results", 9, 42, {"name": "Frökens udde"}),
        (
            "constructed-traps/vasteras-rowstore-bom-in-first-key.json",
            "json",
            "results",
            2,
            6,
            {"kopare_id": "2120002080", "belopp": -1302.03},
        ),
        ("geo/swedish_municipalities.geojson", "geojson", "features", 290, 5, {"kom_namn": "Tyresö", "id": "0138"}),
        ("geo/swedish_regions.geojson", "geojson", "features", 21, 4, {"name": "Gävleborg"}),
        ("px/TAB001.px", "px", None, 5940, 6, {"region": "Österrike", "befolkning": None}),
    ],
)
def test_files_with_records_are_tables(real, name, kind, path, rows, columns, first):
    table, report, read, _ = real(name)
    assert (table.reading.kind, table.reading.path) == (kind, path)
    assert (report.rows, len(read), len(table.columns)) == (rows, rows, columns)
    assert read[0] | first == read[0]
