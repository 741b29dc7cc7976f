from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from opendata.model.base import Moment, new_id, slug_of, text_in


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ({"sv": "Träd", "en": "Trees"}, "en", "Trees"),
        ({"sv": "Träd", "en": ""}, "en", "Träd"),
        ({"en": "Trees"}, "sv", "Trees"),
        ({"de": "Bäume"}, "sv", "Bäume"),
        ({}, "sv", ""),
        (None, "sv", ""),
    ],
)
def test_a_text_is_shown_in_the_language_or_the_one_there_is(
    text: dict[str, str] | None, language: str, shown: str
) -> None:
    assert text_in(text, language) == shown


@pytest.mark.parametrize(("title", "slug"), [("Åäö É", "aao-e"), ("x" * 79 + "-y", "x" * 79), ("漢字", ""), ("--", "")])
def test_a_slug_has_only_letters_digits_and_hyphens(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_ids_are_short_and_differ() -> None:
    made = {new_id() for _time in range(1000)}
    assert len(made) == 1000
    assert {len(one) for one in made} == {16}


def test_a_moment_is_utc_in_and_out_of_any_database() -> None:
    stockholm = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    dialect = sqlite.dialect()
    stored = Moment().process_bind_param(stockholm, dialect)
    assert stored == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert stored.utcoffset() == timedelta(0)
    assert Moment().process_result_value(datetime(2026, 7, 1, 10), dialect) == stockholm
    assert Moment().process_result_value(None, dialect) is None
