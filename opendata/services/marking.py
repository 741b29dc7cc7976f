"""The publisher's own file as a workbook in which everything that the check found is marked."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from opendata import tabular
from opendata.errors import Invalid, NotFound
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
    source = files.as_path(version.sha256)
    table = tabular.read(source, folder, filename=version.filename, given=given)
    marks = [
        tabular.Mark(finding.row, finding.column, word(finding), finding.severity == "error")
        for finding in report.findings
        if finding.row is not None and "beside" not in finding.facts
    ]
    path = folder / "marked.xlsx"
    tabular.mark(table, marks, path, _other_sheets(source, folder, table.reading))
    return path


def _other_sheets(source: Path, folder: Path, reading: tabular.Reading) -> Iterator[tabular.Table]:
    """The workbook's other sheets that have content, one at a time."""
    for sheet in reading.sheets if reading.kind != "geopackage" else ():
        if sheet != reading.sheet:
            with TemporaryDirectory(dir=folder) as scratch, suppress(Invalid):
                yield tabular.read(source, Path(scratch), given=tabular.Given(member=reading.member, sheet=sheet))
