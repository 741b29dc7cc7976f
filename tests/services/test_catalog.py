from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.errors import NotFound
from opendata.model import Block, Publication
from opendata.model.addresses import Addresses
from opendata.services import catalog, publications, publishers, searching
from opendata.services.searching import Search
from opendata.wiring import Platform, migrate, wire
from tests.conftest import Grow, Scene, until_nothing_waits
from tests.services.conftest import SOUND, Office

NO_PLACES = "Namn,Antal\nA,1\nB,2\n"


@pytest.fixture
def session(platform: Platform) -> Iterator[Session]:
    with platform.session() as session:
        yield session


@pytest.fixture(scope="session")
def with_three(grow: Grow, peopled: Scene) -> Scene:
    """With the datasets of `three`, made once."""

    def add(platform: Platform) -> dict[str, Any]:
        office = Office(platform, peopled.cast["people"], until_nothing_waits(platform))
        plain = {"description": {"sv": "Om natur."}, "keywords": {}}
        meadows, fields = NO_PLACES, NO_PLACES.replace("A", "C")
        office.published(title={"sv": "Badplatser"}, keywords={"sv": ["sjö", "bad"]})
        office.published(meadows, title={"sv": "Ängar och 100 % träd"}, themes=["AGRI"], publisher="skolor", **plain)
        office.published(fields, title={"sv": "Åkrar_norr"}, themes=["AGRI", "ENVI"], licence="CC-BY-4.0", **plain)
        return {}

    return grow("with_three", peopled, add)


@pytest.fixture
def three(office: Office, with_three: Scene) -> Office:
    return office


def titles(session: Session, **wanted: Any) -> list[str]:
    return [dataset.title["sv"] for dataset in searching.search(session, Search(sort="title", **wanted)).datasets]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Badplatser", "Åkrar_norr", "Ängar och 100 % träd"]),
        ("natur", ["Åkrar_norr", "Ängar och 100 % träd"]),
        ("NATUREN", ["Åkrar_norr", "Ängar och 100 % träd"]),
        ("sjö", ["Badplatser"]),
        ("sjö   bad", ["Badplatser"]),
        ("sjö träd", []),
        ("träd", ["Ängar och 100 % träd"]),
        ("ÄNGAR", ["Ängar och 100 % träd"]),
        ("a\u0308ngar", ["Ängar och 100 % träd"]),
        ("Skolförvaltningen", ["Ängar och 100 % träd"]),
        ("100 %", ["Ängar och 100 % träd"]),
        ("%", []),
        ("_", []),
        ("norr", ["Åkrar_norr"]),
        ("' OR 1=1 --", []),
        ("\\", []),
    ],
)
def test_all_words_must_occur_whatever_their_case_and_nothing_is_a_wildcard(
    three: Office, session: Session, words: str, found: list[str]
) -> None:
    assert titles(session, q=words) == found


def test_titles_are_in_swedish_order_both_ways(three: Office, session: Session) -> None:
    assert titles(session) == ["Badplatser", "Åkrar_norr", "Ängar och 100 % träd"]
    back = searching.search(session, Search(sort="-title")).datasets
    assert [dataset.title["sv"] for dataset in back] == ["Ängar och 100 % träd", "Åkrar_norr", "Badplatser"]


def test_the_newest_data_comes_first(three: Office, session: Session) -> None:
    first = searching.search(session, Search()).datasets
    assert [dataset.title["sv"] for dataset in first] == ["Åkrar_norr", "Ängar och 100 % träd", "Badplatser"]


def test_of_one_facet_any_value_counts_and_of_several_all(three: Office, session: Session) -> None:
    assert titles(session, theme=["AGRI"]) == ["Åkrar_norr", "Ängar och 100 % träd"]
    assert titles(session, theme=["AGRI", "ENVI"]) == ["Badplatser", "Åkrar_norr", "Ängar och 100 % träd"]
    assert titles(session, theme=["AGRI"], publisher=["parker"]) == ["Åkrar_norr"]
    assert titles(session, format=["geojson"]) == ["Badplatser"]
    assert titles(session, licence=["nothing"]) == []


def test_a_facet_counts_what_each_of_its_values_would_give(three: Office, session: Session) -> None:
    facets = searching.search(session, Search(theme=["AGRI"])).facets
    assert facets["theme"] == {"AGRI": 2, "ENVI": 2}
    assert facets["publisher"] == {"parker": 1, "skolor": 1}
    assert facets["licence"] == {"CC-BY-4.0": 1, "CC0-1.0": 1}
    assert facets["format"]["csv"] == 2
    assert "query" not in facets["format"]
    for name, values in facets.items():
        for value, count in values.items():
            chosen = {"theme": ["AGRI"]} | {name: value == "true" if name in ("api", "map", "hvd") else [value]}
            assert len(titles(session, **chosen)) == count, (name, value)


def test_pages_do_not_overlap_and_the_total_is_of_all(three: Office, session: Session) -> None:
    pages = [searching.search(session, Search(limit=2, offset=offset)) for offset in (0, 2, 4)]
    assert [len(page.datasets) for page in pages] == [2, 1, 0]
    assert {page.total for page in pages} == {3}
    assert len({dataset.slug for page in pages for dataset in page.datasets}) == 3


def test_drafts_and_what_was_withdrawn_are_neither_found_nor_counted(
    office: Office, public: str, session: Session
) -> None:
    office.draft(title={"sv": "Utkast"})
    office.move(public, "withdraw", "fel")
    found = searching.search(session, Search())
    assert (found.total, found.facets["publisher"]) == (0, {})
    assert searching.figures(session) == searching.Figures(0, 0, 0)


def test_figures_say_how_much_the_public_has(three: Office, session: Session) -> None:
    assert searching.figures(session) == searching.Figures(datasets=3, files=3, rows=6)


def document(platform: Platform, form: str = "nt") -> catalog.Document:
    with platform.session() as session:
        made = catalog.document(session, platform.catalog_identity(session), platform.addresses, form)
        return replace(made, segments=iter([dcat.pack(made.text().encode())]))


def text(platform: Platform, form: str = "nt") -> str:
    return document(platform, form).text()


def test_the_same_content_gives_the_same_bytes(three: Office, platform: Platform) -> None:
    for form in dcat.FORMATS:
        first, again = document(platform, form), document(platform, form)
        assert first.edition == again.edition
        assert first.text() == again.text()


def test_each_dataset_is_in_the_catalog_in_the_order_of_addresses(three: Office, platform: Platform) -> None:
    graph = text(platform)
    slugs = ["akrar-norr", "angar-och-100-trad", "badplatser"]
    assert all(f"<http://data.example.se/dataset/{slug}>" in graph for slug in slugs)
    assert dcat.check(dcat.parse(graph, "nt")).sound


def test_a_withdrawn_dataset_leaves_the_catalog_and_comes_back_when_published_again(
    office: Office, public: str, platform: Platform
) -> None:
    before = document(platform)
    office.move(public, "withdraw", "fel")
    without = document(platform)
    assert without.edition != before.edition
    assert f"/dataset/{public}" not in without.text()
    office.move(public, "publish")
    assert f"/dataset/{public}" in text(platform)


def test_a_changed_description_is_in_the_catalog_at_once_and_other_blocks_stay(
    three: Office, platform: Platform
) -> None:
    def digests() -> dict[tuple[str, str, str], bytes]:
        with platform.session() as session:
            blocks = session.scalars(select(Block))
            return {(block.subject, block.flavour, block.format): block.packed for block in blocks}

    before = digests()
    from opendata.services import publishing

    def change(session: Session) -> str:
        dataset = three.dataset(session, "badplatser")
        values = {"title": {"sv": "Bad i sjö"}}
        publishing.redescribe(session, three.people.editor.actor, dataset, values, platform.addresses)
        return dataset.id

    changed = three.do(change)
    assert "Bad i sj" in text(platform, "ttl")
    after = digests()
    assert {key for key in after if after[key] != before[key]} == {
        (changed, flavour, form) for form in dcat.FORMATS for flavour in dcat.FLAVOURS
    }


def test_all_blocks_are_written_anew_when_the_base_url_changes(three: Office, platform: Platform) -> None:
    moved = wire(replace(platform.settings, base_url="https://oppnadata.example.se"))
    migrate(moved)
    for form in dcat.FORMATS:
        written = text(moved, form)
        assert "http://data.example.se" not in written
        assert "https://oppnadata.example.se/dataset/badplatser" in written
    with moved.session() as session:
        assert publications.rewrite(session, moved.addresses) == 0
    moved.close()


def test_blocks_that_older_code_wrote_are_written_anew_at_the_next_start(three: Office, platform: Platform) -> None:
    with platform.session(write=True) as session:
        session.execute(update(Publication).values(edition="older", digest=""))
        session.commit()
    migrate(platform)
    for form in dcat.FORMATS:
        assert "/dataset/badplatser" in text(platform, form)


def test_an_empty_catalog_is_a_catalog(platform: Platform) -> None:
    for form in dcat.FORMATS:
        assert dcat.parse(text(platform, form), form) is not None


def test_the_publisher_that_stands_for_the_catalog_can_be_chosen(three: Office, platform: Platform) -> None:
    chosen = wire(replace(platform.settings, catalog_publisher="skolor"))
    with chosen.session() as session:
        identity = chosen.catalog_identity(session)
        assert identity.publisher
        assert identity.publisher.slug == "skolor"
        assert publishers.of_catalog(session).slug == "parker"
        assert publishers.of_catalog(session, "unknown") is None
    chosen.close()


def test_a_draft_has_no_document_of_its_own(office: Office, session: Session) -> None:
    draft = office.dataset(session, office.draft(SOUND))
    with pytest.raises(NotFound):
        catalog.dataset_document(session, draft, Addresses("http://data.example.se"), "ttl")


@pytest.mark.parametrize("broken", [{"title": {}}, {"landing_page": "not an address"}])
def test_what_does_not_pass_the_check_stays_out_and_what_was_sound_stays(
    office: Office, public: str, platform: Platform, broken: dict[str, Any]
) -> None:
    before = text(platform)
    with platform.session(write=True) as session:
        dataset = office.dataset(session, public)
        for name, value in broken.items():
            setattr(dataset, name, value)
        publications.write(session, dataset, platform.addresses)
        session.commit()
        problem = publications.problem_of(session, dataset)
        assert problem
        assert not problem.sound
    assert text(platform) == before
    with platform.session(write=True) as session:
        dataset = office.dataset(session, public)
        dataset.title, dataset.landing_page = {"sv": "Nytt"}, None
        publications.write(session, dataset, platform.addresses)
        session.commit()
        assert publications.problem_of(session, dataset) is None
    assert "Nytt" in text(platform)


def test_writing_the_same_again_changes_nothing(office: Office, public: str, platform: Platform) -> None:
    before = document(platform)
    with platform.session(write=True) as session:
        publications.write(session, office.dataset(session, public), platform.addresses)
        session.commit()
    assert document(platform).edition == before.edition


def test_the_sizes_that_are_told_beforehand_are_those_that_come(three: Office, platform: Platform) -> None:
    with platform.session() as session:
        identity = platform.catalog_identity(session)
        for flavour, form in product(dcat.FLAVOURS, dcat.FORMATS):
            made = catalog.document(session, identity, platform.addresses, form, flavour)
            segments = list(made.segments)
            assert made.size == sum(map(len, dcat.plain(segments)))
            assert made.packed_size == sum(map(len, segments))
            assert len(b"".join(dcat.gzip(segments))) == made.packed_size + dcat.GZIP_FRAME_SIZE
