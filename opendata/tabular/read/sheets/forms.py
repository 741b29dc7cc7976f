"""The forms in which cells stand in the XML of a sheet, and what SQL takes out of them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal, Self
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from opendata.tabular.database import cell, text

Meaning = Literal["number", "moment", "text", "shared", "truth", "blank"]

ATTRIBUTES = re.compile(r'"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")?')
INLINE = ("<is><t>", '<is><t xml:space="preserve">')
MEANINGS: Mapping[tuple[str, str], Meaning] = {
    ("s", "<v>"): "shared",
    ("b", "<v>"): "truth",
    ("str", "<v>"): "text",
    **{("inlineStr", opening): "text" for opening in INLINE},
}
UNLIKE = "error('unlike')"
DAY, TIME, SHARED = "chr(1)", "chr(2)", "chr(3)"
"""What marks a day and a moment at their ends, and the number of a shared text before it. XML can't hold these."""
FIRST_DAY, LAST_DAY = 61, 2_958_465
"""1 March 1900 and 31 December 9999; Excel counts a 29 February 1900 that never was."""
DAYS_TO_1970 = 25_569
MOST_STYLES = 8 << 20
"""Bytes of XML."""
STYLES = "xl/styles.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = f'<workbook xmlns:r="{OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="a"/></sheets></workbook>'
RELATIONS = '<Relationships><Relationship Id="a" Type="{}" Target="{}"/></Relationships>'


@dataclass(frozen=True)
class Form:
    """A cell is its reference, `before`, a value, and `after`. A blank one ends with `before`."""

    before: str
    after: str
    meaning: Meaning

    @classmethod
    def of(cls, before: str, after: str, numbers: Mapping[str, Meaning]) -> Self | None:
        """None for what isn't known. `numbers` tells the meaning of those that have such a style."""
        tag, _, opening = before.partition(">")
        told = ATTRIBUTES.fullmatch(tag.removesuffix("/"))
        if told is None:
            return None
        style, kind = told.groups()
        if tag.endswith("/"):
            return None if kind else cls(before, "", "blank")
        is_number = kind in (None, "n") and opening == "<v>"
        meaning = numbers.get(style or "0") if is_number else MEANINGS.get((kind or "", opening))
        return cls(before, after, meaning) if meaning else None

    def matches(self, place: int, letters: str) -> str:
        """SQL: the cell is of this form, letter for letter, in the column with these letters and the row `number`."""
        value = "''" if self.meaning == "blank" else value_of(place)
        parts = (text(letters), "number", text(self.before), value, text(self.after))
        return f"{cell(place)} = concat({', '.join(parts)})"

    def sql(self, place: int) -> str:
        """SQL: the text of a cell that is of this form."""
        value = value_of(place)
        match self.meaning:
            case "blank":
                return "NULL"
            case "shared":
                return f"{SHARED} || {value}"
            case "truth":
                return f"CASE {value} WHEN '1' THEN 'true' WHEN '0' THEN 'false' ELSE {UNLIKE} END"
            case "text":
                return (
                    f"CASE WHEN {value} = '' THEN {UNLIKE} WHEN contains({value}, '&') THEN {_unescaped(value)} "
                    f"ELSE {value} END"
                )
            case "number":
                return _number(number_of(place))
            case "moment":
                return _moment(number_of(place))


def value_of(place: int) -> str:
    """SQL: the name of what stands where a value should in the cell."""
    return f"v{place}"


def number_of(place: int) -> str:
    """SQL: the name of that as a number."""
    return f"x{place}"


def value(place: int) -> str:
    """SQL: what stands where a value should in the cell."""
    tags = f"CASE WHEN ends_with({cell(place)}, '</v></c>') THEN 3 ELSE 4 END"
    return f"split_part(split_part({cell(place)}, '>', {tags}), '<', 1)"


def number(place: int) -> str:
    """SQL: that as a number, if it is written as calamine reads numbers."""
    is_number = f"regexp_full_match({value_of(place)}, '-?[0-9.]+(?:[eE][-+]?[0-9]+)?')"
    return f"CASE WHEN {is_number} THEN TRY_CAST({value_of(place)} AS DOUBLE) END"


def _number(x: str) -> str:
    """As `spreadsheet` writes it; not what would have an exponent, nor a nought below nought."""
    return (
        f"CASE WHEN {x} = trunc({x}) AND abs({x}) < 1e15 AND NOT ({x} = 0 AND signbit({x})) "
        f"THEN CAST(CAST({x} AS BIGINT) AS VARCHAR) "
        f"WHEN abs({x}) BETWEEN 1e-4 AND 1e14 THEN printf('%.15g', {x}) ELSE {UNLIKE} END"
    )


def _moment(x: str) -> str:
    """Days are whole numbers. What is not is rounded to milliseconds, as calamine does."""
    thousandths = f"CAST(round({x} * 86400000) AS BIGINT)"
    moment = f"make_timestamp(({thousandths} - {DAYS_TO_1970 * 86_400_000}) * 1000)"
    day = f"CAST(DATE '1970-01-01' + CAST({x} - {DAYS_TO_1970} AS INTEGER) AS VARCHAR)"
    return (
        f"CASE WHEN {x} BETWEEN {FIRST_DAY} AND {LAST_DAY} THEN CASE WHEN {x} = trunc({x}) THEN {day} || {DAY} "
        f"WHEN {thousandths} % 1000 = 0 THEN replace(CAST({moment} AS VARCHAR), ' ', 'T') || {TIME} "
        f"ELSE strftime({moment}, '%Y-%m-%dT%H:%M:%S.%f') || {TIME} END ELSE {UNLIKE} END"
    )


def _unescaped(value: str) -> str:
    plain = value
    for name, sign in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        plain = f"replace({plain}, '&{name};', {text(sign)})"
    return f"CASE WHEN contains({value}, '&#') THEN {UNLIKE} ELSE {plain} END"


def numbers(archive: ZipFile, styles: Collection[str]) -> dict[str, Meaning]:
    """What numbers in these styles are by calamine, which is asked with a workbook that has one in each."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" s="{style}"><v>{FIRST_DAY}.5</v></c></row>'
        for row, style in enumerate(styles, 1)
    )
    if archive.getinfo(STYLES).file_size > MOST_STYLES:
        return {}
    sink = BytesIO()
    with ZipFile(sink, "w") as made:
        made.writestr(STYLES, archive.read(STYLES))
        made.writestr("_rels/.rels", RELATIONS.format(f"{OFFICE}/officeDocument", "xl/workbook.xml"))
        made.writestr("xl/workbook.xml", WORKBOOK)
        made.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(f"{OFFICE}/worksheet", "sheet.xml"))
        made.writestr("xl/sheet.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    sink.seek(0)
    cells = [row[0] for row in CalamineWorkbook.from_filelike(sink).get_sheet_by_index(0).iter_rows()]
    known: dict[type, Meaning] = {float: "number", datetime: "moment"}
    return {style: known[type(cell)] for style, cell in zip(styles, cells, strict=True) if type(cell) in known}
