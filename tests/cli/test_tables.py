import csv
import json
from pathlib import Path

import duckdb
import frictionless
import pytest
from python_calamine import load_workbook

from tests.cli.conftest import Command


def test_a_sound_file_is_told_so_and_ends_with_0(opendata: Command, trees: Path, schema: Path) -> None:
    for result in (opendata("check", trees), opendata("check", trees, "--schema", schema)):
        assert (result.exit_code, result.output) == (0, "träd.csv: 2 rows, sound\n")


def test_findings_are_told_with_their_place_and_end_with_1(opendata: Command, faulty: Path, schema: Path) -> None:
    swedish = opendata("check", faulty, "--schema", schema)
    english = opendata("check", faulty, "--schema", schema, "--lang", "en")
    assert swedish.exit_code == english.exit_code == 1
    for result in (swedish, english):
        assert result.output.startswith("error: row 4, column Höjd: ")
        assert "tolv" in result.output
    assert swedish.output != english.output


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(100), b"%PDF-1.7\n" + bytes(100)])
def test_what_is_no_table_is_told_and_ends_with_2(opendata: Command, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    result = opendata("check", path)
    assert result.exit_code == 2
    assert result.output.startswith("error: ")


def test_a_report_can_be_read_by_programs(opendata: Command, faulty: Path, schema: Path) -> None:
    result = opendata("check", faulty, "--schema", schema, "--format", "json", "--lang", "en")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (report["sound"], report["errors"], report["rows"]) == (False, 1, 3)
    (finding,) = report["findings"]
    assert (finding["code"], finding["row"], finding["column"], finding["value"]) == ("type_error", 4, "Höjd", "tolv")
    assert [field["type"] for field in report["schema"]["fields"]] == ["string", "number", "number", "number"]


@pytest.mark.parametrize("content", [None, "not JSON", "[]", '{"fields": 7}'])
def test_a_schema_that_cannot_be_used_ends_with_2_and_a_sentence(
    opendata: Command, trees: Path, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "schema.json"
    if content is not None:
        path.write_text(content)
    result = opendata("check", trees, "--schema", path)
    assert result.exit_code == 2
    assert result.stderr.startswith("opendata: ")


def test_a_file_that_is_not_there_ends_with_2(opendata: Command, tmp_path: Path) -> None:
    assert opendata("check", tmp_path / "missing.csv").exit_code == 2


def read(path: Path) -> list[dict[str, object]]:
    match path.suffix:
        case ".csv":
            with path.open(newline="", encoding="utf-8") as source:
                return [{**row, "hojd": float(row["hojd"])} for row in csv.DictReader(source)]
        case ".parquet":
            found = duckdb.sql(f"SELECT art, hojd FROM '{path}'").fetchall()
            return [{"art": art, "hojd": float(hojd)} for art, hojd in found]
        case ".jsonl":
            return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        case ".json":
            return list(json.loads(path.read_text(encoding="utf-8")))
        case ".geojson":
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            return [feature["properties"] for feature in features]
        case _:
            header, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
            return [dict(zip(map(str, header), row, strict=True)) for row in rows]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl", ".json", ".geojson", ".xlsx", ".XLSX"])
def test_a_file_is_written_by_the_suffix_of_the_new_name(
    opendata: Command, trees: Path, tmp_path: Path, suffix: str
) -> None:
    output = tmp_path / f"out{suffix}"
    result = opendata("convert", trees, "-o", output)
    assert (result.exit_code, result.output) == (0, f"{output}: 2 rows\n")
    lower = output.rename(output.with_suffix(suffix.lower()))
    assert [(row["art"], row["hojd"]) for row in read(lower)] == [("Ek", 12.5), ("Björk", 8)]


def test_every_column_can_be_left_as_text(opendata: Command, tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_text("Kod,Antal\n0114,1.0\n")
    assert opendata("convert", source, "-o", output, "--text").exit_code == 0
    assert json.loads(output.read_text()) == {"kod": "0114", "antal": "1.0"}


@pytest.mark.parametrize("name", ["out", "out.docx", "out.csv.exe"])
def test_a_suffix_that_we_cannot_write_ends_with_2_and_names_those_we_can(
    opendata: Command, trees: Path, tmp_path: Path, name: str
) -> None:
    result = opendata("convert", trees, "-o", tmp_path / name)
    assert result.exit_code == 2
    assert ".parquet" in result.stderr


def test_a_table_without_places_makes_no_geojson(opendata: Command, tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.geojson"
    source.write_text("Kod,Antal\n0114,1\n")
    result = opendata("convert", source, "-o", output)
    assert result.exit_code == 2
    assert result.stderr.startswith("opendata: ")
    assert not output.exists()


def test_a_folder_that_is_not_there_ends_with_2_and_a_sentence(opendata: Command, trees: Path, tmp_path: Path) -> None:
    result = opendata("convert", trees, "-o", tmp_path / "missing" / "out.csv")
    assert result.exit_code == 2
    assert "missing" in result.stderr


def test_a_file_is_checked_against_a_specification_by_name(opendata: Command, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("place_id,name,latitude,longitude\n1480-A,A,57.7,11.9\n", encoding="utf-8")
    for name in ("badplatser", "badplatser/1.0"):
        assert opendata("check", path, "--schema", name).exit_code == 0
    path.write_text("place_id,name,latitude\n,A,57.7\n", encoding="utf-8")
    result = opendata("check", path, "--schema", "badplatser", "--lang", "en")
    assert result.exit_code == 1
    assert "requires the column longitude" in result.output
    assert "place_id" in result.output
    refused = opendata("check", path, "--schema", "badplatsen")
    assert refused.exit_code == 2
    assert "badplatser" in refused.stderr


def test_a_report_can_be_read_by_frictionless(opendata: Command, faulty: Path, schema: Path, tmp_path: Path) -> None:
    picture = tmp_path / "Bild å.csv"
    picture.write_bytes(b"%PDF-1.4")
    for file, expected in ((faulty, "type-error"), (picture, "table-error")):
        result = opendata("check", file, "--schema", schema, "--format", "frictionless")
        read = frictionless.Report.from_descriptor(json.loads(result.stdout))
        assert not read.valid
        assert expected in {error.type for error in read.tasks[0].errors}


def test_how_a_file_was_read_is_noted_and_can_be_said_otherwise(opendata: Command, tmp_path: Path) -> None:
    source, out = tmp_path / "två.csv", tmp_path / "ut.csv"
    one = "Namn;Antal\n" + "".join(f"p{n};{n}\n" for n in range(9))
    source.write_text(f"{one}\nÅr;Summa;Typ\n2020;3;x\n2021;4;y\n2022;5;z\n", "utf-8")
    checked = opendata("check", str(source), "--lang", "en")
    assert "note: The file has several tables" in checked.output
    assert "två.csv: 9 rows, sound" in checked.output
    assert "3 rows, sound" in opendata("check", str(source), "--read", "table=2").output
    assert opendata("convert", str(source), "-o", str(out), "--read", "table=2").exit_code == 0
    assert out.read_text("utf-8").startswith("ar,summa,typ")
    told = json.loads(opendata("check", str(source), "--read", "table=2", "--format", "json").output)
    assert (told["reading"]["table"], told["reading"]["tables"]) == (2, 2)


@pytest.mark.parametrize("said", ["table", "tabel=2", "table=second"])
def test_what_cannot_be_said_of_a_reading_is_refused(opendata: Command, trees: Path, tmp_path: Path, said: str) -> None:
    done = opendata("convert", str(trees), "-o", str(tmp_path / "ut.csv"), "--read", said)
    assert done.exit_code != 0
    assert "Traceback" not in done.output
