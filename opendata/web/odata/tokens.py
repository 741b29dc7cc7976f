"""OData's expressions cut into tokens. Source: OData 4.01 ABNF Construction Rules, section 7 (literals)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from opendata.errors import Invalid

MOST_TOKENS = 2000
TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^']|'')*')
      | (?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+\ -]\d\d:\d\d)?)
      | (?P<date>\d{4}-\d\d-\d\d)
      | (?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)
      | (?P<number>[+-]?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.]))
      | (?P<word>[A-Za-z_@$][\w./]*)
      | (?P<sign>[(),:])
    )""",
    re.VERBOSE | re.ASCII,
)
CONSTANTS = ("true", "false", "null")


@dataclass(frozen=True)
class Token:
    """`kind` is string, moment, date, time, number, word, sign, constant or end; `text` is what a literal means."""

    kind: str
    text: str
    place: int

    @property
    def is_literal(self) -> bool:
        return self.kind not in ("word", "sign", "end")

    @property
    def number(self) -> Decimal:
        return Decimal(self.text)


def cut(text: str, option: str) -> list[Token]:
    """Invalid `odata_not_understood` (option, near)."""
    found = list(_tokens(text, option))
    if len(found) > MOST_TOKENS:
        raise Invalid("odata_too_long", option=option, most=MOST_TOKENS)
    return [*found, Token("end", "", len(text))]


def _tokens(text: str, option: str) -> Iterator[Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise Invalid("odata_not_understood", option=option, near=text[place : place + 30].strip())
        kind, word = found.lastgroup, found[found.lastgroup]
        if kind == "string":
            word = word[1:-1].replace("''", "'")
        elif kind == "moment":
            word = word.replace(" ", "+")  # a plus sign that nobody escaped
        elif kind == "word" and word in CONSTANTS:
            kind = "constant"
        yield Token(kind, word, found.start(found.lastgroup))
        place = found.end()
