"""Our nouns in CKAN's words: package, resource, organization, group (a theme), tag (a keyword), licence.

Their ids are UUIDs, for harvesters insist on that: the thing's own id, and then what stands for the kind of thing.
Source: https://docs.ckan.org/en/2.11/api/, and what the harvesters of CKAN and udata demand of an answer."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from opendata.dcat import vocabularies
from opendata.model import DataFile, Dataset, Publisher, Version
from opendata.model.base import ID_BYTES, LANGUAGES, text_in
from opendata.model.dataset import ORIGINAL
from opendata.services.describing import FORM_NAMES, forms_of, has_rows
from opendata.web import context
from opendata.web.language import language

FORMATS = {"excel.csv": "CSV", "csv": "CSV", "geojson": "GeoJSON", "gpkg": "GPKG", "parquet": "Parquet"}
ROWS = "csv"
"""The form whose resource is asked for rows."""
ID_DIGITS = 2 * ID_BYTES


def uuid_of(own: str, kind: str) -> str:
    return str(UUID(hex=own + sha256(kind.encode()).hexdigest()[: 32 - ID_DIGITS]))


def own_id(given: str) -> str:
    """Of an id that we have given out, or of the own id itself."""
    return given.replace("-", "").lower()[:ID_DIGITS]


def package(dataset: Dataset) -> dict[str, Any]:
    addresses, publisher = context.addresses(), dataset.publisher
    contact = dataset.contact_point or next(iter(publisher.contact_points), None)
    offered = resources(dataset)
    return {
        "id": uuid_of(dataset.id, "package"),
        "name": dataset.slug,
        "title": text_in(dataset.title, language()),
        "notes": text_in(dataset.description, language()),
        "type": "dataset",
        "state": "active" if dataset.is_public else "draft",
        "private": not dataset.is_public,
        "url": dataset.landing_page or addresses.dataset_page(dataset),
        "version": None,
        "author": text_in(publisher.name, language()),
        "author_email": publisher.email,
        "maintainer": contact.name if contact else None,
        "maintainer_email": contact.email if contact else None,
        **_licence(dataset),
        "metadata_created": moment(dataset.created_at),
        "metadata_modified": moment(dataset.changed_at),
        "creator_user_id": None,
        "owner_org": uuid_of(publisher.id, "organization"),
        "organization": organization(publisher),
        "groups": [group(code) for code in dataset.themes],
        "tags": [tag(word) for word in tags_of(dataset)],
        "num_tags": len(tags_of(dataset)),
        "resources": offered,
        "num_resources": len(offered),
        "extras": [{"key": key, "value": value} for key, value in _extras(dataset) if value],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def resources(dataset: Dataset) -> list[dict[str, Any]]:
    """Every form of every file, and what lies elsewhere; a draft's files from when they have been uploaded."""
    insider = context.actor().can("see", dataset.publisher_id)
    found: list[dict[str, Any]] = []
    for file in dataset.files:
        shown = file.current_version or (file.newest_version if insider else None)
        if file.is_link:
            found.append(_link(file))
        elif file.current_version:
            found += [_resource(file, file.current_version, form) for form in _offered(file)]
        elif shown:
            found.append(_resource(file, shown, ORIGINAL))
    return [{**resource, "position": position} for position, resource in enumerate(found)]


def formats_of(dataset: Dataset) -> list[str]:
    """What its resources are in, each once."""
    made = {_format(file.current_version, form) for file in dataset.published_files for form in _offered(file)}
    return sorted(made | {str(file.link["format"]) for file in dataset.links if file.link and file.link.get("format")})


def _format(version: Version | None, form: str) -> str:
    filename = version.filename if version and form == ORIGINAL else ""
    return FORMATS.get(form) or (filename.rpartition(".")[2] if "." in filename else form).upper()


def _offered(file: DataFile) -> list[str]:
    """The form that rows are asked from first, for many programs take what comes first."""
    return sorted((form for form in forms_of(file) if form != "api"), key=lambda form: form != ROWS)


def _resource(file: DataFile, version: Version, form: str) -> dict[str, Any]:
    addresses, rendition = context.addresses(), version.rendition(form)
    is_current = version is file.current_version
    return {
        **_common(file, form),
        "name": f"{text_in(file.title, language())} ({text_in(FORM_NAMES[form], language())})",
        "url": addresses.download(file, form) if is_current else addresses.version_download(version, form),
        "format": _format(version, form),
        "mimetype": rendition.media_type if rendition else version.media_type,
        "size": rendition.byte_size if rendition else version.byte_size,
        "hash": rendition.sha256 if rendition else version.sha256,
        "last_modified": moment(version.published_at or version.created_at),
        "metadata_modified": moment(version.published_at or version.created_at),
        "datastore_active": is_current and form == ROWS and has_rows(file),
    }


def _link(file: DataFile) -> dict[str, Any]:
    said = file.link or {}
    downloads = said.get("download_url") or []
    address = next(iter([downloads] if isinstance(downloads, str) else downloads), None) or said.get("access_url")
    return {
        **_common(file, "link"),
        "name": text_in(file.title, language()),
        "url": address or context.addresses().dataset_page(file.dataset),
        "format": str(said.get("format") or ""),
        "mimetype": None,
        "size": None,
        "hash": "",
        "last_modified": None,
        "metadata_modified": moment(file.created_at),
        "datastore_active": False,
    }


def _common(file: DataFile, form: str) -> dict[str, Any]:
    return {
        "id": uuid_of(file.id, form),
        "package_id": uuid_of(file.dataset_id, "package"),
        "description": text_in(file.description, language()),
        "created": moment(file.created_at),
        "state": "active",
        "resource_type": "file",
        "url_type": None,
        "cache_url": None,
        "mimetype_inner": None,
    }


def organization(publisher: Publisher) -> dict[str, Any]:
    title, created = text_in(publisher.name, language()), moment(publisher.created_at)
    return {
        "id": uuid_of(publisher.id, "organization"),
        "name": publisher.slug,
        "title": title,
        "display_name": title,
        "description": text_in(publisher.description, language()),
        "image_url": "",
        "image_display_url": "",
        "created": created,
        "revision_timestamp": created,
        "revision_id": publisher.id,
        "type": "organization",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def group(code: str) -> dict[str, Any]:
    """A theme of the European list."""
    found = vocabularies.vocabulary("data-theme").get(code)
    title = found.label[language()] if found else code
    return {
        "id": code.lower(),
        "name": code.lower(),
        "title": title,
        "display_name": title,
        "description": found.iri if found else "",
        "image_display_url": "",
        "type": "group",
        "is_organization": False,
        "state": "active",
    }


def tag(word: str) -> dict[str, Any]:
    return {"id": word, "name": word, "display_name": word, "state": "active", "vocabulary_id": None}


def tags_of(dataset: Dataset) -> list[str]:
    """In the main language, or in the first there is."""
    return list(dataset.keywords.get(LANGUAGES[0]) or next(iter(dataset.keywords.values()), []))


def licences() -> list[dict[str, Any]]:
    return [
        {
            "id": one.code,
            "title": one.label[language()],
            "url": one.iri,
            "status": "active",
            "is_generic": False,
            "family": "",
            "maintainer": "",
            "od_conformance": "approved" if is_open(one.code) else "not reviewed",
            "osd_conformance": "not reviewed",
            "domain_content": True,
            "domain_data": True,
            "domain_software": False,
        }
        for one in vocabularies.vocabulary("licence").values()
    ]


def is_open(licence: str) -> bool:
    """By the Open Definition: nothing but naming the source, or sharing alike, may be asked for."""
    return licence in ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0")


def moment(when: datetime | None) -> str | None:
    """CKAN's moments are UTC, and don't say so."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") if when else None


def _licence(dataset: Dataset) -> Mapping[str, Any]:
    if not dataset.licence:
        return {"license_id": "notspecified", "license_title": None, "license_url": None, "isopen": False}
    found = vocabularies.concept("licence", dataset.licence)
    return {
        "license_id": found.code,
        "license_title": found.label[language()],
        "license_url": found.iri,
        "isopen": is_open(found.code),
    }


def _extras(dataset: Dataset) -> Iterator[tuple[str, Any]]:
    """By the names that ckanext-dcat has for them."""
    addresses = context.addresses()
    yield "uri", addresses.dataset(dataset)
    yield "identifier", dataset.identifier
    yield "issued", moment(dataset.first_published_at)
    yield "modified", moment(dataset.data_changed_at)
    yield "frequency", dataset.frequency
    yield "temporal_start", dataset.temporal_start and dataset.temporal_start.isoformat()
    yield "temporal_end", dataset.temporal_end and dataset.temporal_end.isoformat()
    yield "access_rights", dataset.access_rights
    yield "publisher_name", text_in(dataset.publisher.name, language())
    yield "publisher_uri", addresses.publisher(dataset.publisher)
    for other in LANGUAGES:
        yield f"title_{other}", dataset.title.get(other)
        yield f"notes_{other}", dataset.description.get(other)
