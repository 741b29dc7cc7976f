"""What the pages say exists, exists: links, commands, addresses, settings, files."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from flask import Flask

from opendata.cli import main as opendata
from opendata.config import PREFIX, Settings
from opendata.locale import sentences

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("schemas/**/*.md"))]
WHY = sorted(DOCS.glob("why/*.md"))
A_PAGE = 450
"""Words."""

LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:)([^)\s]+)\)")
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|(?<=[\s/]))opendata((?: [^\s|]+)+)")
TARGET = re.compile(r"(?:^|(?<=\s))make ([a-z]+)")
ADDRESS = re.compile(r"(?:^|(?<=\s)|https?://(?:data\.example\.se|127\.0\.0\.1:8000))(/[^\s?#\"']*)")
METHOD = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (?=/)")
SETTING = re.compile(rf"{PREFIX}[A-Z_]*")
SOURCE = re.compile(r"(?:opendata|tests|docs|schemas|migrations)/[\w./-]+")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


every_page = pytest.mark.parametrize("page", PAGES, ids=name)


def spans(page: Path) -> list[str]:
    """Code in the running text."""
    return SPAN.findall(FENCE.sub("", page.read_text(encoding="utf-8")))


def code(page: Path) -> Iterator[str]:
    """All code, a command on each line."""
    for block in FENCE.findall(page.read_text(encoding="utf-8")):
        yield from block.replace("\\\n", " ").splitlines()
    yield from spans(page)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, heading = target.partition("#")
        yield (page.parent / path).resolve() if path else page, heading


def headings(page: Path) -> set[str]:
    """As the parts of links that lead to them."""
    found = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for path, heading in links(page):
        assert path.exists(), path
        assert not heading or heading in headings(path), f"{path}#{heading}"


@every_page
def test_every_command_exists_with_its_options(page: Path) -> None:
    for line in code(page):
        for words in COMMAND.findall(line):
            wanted = words.split()
            found = command(wanted)
            known = {option for parameter in found.params for option in parameter.opts}
            for option in (word for word in wanted if re.match("--?[a-z]", word)):
                assert option.partition("=")[0] in known, f"{found.name} {option}"


def command(words: list[str]) -> click.Command:
    found: click.Command = opendata
    while isinstance(found, click.Group) and words and words[0] != "...":
        inner = found.get_command(click.Context(found), words[0])
        assert inner, f"{found.name} {words[0]}"
        found = inner
        del words[0]
    return found


@every_page
def test_every_make_target_exists(page: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {target for line in code(page) for target in TARGET.findall(line)} <= set(targets)


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "reference"], ids=name)
def test_every_address_answers(page: Path, app: Flask) -> None:
    rules = [(re.compile(pattern(rule.rule)), rule.methods or set()) for rule in app.url_map.iter_rules()]
    places = [rule.rule for rule in app.url_map.iter_rules()]
    for line in code(page):
        method = METHOD.search(line)
        wanted = method[1] if method else None
        for address in ADDRESS.findall(line):
            answers = any(rule.fullmatch(address) and (not wanted or wanted in methods) for rule, methods in rules)
            is_room = any(place.startswith(address.rstrip("/") + "/") for place in places)
            assert answers or is_room, line


def pattern(rule: str) -> str:
    return "[^/]+".join(re.escape(part) for part in re.split(r"<[^>]+>", rule))


@every_page
def test_every_setting_exists(page: Path) -> None:
    known = {PREFIX + setting.name.upper() for setting in fields(Settings)}
    for setting in SETTING.findall(page.read_text(encoding="utf-8")):
        is_group = setting.endswith("_") and any(one.startswith(setting) for one in known)
        assert is_group or setting.removesuffix("_FILE") in known, setting


@every_page
def test_every_file_named_is_there(page: Path) -> None:
    named = [span for span in spans(page) if SOURCE.fullmatch(span)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_publishers_guide_calls_things_what_the_pages_call_them() -> None:
    with (ROOT / "opendata/locale/sv/LC_MESSAGES/messages.po").open("rb") as source:
        shown = {message.string for message in read_po(source)} | {words["sv"] for words in sentences().values()}
    guide = " ".join((DOCS / "guides/publish.md").read_text(encoding="utf-8").split())
    labels = re.findall(r"\*\*(.+?)\*\*", guide)
    assert [label for label in labels if label not in shown] == []


def test_the_index_leads_to_every_page() -> None:
    index = DOCS / "index.md"
    reached = {path for path, _heading in links(index)}
    assert [page for page in DOCS.rglob("*.md") if page not in reached and page != index] == []


@pytest.mark.parametrize("page", WHY, ids=lambda page: page.stem)
def test_a_decision_has_its_context_choice_and_price_on_one_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Choice", "Price"]
    assert len(text.split()) <= A_PAGE
