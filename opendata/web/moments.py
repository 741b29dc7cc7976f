"""Moments as programs give them and are told them: RFC 3339."""

from datetime import UTC, datetime

from opendata.errors import Invalid


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read(field: str, text: str) -> datetime:
    """In UTC unless said otherwise; a date is its beginning. Invalid `moment_unusable` (field, value)."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that nobody escaped
    except ValueError:
        raise Invalid("moment_unusable", field=field, value=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
