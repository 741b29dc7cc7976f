"""The shortcut for large regular sheets gives the same table as the ordinary way."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular.read.sheets import regular

FORMATS = ("General", "0.00", "0%", '# ##0 "kr"', "@", "#,##0 [$kr]")
DAYS = ("yyyy-mm-dd", "d mmm yyyy", "yyyy-mm-dd hh:mm:ss")
NUMBERS = (0, 1, -1, 7, 1.5, 0.1 + 0.2, 84700.53999999999, 123456789012345, 1e-3, 36526, 1e14, -12345.678, 1 / 3)
ODD_NUMBERS = (1e15, 1e21, 1e-5, -1e-7, 0.5, 60, -0.0, 3e6, 2**53)
MOMENTS = (61, 36526, 36526.25, 44000.000011, 36526.123456789, 45000.999999999, 2958465, 25569, 100.75)
TEXTS = ("a", "å b", " x ", "a&b<c>\"d'", "..", "ja", "Övrigt, annat", "=x", "'a", "x;y", "\u00a0", "Summa", "a\tb")
ODD_TEXTS = ("7", "1,5", "2024-01-31", "a\nb", "_x000D_", "\u2028", "", "x" * 3000)


def cells(random: Random, kind: str, odd: bool) -> tuple[list[Any], Sequence[str]]:
    """Values that a column holds, and the formats that they may be in."""
    match kind:
        case "number":
            return random.sample(NUMBERS, 6) + (random.sample(ODD_NUMBERS, 2) if odd else []), FORMATS
        case "moment":
            pool = MOMENTS[:2] if random.random() < 0.3 else MOMENTS
            return [*pool, *(random.sample(ODD_NUMBERS, 1) if odd else [])], DAYS
        case "truth":
            return [True, False], FORMATS
        case "text":
            return random.sample(TEXTS, 5) + (random.sample(ODD_TEXTS, 2) if odd else []), FORMATS
        case _:
            return [*random.sample(NUMBERS, 2), *random.sample(TEXTS, 2), True], FORMATS


def book(path: Path, random: Random) -> None:
    """A sheet that is regular, or nearly."""
    odd = random.random() < 0.3
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": random.random() < 0.5}
    with xlsxwriter.Workbook(str(path), options) as made:
        formats = {one: made.add_format({"num_format": one}) for one in FORMATS + DAYS}
        sheet = made.add_worksheet()
        if random.random() < 0.2:
            made.add_worksheet("Mer").write(0, 0, "x")
        kinds = ["number", *random.choices(("number", "moment", "truth", "text", "mixed"), k=random.randint(1, 5))]
        for place in range(len(kinds)):
            sheet.write_string(0, place, f"titel {place}")
        pools, known = zip(*(cells(random, kind, odd) for kind in kinds), strict=True)
        styles = [[formats[one] for one in random.sample(some, random.choice((1, 1, 2)))] for some in known]
        gaps = random.choice((0, 0, 0.1))
        for row, place in product(range(1, 400), range(len(kinds))):
            value = row if place == 0 and not odd else random.choice(pools[place])
            put(sheet, row, place, None if random.random() < gaps else value, random.choice(styles[place]))
        if odd:
            random.choice(ODDITIES)(sheet)


def put(sheet: Any, row: int, place: int, value: Any, style: Any) -> None:
    match value:
        case None if row % 2:
            sheet.write_blank(row, place, None, style)
        case bool():
            sheet.write_boolean(row, place, value, style)
        case str():
            sheet.write_string(row, place, value, style)
        case int() | float():
            sheet.write_number(row, place, value, style)


ODDITIES = (
    lambda sheet: sheet.write_formula(400, 1, "=1+1", None, 2),
    lambda sheet: sheet.set_row(400, None, None, {"hidden": True}),
    lambda sheet: sheet.set_column(1, 1, None, None, {"hidden": True}),
    lambda sheet: sheet.merge_range(400, 0, 401, 0, "x"),
    lambda sheet: sheet.write_string(405, 0, "Källa: staden"),
    lambda sheet: sheet.write_string(400, 9, "längre ut"),
    lambda sheet: sheet.set_row(400, 30),
)


def outcome(source: Path, folder: Path) -> tabular.Table | str:
    try:
        return tabular.read(source, folder)
    except Invalid as refused:
        return refused.code


def both(source: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[tabular.Table | str, tabular.Table | str]:
    folders = source.parent / "quick", source.parent / "slow"
    for folder in folders:
        folder.mkdir(exist_ok=True)
    with monkeypatch.context() as patch:
        patch.setattr(regular, "SMALLEST", 0)
        quick = outcome(source, folders[0])
    return quick, outcome(source, folders[1])


def same(quick: tabular.Table | str, slow: tabular.Table | str) -> None:
    if isinstance(quick, str) or isinstance(slow, str):
        assert quick == slow
        return
    assert list(quick.cells()) == list(slow.cells())
    assert list(quick.whole()) == list(slow.whole())
    assert replace(quick, path=slow.path, text=None, scratch=None, beyond=slow.beyond) == slow


@given(st.integers(0, 2**60))
def test_both_ways_give_the_same_table(tmp_path_factory, seed):
    source = tmp_path_factory.mktemp("regular") / "book.xlsx"
    book(source, Random(seed))
    with pytest.MonkeyPatch.context() as monkeypatch:
        same(*both(source, monkeypatch))


@given(st.integers(0, 2**60))
def test_both_ways_say_the_same_of_a_sheet_that_was_tampered_with(tmp_path_factory, seed):
    random = Random(seed)
    source = tmp_path_factory.mktemp("tampered") / "book.xlsx"
    book(source, random)
    tampered(source, random)
    with pytest.MonkeyPatch.context() as monkeypatch:
        same(*both(source, monkeypatch))


PIECES = (
    '<c r="A7"><v>1</v></c>', '<c r="ZZ7" s="1"/>', '</row><row r="9">', '<row r="1300"/>', "<v>2</v>", " ", "1", "E5",
    ' t="s"', ' t="str"', ' t="d"', ' t="e"', ' t="n"', ' s="3"', "<f>1</f>", "&#229;", "&eacute;", "&amp;", "+1", "_",
    "<!-- x -->", "<![CDATA[x]]>", ".", "-", "'", "\n", "A", "z", "<extLst/>", "<r><t>x</t></r>", "å", "0", "]]>",
    ' xml:space="preserve"',
)  # fmt: skip


def tampered(path: Path, random: Random) -> None:
    """One change to the XML of the rows: something put in, left out or doubled."""
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    part = "xl/worksheets/sheet1.xml"
    begin, end = parts[part].index(b"<sheetData>") + 11, parts[part].index(b"</sheetData>")
    rows = parts[part][begin:end].decode()
    at = random.choice([place.start() + random.randrange(4) for place in re.finditer('[<>"]', rows)])
    match random.randrange(3):
        case 0:
            rows = rows[:at] + random.choice(PIECES) + rows[at:]
        case 1:
            rows = rows[:at] + rows[at + random.randrange(1, 40) :]
        case _:
            rows = rows[:at] + rows[at : at + random.randrange(1, 60)] + rows[at:]
    parts[part] = parts[part][:begin] + rows.encode() + parts[part][end:]
    with zipfile.ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="46"/></cellXfs>'
)


def made_of(folder: Path, rows: str, shared: str = "", around: tuple[str, str] = ("", ""), book: str = "") -> Path:
    """A workbook whose one sheet has this XML."""
    relation = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/%s" Target="%s"/>%s</Relationships>'
    )
    texts = f'<Relationship Id="b" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    styles = f'<Relationship Id="c" Type="{OFFICE}/styles" Target="styles.xml"/>'
    parts = {
        "_rels/.rels": relation % ("officeDocument", "xl/workbook.xml", ""),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>'
        '<sheet name="Blad" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation % ("worksheet", "worksheets/sheet1.xml", texts + styles),
        "xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        f'<worksheet xmlns="{MAIN}">{around[0]}<sheetData>{rows}</sheetData>{around[1]}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>',
    }
    source = folder / "book.xlsx"
    with zipfile.ZipFile(source, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return source


def rows_of(title: str, row: str) -> str:
    """Rows with `#` for the number."""
    return title + "".join(row.replace("#", str(number)) for number in range(2, 1500))


EXCEL = rows_of(
    '<row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    '<c r="C1" t="s"><v>2</v></c></row>',
    '<row r="#" spans="1:3" x14ac:dyDescent="0.25"><c r="A#" t="s"><v>%s</v></c><c r="B#" s="1"><v>40#.5</v></c>'
    '<c r="C#"><v>#.1</v></c></row>',
)
SHARED = "<si><t>Namn</t></si><si><t>Datum</t></si><si><t>Tal</t></si>"
LIBRE = rows_of(
    '<row r="1" customFormat="false" ht="12.8" hidden="false" collapsed="false"><c r="A1" s="0" t="inlineStr"><is>'
    '<t xml:space="preserve"> Namn</t></is></c><c r="B1" s="0" t="str"><v>Tal</v></c></row>',
    '<row r="#" customFormat="false" ht="12.8" hidden="false" collapsed="false"><c r="A#" s="0" t="inlineStr"><is>'
    '<t xml:space="preserve"> å &amp; # ö</t></is></c><c r="B#" s="0" t="n"><v>#</v></c></row>',
)


@pytest.mark.parametrize(
    ("rows", "shared"),
    [
        (EXCEL.replace("%s", "3"), SHARED + "<si><t>Å &lt; &quot;b&quot;</t></si>"),
        (EXCEL.replace("%s", "3"), SHARED + '<si><t xml:space="preserve">  två\nrader </t></si>'),
        (LIBRE, ""),
    ],
)
def test_sheets_by_excel_and_by_others_take_the_shortcut(tmp_path, monkeypatch, rows, shared):
    source = made_of(tmp_path, rows, shared)
    same(*both(source, monkeypatch))
    monkeypatch.setattr(regular, "SMALLEST", 0)
    table = regular.read(source, tmp_path, tabular.Given())
    assert table is not None and table.rows == 1498
    assert {path.name for path in tmp_path.glob("*.*")} <= {"book.xlsx", "rows.csv", "plain.csv"}


@pytest.mark.parametrize(
    "shared",
    [
        "<si><r><t>Å</t></r><r><t>b</t></r></si>",
        "<si><t>a</t><rPh sb='0' eb='1'><t>b</t></rPh></si>",
        "<si/><si><t>x</t></si>",
        "<si><t/></si><si><t>x</t></si>",
        "<si><t></t></si><si><t>x</t></si>",
        "<si><t>_x000D_</t></si>",
        "<si><t>&#229;</t></si>",
        "<si><t>a\r\nb</t></si>",
        "<!-- <si> --><si><t>x</t></si>",
        "<si><t>a</t></si>\n<si><t>x</t></si>",
        "",
    ],
)
def test_shared_texts_of_any_form_are_the_same_both_ways(tmp_path, monkeypatch, shared):
    for number in "34":
        same(*both(made_of(tmp_path, EXCEL.replace("%s", number), SHARED + shared + "<si><t>y</t></si>"), monkeypatch))
        same(*both(made_of(tmp_path, EXCEL.replace("%s", number), shared + SHARED + "<si><t>y</t></si>"), monkeypatch))


@pytest.mark.parametrize(
    ("around", "book"),
    [
        (("", '<mergeCells count="1"><mergeCell ref="A7:A9"/></mergeCells>'), ""),
        (('<cols><col min="2" max="2" width="9" hidden="1"/></cols>', ""), ""),
        (("", "<autoFilter ref='A1:C9'/>"), ""),
        (("", ""), '<workbookPr date1904="1"/>'),
    ],
)
def test_what_stands_around_the_rows_counts_too(tmp_path, monkeypatch, around, book):
    rows = EXCEL.replace("%s", "3").replace('<c r="A8" t="s"><v>3</v></c>', "")
    same(*both(made_of(tmp_path, rows, SHARED + "<si><t>y</t></si>", around, book), monkeypatch))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="700"', '<row r="699"'),
        ('<c r="B700"', '<c r="B701"'),
        ('<c r="B700"', '<c r="A700"'),
        ('<c r="B700"', '<c r="D700"'),
        ('<c r="C700"', '<c r="ZZ700"'),
        ('<row r="700"', '<row r="700" hidden="1"'),
        ('<c r="C700">', '<c r="C700" t="e">'),
        ('<c r="C700">', '<c r="C700" s="2">'),
        ('<c r="C700">', '<c r="C700"><f>A1</f>'),
        ("<v>700.1</v>", "<v>7E2</v>"),
        ("<v>700.1</v>", "<v>1E-7</v>"),
        ("<v>700.1</v>", "<v>-0</v>"),
        ("<v>700.1</v>", "<v>7 00</v>"),
        ("<v>700.1</v>", "<v>nan</v>"),
        ("<v>700.1</v>", "<v/>"),
        ("<v>700.1</v>", "<v></v>"),
        ('<c r="C700"><v>700.1</v></c>', '<c r="C700" t="str"><v>7,5</v></c>'),
        ('<c r="C700"><v>700.1</v></c>', '<c r="C700" s="1"/>'),
        ('<c r="C700"><v>700.1</v></c>', ""),
        ("<v>40700.5</v>", "<v>60</v>"),
        ("<v>40700.5</v>", "<v>0.25</v>"),
        ("<v>40700.5</v>", "<v>-3</v>"),
        ("<v>40700.5</v>", "<v>47000</v>"),
        ("<v>40700.5</v>", "<v>47000.000001</v>"),
    ],
)
def test_one_odd_cell_is_read_the_same_both_ways(tmp_path, monkeypatch, old, new):
    rows = EXCEL.replace("%s", "3")
    assert old in rows
    same(*both(made_of(tmp_path, rows.replace(old, new), SHARED + "<si><t>y</t></si>"), monkeypatch))
