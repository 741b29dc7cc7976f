import pytest

from opendata.tabular import names


@pytest.mark.parametrize(
    "name", ["kommunkod", "konto_nr", "orgnr", "leverantor_id", "objektid", "skolenhetskod", "deso"]
)
def test_codes_are_known_by_name(name):
    assert names.is_identifier(name)


@pytest.mark.parametrize("name", ["id", "antal", "antal_konton", "restid", "covid", "period", "summa_faktura"])
def test_amounts_and_times_are_no_codes(name):
    assert not names.is_identifier(name)


def test_the_title_tells_a_year_from_a_verb():
    assert names.is_year("Byggår", "byggar")
    assert names.is_yes_or_no("Är öppen")
    assert not names.is_yes_or_no("År 2024")
    assert not names.is_year("hektar", "hektar")
