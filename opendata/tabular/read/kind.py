"""What a file is, by its content. The name is the sender's claim and decides nothing."""

import re
from collections.abc import Iterable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from opendata.errors import Invalid

SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"BM", "bmp"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"{\\rtf", "rtf"),
    (b"\0\1\0\0Standard ", "database"),
    (b"AC10", "dwg"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
)
"""First bytes of files that are not read as tables."""
TABLES = ((b"PAR1", "parquet"), (b"\x1f\x8b", "gzip"))
MAY_BE_TEXT = (b"BM", b"BZh", b"AC10", b"ID3", b"OggS", b"PAR1")
"""A title may begin so: they count only when bytes that no text has come after."""
INSIDE = ((8, b"WEBP", "webp"), (8, b"WAVE", "wav"), (4, b"ftyp", "mp4"), (257, b"ustar", "tar"))
MARKUP = (
    (re.compile(rb"\s*(<\?xml.{0,2000}?)?<svg\b", re.IGNORECASE | re.DOTALL), "svg"),
    (
        re.compile(
            rb"\s*(<\?xml.{0,200}?)?(<!--.{0,2000}?-->\s*)?<(!doctype html|html|head|body|table)\b", re.I | re.S
        ),
        "html",
    ),
    (re.compile(rb"(from:[^\n]*\n)?mime-version: ?1\.0\b.{0,2000}?multipart/related", re.I | re.S), "html"),
    (re.compile(rb"\s*<\?xml.{0,2000}?urn:schemas-microsoft-com:office:spreadsheet", re.I | re.S), "spreadsheetml"),
    (re.compile(rb"\s*<\?xml.*?<kml\b", re.IGNORECASE | re.DOTALL), "kml"),
    (re.compile(rb"\s*<\?xml.*?<gpx\b", re.IGNORECASE | re.DOTALL), "gpx"),
    (re.compile(rb"\s*<\?xml.*?opengis\.net/(gml|wfs)", re.IGNORECASE | re.DOTALL), "gml"),
    (re.compile(rb"\s*<\?xml.*?\brdf:RDF\b", re.IGNORECASE | re.DOTALL), "rdf"),
    (re.compile(rb"\s*<(\?xml|[a-z]+:?[a-z]*\s+xmlns)", re.IGNORECASE), "xml"),
)
COMMENTS = re.compile(rb"(\s+|//[^\r\n]*|/\*.*?\*/|\x1e)*", re.DOTALL)
JSON = re.compile(rb"""\{\s*(["'}]|\w+\s*:|//|/\*|$)|\[\s*([\[{"\]]|//|/\*|$)""")
HEADERS = re.compile(rb"HTTP/\d(\.\d)? \d{3}[^\r\n]*\r?\n([\w-]+:[^\r\n]*\r?\n)*\r?\n|([\w-]+: [^\r\n]*\r?\n){2,}\r?\n")
PX = re.compile(rb'\s*([A-Z][A-Z0-9-]*(\[[\w-]+\])?(\("[^"]*"(,"[^"]*")*\))?\s*=[^;]*;\s*){3}')
BOMS = (b"\xff\xfe", b"\xfe\xff")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
"""Names in the directory of an OLE compound file. The first: a workbook or document with a password."""
PACKED = (
    (re.compile(r"xl/workbook\d*\.xml"), "xlsx"),
    (re.compile(r"xl/workbook\.bin"), "xlsb"),
    (re.compile(r"word/"), "docx"),
    (re.compile(r"ppt/"), "pptx"),
    (re.compile(r"META-INF/container\.xml"), "epub"),
)
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_DOCUMENTS = {"spreadsheet": "ods", "text": "odt", "presentation": "odp"}
GEOPACKAGES = (b"GPKG", b"GP10", b"GP11")
"""The application id of a GeoPackage (OGC 12-128r19, requirement 2), at byte 68 of an SQLite file."""
FIRST = 65_536
CHUNK = 1 << 20
READABLE = ("csv", "xlsx", "xls", "ods", "json", "geopackage", "parquet", "px", "zip", "gzip")


def kind_of(path: Path) -> str:
    """One of READABLE: `csv` for any text that is nothing else, `json` for all kinds of JSON, `zip` for any archive.

    Invalid `file_empty`, `not_a_table` (kind), `file_locked`, `archive_broken` (reason), `headers_in_front` (row).
    """
    with path.open("rb") as stream:
        first = stream.read(FIRST)
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _if_readable(_packed(path))
    if first.startswith(OLE):
        return _if_readable(_compound(path))
    return kind_of_beginning(first)


def kind_of_beginning(first: bytes) -> str:
    """As kind_of, by the first FIRST bytes; for all but zip and OLE files those are enough. Errors as there."""
    if not first:
        raise Invalid("file_empty")
    return _if_readable("xls" if first.startswith(OLE) else _binary(first) or _text(first))


def _if_readable(kind: str) -> str:
    if kind == "locked":
        raise Invalid("file_locked")
    if kind not in READABLE:
        raise Invalid("not_a_table", kind=kind)
    return kind


def _binary(first: bytes) -> str | None:
    if first.startswith(b"SQLite format 3\0"):
        return "geopackage" if first[68:72] in GEOPACKAGES else "database"
    for signature, kind in (*SIGNATURES, *TABLES):
        if first.startswith(signature) and (signature not in MAY_BE_TEXT or b"\0" in first):
            return kind
    for place, signature, kind in INSIDE:
        if first[place : place + len(signature)] == signature and b"\0" in first:
            return kind
    return None


def _text(first: bytes) -> str:
    text = first.removeprefix(b"\xef\xbb\xbf")
    if text.startswith(BOMS) or b"\0" in text[:2]:
        text = text.removeprefix(BOMS[0]).removeprefix(BOMS[1]).replace(b"\0", b"")
    for pattern, kind in MARKUP:
        if pattern.match(text):
            return kind
    headers = HEADERS.match(text)
    if headers and JSON.match(text, _skipped(text, headers.end())):
        raise Invalid("headers_in_front", row=text[: headers.end()].count(b"\n"))
    if JSON.match(text, _skipped(text, 0)):
        return "json"
    if PX.match(text) and re.search(rb"\b(STUB|HEADING|MATRIX|CONTENTS|DATA)(\[\w+\])?\s*=", text):
        return "px"
    return "csv"


def _skipped(text: bytes, start: int) -> int:
    found = COMMENTS.match(text, start)
    return found.end() if found else start


def _packed(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    said = stream.read(200).decode("ascii", "replace")
                if said.startswith(OPEN_DOCUMENT):
                    return OPEN_DOCUMENTS.get(said.removeprefix(OPEN_DOCUMENT).split("-")[0].strip(), "document")
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Invalid("archive_broken", reason=str(error)) from error
    return _office(names) or "zip"


def _office(names: Iterable[str]) -> str | None:
    for pattern, kind in PACKED:
        if any(pattern.match(name) for name in names):
            return kind
    return None


def _compound(path: Path) -> str:
    """By the names of the streams, which are somewhere in the file as UTF-16."""
    found = set()
    left = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            found |= {name for name, _ in OLE_STREAMS if f"{name}\0".encode("utf-16-le") in left + chunk}
            left = chunk[-64:]
    return next((kind for name, kind in OLE_STREAMS if name in found), "document")
