from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Dataset
from opendata.services import datasets, publishers
from opendata.wiring import Platform
from tests.conftest import People
from tests.services.conftest import Office


@pytest.fixture
def session(platform: Platform, people: People) -> Iterator[Session]:
    with platform.session(write=True) as session:
        yield session


def make(session: Session, people: People, **values: Any) -> Dataset:
    parks = publishers.find(session, "parker")
    return datasets.create(session, people.editor.actor, parks, {"title": {"sv": "Badplatser"}} | values)


def refused_fields(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        datasets.clean(values)
    assert refused.value.code == "fields_wrong"
    errors: dict[str, str] = refused.value.facts["errors"]
    return errors


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Badplatser", "badplatser"),
        ("Åkrar, ängar & öar", "akrar-angar-oar"),
        ("ÅÄÖ", "aao"),
        ("  --Träd!!  i   staden--  ", "trad-i-staden"),
        ("データ", "dataset"),
        ("…", "dataset"),
        ("a" * 100, "a" * 80),
        ("a" * 79 + " b", "a" * 79),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_the_slug_is_made_from_the_title(session: Session, people: People, title: str, slug: str) -> None:
    assert make(session, people, title={"sv": title}).slug == slug


@pytest.mark.parametrize("title", ["Badplatser", "…", "a" * 100, "a" * 69 + " " + "b" * 40])
def test_datasets_of_the_same_title_get_slugs_of_their_own(session: Session, people: People, title: str) -> None:
    made = [make(session, people, title={"sv": title}).slug for _time in range(12)]
    assert len(set(made)) == 12
    assert all(len(slug) <= 80 and "--" not in slug for slug in made)
    assert made[1].endswith("-2")


def test_a_slug_asked_for_by_name_is_given_or_refused(session: Session, people: People) -> None:
    assert make(session, people, slug="Mina Träd").slug == "mina-trad"
    with pytest.raises(Conflict) as refused:
        make(session, people, slug="mina-trad")
    assert refused.value.facts == {"field": "slug", "value": "mina-trad"}


def test_a_slug_that_nothing_is_left_of_is_refused(session: Session, people: People) -> None:
    dataset = make(session, people)
    for trial in (
        lambda: make(session, people, slug="!!!"),
        lambda: datasets.describe(session, people.editor.actor, dataset, {"slug": "…"}),
    ):
        with pytest.raises(Invalid) as refused:
            trial()
        assert refused.value.facts["errors"].keys() == {"slug"}


def test_a_draft_can_get_another_slug(session: Session, people: People) -> None:
    dataset = make(session, people)
    datasets.describe(session, people.editor.actor, dataset, {"slug": "bad"})
    assert datasets.find(session, people.editor.actor, "bad") is dataset
    with pytest.raises(NotFound):
        datasets.find(session, people.editor.actor, "badplatser")


def test_the_slug_of_what_was_published_stays(office: Office, public: str) -> None:
    editor = office.people.editor.actor
    with office.platform.session(write=True) as session:
        dataset = office.dataset(session, public)
        datasets.describe(session, editor, dataset, {"slug": public})
        with pytest.raises(Conflict, match="slug_is_permanent"):
            datasets.describe(session, editor, dataset, {"slug": "annat"})


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    values = {
        "title": {"sv": " "},
        "description": {"de": "Auf Deutsch"},
        "keywords": {"sv": [1, 2]},
        "themes": "ENVI",
        "licence": "GPL",
        "frequency": "SOMETIMES",
        "languages": ["KLINGON"],
        "places": [{"name": "Göteborg"}],
        "temporal_start": "igår",
        "temporal_end": "2024-13-01",
        "conforms_to": "https://example.org",
        "landing_page": "javascript:alert(1)",
        "provenance": 7,
        "hvd_categories": ["nothing"],
        "access_rights": "SECRET",
    }
    assert refused_fields(values) == {
        "title": "title_missing",
        "description": "language_unknown",
        "keywords": "value_wrong_shape",
        "themes": "value_wrong_shape",
        "licence": "not_in_vocabulary",
        "frequency": "not_in_vocabulary",
        "languages": "not_in_vocabulary",
        "places": "value_wrong_shape",
        "temporal_start": "date_unreadable",
        "temporal_end": "date_unreadable",
        "conforms_to": "value_wrong_shape",
        "landing_page": "web_address_unusable",
        "provenance": "value_wrong_shape",
        "hvd_categories": "not_in_vocabulary",
        "access_rights": "not_in_vocabulary",
    }


def test_a_period_cannot_end_before_it_starts(session: Session, people: People) -> None:
    assert refused_fields({"temporal_start": "2024-02-01", "temporal_end": "2024-01-31"}) == {
        "temporal_end": "ends_before_start"
    }
    dataset = make(session, people, temporal_start="2024-02-01")
    with pytest.raises(Invalid) as refused:
        datasets.describe(session, people.editor.actor, dataset, {"temporal_end": "2024-01-31"})
    assert refused.value.facts["errors"] == {"temporal_end": "ends_before_start"}


def test_texts_are_kept_in_our_languages_without_blank_ones() -> None:
    cleaned = datasets.clean({"title": {"sv": "  Träd ", "en": " "}, "description": "Bara svenska", "provenance": None})
    assert cleaned == {"title": {"sv": "Träd"}, "description": {"sv": "Bara svenska"}, "provenance": {}}


def test_a_title_in_english_alone_is_not_enough(session: Session, people: People) -> None:
    with pytest.raises(Invalid) as refused:
        make(session, people, title={"en": "Trees"})
    assert refused.value.facts["errors"] == {"title": "title_missing"}


def test_keywords_are_lower_case_and_there_once() -> None:
    cleaned = datasets.clean({"keywords": {"sv": ["Träd", "träd ", "", "Ek"], "en": [" "]}})
    assert cleaned == {"keywords": {"sv": ["träd", "ek"]}}


@pytest.mark.parametrize(
    "text", ["nul \x00", "bell \x07", "half \ud800 a sign", "not a sign \uffff", "old tab \x0b here"]
)
def test_signs_that_no_catalog_and_no_database_can_hold_are_refused(text: str) -> None:
    for values in ({"title": {"sv": text}}, {"keywords": {"sv": [text]}}, {"landing_page": f"https://x.se/{text}"}):
        assert refused_fields(values)


def test_lines_tabs_and_signs_of_all_languages_are_kept() -> None:
    text = "Rad 1\n\tRad 2: 漢字, العربية, 🌳, mjuk\u00adhet, hårt\u00a0mellanslag"
    assert datasets.clean({"description": {"sv": text}}) == {"description": {"sv": text}}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "ftp://example.org",
        "https://",
        "https:// example.org",
        'https://example.org/"onclick="x',
        "https://example.org/<b>",
        "https://example.org/\nSet-Cookie: x",
        "https://example.org/\tx",
        "https://example.org/" + "x" * 500,
        "http://[::1",
        "https://example.org:port",
        "https://example.org/100%",
    ],
)
def test_a_web_address_that_cannot_be_followed_safely_is_refused(address: str) -> None:
    assert refused_fields({"landing_page": address}) == {"landing_page": "web_address_unusable"}
    assert refused_fields({"conforms_to": [address]}) == {"conforms_to": "web_address_unusable"}


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://example.org:8080/a?b=c#d", "https://göteborg.se/träd", ""]
)
def test_a_web_address_is_taken(address: str) -> None:
    assert datasets.clean({"landing_page": f" {address} "}) == {"landing_page": address or None}


def test_a_contact_point_must_be_one_of_the_publishers(session: Session, people: People) -> None:
    schools = publishers.find(session, "skolor").contact_points[0]
    assert make(session, people).contact_point is publishers.find(session, "parker").contact_points[0]
    with pytest.raises(Invalid) as refused:
        make(session, people, contact_point=schools.id)
    assert refused.value.facts["errors"].keys() == {"contact_point"}


def test_what_was_published_cannot_be_deleted_and_a_draft_can(office: Office, public: str) -> None:
    draft = office.draft(title={"sv": "Utkast"})
    editor = office.people.editor.actor
    with office.platform.session(write=True) as session:
        datasets.delete(session, editor, office.dataset(session, draft))
        with pytest.raises(Conflict, match="published_cannot_be_deleted"):
            datasets.delete(session, editor, office.dataset(session, public))
        session.commit()
    office.move(public, "withdraw", "fel")
    with office.platform.session(write=True) as session:
        with pytest.raises(NotFound):
            office.dataset(session, draft)
        with pytest.raises(Conflict, match="published_cannot_be_deleted"):
            datasets.delete(session, editor, office.dataset(session, public))


def test_everybody_lists_their_own(office: Office) -> None:
    office.draft(None)
    office.draft(None, publisher="skolor", title={"sv": "Skolor"})
    people = office.people

    def slugs(actor: Any) -> set[str]:
        with office.platform.session() as session:
            return {dataset.slug for dataset in datasets.of_actor(session, actor)}

    assert slugs(people.editor.actor) == {"badplatser"}
    assert slugs(people.outsider.actor) == {"skolor"}
    assert slugs(people.administrator) == {"badplatser", "skolor"}
