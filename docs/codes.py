"""Every code that the source raises, reports or logs, with its facts: read from the syntax trees, so none is missed."""

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from opendata import errors

PACKAGE = Path(inspect.getfile(errors)).parent
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
VERB = re.compile(r"[a-z]+\.[a-z_]+")
ERRORS = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
FINDING = "Finding"
FIELD = "ValueError"
"""Readers of single fields raise ValueError(code); so do the values of `errors={field: code}` count."""
TABLES = ("FINDINGS", "REFUSALS", "NOTES", "LEFT_OUT")
"""Constants that list codes, or map them to their facts."""


@dataclass
class Code:
    """`kinds` are names of error classes, FINDING, FIELD or one of TABLES; `always` the facts that each site gives,
    `ever` those that some site does."""

    name: str
    kinds: set[str] = field(default_factory=set)
    always: set[str] | None = None
    ever: set[str] = field(default_factory=set)

    @property
    def is_error(self) -> bool:
        return not self.kinds.isdisjoint(ERRORS)

    def add(self, kind: str, facts: set[str] | None) -> None:
        self.kinds.add(kind)
        if facts is not None:
            self.always = facts if self.always is None else self.always & facts
            self.ever |= facts


@cache
def codes() -> dict[str, Code]:
    """All codes by name, read once."""
    found: dict[str, Code] = {}
    for tree in _trees():
        for name, kind, facts in _Module(tree).sites():
            found.setdefault(name, Code(name)).add(kind, facts)
    return dict(sorted(found.items()))


def verbs() -> set[str]:
    """The verbs of the audit log that stand in the source as they are; others are put together there."""
    return {
        text
        for tree in _trees("services")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call.func) in ("record", "_record") and len(call.args) > 2
        for text in _Module(tree).strings(call.args[2], VERB)
    }


def _trees(room: str = ".") -> Iterator[ast.Module]:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


class _Module:
    """One module; a name stands for everything that is assigned to it anywhere in there."""

    def __init__(self, tree: ast.Module) -> None:
        self.nodes = list(ast.walk(tree))
        self.assigned: dict[str, list[ast.expr]] = defaultdict(list)
        for node in self.nodes:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            for target in targets:
                if isinstance(target, ast.Name | ast.Subscript) and isinstance(value, ast.expr):
                    self.assigned[_name(target)].append(value)

    def sites(self) -> Iterator[tuple[str, str, set[str] | None]]:
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield from self._called(node)
        for table in TABLES:
            for value in self.assigned[table]:
                yield from self._listed(table, value)
        for value in self.assigned["errors[]"]:
            for code in self.strings(value):
                yield code, FIELD, set()

    def strings(self, value: ast.expr, pattern: re.Pattern[str] = CODE) -> Iterator[str]:
        """The codes that an expression can be: itself, either branch, or what is assigned to its name."""
        match value:
            case ast.Constant(str(text)) if pattern.fullmatch(text):
                yield text
            case ast.IfExp():
                yield from self.strings(value.body, pattern)
                yield from self.strings(value.orelse, pattern)
            case ast.Name():
                for assigned in self.assigned[value.id]:
                    yield from self.strings(assigned, pattern)

    def _called(self, call: ast.Call) -> Iterator[tuple[str, str, set[str] | None]]:
        kind = _name(call.func)
        if kind not in (*ERRORS, FINDING, FIELD) or not call.args:
            return
        given = {one.arg: one.value for one in call.keywords}
        for code in self.strings(call.args[0]):
            yield code, kind, self._facts(given.get("facts"), {}) if kind == FINDING else self._keywords(call)
        if isinstance(errors_of_fields := given.get("errors"), ast.Dict):
            for value in errors_of_fields.values:
                for code in self.strings(value):
                    yield code, FIELD, set()

    def _listed(self, table: str, value: ast.expr) -> Iterator[tuple[str, str, set[str] | None]]:
        if isinstance(value, ast.Tuple):
            for element in value.elts:
                for code in self.strings(element):
                    yield code, table, set()
        if isinstance(value, ast.Dict):
            for key, facts in zip(value.keys, value.values, strict=True):
                for code in self.strings(key) if key else ():
                    yield code, table, set(self._elements(facts))

    def _elements(self, value: ast.expr) -> Iterator[str]:
        match value:
            case ast.Constant(str(text)):
                yield text
            case ast.Tuple():
                for element in value.elts:
                    yield from self._elements(element)
            case ast.Starred():
                yield from self._elements(value.value)
            case ast.Name():
                for assigned in self.assigned[value.id]:
                    yield from self._elements(assigned)

    def _keywords(self, call: ast.Call) -> set[str]:
        facts: set[str] = set()
        for keyword in call.keywords:
            facts |= {keyword.arg} if keyword.arg else self._facts(keyword.value, {}) or set()
        return facts

    def _facts(self, value: ast.expr | None, seen: dict[str, None]) -> set[str] | None:
        """The keys of a mapping; None when they can't be known here."""
        match value:
            case None:
                return set()
            case ast.Dict():
                facts: set[str] = set()
                for key, one in zip(value.keys, value.values, strict=True):
                    facts |= set(self._elements(key)) if key else self._facts(one, seen) or set()
                return facts
            case ast.Name() if value.id not in seen and self.assigned[value.id]:
                known = [self._facts(one, {**seen, value.id: None}) for one in self.assigned[value.id]]
                return None if None in known else set().union(*(one for one in known if one))
        return None


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript():
            return f"{_name(node.value)}[]"
    return ""
