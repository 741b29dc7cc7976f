import pytest

from opendata.dcat import iris, vocabularies
from opendata.dcat.profile import CLASSES, CONCEPT_TYPES
from opendata.errors import Invalid, NotFound


@pytest.mark.parametrize("name", vocabularies.NAMES)
def test_every_concept_has_a_sound_iri_and_a_label_in_both_languages(name):
    concepts = vocabularies.vocabulary(name)
    assert concepts
    for code, concept in concepts.items():
        assert concept.code == code
        assert iris.is_sound(concept.iri)
        assert concept.label["sv"].strip()
        assert concept.label["en"].strip()
        assert concept.broader is None or concept.broader in concepts


@pytest.mark.parametrize(
    ("name", "size"),
    {
        "access-right": 3,
        "data-theme": 13,
        "distribution-status": 4,
        "frequency": 22,
        "hvd-category": 96,
        "language": 95,
        "licence": 7,
        "planned-availability": 4,
        "publisher-type": 11,
    }.items(),
)
def test_the_lists_are_as_long_as_the_national_profile_says(name, size):
    assert len(vocabularies.vocabulary(name)) == size


def test_the_two_open_licences_come_first_with_the_spelling_that_the_portal_knows():
    first, second, *_ = vocabularies.vocabulary("licence").values()
    assert first.iri == "http://creativecommons.org/publicdomain/zero/1.0/"
    assert second.iri == "http://creativecommons.org/licenses/by/4.0/"


def test_a_municipality_is_found_by_its_code_and_lies_in_its_county():
    uppsala = vocabularies.concept("place", "0380")
    assert uppsala.iri == "https://sws.geonames.org/2666219"
    assert uppsala.label["sv"] == "Uppsala kommun"
    assert vocabularies.concept("place", uppsala.broader or "").label["sv"] == "Uppsala län"


def test_every_municipality_and_county_is_there_with_an_address_of_its_own():
    places = vocabularies.vocabulary("place").values()
    assert sum(len(place.code) == len("1480") for place in places) == 290
    assert sum(place.broader == "SE" for place in places) == 21
    assert len({place.iri for place in places}) == len(places)
    assert all(place.broader == place.code[:2] for place in places if len(place.code) == len("1480"))


def test_a_format_knows_its_literal_and_both_of_its_iris():
    geojson = vocabularies.concept("media-type", "geojson")
    assert geojson.media_type == "application/geo+json"
    assert geojson.iri == "https://www.iana.org/assignments/media-types/application/geo+json"
    assert geojson.file_type == "http://publications.europa.eu/resource/authority/file-type/GEOJSON"


def test_a_concept_is_found_by_its_iri_and_the_first_of_two_that_share_it():
    csv = vocabularies.find("media-type", "https://www.iana.org/assignments/media-types/text/csv")
    assert csv is not None
    assert csv.code == "csv"
    assert vocabularies.find("data-theme", "https://example.se/annat") is None


def test_what_is_not_in_a_list_is_refused_by_name():
    with pytest.raises(Invalid, match="concept_unknown"):
        vocabularies.concept("frequency", "HOURLY")
    with pytest.raises(NotFound, match="vocabulary_unknown"):
        vocabularies.vocabulary("../licence")


def test_every_vocabulary_of_the_profile_exists():
    named = {row.vocabulary for rows in CLASSES.values() for row in rows if row.vocabulary}
    assert named | set(CONCEPT_TYPES) <= set(vocabularies.NAMES)


def found(name, words, language="sv"):
    return [concept.label[language] for concept in vocabularies.search(name, words, language)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Göteborg", "Göteborgs kommun"),
        ("goteborg", "Göteborgs kommun"),
        ("  GÖTEBORGS   kommun ", "Göteborgs kommun"),
        ("1480", "Göteborgs kommun"),
        ("upp väs", "Upplands Väsby kommun"),
        ("sverige", "Sverige"),
    ],
)
def test_a_place_is_found_by_how_its_name_begins_with_or_without_dots(words, first):
    assert found("place", words)[0] == first


def test_letters_with_dots_come_before_those_without_when_they_are_asked_for():
    assert found("place", "ö")[0].startswith("Ö")
    assert found("place", "o")[0].startswith("O")


def test_words_inside_longer_ones_come_last():
    names = found("hvd-category", "data")
    assert names.index("Geospatiala data") < names.index("Radardata")


def test_the_other_language_is_searched_too_but_later():
    assert found("data-theme", "health") == ["Hälsa"]
    assert found("data-theme", "environment", "en") == ["Environment"]


def test_no_words_give_the_whole_list_in_its_order_and_nonsense_gives_nothing():
    assert found("access-right", " ") == [one.label["sv"] for one in vocabularies.vocabulary("access-right").values()]
    assert found("place", "xyzzy") == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("csv", "CSV"),
        ("excel.csv", "CSV"),
        ("application/geo+json", "GEOJSON"),
        ("https://www.iana.org/assignments/media-types/text/turtle", "RDF_TURTLE"),
        ("http://publications.europa.eu/resource/authority/file-type/PDF", "PDF"),
    ],
)
def test_the_european_file_type_of_a_format_is_known_however_the_format_is_given(given, code):
    assert vocabularies.file_type(given) == vocabularies.concept("file-type", code)


def test_a_format_without_a_european_file_type_has_none():
    assert vocabularies.file_type("application/vnd.sqlite3") is None
    assert vocabularies.file_type("application/x-hemmagjort") is None


def test_every_file_type_that_a_media_type_names_exists():
    for concept in vocabularies.vocabulary("media-type").values():
        assert concept.file_type is None or vocabularies.find("file-type", concept.file_type)
