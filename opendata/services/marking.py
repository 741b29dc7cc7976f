"""The publisher's own file as a workbook in which everything that the check found is marked."""

from collections.abc import Callable
from pathlib import Path

from opendata import tabular
from opendata.errors import NotFound
from opendata.files import Files
from opendata.model import Finding, Version


def marked(files: Files, version: Version, word: Callable[[Finding], str], folder: Path) -> Path:
    """An XLSX in `folder`; `word` gives the sentence for a finding. The original bytes are read again as they were.

    NotFound `report_not_ready` when there is no table; TooLarge as tabular.mark.
    """
    report = version.report
    if report is None or version.reading is None:
        raise NotFound("report_not_ready", version=version.id)
    stands = {name: version.reading.get(name) for name in ("member", "sheet", "table")}
    given = tabular.Given.from_json({**stands, **(version.given_reading or {})})
    table = tabular.read(files.as_path(version.sha256), folder, filename=version.filename, given=given)
    marks = [
        tabular.Mark(finding.row, finding.column, word(finding), finding.severity == "error")
        for finding in report.findings
        if finding.row is not None and "beside" not in finding.facts
    ]
    path = folder / "marked.xlsx"
    tabular.mark(table, marks, path)
    return path
