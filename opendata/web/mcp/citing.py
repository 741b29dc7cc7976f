"""Where an answer comes from: dataset, version, licence, and the address that gives it again."""

from typing import Any

from opendata.dcat import vocabularies
from opendata.model import Dataset, Version, text_in
from opendata.web import context
from opendata.web.language import language


def licence(dataset: Dataset) -> dict[str, str] | None:
    if not dataset.licence:
        return None
    known = vocabularies.concept("licence", dataset.licence)
    return {"code": dataset.licence, "name": text_in(known.label, language()), "iri": known.iri}


def of_dataset(dataset: Dataset, url: str) -> dict[str, Any]:
    return _citation(dataset, text_in(dataset.title, language()), url, {})


def of_version(version: Version, url: str) -> dict[str, Any]:
    """`url` must name the version, so that it gives the same for ever."""
    file = version.file
    told = {
        "file": {"id": file.id, "title": file.title},
        "version": {
            "id": version.id,
            "number": version.number,
            "published_at": version.published_at.isoformat() if version.published_at else None,
            "is_current": version.id == file.current_version_id,
        },
    }
    titles = [text_in(one.title, language()) for one in (file.dataset, file)]
    return _citation(file.dataset, f"{': '.join(dict.fromkeys(titles))}, version {version.number}", url, told)


def _citation(dataset: Dataset, title: str, url: str, more: dict[str, Any]) -> dict[str, Any]:
    terms = licence(dataset)
    year = dataset.data_changed_at.year if dataset.data_changed_at else dataset.changed_at.year
    by = text_in(dataset.publisher.name, language())
    on = f" {terms['name']}." if terms else ""
    return {
        "dataset": {"slug": dataset.slug, "title": dataset.title, "iri": context.addresses().dataset(dataset)},
        "publisher": dataset.publisher.name,
        **more,
        "licence": terms,
        "url": url,
        "text": f"{by} ({year}). {title}.{on} {url}",
    }
