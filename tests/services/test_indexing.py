"""What is found follows what is published, in the same transaction or with the worker's next sweep."""

from typing import Any

import pytest
from sqlalchemy import null, select, update
from sqlalchemy.orm import Session

from opendata.errors import Invalid, NotAllowed
from opendata.model import SearchEntry, SearchFacet, SearchWord, Version
from opendata.services import explaining, indexing, publishers, publishing, searching, synonyms
from opendata.services.searching import Search
from opendata.wiring import Platform
from opendata.worker import Worker
from tests.services.conftest import Office


def slugs(platform: Platform, q: str, **wanted: Any) -> list[str]:
    with platform.session() as session:
        return [one.slug for one in searching.search(session, Search(q=q, **wanted)).datasets]


@pytest.fixture
def session(platform: Platform) -> Any:
    with platform.session() as opened:
        yield opened


def test_a_dataset_is_found_while_it_is_public(office: Office, platform: Platform, draft: str) -> None:
    assert slugs(platform, "bad") == []
    office.move(draft, "publish")
    assert slugs(platform, "bad") == [draft]
    office.move(draft, "withdraw", "fel")
    assert slugs(platform, "bad") == []
    with platform.session() as session:
        assert session.scalars(select(SearchFacet)).all() == []


def test_a_changed_description_is_found_at_once(office: Office, platform: Platform, public: str) -> None:
    def describe(session: Session) -> None:
        changed = {"title": {"sv": "Simställen"}}
        publishing.redescribe(
            session, office.people.editor.actor, office.dataset(session, public), changed, platform.addresses
        )

    office.do(describe)
    assert slugs(platform, "simställe") == [public]


def test_what_stands_in_short_text_columns_is_found_and_told(
    office: Office, platform: Platform, public: str, session: Session
) -> None:
    assert slugs(platform, "delsjön") == [public]
    assert slugs(platform, "Latitud") == [public]
    found = searching.search(session, Search(q="sisjön"))
    told = explaining.explain(found, "sv")(found.datasets[0])
    assert [(place.kind, place.of, [part.text for part in place.parts]) for place in told.also] == [
        ("value", "Namn", ["Sisjön"])
    ]


def test_a_new_version_brings_its_values(office: Office, platform: Platform, public: str) -> None:
    office.update(public, "Namn,Latitud,Longitud\nDelsjön,57.68,12.04\nSurtesjön,57.83,12.05\n")
    office.work()
    assert slugs(platform, "surtesjön") == [public]
    assert slugs(platform, "sisjön") == []


def test_a_publishers_new_name_is_found_after_the_next_sweep(office: Office, platform: Platform, public: str) -> None:
    def rename(session: Session) -> None:
        about = publishers.About({"sv": "Grönskeverket"}, "parker@example.org")
        own = publishers.find(session, "parker")
        publishers.describe(session, office.people.administrator, own, about, platform.addresses)

    office.do(rename)
    assert slugs(platform, "grönskeverket") == []
    worker = Worker(platform)
    assert worker.index() == 1
    assert worker.index() == 0
    assert slugs(platform, "grönskeverket") == [public]
    assert slugs(platform, "parkförvaltningen") == []


def test_versions_of_before_are_looked_into(office: Office, platform: Platform, public: str) -> None:
    def forget(session: Session) -> None:
        session.execute(update(Version).values(texts=null()))
        dataset = office.dataset(session, public)
        indexing.index(session, [dataset])

    office.do(forget)
    assert slugs(platform, "sisjön") == []
    Worker(platform).index()
    Worker(platform).index()
    assert slugs(platform, "sisjön") == [public]


def test_everything_can_be_indexed_anew_by_administrators(office: Office, platform: Platform, public: str) -> None:
    def add_rubbish(session: Session) -> None:
        session.add(SearchWord(token="zzz", backwards="zzz", form="zzz"))
        session.add(SearchFacet(facet="theme", value="NONE", chunk=0, bits=b"\xff"))

    office.do(add_rubbish)
    assert office.do(lambda session: indexing.rebuild(session, office.people.administrator)) == 1
    with platform.session() as session:
        assert session.get(SearchWord, "zzz") is None
        assert session.scalars(select(SearchFacet).where(SearchFacet.value == "NONE")).all() == []
        assert len(session.scalars(select(SearchEntry)).all()) == 1
    assert slugs(platform, "sisjön") == [public]
    with pytest.raises(NotAllowed):
        office.do(lambda session: indexing.rebuild(session, office.people.outsider.actor))


def test_synonyms_work_at_once_and_only_administrators_change_them(
    office: Office, platform: Platform, public: str
) -> None:
    administrator = office.people.administrator
    assert slugs(platform, "plumsa") == []
    assert office.do(lambda session: synonyms.change(session, administrator, "plumsa, Badplats\n\nfika,  kaffe ")) == 2
    assert slugs(platform, "plumsa") == [public]
    with platform.session() as session:
        assert synonyms.as_text(session, administrator) == "plumsa, badplats\nfika, kaffe\n"
        for verb in (
            lambda: synonyms.as_text(session, office.people.outsider.actor),
            lambda: synonyms.change(session, office.people.outsider.actor, "a, b"),
        ):
            with pytest.raises(NotAllowed):
                verb()


@pytest.mark.parametrize(
    ("text", "code"),
    [("a, b\nensam", "synonym_alone"), ("a, ,a", "synonym_alone"), ("a, %", "synonym_unusable"), ("a, b\n" * 1001, "")],
)
def test_a_list_of_synonyms_that_cannot_be_used_changes_nothing(
    office: Office, session: Session, text: str, code: str
) -> None:
    before = synonyms.groups(session)
    with pytest.raises(Invalid) as refused:
        synonyms.change(session, office.people.administrator, text)
    assert refused.value.code == (code or "synonyms_too_many")
    assert synonyms.groups(session) == before


def test_words_that_nothing_has_are_left_out_only_when_wanted(
    office: Office, platform: Platform, public: str, session: Session
) -> None:
    assert slugs(platform, "badplatser mars") == []
    found = searching.search(session, Search(q="badplatser mars", nearly=True))
    assert ([one.slug for one in found.datasets], found.is_nearly) == ([public], True)
    exact = searching.search(session, Search(q="badplatser sjön", nearly=True))
    assert exact.is_nearly is False


def test_a_slip_is_understood_and_told(office: Office, public: str, session: Session) -> None:
    found = searching.search(session, Search(q="badplattser"))
    assert [one.slug for one in found.datasets] == [public]
    assert found.question.corrected.casefold() == "badplatser"


def test_flags_divide_the_catalog(office: Office, platform: Platform, public: str) -> None:
    other = office.published("A,B\n1,2\n", title={"sv": "Priser"}, hvd_categories=["c_ac64a52d"])
    assert set(slugs(platform, "", api=True)) == {public, other}
    assert slugs(platform, "", api=False) == []
    assert slugs(platform, "", map=True) == [public]
    assert slugs(platform, "", hvd=True) == [other]
    assert slugs(platform, "", hvd=False) == [public]
    assert set(slugs(platform, "", updated=["week"])) == {public, other}
    assert slugs(platform, "", updated=["1999"]) == []
    assert set(slugs(platform, "", frequency=["ANNUAL"])) == {public, other}
