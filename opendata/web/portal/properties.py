"""The part of a form that follows from the profile: its properties as controls, and what was typed in them.

A control is named by the path of its value, as errors are: `creator.name`, `page.0.iri`; texts with their language.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from opendata.dcat import CLASSES, Property, Range, parts, vocabularies
from opendata.model import text_in
from opendata.model.base import LANGUAGES
from opendata.services.properties import asked_for
from opendata.web.language import language

ANOTHER = "another"
"""The button that asks for one more entry; its value is the path of the property."""

CONTROLS: Mapping[Range, str] = {
    Range.TEXT: "texts",
    Range.CONCEPT: "choice",
    Range.DATE: "date",
    Range.EMAIL: "email",
    Range.TELEPHONE: "tel",
    Range.IRI: "url",
    Range.URL: "url",
    Range.NODE: "url",
    Range.ENTITY: "url",
    Range.DECIMAL: "number",
    Range.NON_NEGATIVE_INTEGER: "number",
}
"""Range -> control; one line of text where nothing is said."""

WORDS = "dcat:keyword"
LONG = frozenset({"dcterms:description", "schema:description", "adms:versionNotes"})
"""Texts of several lines."""

WHO = frozenset({"Agent", "Attribution"})
LINKS = frozenset({Range.IRI, Range.URL})


@dataclass(frozen=True)
class Group:
    name: str
    rows: Sequence[Property]
    is_open: bool


def groups(
    kind: str,
    values: Mapping[str, Any],
    errors: Mapping[str, Any],
    another: str = "",
    *,
    always: Collection[str] = (),
) -> list[Group]:
    """What is asked for of a thing, in the order to ask; open where something is said, wrong or wanted, or `always`."""
    sorted_out: dict[str, list[Property]] = {}
    for row in sorted(asked_for(kind), key=lambda row: list(_HEADINGS).index(_group_of(row))):
        sorted_out.setdefault(_group_of(row), []).append(row)

    def is_open(name: str, rows: Sequence[Property]) -> bool:
        told = (says(values.get(row.name)) or concerns(row.name, errors, another) for row in rows)
        return name in always or any(told)

    return [Group(name, rows, is_open(name, rows)) for name, rows in sorted_out.items()]


def _group_of(row: Property) -> str:
    if row.obligation in ("mandatory", "recommended"):
        return row.obligation
    if row.node in WHO:
        return "who"
    if row.range is Range.ENTITY:
        return "datasets"
    is_link = row.range in LINKS and not row.vocabulary
    return "links" if is_link or row.node in ("Document", "Relationship") else "details"


_HEADINGS = dict.fromkeys(("mandatory", "recommended", "who", "details", "datasets", "links"))


def concerns(path: str, errors: Mapping[str, Any], another: str = "") -> bool:
    """Whether an error, or the wish for one more entry, is about this path or something in it."""
    return any(f"{one}.".startswith(f"{path}.") for one in (*errors, another))


def says(value: Any) -> bool:
    """Whether somebody has filled in any of it."""
    if isinstance(value, Mapping | list):
        return any(map(says, value.values() if isinstance(value, Mapping) else value))
    return value not in (None, "")


def control(row: Property) -> str:
    if parts(row):
        return "parts"
    if row.range is Range.TEXT:
        return "words" if row.iri == WORDS else "long" if row.iri in LONG else "texts"
    if row.vocabulary and row.range is not Range.CONCEPT:
        return "listed"
    return CONTROLS.get(row.range, "line")


def entries(row: Property, path: str, value: Any) -> list[tuple[str, Any]]:
    """(path, value) of what there is, with an empty one at the end where there may be more."""
    if row.at_most == 1 or row.range is Range.TEXT:
        return [(path, value)]
    several = value if isinstance(value, list) else [value]
    filled = [*several, None] if says(several[-1:]) or not several else several
    return [(f"{path}.{place}", one) for place, one in enumerate(filled)]


def may_have_more(row: Property) -> bool:
    return row.at_most is None and row.range is not Range.TEXT


def part(value: Any, name: str) -> Any:
    """One part of a node, which may be only an IRI."""
    values = value if isinstance(value, Mapping) else {"@id": value}
    return values.get(name)


def texts(value: Any) -> list[tuple[str, list[str]]]:
    """(language, texts) for each language to ask for, one text at least."""
    said = value if isinstance(value, Mapping) else {}
    return [(code, _several(said.get(code)) or [""]) for code in dict.fromkeys((*LANGUAGES, *said))]


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def options(row: Property) -> list[tuple[str, str]]:
    """(value, label in the reader's language) to choose from: codes, else what the value itself would be."""
    concepts = vocabularies.vocabulary(row.vocabulary or "").values()
    return [(_value_of(row, one), text_in(one.label, language())) for one in concepts]


def _value_of(row: Property, concept: vocabularies.Concept) -> str:
    if row.range is Range.CONCEPT:
        return concept.code
    return concept.media_type or concept.code if row.range is Range.MEDIA_TYPE else concept.iri


def shown(row: Property, value: Any) -> str:
    """A single value as its control has it."""
    if isinstance(value, Mapping):
        value = value.get("@id")
    if value is None:
        return ""
    if row.vocabulary and isinstance(value, str):
        known = vocabularies.vocabulary(row.vocabulary).get(value) or vocabularies.find(row.vocabulary, value)
        return _value_of(row, known) if known else value
    return str(value).removeprefix("mailto:").removeprefix("tel:")


def label_of(kind: str, path: str) -> str:
    """What the control of a path is called, with what it is a part of."""
    return ": ".join(_labels(CLASSES[kind], path.split(".")))


def _labels(rows: Sequence[Property], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name == "iri":
            yield gettext("Web address")
        elif row := next((row for row in rows if row.name == name), None):
            rows = parts(row)
            yield row.label[language()]


def read(form: MultiDict[str, str], rows: Sequence[Property], prefix: str = "") -> dict[str, Any]:
    """What was typed, by name; nothing is judged here. Empty entries stay, for errors are told by place."""
    return {row.name: _typed(form, row, prefix + row.name) for row in rows}


def _typed(form: MultiDict[str, str], row: Property, path: str) -> Any:
    if row.range is Range.TEXT:
        return _typed_texts(form, row, path)
    if row.at_most == 1:
        return _typed_one(form, row, path)
    wanted = [None] if form.get(ANOTHER) == path else []
    return [_typed_one(form, row, f"{path}.{place}") for place in _places(form, path)] + wanted


def _typed_one(form: MultiDict[str, str], row: Property, path: str) -> Any:
    rows = parts(row)
    if not rows:
        return form.get(path, "")
    return {"@id": form.get(f"{path}.iri", ""), **read(form, rows, f"{path}.")}


def _typed_texts(form: MultiDict[str, str], row: Property, path: str) -> dict[str, Any]:
    given = {name.removeprefix(f"{path}_"): form.getlist(name) for name in form if name.startswith(f"{path}_")}
    if control(row) == "words":
        return {code: [word for text in texts for word in text.split(",")] for code, texts in given.items()}
    return {code: texts if len(texts) > 1 else texts[0] for code, texts in given.items()}


def _places(form: MultiDict[str, str], path: str) -> list[int]:
    """The numbers of the entries that came."""
    found = {name.removeprefix(f"{path}.").partition(".")[0] for name in form if name.startswith(f"{path}.")}
    return sorted({int(number) for number in found if number.isdecimal() and len(number) < 5})
