"""The catalogues elsewhere that we take from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata.errors import Invalid
from opendata.model import Actor, HarvestSource, Publisher
from opendata.model.harvest import SourceKind
from opendata.services import journal
from opendata.services.harvesting.comparing import require

LONGEST_LOCATION = 1000


def settle(
    session: Session,
    actor: Actor,
    location: str,
    *,
    kind: SourceKind = SourceKind.DCAT,
    publisher: Publisher | None = None,
    language: str = "sv",
    title: str = "",
) -> HarvestSource:
    """The source at that location as it is meant now; a new one if there was none."""
    if not location or len(location) > LONGEST_LOCATION:
        raise Invalid("location_unusable", field="location", value=location)
    source = session.scalar(select(HarvestSource).where(HarvestSource.location == location))
    is_new = source is None
    if source is None:
        source = HarvestSource(location=location)
    else:
        require(actor, source)
    source.kind, source.publisher, source.language = kind, publisher, language
    source.title = title or source.title or ""
    source.publisher_id = publisher.id if publisher else None
    require(actor, source)
    session.add(source)
    session.flush()
    if is_new:
        journal.record(session, actor, "source.create", location, publisher_id=source.publisher_id)
    return source
