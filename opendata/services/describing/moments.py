"""How precisely a moment is told."""

from datetime import date, datetime


def day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
