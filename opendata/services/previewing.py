"""How a file would look if it were read in another way: its first rows, and nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opendata import tabular
from opendata.errors import Invalid, TooLarge
from opendata.files import Files
from opendata.model import Version

ROWS = 20
TEXT = ("csv", "ndjson")
HEAD_OF_TEXT = 2 * 2**20
MOST_BYTES = 32 * 2**20
"""Only of text can a part be read; a larger file of another kind would keep the reader waiting."""


@dataclass(frozen=True)
class Preview:
    """`schema` is as inferred from the part that was read, which is the whole file unless `is_part`."""

    reading: tabular.Reading
    schema: dict[str, Any]
    rows: list[list[str | None]]
    numbers: list[int]
    is_part: bool


def preview(files: Files, version: Version, reading: Mapping[str, Any]) -> Preview:
    """The first rows of the version's bytes, read as is said (what tabular.Given takes).

    Invalid as tabular.read; TooLarge `preview_too_large` (limit) for a large file that is no text.
    """
    given = tabular.Given.from_json(reading)
    with files.scratch() as scratch:
        folder = Path(scratch)
        whole = files.as_path(version.sha256)
        source = _head(whole, folder, version) if version.byte_size > HEAD_OF_TEXT else whole
        table = tabular.read(source, folder, filename=version.filename, given=given)
        rows = table.head(ROWS)
        numbers = [table.row_at(index) for index in range(len(rows))]
        return Preview(table.reading, tabular.infer(table), rows, numbers, source is not whole)


def _head(source: Path, folder: Path, version: Version) -> Path:
    """The first lines of a large text; a smaller file of another kind as it is."""
    kind = (version.reading or {}).get("kind", "csv")
    if kind not in TEXT or (version.reading or {}).get("member"):
        if version.byte_size > MOST_BYTES:
            raise TooLarge("preview_too_large", limit=MOST_BYTES)
        return source
    with source.open("rb") as stream:
        start = stream.read(HEAD_OF_TEXT)
    end = start.rfind(b"\n") + 1 or start.rfind(b"\r") + 1
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        end -= end % 4 or 0
    if not end:
        raise Invalid("line_too_long", row=1, limit=HEAD_OF_TEXT)
    head = folder / "head"
    head.write_bytes(start[:end])
    return head
