"""The tools that find datasets and tell what they are."""

from typing import Any
from urllib.parse import urlencode

from opendata.model import DataFile, Dataset
from opendata.services import datasets, searching
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.mcp import citing
from opendata.web.mcp.asked import Asked, Json, Tool
from opendata.web.mcp.schemas import (
    ADDRESS,
    CITATION,
    COUNT,
    DATASETS,
    LICENCE,
    MAYBE,
    MOST_DATASETS,
    TEXTS,
    WORD,
    closed,
    listed,
    shown,
    text,
    whole,
)

FACETED = {
    "publisher": "Slugs of publishers.",
    "theme": "Codes of the vocabulary data-theme, such as ENVI.",
    "format": "Formats, such as csv or geojson.",
    "licence": "Codes of licences, such as CC0-1.0.",
    "specification": "Names of national specifications, such as badplatser.",
    "updated": "When the data last changed: week, month, or years such as 2026.",
    "frequency": "Codes of the vocabulary frequency, such as ANNUAL.",
}
EITHER_OR = {
    "api": "Only those with rows to ask for, or only others.",
    "map": "Only those with places for a map, or only others.",
    "hvd": "Only high-value datasets by EU law, or only others.",
}
FOUND_FILE = shown({"id": {"type": "string"}, "title": TEXTS, "rows": {"type": ["integer", "null"]}, "version": MAYBE})
FOUND = shown(
    {
        "slug": {"type": "string"},
        "title": TEXTS,
        "description": TEXTS,
        "publisher": TEXTS,
        "licence": LICENCE,
        "updated_at": MAYBE,
        "page": ADDRESS,
        "files": {"type": "array", "items": FOUND_FILE},
    }
)


def _search(asked: Asked) -> Json:
    wanted = {"limit": DATASETS, **asked.arguments}
    found = searching.search(asked.session, searching.Search(**wanted))
    url = context.addresses().page(f"/api/v1/datasets?{urlencode(wanted, doseq=True)}")
    return {
        "datasets": [_found(one) for one in found.datasets],
        "total": found.total,
        "facets": found.facets,
        "url": url,
    }


def _found(dataset: Dataset) -> Json:
    return {
        "slug": dataset.slug,
        "title": dataset.title,
        "description": dataset.description,
        "publisher": dataset.publisher.name,
        "licence": citing.licence(dataset),
        "updated_at": dataset.data_changed_at.isoformat() if dataset.data_changed_at else None,
        "page": context.addresses().dataset_page(dataset),
        "files": [_file(file) for file in dataset.published_files],
    }


def _file(file: DataFile) -> Json:
    rows = file.current_version.rows if file.current_version else None
    return {"id": file.id, "title": file.title, "rows": rows, "version": file.current_version_id}


def _dataset(asked: Asked) -> Json:
    found = datasets.find(asked.session, asked.actor, asked.arguments["dataset"])
    told: Any = shapes.DatasetOut().dump(views.dataset(found))
    url = context.addresses().page(f"/api/v1/datasets/{found.slug}")
    return {"dataset": told, "citation": citing.of_dataset(found, url)}


TOOLS = (
    Tool(
        "search_datasets",
        "Search datasets",
        "Find published datasets by words in Swedish or English and by facets. Each comes with its files; a file's id "
        "is what the other tools take. Of each facet any of the values counts, and all words of `q` must occur, in "
        "some form: try fewer or other words, also in Swedish, when nothing is found.",
        closed(
            {
                "q": text("Words to look for.", default=""),
                **{name: listed(WORD, words) for name, words in FACETED.items()},
                **{name: {"type": "boolean", "description": words} for name, words in EITHER_OR.items()},
                "sort": {
                    "enum": list(searching.SORTS),
                    "description": "Left out: the best answers to `q` first, else the latest changed.",
                },
                "limit": whole("Datasets of this answer.", 1, MOST_DATASETS, DATASETS),
                "offset": whole("Datasets to pass over.", 0, 2**31, 0),
            }
        ),
        shown(
            {
                "datasets": {"type": "array", "items": FOUND},
                "total": COUNT,
                "facets": {"type": "object", "description": "Facet -> value -> datasets that have it."},
                "url": {**ADDRESS, "description": "Gives the same list again."},
            }
        ),
        _search,
    ),
    Tool(
        "get_dataset",
        "Get a dataset",
        "All that a dataset says of itself: titles, descriptions, licence, contact, and its files with their columns, "
        "number of rows, current version and downloads.",
        closed({"dataset": text("The dataset's slug, the last part of its page's address.", minLength=1)}, ["dataset"]),
        shown({"dataset": {"type": "object"}, "citation": CITATION}),
        _dataset,
    ),
)
