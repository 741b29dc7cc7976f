"""What the list of datasets can be limited to: read from the address, and in the reader's words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import request
from flask_babel import gettext

from opendata.services import publishers, searching, specifications
from opendata.services.describing import FORM_NAMES
from opendata.web import context
from opendata.web.portal.pages import concept, here, text

FLAGS = ("api", "map", "hvd")
FLAG = {"true": True, "false": False}
RECENT = ("week", "month")
LONGEST_QUESTION = 200
FIRST_SHOWN = 8
OPEN_AT_FIRST = ("publisher", "theme", "format")
Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """`first` are always seen, with all that are chosen; `more` can be unfolded."""

    name: str
    title: str
    first: Sequence[Option]
    more: Sequence[Option] = ()
    is_open: bool = False

    @property
    def options(self) -> list[Option]:
        return [*self.first, *self.more]


def asked() -> tuple[searching.Search, Chosen]:
    """The question in this page's address, and the values of each facet in it. What means nothing is left out."""
    chosen = {name: request.args.getlist(name) for name in searching.FACETS}
    chosen["specification"] = [key for one in chosen["specification"] for key in sorted(specifications.keys(one))]
    for name in FLAGS:
        chosen[name] = [value for value in chosen[name] if value in FLAG]
    flags: dict[str, Any] = {name: FLAG[chosen[name][0]] if len({*chosen[name]}) == 1 else None for name in FLAGS}
    lists: dict[str, Any] = {name: values for name, values in chosen.items() if name not in FLAGS}
    question = request.args.get("q", "")[:LONGEST_QUESTION].strip()
    sort = request.args.get("sort", "")
    wanted = searching.Search(q=question, sort=sort if sort in searching.SORTS else "", **lists, **flags)
    return wanted, chosen


def facets(found: searching.Found, chosen: Chosen) -> list[Facet]:
    """Those that have something to choose; what was chosen is there even when nothing has it."""
    titles = {
        "publisher": gettext("Publisher"),
        "theme": gettext("Theme"),
        "format": gettext("Format"),
        "updated": gettext("Last updated"),
        "licence": gettext("Licence"),
        "specification": gettext("Specification"),
        "frequency": gettext("Update frequency"),
        "api": gettext("API"),
        "map": gettext("Map"),
        "hvd": gettext("High-value datasets"),
    }
    labels = _labels()
    made = [
        _facet(name, title, labels[name], found.facets.get(name, {}), chosen.get(name, ()))
        for name, title in titles.items()
    ]
    return [one for one in made if one.first]


def _facet(
    name: str, title: str, label: Callable[[str], str], counts: Mapping[str, int], chosen: Sequence[str]
) -> Facet:
    values = _in_order(name, {**dict.fromkeys(chosen, 0), **counts})
    options = [Option(value, label(value), count, value in chosen) for value, count in values.items()]
    seen = [one for place, one in enumerate(options) if place < FIRST_SHOWN or one.is_chosen]
    return Facet(name, title, seen, [one for one in options if one not in seen], bool(chosen) or name in OPEN_AT_FIRST)


def _in_order(name: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The most first; but time from now backwards, and yes before no."""
    if name == "updated":
        recent = {value: counts[value] for value in RECENT if value in counts}
        return recent | {value: counts[value] for value in sorted(counts.keys() - recent.keys(), reverse=True)}
    if name in FLAGS:
        return {value: counts[value] for value in FLAG if value in counts}
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _labels() -> dict[str, Callable[[str], str]]:
    names = {one.slug: text(one.name) for one in publishers.all_publishers(context.session())}
    recent = {"week": gettext("The last 7 days"), "month": gettext("The last 30 days")}
    flags = {
        "api": {"true": gettext("With an API"), "false": gettext("Without an API")},
        "map": {"true": gettext("With places for a map"), "false": gettext("Without places")},
        "hvd": {"true": gettext("High-value dataset"), "false": gettext("Other datasets")},
    }
    return {
        "publisher": lambda slug: names.get(slug, slug),
        "theme": lambda code: concept("data-theme", code),
        "format": lambda form: text(FORM_NAMES.get(form)) or form.upper(),
        "licence": lambda code: concept("licence", code),
        "specification": specification_title,
        "updated": lambda value: recent.get(value, value),
        "frequency": lambda code: concept("frequency", code),
        **{name: partial(_of_flag, words) for name, words in flags.items()},
    }


def _of_flag(words: Mapping[str, str], value: str) -> str:
    return words.get(value, value)


def specification_title(key: str) -> str:
    """Of a specification (name/version); an address of another one as it is."""
    found = specifications.known(key)
    return f"{text(found.title)} {found.version}" if found else key


def chips(question: str, found: Sequence[Facet], chosen: Chosen) -> list[tuple[str, str]]:
    """(label, address without it) of all that the list is limited to."""
    made = [(gettext("“%(words)s”", words=question), here(q=None, page=None))] if question else []
    for facet in found:
        for option in facet.options:
            if option.is_chosen:
                rest = [other for other in chosen[facet.name] if other != option.value]
                made.append((option.label, here(**{facet.name: rest, "page": None})))
    return made
