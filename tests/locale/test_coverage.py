"""What the source says and what is worded must be the same, in both languages."""

from collections.abc import Iterator
from functools import cache
from inspect import isclass

import pytest
from frictionless import fields as frictionless
from werkzeug.exceptions import default_exceptions

from docs import codes
from opendata.dcat import RATINGS
from opendata.dcat.profile import CLASSES, Range
from opendata.locale import CLAUSE, PLACE, sentences
from opendata.model import HOLDS, MOVES, CaseKind, NewsKind, Role, State, Topic, VersionState
from opendata.model.account import PERMISSIONS
from opendata.model.base import LANGUAGES
from opendata.model.subscription import ROWS_CHANGED, ROWS_UNKNOWN
from opendata.services.news import NOTABLE
from opendata.tabular.codes import FINDINGS, KINDS
from opendata.tabular.repair.fixes import KINDS as STEPS
from opendata.web import problems
from opendata.web.portal.kinds import kind_names

FIELDS = [kind for kind in vars(frictionless).values() if isclass(kind) and hasattr(kind, "supported_constraints")]
IN_EVERY_FINDING = {"value", "column"}
PUT_TOGETHER = {f"dataset.{move}" for move in MOVES} | {"version.accepted", "version.rejected"}
TOLD = {*NewsKind, ROWS_CHANGED, ROWS_UNKNOWN}
LETTER = {
    *("confirm", "confirm_subject", "already", "already_subject", "subject_many", "more", "footer"),
    *("case_received", "case_received_subject", "case_answered", "case_answered_subject"),
    *("rows_added", "rows_changed", "rows_removed", "rows_all"),
}
LISTS = {
    "state": {*State, *VersionState},
    "move": set(MOVES),
    "role": set(Role),
    "permission": set().union(*PERMISSIONS.values()),
    "hold": set(HOLDS),
    "event": {verb.replace(".", "_") for verb in codes.verbs() | PUT_TOGETHER},
    "kind": set(KINDS),
    "step": set(STEPS),
    "rating": set(RATINGS),
    "class": set(CLASSES),
    "range": {kind.name.lower() for kind in Range},
    "type": {kind.type for kind in FIELDS if kind.type} | {"one value"},
    "about": set(Topic),
    "headline": {kind.replace(".", "_") for kind in TOLD},
    "news": {kind.replace(".", "_") for kind in TOLD} | {"dataset_updated_compared"},
    "described": set(NOTABLE),
    "breaking": {"True"},
    "letter": LETTER,
    "case": set(CaseKind),
    "constraint": {name for kind in FIELDS for name in kind.supported_constraints} | {"other"},
}
WORDED = sorted((code, language) for code in sentences() for language in LANGUAGES)
HTTP = {code.removeprefix("http_") for code in sentences() if code.startswith("http_")}


@cache
def raised() -> dict[str, codes.Code]:
    return codes.codes()


def words(prefix: str) -> set[str]:
    return {code for code in sentences() if code.startswith(f"{prefix}_")} - raised().keys()


def opening(code: str) -> tuple[str, ...]:
    """What is told may come before what it is about."""
    return (":",) if raised()[code].kinds == {"NOTES"} else ()


def places(text: str) -> Iterator[str]:
    """The facts that a text shows, those of the words in it too."""
    for name, form in PLACE.findall(text):
        yield name
        for word in words(form) if form else ():
            for worded in sentences()[word].values():
                yield from places(worded)


def test_every_code_in_the_source_is_worded() -> None:
    assert raised().keys() - sentences().keys() == set()


def test_every_sentence_is_in_both_languages() -> None:
    assert {code for code, worded in sentences().items() if list(worded) != list(LANGUAGES)} == set()


def test_both_languages_show_the_same_facts() -> None:
    differing = {
        code for code, worded in sentences().items() if len({frozenset(places(text)) for text in worded.values()}) > 1
    }
    assert differing == set()


def test_a_sentence_shows_only_facts_that_come_with_its_code() -> None:
    unknown, at_times = {}, {}
    for code, found in raised().items():
        more = IN_EVERY_FINDING if not found.is_error else set()
        for language, text in sentences()[code].items():
            unknown[code, language] = set(places(text)) - found.ever - more
            at_times[code, language] = set(places(CLAUSE.sub("", text))) - (found.always or set()) - more
    assert {where: facts for where, facts in unknown.items() if facts} == {}
    assert {where: facts for where, facts in at_times.items() if facts} == {}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_words_is_complete_and_has_nothing_more(name: str) -> None:
    assert words(name) == {f"{name}_{word}" for word in LISTS[name]}


def test_every_status_has_a_title() -> None:
    ours = {401, *problems.STATUS.values(), *problems.STATUS_OF_CODE.values()}
    assert words("status") == {f"status_{status}" for status in {*map(str, ours), *HTTP}}


def test_only_refusals_that_the_web_server_can_make_are_worded() -> None:
    assert {int(code) for code in HTTP} <= default_exceptions.keys()


def test_no_sentence_is_unused() -> None:
    shown = {form for worded in sentences().values() for text in worded.values() for _, form in PLACE.findall(text)}
    used = raised().keys() | {"fault"}
    for name in {*LISTS, "status", "http", *shown - {"", "bytes", "number", "sentence"}}:
        used |= words(name)
    assert sentences().keys() - used == set()


def test_a_sentence_is_calm_and_tidy() -> None:
    texts = {(code, language): sentences()[code][language] for code, language in WORDED}
    assert [where for where, text in texts.items() if "!" in text] == []
    assert [where for where, text in texts.items() if "  " in text or text != text.strip()] == []
    whole = {where: text for where, text in texts.items() if where[0] in raised()}
    ends = {where: text for where, text in whole.items() if not CLAUSE.sub("", text).endswith("}")}
    assert [where for where, text in ends.items() if not text.endswith((".", ".]", "?]", *opening(where[0])))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_in_a_table_has_a_name_above_its_report(client, language):
    with client.application.test_request_context(f"/?lang={language}"):
        names = kind_names()
    assert FINDINGS.keys() <= names.keys()
    assert all(names.values())
