"""Swedish identity numbers: which of them a text holds, by date and check digit; and whether chance explains them.

Own code, because python-stdnum 2.0 refuses co-ordination numbers. Rules: Skatteverket, SKV 704 and SKV 707.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import comb
from typing import Literal

Kind = Literal["number", "coordination"]

HYPHENS = "\\-\u2010\u2011\u2012\u2013\u2212"
SIGN = rf"(?:\s?[{HYPHENS}+]\s?|\s)?"
NUMBER = re.compile(
    r"(?<!\d)(?P<century>18|19|20)?(?P<year>\d\d)(?P<split>[-./ ]?)(?P<month>0[1-9]|1[0-2])(?P=split)(?P<day>\d\d)"
    rf"(?P<sign>{SIGN})(?P<serial>\d{{3}})(?P<check>\d)(?!\d)",
    re.ASCII,
)
PART_OF_MORE = (
    re.compile(rf"\d[:{HYPHENS}]$|\w$|(?<!\d)\d{{1,8}}[.,]$"),
    re.compile(rf"[:{HYPHENS}]\d|\w|[.,]\d{{1,8}}(?!\d)"),
)
"""What stands before and after digits that are a longer code, a word or a decimal number."""
CODE = (re.compile(rf"\d[:{HYPHENS}]$"), re.compile(rf"[:{HYPHENS}]\d"))
OTHER = re.compile(rf"(?<!\d)(?:\d\d)?\d{{6}}{SIGN}\d{{4}}(?!\d)", re.ASCII)
VAT = re.compile(r"\bSE(\d{10})01\b", re.ASCII | re.IGNORECASE)
"""VAT number: SE, an organisation number, which is a sole trader's own personal number, and 01."""
DOUBLED = "0246813579"
COORDINATION = 60
"""What is added to the day of birth in a co-ordination number."""

REAL_DATE = 12 / 100 * 60 / 100
"""Of random digits, how often six are such a date: twelve months of a hundred, and 60 days."""
RIGHT_CHECK = 1 / 10
UNLIKELY = 1e-4
FEW = 0.01
DOUBTFUL = 0.25


@dataclass(frozen=True)
class Identity:
    """One number where it stands in a text. `is_marked`: written with a hyphen, a plus or the century."""

    kind: Kind
    start: int
    end: int
    masked: str
    is_marked: bool
    is_sole_trader: bool = False


@dataclass
class Tally:
    """How many different texts have the shape of an identity number, how many of those a real date, and how many of
    those the right check digit."""

    shapes: int = 0
    dates: int = 0
    valid: int = 0

    def is_evidence(self, *, marked: bool) -> bool:
        """Whether more are right than random digits, or dates with serial numbers, would be.

        One in ten of all dates with a serial number has the right check digit by chance. A lone number is believed
        when it is written as identity numbers are (`marked`), or when few other numbers stand beside it.
        """
        if self.valid == 0:
            return False
        if _at_least(self.valid, self.dates, RIGHT_CHECK) < UNLIKELY:
            return True
        by_chance = _at_least(self.valid, self.shapes, REAL_DATE * RIGHT_CHECK)
        return self.valid * 2 >= self.dates and by_chance < (DOUBTFUL if marked else FEW)


def find(text: str) -> Iterator[Identity]:
    """All identity numbers in the text. Organisation numbers of legal persons are none: their third digit is 2 or
    more, which no month has."""
    for match in NUMBER.finditer(text):
        found = _judged(match)
        if found:
            yield found
    for match in VAT.finditer(text):
        number = NUMBER.fullmatch(match[1])
        found = _judged(number) if number else None
        if found:
            shown = f"{match[0][:8]}••••01"
            yield Identity(found.kind, match.start(), match.end(), shown, is_marked=True, is_sole_trader=True)


def mask(text: str) -> str:
    """The text with the last four digits of each identity number hidden."""
    for found in sorted(find(text), key=lambda one: one.start, reverse=True):
        text = text[: found.start] + found.masked + text[found.end :]
    return text


def count(text: str, bare: Tally, marked: Tally) -> None:
    """Add the numbers of ten or twelve digits in the text to the tallies: of bare digits, and of marked ones.

    Those that are something else for sure are left out: organisation numbers, and telephone numbers.
    """
    seen = set()
    for match in NUMBER.finditer(text):
        seen.add(match.start())
        tally = marked if _is_marked(match) else bare
        tally.shapes += 1
        tally.dates += _has_day(match)
        tally.valid += _judged(match) is not None
    for other in OTHER.finditer(text):
        digits = re.sub(r"\D", "", other[0])
        is_known = digits[0] == "0" or (len(digits) == 10 and has_right_check(digits))
        if other.start() not in seen and not is_known:
            (bare if other[0].isdigit() and len(digits) == 10 else marked).shapes += 1
    marked.valid += sum(found.is_sole_trader for found in find(text)) if "SE" in text.upper() else 0


def has_right_check(digits: str) -> bool:
    """Luhn over ten digits, weights 2, 1, 2 ... from the left."""
    doubled = (DOUBLED[int(digit)] for digit in digits[0::2])
    return (sum(map(int, doubled)) + sum(map(int, digits[1::2]))) % 10 == 0


def _judged(match: re.Match[str]) -> Identity | None:
    is_signed = bool(match["sign"].strip())
    before, after = CODE if is_signed else PART_OF_MORE
    text, start, end = match.string, match.start(), match.end()
    if before.search(text[max(start - 10, 0) : start]) or after.match(text[end : end + 10]):
        return None
    ten = "".join(match[part] for part in ("year", "month", "day", "serial", "check"))
    if not has_right_check(ten) or not _has_day(match):
        return None
    kind: Kind = "coordination" if int(match["day"]) > COORDINATION else "number"
    shown = f"{match['century'] or ''}{ten[:6]}{'+' if '+' in match['sign'] else '-'}••••"
    return Identity(kind, start, end, shown, _is_marked(match))


def _is_marked(match: re.Match[str]) -> bool:
    """A space says nothing: `20240131 1012` may be a time of day."""
    return bool(match["sign"].strip() or (match["century"] and not match["sign"]))


def _has_day(match: re.Match[str]) -> bool:
    """Whether there was such a day. Without a century it is the last one that has been; a plus says that it is a
    hundred years earlier."""
    this_year = date.today().year
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    day -= COORDINATION if day > COORDINATION else 0
    if match["century"]:
        year += 100 * int(match["century"])
    else:
        year += this_year // 100 * 100
        year -= 100 if year > this_year else 0
        year -= 100 if "+" in match["sign"] else 0
    if year > this_year:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _at_least(hits: int, tries: int, chance: float) -> float:
    """The probability of so many hits or more in so many tries (binomial); coarse where there are many."""
    if hits > tries:
        return 0.0
    if tries > 1000:
        mean = tries * chance
        return 0.0 if hits > mean + 5 * (mean * (1 - chance)) ** 0.5 else 1.0
    return 1.0 - sum(comb(tries, k) * chance**k * (1 - chance) ** (tries - k) for k in range(hits))
