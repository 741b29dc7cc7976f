"""The door for CSV on the Web: beside each CSV, what it says of itself in W3C's vocabulary, where their readers look.

Source: https://www.w3.org/TR/tabular-data-model/ (5 locating metadata), https://www.w3.org/TR/tabular-metadata/."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint
from flask.typing import ResponseReturnValue

from opendata import tabular
from opendata.dcat import vocabularies
from opendata.errors import NotFound
from opendata.model import DataFile, Text, Version
from opendata.model.addresses import form_of
from opendata.model.base import LANGUAGES
from opendata.services import publishing
from opendata.web import context
from opendata.web.documents import document

door = Blueprint("csvw", __name__)

MEDIA_TYPE = "application/csvm+json"
BESIDE = "-metadata.json"
FORM = "csv"
"""The one for programs; what Excel opens right begins with a mark that readers of CSVW take for a part of a title."""
BASES = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "dateTime",
    "time": "time",
    "year": "gYear",
    "yearmonth": "gYearMonth",
    "duration": "duration",
    "geojson": "json",
    "object": "json",
    "array": "json",
}
"""Table Schema type -> CSVW datatype; all others are text."""
LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "minExclusive",
    "exclusiveMaximum": "maxExclusive",
    "minLength": "minLength",
    "maxLength": "maxLength",
}


@door.get("/files/<file_id>/<name>.csv-metadata.json")
def current(file_id: str, name: str) -> ResponseReturnValue:
    file = publishing.find_file(context.session(), context.actor(), file_id)
    if file.current_version is None:
        raise NotFound("file_unknown", file=file_id)
    return _metadata(file, file.current_version, f"{name}.csv")


@door.get("/versions/<version_id>/<name>.csv-metadata.json")
def version(version_id: str, name: str) -> ResponseReturnValue:
    found = publishing.find_version(context.session(), context.actor(), version_id)
    return _metadata(found.file, found, f"{name}.csv")


def link(download: str) -> str:
    """The header that leads from a CSV to its metadata, which lies beside it."""
    return f'<{quote(download)}{BESIDE}>; rel="describedby"; type="{MEDIA_TYPE}"'


def _metadata(file: DataFile, version: Version, download: str) -> ResponseReturnValue:
    dataset, addresses = file.dataset, context.addresses()
    if form_of(download) != FORM or version.rendition(FORM) is None:
        raise NotFound("rendition_not_there", name=f"{download}{BESIDE}", reason="")
    licence = vocabularies.concept("licence", dataset.licence).iri if dataset.licence else None
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": LANGUAGES[0]}],
        "url": quote(download),
        "dc:title": _texts(file.title),
        "dc:description": _texts(file.description or dataset.description),
        "dc:isPartOf": {"@id": addresses.dataset(dataset)},
        "dc:publisher": {"@id": addresses.publisher(dataset.publisher)},
        "dc:license": {"@id": licence} if licence else None,
        "dc:modified": _day(version),
        "dialect": {
            "delimiter": ",",
            "encoding": "utf-8",
            "lineTerminators": ["\r\n", "\n"],
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "null": [""],
        "tableSchema": _schema(version, quote(download)),
    }
    return document(_said(described), MEDIA_TYPE, public=dataset.is_public)


def _schema(version: Version, url: str) -> dict[str, Any]:
    own = tabular.as_written(version.table_schema or {"fields": []})
    pairs = zip(version.fields, own["fields"], strict=True)
    keys = [
        {
            "columnReference": key["fields"],
            "reference": {"resource": url, "columnReference": key["reference"]["fields"]},
        }
        for key in own.get("foreignKeys", ())
        if not key["reference"]["resource"]
    ]
    columns = [_column(field, plain) for field, plain in pairs]
    return _said({"columns": columns, "primaryKey": own.get("primaryKey"), "foreignKeys": keys})


def _column(field: Mapping[str, Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    """`field` has the texts for people, `plain` what the values in this CSV are like. The header is the name."""
    titles = {language: [text] for language, text in field.get("titles", {}).items() if text}
    said = field.get("descriptions") or ({LANGUAGES[0]: field["description"]} if field.get("description") else {})
    header = list(dict.fromkeys([field["name"], field.get("title") or field["name"]]))
    return _said(
        {
            "name": field["name"],
            "titles": {"und": header, **titles},
            "dc:description": _texts(said),
            "datatype": _datatype(plain),
            "required": True if plain.get("constraints", {}).get("required") else None,
        }
    )


def _datatype(plain: Mapping[str, Any]) -> str | dict[str, Any]:
    base = BASES.get(plain["type"], "string")
    limits = {LIMITS[name]: value for name, value in plain.get("constraints", {}).items() if name in LIMITS}
    return {"base": base, **limits} if limits else base


def _texts(texts: Text) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items() if text]


def _day(version: Version) -> dict[str, str] | None:
    if version.published_at is None:
        return None
    return {"@value": version.published_at.date().isoformat(), "@type": "xsd:date"}


def _said(described: dict[str, Any]) -> dict[str, Any]:
    """Without what there is nothing to say of."""
    return {name: value for name, value in described.items() if value not in (None, [], {})}
