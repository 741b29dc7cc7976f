"""Forms that anybody may send, kept from programs that fill in every form they find; without cookies or third parties.

The form carries the signed time at which it was made, and a field that people don't see.
"""

import time
from collections.abc import Mapping

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from opendata.errors import Invalid, NotAllowed

QUICKEST_SECONDS, LONGEST_SECONDS = 2, 24 * 3600
TIME, TRAP = "made", "website"
"""Names of the fields."""


def token(at: float | None = None) -> str:
    """The time at which a form is made, now unless said otherwise."""
    return str(_serializer().dumps(int(time.time() if at is None else at)))


def fields() -> dict[str, str]:
    """What the partial `guard.html` of a form puts into it."""
    return {"time": TIME, "token": token(), "trap": TRAP}


def is_trapped(form: Mapping[str, str]) -> bool:
    """Whether the field that people don't see has been filled in."""
    return bool(form.get(TRAP))


def require_unhurried(form: Mapping[str, str]) -> None:
    """Invalid("form_too_quick"), or NotAllowed("form_outdated") for a time of long ago or none of ours."""
    try:
        age = time.time() - float(_serializer().loads(form.get(TIME, "")))
    except (BadSignature, TypeError, ValueError):
        raise NotAllowed("form_outdated") from None
    if age > LONGEST_SECONDS:
        raise NotAllowed("form_outdated")
    if age < QUICKEST_SECONDS:
        raise Invalid("form_too_quick")


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="form")
