"""JSON that is put together from values and from texts that are JSON already: rows are exact to the last digit."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


class Verbatim(str):
    """JSON that is to stand in the answer as it is."""

    __slots__ = ()


def written(value: Any) -> str:
    """As JSON, decimals with all their digits, and what is verbatim as it is."""
    if isinstance(value, Verbatim | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        members = (f"{json.dumps(name, ensure_ascii=False)}: {written(inner)}" for name, inner in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    return json.dumps(value, ensure_ascii=False)
