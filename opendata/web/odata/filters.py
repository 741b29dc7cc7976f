"""`$filter` -> conditions on rows. Source: OData 4.01 Part 2 (URL Conventions), section 5.1.1.

A comparison holds or doesn't, missing values too, while a function of a missing value has no answer: neither it nor its
opposite holds. So `not` is moved inwards, to where that is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR

from opendata.errors import Invalid
from opendata.tabular import Combined, Filter, Wanted
from opendata.web.api.door import unknown_parameter
from opendata.web.odata.table import BOOLEAN, DATE, GEOGRAPHY, STRING, Property, Table
from opendata.web.odata.tokens import Token, cut

OPTION = "$filter"
COMPARISONS = {"eq": "exact", "ne": "not", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}
TURNED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
TESTS = ("contains", "startswith", "endswith")
PARTS = {
    "tolower": "lower",
    "toupper": "upper",
    **{name: name for name in ("length", "year", "month", "day", "date", "hour", "minute", "second")},
}
KNOWN = (*COMPARISONS, "in", "and", "or", "not", *TESTS, *PARTS)
NUMBERS = ("length", "year", "month", "day", "hour", "minute", "second")
DEEPEST = 50
MOST_DIGITS = 38
ALWAYS, NEVER = Combined("all", ()), Combined("any", ())
HOW = {("and", True): "all", ("or", True): "any", ("and", False): "any", ("or", False): "all"}
"""A word, and whether what it joins is to hold."""


@dataclass(frozen=True)
class Joined:
    """`and` and `or` of some, `not` of one."""

    word: str
    parts: tuple["Node", ...]


Node = Joined | Wanted


@dataclass(frozen=True)
class Operand:
    """A property, or the part of it that a function gives."""

    of: Property
    part: str = ""

    @property
    def is_text(self) -> bool:
        return self.part in ("lower", "upper") or (not self.part and self.of.type == STRING)


def read(text: str, table: Table) -> tuple[Wanted, ...]:
    """Invalid `odata_not_understood` (option, near), `odata_not_supported` (what, option, known), `unknown_column`."""
    reader = _Reader(text, table)
    node = reader.either()
    reader.end()
    return (_meant(node, holds=True),)


def _meant(node: Node, *, holds: bool) -> Wanted:
    if isinstance(node, Joined):
        if node.word == "not":
            return _meant(node.parts[0], holds=not holds)
        return Combined(HOW[node.word, holds], tuple(_meant(one, holds=holds) for one in node.parts))
    if holds:
        return node
    opposite = Combined("none", (node,))
    if isinstance(node, Filter) and node.op in TESTS:
        return Combined("all", (opposite, Filter(node.column, "notnull")))
    return opposite


class _Reader:
    def __init__(self, text: str, table: Table) -> None:
        self.text, self.table = text, table
        self.tokens = cut(text, OPTION)
        self.place = self.depth = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def took(self, *texts: str) -> bool:
        """Whether the next token is one of these, which is then passed."""
        found = self.now.kind in ("word", "sign") and self.now.text in texts
        self.place += found
        return found

    def must(self, text: str) -> None:
        if not self.took(text):
            raise self.wrong()

    def end(self) -> None:
        if self.now.kind != "end":
            if self.now.kind == "word":
                self.known(self.now.text)
            raise self.wrong()

    def wrong(self) -> Invalid:
        near = self.text[self.now.place : self.now.place + 30] or self.text[-30:]
        return Invalid("odata_not_understood", option=OPTION, near=near)

    def known(self, word: str) -> None:
        """Invalid for what OData has and this hasn't."""
        if word not in KNOWN and word not in self.table.properties:
            raise Invalid("odata_not_supported", what=word, option=OPTION, known=list(KNOWN))

    def either(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Invalid("odata_too_deep", option=OPTION, most=DEEPEST)
        parts = [self.both()]
        while self.took("or"):
            parts.append(self.both())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def both(self) -> Node:
        parts = [self.one()]
        while self.took("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def one(self) -> Node:
        negations = 0
        while self.took("not"):
            negations += 1
        found = self.grouped() if self.took("(") else self.test() if self.now.text in TESTS else self.comparison()
        return Joined("not", (found,)) if negations % 2 else found

    def grouped(self) -> Node:
        found = self.either()
        self.must(")")
        return self.compared_with_truth(found)

    def test(self) -> Node:
        op = self.take().text
        self.must("(")
        operand = self.operand()
        self.must(",")
        value = self.text_value()
        self.must(")")
        if not operand.is_text:
            raise Invalid("aspect_impossible", aspect=op, column=operand.of.name, type=operand.of.field["type"])
        return self.compared_with_truth(Filter(operand.of.name, op, (value,), operand.part, by_case=True))

    def compared_with_truth(self, node: Node) -> Node:
        """`contains(name,'a') eq true`, as some clients put it."""
        following = self.tokens[self.place + 1 : self.place + 2]
        if self.now.text not in ("eq", "ne") or not following or following[0].text not in ("true", "false"):
            return node
        is_equal = self.take().text == "eq"
        return node if (self.take().text == "true") == is_equal else Joined("not", (node,))

    def comparison(self) -> Node:
        if self.now.is_literal:
            return self.turned_comparison()
        operand = self.operand()
        if self.took("in"):
            return self.listed(operand)
        if self.now.text not in COMPARISONS:
            if operand.of.type == BOOLEAN and not operand.part:
                return Filter(operand.of.name, "exact", ("true",))
            if self.now.kind == "word":
                self.known(self.now.text)
            raise self.wrong()
        op = self.take().text
        if self.now.kind == "word" and self.now.text in self.table.properties:
            raise Invalid(
                "odata_not_supported", what=f"{operand.of.name} {op} {self.now.text}", option=OPTION, known=KNOWN
            )
        return compared(operand, op, self.literal())

    def turned_comparison(self) -> Node:
        value = self.take()
        if value.text in ("true", "false") and self.now.text not in COMPARISONS:
            return ALWAYS if value.text == "true" else NEVER
        if self.now.text not in COMPARISONS:
            raise self.wrong()
        op = self.take().text
        return compared(self.operand(), TURNED.get(op, op), value)

    def listed(self, operand: Operand) -> Node:
        self.must("(")
        values = [self.literal()]
        while self.took(","):
            values.append(self.literal())
        self.must(")")
        return Joined("or", tuple(compared(operand, "eq", value) for value in values))

    def operand(self) -> Operand:
        word = self.now
        if word.kind != "word":
            raise self.wrong()
        self.take()
        if word.text in PARTS and self.took("("):
            inner = self.operand()
            self.must(")")
            if inner.part:
                raise Invalid("odata_not_supported", what=f"{word.text}({inner.part}(…))", option=OPTION, known=KNOWN)
            return Operand(inner.of, PARTS[word.text])
        if word.text in self.table.properties:
            return Operand(self.table.properties[word.text])
        if self.now.text == "(" or "/" in word.text or word.text.startswith(("$", "@")):
            raise Invalid("odata_not_supported", what=word.text, option=OPTION, known=KNOWN)
        raise unknown(word.text, self.table)

    def literal(self) -> Token:
        if self.now.kind == "word":
            return self.folded()
        if not self.now.is_literal:
            raise self.wrong()
        return self.take()

    def text_value(self) -> str:
        value = self.literal()
        if value.kind != "string":
            raise self.wrong()
        return value.text

    def folded(self) -> Token:
        """`tolower('ÅS')`: the text that it is."""
        word = self.take()
        fold: Callable[[str], str] | None = {"tolower": str.lower, "toupper": str.upper}.get(word.text)
        if fold is None:
            self.known(word.text)
            raise Invalid("odata_not_understood", option=OPTION, near=self.text[word.place : word.place + 30])
        self.must("(")
        value = self.text_value()
        self.must(")")
        return Token("string", fold(value), word.place)


def unknown(name: str, table: Table) -> Invalid:
    nearest = unknown_parameter(name, table.properties).facts["nearest"]
    return Invalid("unknown_column", column=name, nearest=nearest)


def compared(operand: Operand, op: str, value: Token) -> Wanted:
    column, part = operand.of.name, operand.part
    if value.text == "null" and value.kind == "constant":
        nulls: Mapping[str, Wanted] = {"eq": Filter(column, "isnull"), "ne": Filter(column, "notnull")}
        return nulls.get(op, NEVER)
    if operand.of.type == GEOGRAPHY:
        raise Invalid("odata_not_supported", what=f"{column} {op}", option=OPTION, known=["eq null", "ne null"])
    if operand.is_text and value.kind != "string":
        raise Invalid("odata_text_unquoted", column=column, value=value.text)
    is_whole = part in NUMBERS or (not part and operand.of.is_whole)
    if is_whole and value.kind == "number":
        return _whole(column, part, op, value)
    text = value.text
    if operand.of.type == DATE and not part and value.kind == "moment" and "T00:00:00" in text:
        text = text[:10]
    if value.kind == "time" and text.count(":") == 1:
        text += ":00"
    return Filter(column, COMPARISONS[op], (text,), part)


def _whole(column: str, part: str, op: str, value: Token) -> Wanted:
    """Of whole numbers 2.5 is none, but those above it are those above 2."""
    is_beyond = value.number.adjusted() >= MOST_DIGITS
    floor = 0 if is_beyond else int(value.number.to_integral_value(ROUND_FLOOR))
    if value.number == floor:
        return Filter(column, COMPARISONS[op], (str(floor),), part)
    if op in ("eq", "ne"):
        return NEVER if op == "eq" else ALWAYS
    if is_beyond:
        return Filter(column, "notnull") if (value.number > 0) == (op in ("lt", "le")) else NEVER
    return Filter(column, "gt" if op in ("gt", "ge") else "lte", (str(floor),), part)
