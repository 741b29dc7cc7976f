"""How often something may be done in an hour, by whom or to whom: so that a form that anybody may send bothers nobody.

What is counted is kept as a digest, and for that hour.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from opendata.errors import Invalid
from opendata.model import now
from opendata.model.subscription import Attempt

COUNTED_FOR = timedelta(hours=1)


def count(session: Session, what: str, who: str, most: int) -> None:
    """One more of these; Invalid("too_many_for_now", minutes) if there have been `most` already."""
    since = now() - COUNTED_FOR
    session.execute(delete(Attempt).where(Attempt.at < since))
    key = hashlib.sha256(f"{what} {who.strip().lower()}".encode()).hexdigest()
    if (session.scalar(select(func.count()).where(Attempt.key == key)) or 0) >= most:
        raise Invalid("too_many_for_now", minutes=int(COUNTED_FOR.total_seconds() // 60))
    session.add(Attempt(key=key))
