"""What a file is, by its content. The name is the sender's claim and decides nothing."""

import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from opendata.errors import Invalid
from opendata.tabular.read.table import Kind

SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x1f\x8b", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"Rar!", "zip"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "database"),
    (b"{\\rtf", "document"),
)
MARKUP = (
    (re.compile(rb"\s*<(!doctype html|html|head|body)\b", re.IGNORECASE), "html"),
    (re.compile(rb"\s*<(\?xml|[a-z]+:?[a-z]*\s+xmlns)", re.IGNORECASE), "xml"),
    (re.compile(rb'\s*(\{\s*"|\[\s*[\[{"]|\[\s*\])'), "json"),
)
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
FIRST = 4096


def kind_of(path: Path) -> Kind:
    """Text that may be a table, or an XLSX workbook.

    Invalid `file_empty`, `not_a_table` (kind), `spreadsheet_broken` (reason).
    """
    with path.open("rb") as stream:
        first = stream.read(FIRST)
    if not first:
        raise Invalid("file_empty")
    if first.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path)
    for signature, kind in SIGNATURES:
        if first.startswith(signature):
            raise Invalid("not_a_table", kind=kind)
    text = first.removeprefix(BOMS[0])
    if first.startswith(BOMS[1:]):
        text = first[2:].replace(b"\0", b"")
    for pattern, kind in MARKUP:
        if pattern.match(text):
            raise Invalid("not_a_table", kind=kind)
    return "csv"


def _kind_of_archive(path: Path) -> Kind:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except BadZipFile as error:
        raise Invalid("spreadsheet_broken", reason=str(error)) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Invalid("not_a_table", kind="document")
    raise Invalid("not_a_table", kind="ods" if "content.xml" in names else "zip")
