"""Personal data in what a file holds beside the table that was read: its original is offered whole.

Every other sheet (hidden ones too), table, layer and file in an archive is read as a table of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from opendata.errors import Invalid
from opendata.model.report import Finding
from opendata.tabular.personal.scan import scan
from opendata.tabular.read import Given, Reading, Table, read


def search(source: Path, folder: Path, given: Given, reading: Reading) -> list[Finding]:
    """As scan, of all that `source` holds but the table that was read so; empty sheets have none.

    Facts beside scan's: `beside` ("sheet", "layer", "table" or "member") and by that name which one it is. Rows are
    those of that sheet or file.
    """
    found: list[Finding] = []
    for beside, one in _others(given, reading):
        with TemporaryDirectory(dir=folder, prefix="beside-") as scratch:
            table = _read(source, Path(scratch), one)
            if table is None:
                continue
            found += _told(scan(table), beside, one)
            if beside != "table":
                sheets = table.reading.sheets if beside == "member" else ()
                within = search(source, Path(scratch), one, replace(table.reading, sheets=sheets, members=()))
                found += _told(within, beside, one)
    return found


def _others(given: Given, reading: Reading) -> Iterator[tuple[str, Given]]:
    """What else can be read, and how to ask for it. Of another sheet or file nothing is known beforehand."""
    here = replace(given, member=reading.member, sheet=reading.sheet, header_row=None, header_rows=None)
    for number in range(1, reading.tables + 1):
        if number != reading.table:
            yield "table", replace(here, table=number)
    for sheet in reading.sheets:
        if sheet != reading.sheet:
            yield "layer" if reading.kind == "geopackage" else "sheet", Given(member=reading.member, sheet=sheet)
    for member in reading.members:
        if member != reading.member:
            yield "member", Given(member=member)


def _read(source: Path, folder: Path, given: Given) -> Table | None:
    try:
        return read(source, folder, given=given)
    except Invalid as error:
        if error.code not in ("file_empty", "not_a_table"):
            raise
    return None


def _told(findings: list[Finding], beside: str, given: Given) -> Iterator[Finding]:
    name = {"sheet": given.sheet, "layer": given.sheet, "table": given.table, "member": given.member}[beside]
    for finding in findings:
        yield replace(finding, facts={**finding.facts, "beside": beside, beside: name})
