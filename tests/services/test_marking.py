"""The file as a workbook with what was found marked."""

import io
from pathlib import Path

import xlsxwriter
from python_calamine import load_workbook

from opendata.model import Finding, Report, Version
from opendata.services import marking
from opendata.wiring import Platform

SHEETS = {"Om": [["Rapport 2024"], ["Se nästa blad"]], "Data": [["Kod", "Antal"], ["0114", "tolv"], ["0115", "3"]]}


def test_the_sheet_that_was_read_comes_first_and_the_others_after_it(platform: Platform, tmp_path: Path) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    kept = platform.files.keep(io.BytesIO(made.getvalue()))
    report = Report.of([Finding("type_error", row=2, column="Antal", value="tolv")])
    reading = {"kind": "xlsx", "sheet": "Data", "sheets": list(SHEETS), "table": 1, "tables": 1}
    version = Version(sha256=kept.sha256, filename="a.xlsx", reading=reading, stored_report=report.to_json())
    path = marking.marked(platform.files, version, lambda found: found.code, tmp_path)
    marked = load_workbook(path)
    assert marked.sheet_names == ["Data", "Om"]
    assert marked.get_sheet_by_name("Data").to_python() == SHEETS["Data"]
    assert marked.get_sheet_by_name("Om").to_python() == SHEETS["Om"]
