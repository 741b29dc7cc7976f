"""The personal and co-ordination numbers here are Skatteverket's published test numbers, and nobody's."""

import random

import pytest

from opendata.tabular.personal import identity
from opendata.tabular.personal.identity import Tally

NUMBERS = ["199001012385", "900101-2385", "19900101-2385", "000101+9801", "189001019802", "200002292399", "000229-2399"]
COORDINATION = ["202601612381", "202201612393", "220161-2393", "20220161-2393"]
NONE = {
    "wrong check digit": "199001012386",
    "no such day": "190002292385",
    "no leap year a hundred years earlier": "000229+2399",
    "organisation number of a legal person": "556000-0001",
    "the city's organisation number": "2120001355",
    "with the prefix of organisation numbers": "165560000001",
    "time stamp": "20240131101112",
    "inside a longer run of digits": "00199001012385",
    "followed by more digits": "9001012385123",
    "decimals": "57.9001012385",
    "part of a word": "a9001012385",
    "part of a longer code": "12-900101-2385-1",
    "not born yet": "209901012385",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_personal_number_is_found_however_it_is_written(number: str) -> None:
    assert [one.kind for one in identity.find(number)] == ["number"]


@pytest.mark.parametrize("number", COORDINATION)
def test_a_co_ordination_number_is_found_and_told_apart(number: str) -> None:
    assert [one.kind for one in identity.find(number)] == ["coordination"]


@pytest.mark.parametrize("why", NONE)
def test_what_is_not_an_identity_number_is_left_alone(why: str) -> None:
    assert list(identity.find(NONE[why])) == []
    assert identity.mask(NONE[why]) == NONE[why]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ring 900101-2385 (Anna)", "Ring 900101-•••• (Anna)"),
        ("pnr:199001012385,202601612381.", "pnr:19900101-••••,20260161-••••."),
        ("9001012385;000101+9801", "900101-••••;000101+••••"),
        ("född 1990-01-01-2385", "född 19900101-••••"),
        ("19900101 2385", "19900101-••••"),
        ("900101–2385", "900101-••••"),
        ("ansökan_900101-2385.pdf", "ansökan_900101-••••.pdf"),
        ("momsnr SE900101238501", "momsnr SE900101••••01"),
    ],
)
def test_numbers_are_masked_where_they_stand_in_a_text(text: str, masked: str) -> None:
    assert identity.mask(text) == masked
    assert identity.mask(masked) == masked


def test_a_vat_number_made_of_a_personal_number_is_a_sole_traders() -> None:
    assert [one.is_sole_trader for one in identity.find("SE900101238501")] == [True]


def test_one_number_alone_is_evidence_and_one_among_many_is_not() -> None:
    assert Tally(1, 1, 1).is_evidence(marked=False)
    assert not Tally(30, 2, 1).is_evidence(marked=False)
    assert not Tally(1000, 72, 7).is_evidence(marked=True)


def test_written_with_a_hyphen_one_number_is_evidence_among_some() -> None:
    assert Tally(20, 1, 1).is_evidence(marked=True)
    assert not Tally(20, 1, 1).is_evidence(marked=False)


def test_many_right_numbers_are_evidence_among_any_number_of_others() -> None:
    assert Tally(100_000, 7_250, 2_000).is_evidence(marked=False)


def test_a_column_of_dates_with_serial_numbers_is_no_evidence() -> None:
    """One in ten has the right check digit."""
    chosen, bare, marked = random.Random(7), Tally(), Tally()
    for _ in range(2000):
        stamp = f"{chosen.randrange(10, 25)}{chosen.randrange(1, 13):02}{chosen.randrange(1, 29):02}"
        identity.count(f"{stamp}{chosen.randrange(10_000):04}", bare, marked)
        identity.count(f"{stamp}-{chosen.randrange(10_000):04}", bare, marked)
    assert bare.valid > 100
    assert not bare.is_evidence(marked=False)
    assert not marked.is_evidence(marked=True)


def test_known_other_numbers_do_not_count() -> None:
    bare, marked = Tally(), Tally()
    for text in ("5560000001", "212000-1355", "0317654321", "20240131101112"):
        identity.count(text, bare, marked)
    assert (bare, marked) == (Tally(), Tally())
