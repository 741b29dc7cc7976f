"""What a check found. Bad data is a report, never an exception."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

Severity = Literal["error", "warning"]


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


@dataclass(frozen=True)
class Report:
    """All findings of one check. `findings` may be cut short at a limit; `counts` (by code) never is."""

    findings: Sequence[Finding] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    rows: int = 0

    @classmethod
    def of(cls, findings: Sequence[Finding], *, rows: int = 0, limit: int = 1000) -> Self:
        counts: dict[str, int] = {}
        for finding in findings:
            counts[finding.code] = counts.get(finding.code, 0) + 1
        errors = sum(finding.severity == "error" for finding in findings)
        return cls(tuple(findings[:limit]), counts, errors, len(findings) - errors, rows)

    @property
    def sound(self) -> bool:
        return self.errors == 0

    @property
    def truncated(self) -> bool:
        return len(self.findings) < self.errors + self.warnings

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "findings": [asdict(finding) for finding in self.findings], "sound": self.sound}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            findings=tuple(Finding(**finding) for finding in stored["findings"]),
            counts=stored["counts"],
            errors=stored["errors"],
            warnings=stored["warnings"],
            rows=stored["rows"],
        )
