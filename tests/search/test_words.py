"""What words become, and where they are marked; no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata import search
from opendata.search.spelling import distance
from opendata.search.tokens import stem


@pytest.mark.parametrize(
    "forms",
    [
        "cykel cykeln cyklar cyklarna",
        "plats platsen platser platserna",
        "vatten vattnet",
        "skola skolor skolan skolornas",
        "teater teatern teatrar",
        "register registret",
        "bok böcker",
        "stad städer",
        "lekplats lekplatser lekplatsernas",
        "GATA Gator gatan",
        "återvinning Atervinning",
    ],
)
def test_forms_of_a_word_are_one_token(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["bad buss", "park parkering", "barn bar", "hus hund", "lån lön"])
def test_other_words_are_others(pair: str) -> None:
    first, second = pair.split()
    assert search.tokens(first) != search.tokens(second)


def test_english_words_have_english_stems() -> None:
    assert search.tokens("bathing places", "en") == search.tokens("bathing place", "en")


@given(st.text())
def test_tokens_are_letters_and_digits_alone_and_stay_what_they_are(text: str) -> None:
    assert all(token.isalnum() for token in search.tokens(text))


@given(st.sets(st.integers(0, 100_000)))
def test_a_set_has_the_numbers_that_were_put_in(numbers: set[int]) -> None:
    bits = search.of_numbers(numbers)
    assert list(search.numbers_of(bits)) == sorted(numbers)
    assert bits.bit_count() == len(numbers)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("bad", "bad", 0), ("lekplatts", "lekplats", 1), ("bda", "bad", 1), ("bibliotk", "bibliotek", 1), ("ab", "cd", 2)],
)
def test_slips_are_counted(one: str, other: str, far: int) -> None:
    assert distance(one, other, 2) == far
    assert distance(one, other, 0) == min(far, 1)


def test_parts_say_where_the_words_are_and_lose_nothing() -> None:
    text = "Lek på <b>lekplatser</b> & bad."
    parts = search.mark(text, {stem("lekplats"), stem("bad")})
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.answers] == ["lekplatser", "bad"]


def test_a_long_text_is_cut_around_the_first_word_that_answers() -> None:
    text = "ord " * 100 + "Slottsskogen ligger här. " + "mer " * 100
    parts = search.snippet(text, {stem("Slottsskogen")})
    shown = "".join(part.text for part in parts)
    assert [part.text for part in parts if part.answers] == ["Slottsskogen"]
    assert shown.startswith("… ord")
    assert shown.endswith(" …")
    assert len(shown) < 240
