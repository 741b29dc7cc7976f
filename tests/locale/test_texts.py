"""The pages' own texts: English in the code, Swedish in the gettext catalog."""

from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

import opendata
from opendata.locale import FOLDER

PACKAGE = Path(opendata.__file__).parent


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale="sv")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What stands in the code and the templates."""
    target = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = ["pybabel", "-q", "extract", "-F", FOLDER / "babel.cfg", "-o", target, PACKAGE]
    CommandLineInterface().run([str(word) for word in command])
    return read(target)


@pytest.fixture(scope="module")
def translated() -> Catalog:
    return read(FOLDER / "sv" / "LC_MESSAGES" / "messages.po")


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_text_is_there_in_swedish_and_none_that_is_no_longer_used(written: Catalog, translated: Catalog) -> None:
    assert ids(written) - ids(translated) == set()
    assert ids(translated) - ids(written) == set()


def test_no_translation_is_empty_or_uncertain_or_has_other_places_for_values(translated: Catalog) -> None:
    for message in translated:
        if message.id:
            assert all(texts(message)), message.id
            assert not message.fuzzy, message.id
            assert not list(message.check(translated)), message.id
