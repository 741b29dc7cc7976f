"""A value as text that is the same for values that Python finds equal, and so Frictionless."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

NEVER_EQUAL = "nan"
"""Among numbers: what is not a number is not equal to itself."""
EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
MOST_ZEROS = 100


def as_key(value: Any) -> str | None:
    """None for None, and for what can't be compared. Equal only means something within a `family`."""
    if value is None:
        return None
    for kind, (_, key) in KINDS.items():
        if isinstance(value, kind):
            try:
                return key(value)
            except ValueError:  # a zone of a day or more, which dateutil lets through
                return None
    return f"{_number(value.years)} {_number(value.months)} {value.tdelta}"  # isodate.Duration


def family(value: Any) -> str:
    return next((name for kind, (name, _) in KINDS.items() if isinstance(value, kind)), "s")


def _number(value: int | float | Decimal) -> str:
    number = Decimal(value)
    if not number.is_finite():
        return NEVER_EQUAL if number.is_nan() else str(number)
    if not number:
        return "0"
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    stripped = text.rstrip("0")
    power = int(exponent) + len(text) - len(stripped)
    if 0 <= power <= MOST_ZEROS:
        return f"{'-' * sign}{stripped}{'0' * power}"
    if -MOST_ZEROS <= power < 0:
        padded = stripped.rjust(1 - power, "0")
        return f"{'-' * sign}{padded[:power]}.{padded[power:]}"
    return f"{'-' * sign}{stripped}e{power}"


def _moment(value: datetime) -> str:
    offset = value.utcoffset()
    if offset is None:
        return _short(value.isoformat(" "))
    return f"u{(value.replace(tzinfo=None) - EPOCH - offset) // MICROSECOND}"


def _clock(value: time) -> str:
    offset = value.utcoffset()
    if offset is None:
        return _short(value.isoformat())
    return f"u{timedelta(hours=value.hour, minutes=value.minute) - offset}:{value.second}.{value.microsecond}"


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parts(value: tuple[Any, ...]) -> str:
    parts = [as_key(part) or "" for part in value]
    return NEVER_EQUAL if NEVER_EQUAL in parts else ",".join(parts)


KINDS: Mapping[Any, tuple[str, Callable[[Any], str]]] = {
    str: ("s", str),
    bool | int | float | Decimal: ("n", _number),
    datetime: ("m", _moment),
    date: ("d", date.isoformat),
    time: ("t", _clock),
    timedelta: ("s", lambda value: str(value // MICROSECOND)),
    tuple: ("p", _parts),
}
"""Type -> its family, and how it becomes a key; a datetime is a date too, so it comes first."""
