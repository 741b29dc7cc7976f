# ruff: noqa: E501 (values read better side by side)
"""Small tables and schemas full of what Frictionless, Python and DuckDB might read differently."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from opendata.tabular.read import Reading, Table

BLANKS = ("", "", "", "..", "-", " ", "\u00a0", "NA")
WHOLE = (
    "0", "1", "2", "3", "01", "007", "-1", "-0", "+1", "+01", "1_000", "1__0", "_1", " 1", "1 ", "\t2", "\u00a03", "٣", "１",
    "1.0", "1e2", "1e5", "0x10", "1,0", "1 000", "12\u00a0000", "999999999999999999", "9999999999999999999", "9" * 40, "--1",
    "−1", "1-", "NaN", "nan", "inf", "-inf", "INF", "Infinity", "True", "true", "1\n", "1²", "½", "kr 5", "5 kr", "a5b", "1\x00",
)  # fmt: skip
NUMBERS = (
    *WHOLE, "1.5", "1.50", "-1.5", "1,5", "1.234,5", "1,234.5", "1 234,5", "1 234.5", "1'234", ".5", "5.", "-.5", "1.5.5", "1..5",
    "1e-3", "1E+3", "1.5e3", "sNaN", "1,5,5", "0.1", "0.10", "100", "1e2", "123456789012345.123456789", "1234567890123456",
    "0.1234567891", "1 ,5", "12 34", "1 23 456", "00.5", "-0.0", "1_0.5", "1,234", "1.234",
)  # fmt: skip
BOOLEANS = (
    "true",
    "True",
    "TRUE",
    "tRue",
    "false",
    "False",
    "FALSE",
    "0",
    "1",
    "ja",
    "nej",
    "Ja",
    " true",
    "true ",
    "yes",
    "x",
)
DATES = (
    "2024-01-31", "2024-1-31", "2024-01-1", "2024-02-30", "2024-02-29", "2023-02-29", "0001-01-01", "0000-01-01", "9999-12-31",
    "10000-01-01", "999-01-01", "0999-01-01", "-2024-01-01", "2024-01-31 ", " 2024-01-31", "20240131", "31/01/2024", "1/2/2024",
    "31.01.2024", "2024/01/31", "2024-01-31T00:00:00", "2024-01-31 00:00:00", "infinity", "epoch", "today", "2024-13-01",
    "٢٠٢٤-01-01", "2024-01-31\n", "31 jan 2024", "2024-W05", "2024-01-01 (BC)", "24-01-31", "2024–01–31",
)  # fmt: skip
TIMES = (
    "10:00:00", "10:00", "1:00:00", "24:00:00", "23:59:60", "25:00:00", "10:00:00.5", "10:00:00,5", "10:00:00Z", "10:00:00+01:00",
    "10:00:00+0100", "10:00:00-25:00", "10:60:00", " 10:00:00", "10:00:00 ", "10.00.00", "00:00:00", "11:00:00+02:00", "9:5:3",
)  # fmt: skip
MOMENTS = (
    "2024-01-31T10:00:00", "2024-01-31 10:00:00", "2024-01-31t10:00:00", "2024-01-31_10:00:00", "2024-01-31T10:00", "2024-01-31T10",
    "2024-01-31T10:00:00Z", "2024-01-31T10:00:00z", "2024-01-31T10:00:00+01:00", "2024-01-31T11:00:00+02:00",
    "2024-01-31T10:00:00+0100", "2024-01-31T10:00:00+01", "2024-01-31T10:00:00-24:00", "2024-01-31T10:00:00.5",
    "2024-01-31T10:00:00.500", "2024-01-31T10:00:00.1234567", "2024-01-31T10:00:00,5", "2024-01-31T24:00:00", "2024-01-31T23:59:60", "9999-12-31T24:00:00", "2024-02-01T00:00:00",
    "2024-02-30T10:00:00", "0999-01-01T10:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00", "2024-01-31T10:00:60",
    "2024-01-31T10:00:00 ", " 2024-01-31T10:00:00", "20240131T100000", "2024-01-31", "31/01/2024 10:00", "2024-01-31 10:00",
    "2024-01-31T10:00:00+00:00", "2024-01-31T10:00:00-00:00", "2024-01-31T09:00:00Z", "2024-01-31T10:00:00Ö",
)  # fmt: skip
TEXTS = (
    "a", "A", "ab", "AB-1234", "ab-1234", "AB-1234\n", "AB-12٣4", "é", "e\u0301", "å", "ÅÄÖ", "🤦🏼‍♂️", "a\nb", 'say "hi"', "a,b", "x" * 50,
    "nan", "NULL", "null", "ß", "ſ", "K", "\u212a", "a b", "a\u00a0b", "0114", "114", "ab" * 15 + "!", "a@b.se", "a.b@example.org", "a@b",
    "å@b.se", "a b@c.se", "http://a.se", "https://www.example.org/a?b=c#d", "//a", "http:", "mailto:a@b.se", "http://å.se/", "ftp://x",
    "https://example.org/a_b.c", "https://example.org./", "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000",
    "{123e4567-e89b-12d3-a456-426614174000}", "123e4567e89b12d3a456426614174000", "YQ==", "YQ", "POINT (1 2)", "POINT(1 2",
    "a1@b2.c3.museum", "a..b@c.se", "a-b@c-d.se", "a_b@cd.se", "a@1b.se", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
OTHERS = (
    "2024-01", "2024-1", "2024-13", "24-01", " 2024-01", "2024-01-01", "P1D", "PT1H", "P1Y", "P12M", "P1M", "PT60M", "P", "1D", "24:00",
    "11.9,57.7", "11.9, 57.7", "57.7", "200,10", "10,91", "10,90", "180,90", "-180,-90", "[11.9, 57.7]", '{"lon": 1, "lat": 2}', "1,2,3",
    " 1,2", "1 ,2", "nan,1", "{}", "[]", "[1, 2]", '{"a": 1}', '{"type": "Point", "coordinates": [1, 2]}', "a,b", "1,2", "1;2", "x,1",
    "2024", "0000", "9999", "12345", "-001", "+123", "１２３４", "202", " 202", "2_24", "1e10",
)  # fmt: skip
PATTERNS = (
    "[A-Z]{2}-[0-9]{4}", r"[A-Z]{2}-\d{4}", "a|b", ".", ".*", "a.b", r"\w+", r"\W", r"[^\d]+", r"[^0-9]+", r"\S+", "(?i)ab", "(?=a).*",
    r"(.)\1", "[åäö]+", "a{,3}", "a{1,3}", "(ab)+!?", "(a+)+b", "$", "^a$", "a$|b", r"\bé\b", "[[:alpha:]]", "[]a]", "[^]a]", r"\.", "a\\-b",
    "", " ", "(?:a|A)", "[a-zåäö ]*", r"\x41", "K", "(a)(b)?", "a+?", "a*b*", r"[\w.]+@[\w.]+", "é", r"\Z", "(?P<x>a)",
)  # fmt: skip
JUNK = (*TEXTS[:12], *WHOLE[:20], *DATES[:4], *OTHERS[:4], "x", "y", "z")
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

KINDS: Mapping[str, Sequence[str]] = {
    "any": JUNK,
    "string": TEXTS,
    "integer": WHOLE,
    "number": NUMBERS,
    "boolean": BOOLEANS,
    "date": DATES,
    "time": TIMES,
    "datetime": MOMENTS,
    "year": OTHERS,
    "yearmonth": OTHERS,
    "duration": OTHERS,
    "geopoint": OTHERS,
    "geojson": OTHERS,
    "object": OTHERS,
    "array": OTHERS,
    "list": OTHERS,
}
FORMATS: Mapping[str, Sequence[str]] = {
    "string": ("email", "uri", "uuid", "binary", "wkt"),
    "date": ("any", "%d/%m/%Y", "%Y%m%d", "%d.%m.%Y", "%y-%m-%d", "%d %b %Y", "%Y-%m-%d", "%Y/%m/%d", "%Y-W%W"),
    "time": ("any", "%H:%M", "%H.%M.%S", "%I:%M", "%H:%M:%S"),
    "datetime": (
        "any",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%d/%m/%Y %H:%M",
        "%Y-%m-%dT%H:%M:%S%z",
        "%Y-%m-%dT%H:%M:%S.%f",
    ),
    "geopoint": ("array", "object"),
}
LIMITS: Mapping[str, Sequence[Any]] = {
    "integer": (0, 1, "2", 10**18, "9" * 30),
    "number": (0, 1.5, "1.5", "0.1", "1e3", 100),
    "date": ("2024-01-31", "2024-02-29"),
    "time": ("10:00:00", "10:00:00+01:00"),
    "datetime": ("2024-01-31T10:00:00", "2024-01-31T10:00:00Z"),
    "year": (2024, "0000"),
    "yearmonth": ("2024-01",),
}


def case(random: Random) -> tuple[list[str], list[list[str]], dict[str, Any]]:
    """Titles, rows and a schema. Values repeat, so that keys do."""
    width = random.randint(1, 7)
    fields = [_field(random, f"f{place}") for place in range(width)]
    pools = [_pool(random, field) for field in fields]
    rows = [[random.choice(pool) for pool in pools] for _ in range(random.choice([0, 1, 5, 15, 30]))]
    rows += [[random.choice(BLANKS)] * width for _ in range(random.randint(0, 2))]
    random.shuffle(rows)
    schema: dict[str, Any] = {"fields": fields}
    if random.random() < 0.5:
        schema["missingValues"] = random.sample(["", "..", "-", "NA", "0", "a"], random.randint(0, 3))
    hashable = [one["name"] for one in fields if one.get("type") not in ("array", "geojson", "list", "object")]
    if hashable and random.random() < 0.4:
        schema["primaryKey"] = random.sample(hashable, random.randint(1, min(2, len(hashable))))
    if hashable and random.random() < 0.3:
        many = random.randint(1, min(2, len(hashable)))
        own, other = random.sample(hashable, many), random.sample(hashable, many)
        schema["foreignKeys"] = [{"fields": own, "reference": {"resource": "", "fields": other}}]
    return _titles(random, fields, rows, schema), rows, schema


def _titles(random: Random, fields: list[dict[str, Any]], rows: list[list[str]], schema: dict[str, Any]) -> list[str]:
    titles = [field["name"] for field in fields]
    if random.random() < 0.25:
        schema["fieldsMatch"] = random.choice(["exact", "equal", "subset", "superset", "partial"])
    if random.random() < 0.15:
        order = random.sample(range(len(titles)), len(titles))
        titles = [titles[place] for place in order]
        rows[:] = [[row[place] for place in order] for row in rows]
    if random.random() < 0.1:
        titles.append("extra")
        for row in rows:
            row.append(random.choice(JUNK))
    if random.random() < 0.1 and len(titles) > 1:
        titles.pop()
        for row in rows:
            row.pop()
    if random.random() < 0.1 and schema.get("fieldsMatch", "exact") == "exact":
        titles[random.randrange(len(titles))] = random.choice(["", "other", titles[0]])
        if not any(titles):
            titles[0] = "other"
    return titles


def _field(random: Random, name: str) -> dict[str, Any]:
    kind = random.choice([*KINDS, "string", "integer", "number", "date", "datetime"])
    field: dict[str, Any] = {"name": name, "type": kind}
    if kind in FORMATS and random.random() < 0.4:
        field["format"] = random.choice(FORMATS[kind])
    if kind in ("integer", "number") and random.random() < 0.15:
        field["bareNumber"] = random.choice([True, False])
    if kind == "number" and random.random() < 0.5:
        field |= {"decimalChar": random.choice([",", ".", "x"])} if random.random() < 0.7 else {}
        field |= {"groupChar": random.choice([" ", "\u00a0", ".", ",", "'", "1", ""])} if random.random() < 0.5 else {}
    if kind == "boolean" and random.random() < 0.4:
        field |= {"trueValues": ["ja", "1"], "falseValues": ["nej", random.choice(["0", "1"])]}
    if kind == "list":
        field |= {"itemType": random.choice(["string", "integer", "date"]), "delimiter": random.choice([",", ";"])}
    if random.random() < 0.15:
        field["missingValues"] = random.choice([[], ["-"], ["", "NA"], [{"value": "1", "label": "one"}]])
    constraints = dict(_constraints(random, kind))
    return {**field, "constraints": constraints} if constraints else field


def _constraints(random: Random, kind: str) -> list[tuple[str, Any]]:
    possible: list[Callable[[], tuple[str, Any]]] = [lambda: ("required", random.random() < 0.9)]
    if kind != "list":
        possible.append(lambda: ("enum", random.sample(KINDS[kind], 3)))
    if kind not in ("array", "geojson", "list", "object"):
        possible.append(lambda: ("unique", random.random() < 0.9))
    if kind in ("string", "array", "list", "object"):
        possible += [lambda: ("minLength", random.randint(0, 4)), lambda: ("maxLength", random.randint(0, 6))]
    if kind == "string":
        possible.append(lambda: ("pattern", random.choice(PATTERNS)))
    if kind in LIMITS:
        possible += [lambda: (random.choice(BOUNDS), random.choice(LIMITS[kind]))] * 2
    return [random.choice(possible)() for _ in range(random.choice([0, 0, 1, 1, 2]))]


def _pool(random: Random, field: Mapping[str, Any]) -> list[str]:
    own = KINDS[field["type"]]
    pool = random.sample(own, min(len(own), random.randint(1, 8)))
    if random.random() < 0.4:
        pool.append(random.choice(JUNK))
    if random.random() < 0.5:
        pool.append(random.choice(BLANKS))
    return pool


def plain(folder: Path, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """The table as reading would leave it."""
    path = folder / "plain.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(titles)
        writer.writerows(rows)
    return Table(path=path, reading=Reading(kind="csv", media_type="text/csv"), columns=tuple(titles), rows=len(rows))
