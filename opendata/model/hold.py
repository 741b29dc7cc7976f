"""Hold: a reason why a sound version must not reach the public before somebody has decided so, and the decision."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

HOLDS: dict[str, tuple[str, bool]] = {
    "personal_data": ("review", True),
    "no_rows_left": ("edit", False),
    "much_smaller": ("edit", False),
    "column_missing": ("edit", False),
    "type_changed": ("edit", False),
    "key_changed": ("edit", False),
}
"""code -> who may decide (a permission), and whether the decision must be reasoned."""

ABOUT_COLUMNS = ("column_missing", "type_changed", "key_changed")
"""What an editor may decide beforehand, by saying that other columns are meant."""

ABOUT_TYPES = ("type_changed", "key_changed")
"""What an editor decides by giving a Table Schema."""


@dataclass(frozen=True)
class Hold:
    """`decision` is None, or {"by": name, "at": RFC 3339, "reason": text}."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    decision: Mapping[str, str] | None = None

    @property
    def permission(self) -> str:
        return HOLDS[self.code][0]

    @property
    def needs_reason(self) -> bool:
        return HOLDS[self.code][1]

    @property
    def is_open(self) -> bool:
        return self.decision is None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)
