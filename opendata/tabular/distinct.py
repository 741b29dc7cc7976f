"""A query file -> the different short texts in its columns, so that data can be found by a name that stands in it."""

from collections.abc import Sequence
from pathlib import Path

from opendata.tabular import database
from opendata.tabular.convert import DATA
from opendata.tabular.database import name, text
from opendata.tabular.storage import Field

LONGEST = 80
"""Characters; what is longer is a text to read, no name."""
MOST = 1000
"""Values of a column, the commonest."""
MOST_IN_ALL = 5000


def distinct_texts(path: Path, fields: Sequence[Field], folder: Path) -> dict[str, list[str]]:
    """column -> its values that have letters and are no addresses, for columns of text that have such."""
    found: dict[str, list[str]] = {}
    room = MOST_IN_ALL
    with database.workspace(folder) as connection:
        connection.execute(f"ATTACH {text(str(path))} AS told (READ_ONLY)")
        for field in fields:
            if field.get("type", "string") not in ("string", "list") or room <= 0:
                continue
            column = name(field["name"])
            rows = connection.execute(
                f"SELECT {column} FROM told.{DATA} WHERE length({column}) <= {LONGEST} "
                f"AND regexp_matches({column}, '\\pL\\pL') AND NOT regexp_matches({column}, '://|@') "
                f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT {min(MOST, room)}"
            ).fetchall()
            if rows:
                found[field["name"]] = [row[0] for row in rows]
                room -= len(rows)
    return found
