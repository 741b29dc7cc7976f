"""A copy for Excel in which the bad cells are marked."""

from pathlib import Path
from zipfile import ZipFile

from python_calamine import load_workbook

from opendata import tabular
from tests.tabular.conftest import Made


def copy_of(folder: Path, text: str, marks: list[tabular.Mark]) -> Path:
    source = folder / "source.csv"
    source.write_text(text, encoding="utf-8")
    path = folder / "marked.xlsx"
    tabular.mark(tabular.read(source, folder), marks, path)
    return path


def test_every_cell_stands_where_the_report_says_and_as_it_was_read(tmp_path: Path) -> None:
    path = copy_of(tmp_path, "\n\nKod;Antal\n0114;tolv\n0115;=1+1\n", [tabular.Mark(4, "Antal", "Skriv 12.")])
    rows = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[2:] == [["Kod", "Antal"], ["0114", "tolv"], ["0115", "=1+1"]]


def test_the_bad_cell_has_a_comment_in_words(tmp_path: Path) -> None:
    path = copy_of(tmp_path, "Kod;Antal\n0114;tolv\n", [tabular.Mark(2, "Antal", "Skriv talet med siffror.")])
    with ZipFile(path) as archive:
        comments = archive.read("xl/comments1.xml").decode()
    assert 'ref="B2"' in comments
    assert "Skriv talet med siffror." in comments


def test_what_is_about_a_row_or_a_title_stands_in_its_cell(tmp_path: Path) -> None:
    marks = [tabular.Mark(3, None, "För många celler."), tabular.Mark(1, "b", "Rubriken finns två gånger.")]
    path = copy_of(tmp_path, "a;b\n1;2\n3;4\n", marks)
    with ZipFile(path) as archive:
        comments = archive.read("xl/comments1.xml").decode()
    assert 'ref="A3"' in comments
    assert 'ref="B1"' in comments


def test_the_other_sheets_are_kept_under_their_names(workbook: Made, tmp_path: Path) -> None:
    sheets = {"Data 2024": [["Kod", "Antal"], ["0114", "tolv"]], "Förklaring": [["Kod", "Ort"], ["0114", "Väsby"]]}
    made = workbook(sheets)
    (tmp_path / "other").mkdir()
    other = tabular.read(tmp_path / "upload.xlsx", tmp_path / "other", given=tabular.Given(sheet="Förklaring"))
    path = tmp_path / "marked.xlsx"
    tabular.mark(made, [tabular.Mark(2, "Antal", "Skriv 12.")], path, [other])
    book = load_workbook(path)
    assert {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names} == sheets
