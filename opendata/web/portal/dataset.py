"""One dataset at its own IRI: a page for people, RDF for programs; and the flat IRIs of its parts."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.dcat import CLASSES, vocabularies
from opendata.errors import NotFound
from opendata.model import DataFile, Dataset, Finding, ResourceKind, Version
from opendata.model.dataset import ORIGINAL, QUERY
from opendata.services import (
    announcing,
    cases,
    catalog,
    datasets,
    publishing,
    scoring,
    searching,
    specifications,
    switching,
)
from opendata.services.describing import FORM_NAMES, forms_of, has_rows, period
from opendata.web import context, datapackage
from opendata.web.catalog import accepted_format, answer, flavour
from opendata.web.language import language
from opendata.web.portal import resources
from opendata.web.portal.browse import alternates, formats_of, rdf_format
from opendata.web.portal.pages import columns, finding, render, sentence, text
from opendata.web.portal.programs import Example, examples
from opendata.web.portal.said import said

door = Blueprint("dataset", __name__)

PREVIEWED, NOTES = 10, 5
FILE_ID = re.compile("[0-9a-f]{16}")
SEE_OTHER = 303


@door.get("/dataset/<slug>")
@door.get("/dataset/<slug>.<suffix>")
def page(slug: str, suffix: str = "") -> ResponseReturnValue:
    dataset = datasets.find(context.session(), context.actor(), slug)
    form = rdf_format(suffix)
    if form:
        return _rdf(dataset, form)
    if not dataset.is_public:
        return redirect(f"/workspace/datasets/{slug}", SEE_OTHER)
    addresses = context.addresses()
    response = render(
        "browse/dataset.html",
        dataset=dataset,
        iri=addresses.dataset(dataset),
        files=[_offer(file) for file in dataset.published_files],
        licence=vocabularies.vocabulary("licence").get(dataset.licence or ""),
        standards=specifications.declared(dataset),
        followed=specifications.followed(dataset),
        said=said(CLASSES["Dataset"], dataset.more),
        period=period(dataset),
        points=scoring.of_published(context.session(), dataset),
        structured=announcing.schema_org(context.session(), dataset, addresses, language()),
        has_tables=announcing.has_tables(dataset),
        answers=cases.public_of(context.session(), dataset),
        related=searching.related(context.session(), dataset),
        formats_of=formats_of,
    )
    response.headers["Link"] = ", ".join([alternates(addresses.dataset_page(dataset)), *datapackage.links(dataset)])
    return response


@door.get("/distribution/<string(length=16):file_id>-<form>")
def distribution(file_id: str, form: str) -> ResponseReturnValue:
    file = publishing.find_file(context.session(), context.actor(), file_id)
    offered = ["link"] if file.is_link else [known.replace(".", "-") for known in forms_of(file)]
    if form not in offered:
        raise NotFound("not_found")
    return _part(file, f"{context.addresses().dataset_page(file.dataset)}#distribution-{file_id}-{form}")


@door.get("/data-service/<file_id>")
def data_service(file_id: str) -> ResponseReturnValue:
    """The API for a file's rows by the file's id; other services have names."""
    if not FILE_ID.fullmatch(file_id):
        return resources.page(ResourceKind.DATA_SERVICE, file_id)
    file = publishing.find_file(context.session(), context.actor(), file_id)
    if not has_rows(file):
        raise NotFound("not_found")
    return _part(file, context.addresses().explore(file))


def _part(file: DataFile, address: str) -> ResponseReturnValue:
    form = accepted_format()
    if form:
        return _rdf(file.dataset, form)
    response = redirect(address, SEE_OTHER)
    response.vary.add("Accept")
    return response


def _rdf(dataset: Dataset, form: str) -> ResponseReturnValue:
    return answer(catalog.dataset_document(context.session(), dataset, context.addresses(), form, flavour()), form)


@dataclass(frozen=True)
class Download:
    form: str
    name: str
    address: str
    media_type: str
    byte_size: int


@dataclass(frozen=True)
class Offer:
    """A file as its dataset's page shows it. `missing` are (format, why there is none)."""

    file: DataFile
    version: Version
    columns: list[dict[str, Any]]
    sample: list[Any]
    downloads: list[Download]
    missing: list[tuple[str, str]]
    earlier: list[tuple[Version, list[Download], str]]
    """Version, what it can be had as, and the page that tells what changed after it."""
    explore: str
    examples: list[Example]
    news: str
    """The page that tells what changed when the current version came."""
    notes: list[tuple[str, int]]
    """What the check found worth saying of data that is sound, and how often."""


def _offer(file: DataFile) -> Offer:
    version = file.current_version
    if version is None:
        raise NotFound("file_unknown", file=file.id)
    addresses = context.addresses()
    public = [one for one in file.versions if one.published_at]
    later = dict(zip([one.id for one in public], public[1:], strict=False))
    latest = switching.switches(context.session(), file)[-1:]
    return Offer(
        file=file,
        version=version,
        columns=columns(version.fields),
        sample=(version.sample or [])[:PREVIEWED],
        downloads=_downloads(version, current=True),
        missing=_missing(version),
        earlier=[
            (one, _downloads(one, current=False), _comparison(one, later.get(one.id)))
            for one in reversed(public)
            if one.id != version.id
        ],
        explore=addresses.explore(file) if has_rows(file) else "",
        examples=list(examples(file)),
        news=_comparison(latest[0].before, latest[0].version) if latest else "",
        notes=_notes(version),
    )


def _missing(version: Version) -> list[tuple[str, str]]:
    """What readers may look for in vain, and why it isn't there."""
    missing = [(text(FORM_NAMES[form]), sentence(reason)) for form, reason in version.left_out.items()]
    if has_rows(version.file) and not version.geometry:
        missing.insert(0, (gettext("Map"), sentence(version.left_out.get("geojson", "no_coordinates"))))
    return missing


def _notes(version: Version) -> list[tuple[str, int]]:
    groups = version.report.groups[:NOTES] if version.report else ()
    return [(finding(Finding(group.code, column=group.column, facts=group.facts)), group.count) for group in groups]


def _comparison(before: Version | None, after: Version | None) -> str:
    """Empty where there is nothing to compare."""
    if before is None or after is None or not switching.is_comparable(before, after):
        return ""
    return context.addresses().comparison_page(before, after)


def _downloads(version: Version, *, current: bool) -> list[Download]:
    """The original and every rendition, at the current version's addresses or at this version's own."""
    addresses, file = context.addresses(), version.file
    made = [(one.format, one.media_type, one.byte_size) for one in version.renditions if one.format != QUERY]
    return [
        Download(
            form=form,
            name=text(FORM_NAMES[form]),
            address=addresses.download(file, form) if current else addresses.version_download(version, form),
            media_type=media,
            byte_size=size,
        )
        for form, media, size in [(ORIGINAL, version.media_type, version.byte_size), *made]
        if form != ORIGINAL or not version.hides_original
    ]
