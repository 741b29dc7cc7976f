"""Is it alive, is it ready: for load balancers and supervisors."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from opendata.services import health as checks
from opendata.web import context

door = Blueprint("health", __name__, url_prefix="/health")


@door.get("/live")
def live() -> ResponseReturnValue:
    return {"status": "live"}


@door.get("/ready")
def ready() -> ResponseReturnValue:
    checks.require_database(context.session())
    return {"status": "ready"}
