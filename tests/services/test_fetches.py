"""Who takes the catalog, and what is kept of that."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata.errors import NotFound
from opendata.model import CatalogFetch, now
from opendata.model.account import NOBODY
from opendata.services import fetches
from opendata.services.fetches import KEPT, Fetch
from tests.services.conftest import Office

UDATA = "uData/0.1 dcat"


@pytest.mark.parametrize(
    ("agent", "harvester"),
    [
        ("EntryStore/5.4", "dataportal.se"),
        ("piveau-consus-importing-rdf", "data.europa.eu"),
        ("Vert.x-WebClient/4.5.1", "data.europa.eu"),
        (UDATA, "udata"),
        ("ckanext-harvest", "CKAN"),
        ("opendata-harvester (DCAT-AP-SE)", "opendata"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "Google"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_harvesters_are_known_by_what_they_call_themselves(agent: str, harvester: str) -> None:
    assert fetches.harvester_of(agent) == harvester


def noted(session: Session) -> list[CatalogFetch]:
    return list(session.scalars(select(CatalogFetch).order_by(CatalogFetch.id)))


def fetch(at: datetime, status: int = 200, agent: str = UDATA, publisher: str = "") -> Fetch:
    return Fetch("/catalog.rdf", publisher, status, 1200 if status == 200 else 0, agent, at)


def test_a_fetch_is_kept_with_how_much_there_was(office: Office, public: str) -> None:
    with office.platform.session(write=True) as session:
        fetches.note(session, fetch(now()))
        fetches.note(session, fetch(now(), publisher="skolor"))
        whole, part = noted(session)
    assert (whole.harvester, whole.status, whole.byte_size, whole.datasets) == ("udata", 200, 1200, 1)
    assert part.datasets == 0


def test_who_asks_again_and_again_for_nothing_new_is_told_of_once_an_hour(office: Office) -> None:
    moment = now() - timedelta(hours=5)
    with office.platform.session(write=True) as session:
        for minutes in (0, 1, 59, 61):
            fetches.note(session, fetch(moment + timedelta(minutes=minutes), 304))
        fetches.note(session, fetch(moment + timedelta(minutes=2), 304, "curl/8"))
        fetches.note(session, fetch(moment + timedelta(minutes=3)))
        assert [(one.status, one.agent) for one in noted(session)] == [
            (304, UDATA),
            (304, UDATA),
            (304, "curl/8"),
            (200, UDATA),
        ]


def test_what_is_too_old_goes(office: Office) -> None:
    with office.platform.session(write=True) as session:
        fetches.note(session, fetch(now() - KEPT - timedelta(days=1)))
        fetches.note(session, fetch(now()))
        assert [one.at > now() - KEPT for one in noted(session)] == [True]


def test_the_newest_of_each_known_harvester_is_found_and_strangers_see_nothing(office: Office) -> None:
    moment = now()
    with office.platform.session(write=True) as session:
        for hours, agent in ((3, UDATA), (2, "EntryStore"), (1, UDATA), (0, "curl/8")):
            fetches.note(session, fetch(moment - timedelta(hours=hours), agent=agent))
        assert [one.harvester for one in fetches.latest(session)] == ["udata", "dataportal.se"]
        assert len(fetches.recent(session, office.people.outsider.actor, limit=3)) == 3
        with pytest.raises(NotFound):
            fetches.recent(session, NOBODY, limit=3)
