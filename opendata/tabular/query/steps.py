"""What to group by that is coarser than a column: the month of a date, the step of equal width that a number is in."""

import re
from decimal import Decimal

from opendata.errors import Invalid
from opendata.tabular.database import name
from opendata.tabular.query.question import Known, field_of
from opendata.tabular.storage import Field, kind

PERIODS = ("year", "quarter", "month", "week", "day")
"""Of a date or a moment; told as the first day, but for the year. Weeks begin on Mondays."""
STEP = "bin"
WIDTH = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)
PARTS = 10_000
"""Numbers are cut in ten thousandths, which are whole: 0.3 is three steps of 0.1, though doubles don't think so."""


def is_step(word: str) -> bool:
    function, dot, _ = word.rpartition(".")
    return bool(dot) and (function in PERIODS or function == STEP or function.startswith(f"{STEP}."))


def step_of(word: str, known: Known) -> tuple[Field, str]:
    """`month.date` or `bin.0.5.amount` -> the field that the groups have, named like the word, and its SQL.

    Invalid `unknown_column` (column, nearest), `step_impossible` (step, column, type), `step_unusable` (step, column).
    """
    function, _, column = word.rpartition(".")
    field = field_of(known, column)
    if function in PERIODS:
        if kind(field) not in ("date", "datetime"):
            raise Invalid("step_impossible", step=function, column=column, type=field.get("type", "string"))
        start = f"CAST(date_trunc('{function}', {name(column)}) AS DATE)"
        if function == "year":
            return {"name": word, "type": "year"}, f"CAST(year({name(column)}) AS INTEGER)"
        return {"name": word, "type": "date"}, start
    if kind(field) not in ("integer", "number", "year"):
        raise Invalid("step_impossible", step=STEP, column=column, type=field.get("type", "string"))
    width = function.removeprefix(STEP).removeprefix(".")
    if not WIDTH.fullmatch(width) or not Decimal(width):
        raise Invalid("step_unusable", step=width, column=column)
    return _bin(word, field, Decimal(width))


def _bin(word: str, field: Field, width: Decimal) -> tuple[Field, str]:
    column = name(field["name"])
    if kind(field) != "number" and width == width.to_integral():
        whole = int(width)
        return {"name": word, "type": "integer"}, f"{column} - (({column} % {whole}) + {whole}) % {whole}"
    parts = int(width * PARTS)
    is_short = f"abs({column}) < 9e10 AND round({column} * {PARTS}) / {PARTS} = {column}"
    place = (
        f"CASE WHEN {is_short} THEN floor(CAST(round({column} * {PARTS}) AS BIGINT) / {parts}) "
        f"ELSE floor({column} / {width}) END"
    )
    return {"name": word, "type": "number"}, f"CAST(({place}) * {parts} AS DOUBLE) / {PARTS}"
