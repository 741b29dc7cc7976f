"""The form that describes a dataset: what there is to choose from, and its texts as the services want them."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from opendata import locale
from opendata.dcat import CLASSES, vocabularies
from opendata.errors import Error
from opendata.model import Dataset, Finding, Report, text_in
from opendata.model.base import LANGUAGES
from opendata.services.datasets import FIELDS
from opendata.services.properties import FIELD_OF, FILLED_IN, asked_for
from opendata.web.language import language
from opendata.web.portal import properties

FIELD_OF_PROPERTY = {
    row.iri: FIELD_OF.get(row.name, row.name) for row in CLASSES["Dataset"] if row.name not in FILLED_IN["Dataset"]
}
FIELD_OF_CODE = {"title_missing": "title", "description_missing": "description", "licence_missing": "licence"}


def choices(vocabulary: str) -> list[tuple[str, str]]:
    """(code, label in the reader's language), in the order to offer them."""
    concepts = vocabularies.vocabulary(vocabulary).values()
    return [(concept.code, text_in(concept.label, language())) for concept in concepts]


def nested_choices(vocabulary: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """(label of a topmost concept, the choices under it and itself)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, label in choices(vocabulary):
        groups.setdefault(vocabularies.top(vocabulary, code).code, []).append((code, label))
    return [(dict(members)[top], members) for top, members in groups.items()]


def labels(vocabulary: str, codes: Sequence[str]) -> list[str]:
    """The codes as a person reads and types them; what is no code stays as it was typed."""
    known = dict(choices(vocabulary))
    return [known.get(code, code) for code in codes]


def values_of(dataset: Dataset) -> dict[str, Any]:
    described = {name: getattr(dataset, name) for name in FIELDS}
    return {**dataset.more, **described, "slug": dataset.slug, "contact_point": dataset.contact_point_id}


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """All that the form describes, as `services.datasets` takes it. Nothing is judged here."""
    texts = {name: multilingual(form, name) for name in ("title", "description", "provenance")}
    one = ("licence", "access_rights", "frequency", "temporal_start", "temporal_end", "landing_page", "contact_point")
    return {
        **properties.read(form, asked_for("Dataset")),
        **texts,
        **{name: form.get(name) or None for name in one},
        "slug": form.get("slug", ""),
        "keywords": {code: form.get(f"keywords_{code}", "").split(",") for code in LANGUAGES},
        "themes": form.getlist("themes"),
        "hvd_categories": form.getlist("hvd_categories"),
        "languages": _typed(form, "languages", "language"),
        "places": _typed(form, "places", "place"),
        "conforms_to": form.get("conforms_to", "").split(),
    }


def multilingual(form: Mapping[str, str], name: str) -> dict[str, str]:
    return {code: form.get(f"{name}_{code}", "") for code in LANGUAGES}


def complaints(error: Error) -> dict[str, str]:
    """field -> what is wrong with it, in the reader's language. What is about no field is raised again."""
    facts = error.facts
    if isinstance(facts.get("errors"), dict):
        return {field: locale.sentence(code, language()) for field, code in facts["errors"].items()}
    if isinstance(facts.get("report"), Report):
        found = [finding for finding in facts["report"].findings if finding.severity == "error"]
        return {field_of(one) or one.code: locale.finding(one, language()) for one in reversed(found)}
    if "field" in facts:
        beside = {name: fact for name, fact in facts.items() if name != "field"}
        return {facts["field"]: locale.sentence(error.code, language(), **beside)}
    raise error


def field_of(finding: Finding) -> str:
    """The field of the form that a finding about the whole dataset is put right in, if it is one."""
    if finding.facts.get("class", "Dataset") != "Dataset":
        return ""
    return FIELD_OF_CODE.get(finding.code) or FIELD_OF_PROPERTY.get(finding.facts.get("property", ""), "")


def _typed(form: MultiDict[str, str], name: str, vocabulary: str) -> list[str]:
    """Codes for labels in either language, or for codes, as somebody typed or picked them."""
    code_of = {
        label.casefold(): concept.code
        for concept in vocabularies.vocabulary(vocabulary).values()
        for label in (concept.code, *concept.label.values())
    }
    typed = [text.strip() for text in form.getlist(name) if text.strip()]
    return list(dict.fromkeys(code_of.get(text.casefold(), text) for text in typed))
