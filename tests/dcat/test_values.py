"""What is known of a thing and what is said of it, put together."""

from datetime import date

from opendata import dcat

KNOWN = {"title": {"sv": "Bad"}, "issued": date(2026, 1, 1), "spatial": ["2711537"], "temporal": {"start_date": None}}


def test_what_is_said_wins_where_there_is_one_value_and_stands_beside_where_there_are_many():
    said = {"title": {"en": "Baths"}, "issued": "2020-01-01", "spatial": ["2711537", {"bbox": "POLYGON"}]}
    assert dcat.combined("Dataset", KNOWN, said) == KNOWN | {
        "title": {"sv": "Bad", "en": "Baths"},
        "issued": "2020-01-01",
        "spatial": ["2711537", {"bbox": "POLYGON"}],
    }


def test_none_says_that_there_is_nothing():
    assert dcat.combined("Dataset", KNOWN, {"issued": None, "spatial": None}) == KNOWN | {
        "issued": None,
        "spatial": None,
    }


def test_a_known_node_without_any_value_leaves_the_first_place_to_the_next():
    period = {"start_date": "2020-01-01"}
    assert dcat.combined("Dataset", KNOWN, {"temporal": [period]})["temporal"] == [period]
