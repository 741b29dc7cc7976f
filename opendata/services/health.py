"""Does the database answer?"""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from opendata.errors import Unreachable


def require_database(session: Session) -> None:
    try:
        session.execute(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as error:
        raise Unreachable("database_unreachable") from error
