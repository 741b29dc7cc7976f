"""What a check found. Bad data is a report, never an exception."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

Severity = Literal["error", "warning"]

MOST_ALIKE = 100
"""Most findings of one kind in one column that a report keeps, so that no kind hides another."""
MOST_PLACES = 5
LONGEST_VALUE = 200
"""Characters of a cell that are kept as an example."""


@dataclass(frozen=True)
class Finding:
    """One thing found, at one place. `code` is worded by the doors, with the other fields and `facts` in the sentence.

    `row` is the row number as a person sees it in the original (1 is the first line or spreadsheet row); `column` is
    the title as it stands in the original; `value` is the cell's text.
    """

    code: str
    severity: Severity = "error"
    row: int | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[Any, ...]:
        """What findings of one group have in common."""
        about = (self.facts.get(name) for name in ("constraint", "beside", "sheet", "layer", "table", "member"))
        return (self.severity, self.code, self.column, *about)


@dataclass(frozen=True)
class Group:
    """Equal findings of one column: how many there are, the first rows and values, and the facts that all share."""

    code: str
    severity: Severity = "error"
    column: str | None = None
    count: int = 0
    rows: Sequence[int] = ()
    values: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """All findings of one check. `findings` may be cut short; `counts` (by code) and the groups' counts never are.

    `unscreened` are the columns with a rule that had to be tried value by value, which takes longer.
    """

    findings: Sequence[Finding] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    rows: int = 0
    groups: Sequence[Group] = ()
    unscreened: Sequence[str] = ()

    @classmethod
    def of(cls, findings: Sequence[Finding], *, rows: int = 0, limit: int = 1000) -> Self:
        """In the order given, unless there are too many."""
        tally = Tally()
        tally.add(findings)
        told = tally.told(limit)
        if len(told["findings"]) == len(findings):
            told["findings"] = tuple(findings)
        return cls(**told, rows=rows)

    @property
    def sound(self) -> bool:
        return self.errors == 0

    @property
    def truncated(self) -> bool:
        return len(self.findings) < self.errors + self.warnings

    def to_json(self) -> dict[str, Any]:
        plural = {name: [asdict(one) for one in getattr(self, name)] for name in ("findings", "groups")}
        return {**asdict(self), **plural, "unscreened": list(self.unscreened), "sound": self.sound}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Reports that were stored before there were groups are grouped by the findings that they have kept."""
        findings = tuple(Finding(**finding) for finding in stored["findings"])
        known = [Group(**group) for group in stored["groups"]] if "groups" in stored else cls.of(findings).groups
        return cls(
            findings=findings,
            counts=stored["counts"],
            errors=stored["errors"],
            warnings=stored["warnings"],
            rows=stored["rows"],
            groups=tuple(known),
            unscreened=tuple(stored.get("unscreened", ())),
        )


class Tally:
    """Findings as they come, counted, and the first of each kind kept."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], list[Finding]] = {}
        self._counts: dict[tuple[Any, ...], int] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            kept = self._kept.setdefault(finding.kind, [])
            self._counts[finding.kind] = self._counts.get(finding.kind, 0) + 1
            if len(kept) < MOST_ALIKE:
                kept.append(finding)

    def keep(self, findings: Sequence[Finding], times: int) -> None:
        """The first of `times` findings that are all of one kind."""
        if times:
            kind = findings[0].kind
            kept = self._kept.setdefault(kind, [])
            kept.extend(findings[: MOST_ALIKE - len(kept)])
            self._counts[kind] = self._counts.get(kind, 0) + times

    @property
    def is_sound(self) -> bool:
        return not any(kind[0] == "error" for kind in self._counts)

    def told(self, limit: int) -> dict[str, Any]:
        """What a Report is made of; of at most `limit` findings, each kind has its fair share."""
        share = _share([len(kept) for kept in self._kept.values()], limit)
        findings = [finding for kept in self._kept.values() for finding in kept[:share]][:limit]
        findings.sort(key=lambda finding: finding.row or 0)
        groups = [_group(kept, self._counts[kind]) for kind, kept in self._kept.items()]
        groups.sort(key=lambda group: (group.severity != "error", -group.count))
        counts: dict[str, int] = {}
        for group in groups:
            counts[group.code] = counts.get(group.code, 0) + group.count
        total = {
            severity: sum(one.count for one in groups if one.severity == severity) for severity in ("error", "warning")
        }
        return {
            "findings": tuple(findings),
            "counts": counts,
            "errors": total["error"],
            "warnings": total["warning"],
            "groups": tuple(groups),
        }


def _share(sizes: Sequence[int], limit: int) -> int:
    """How many of each kind fit, when all kinds have as many."""
    most = MOST_ALIKE
    while most > 1 and sum(min(size, most) for size in sizes) > limit:
        most -= 1
    return most


def _group(kept: Sequence[Finding], count: int) -> Group:
    first = kept[0]
    facts = {key: fact for key, fact in first.facts.items() if all(one.facts.get(key) == fact for one in kept)}
    rows = [one.row for one in kept if one.row is not None]
    values = dict.fromkeys(one.value[:LONGEST_VALUE] for one in kept if one.value is not None)
    return Group(
        code=first.code,
        severity=first.severity,
        column=first.column,
        count=count,
        rows=tuple(rows[:MOST_PLACES]),
        values=tuple(list(values)[:MOST_PLACES]),
        facts=facts,
    )
