"""Nouns -> what the API shows of them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from opendata import locale, tabular
from opendata.errors import NotFound
from opendata.model import DataFile, Dataset, Publisher, Report, Version, VersionState
from opendata.model.dataset import ORIGINAL, QUERY
from opendata.web import context
from opendata.web.api import properties
from opendata.web.language import language

PARTS_OF_FILES = ("rows", "schema", "versions", "changes")


def listing(items: Sequence[Any]) -> dict[str, Any]:
    """A whole list, in the form that pages of lists have too."""
    return {"data": items, "meta": {"total": len(items)}}


def dataset(found: Dataset) -> dict[str, Any]:
    insider = context.actor().can("see", found.publisher_id)
    files = [one for one in found.files if insider or one.is_released]
    described = (
        "slug title description keywords themes licence access_rights frequency languages places temporal_start "
        "temporal_end conforms_to landing_page provenance hvd_categories identifier created_at changed_at"
    )
    return {
        **properties.shown("Dataset", found.more),
        **{name: getattr(found, name) for name in described.split()},
        "contact_point": found.contact_point_id,
        "publisher": found.publisher.slug,
        "iri": context.addresses().dataset(found),
        "state": found.state.value,
        "published_at": found.first_published_at,
        "files": [file(one) for one in files],
    }


def file(found: DataFile) -> dict[str, Any]:
    addresses, current = context.addresses(), found.current_version
    insider = context.actor().can("see", found.dataset.publisher_id)
    newest = found.newest_version if insider else current
    api = addresses.page(f"/api/v1/files/{found.id}")
    return {
        "id": found.id,
        "dataset": found.dataset.slug,
        "title": found.title,
        "description": found.description,
        "rows": current.rows if current else None,
        "columns": [
            {"name": column["name"], "title": column.get("title", column["name"]), "type": column["type"]}
            for column in (current.fields if current else [])
        ],
        "current_version": found.current_version_id,
        "newest_version": newest.id if newest else None,
        "link": None if found.link is None else properties.shown("Distribution", found.link),
        "renditions": [
            {**rendition, "url": addresses.download(found, rendition["format"])}
            for rendition in (_renditions(current) if current else [])
        ],
        "links": {"self": api} | ({} if found.is_link else _parts(found)),
    }


def _parts(found: DataFile) -> dict[str, str]:
    addresses = context.addresses()
    api = addresses.page(f"/api/v1/files/{found.id}")
    return {**{name: f"{api}/{name}" for name in PARTS_OF_FILES}, "changes_atom": addresses.changes_feed(found)}


def version(found: Version) -> dict[str, Any]:
    addresses, stored = context.addresses(), found.report
    plain = (
        "id number progress filename byte_size sha256 rows reading specification conforms_to left_out created_at "
        "finished_at published_at"
    )
    return {
        **{name: getattr(found, name) for name in plain.split()},
        "file": found.file_id,
        "state": found.state.value,
        "report": report(stored) if stored else None,
        "dialect": _dialect(found.reading),
        "changes": {name: told for name, told in found.changes.items() if name != "examples"}
        if found.changes
        else None,
        **(_of_members(found) if context.actor().can("see", found.file.dataset.publisher_id) else {}),
        "renditions": [
            {**rendition, "url": addresses.version_download(found, rendition["format"])}
            for rendition in _renditions(found)
        ],
    }


def _dialect(reading: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not reading or reading["kind"] != "csv":
        return None
    return tabular.Reading.from_json(reading).dialect()


def _of_members(found: Version) -> dict[str, Any]:
    """What a version still waits for, and what has been and can be put right; none of the public's business."""
    return {
        "holds": [
            {
                "code": hold.code,
                "message": locale.sentence(f"hold_{hold.code}", language(), **hold.facts),
                "facts": hold.facts,
                "permission": hold.permission,
                "decision": hold.decision,
            }
            for hold in found.all_holds
        ],
        "repairs": [_told(done) for done in found.repairs],
        "proposals": [_told(proposal) for proposal in found.proposals],
    }


def _told(step: Mapping[str, Any]) -> dict[str, Any]:
    taken = step["step"]
    return {**step, "message": locale.sentence(f"step_{taken['step']}", language(), **taken)}


def report(found: Report) -> dict[str, Any]:
    return {**locale.report(found, language()), "truncated": found.truncated}


def frictionless_report(found: Version) -> dict[str, Any]:
    """The report as Frictionless's own, for programs that know that."""
    if found.report is None:
        raise NotFound("report_not_ready", version=found.id)
    word = partial(locale.finding, language=language())
    columns = [str(field.get("title") or field["name"]) for field in found.fields]
    return tabular.to_frictionless(found.report, found.filename, message=word, columns=columns)


def publisher(found: Publisher) -> dict[str, Any]:
    plain = "slug name description publisher_type organisation_number homepage"
    return {
        **{name: getattr(found, name) for name in plain.split()},
        "kind": found.kind.value,
        "iri": context.addresses().publisher(found),
        "contact_points": [
            {"id": point.id, "name": point.name, "email": point.email, "telephone": point.telephone}
            for point in found.contact_points
        ],
    }


def _renditions(found: Version) -> list[dict[str, Any]]:
    original = {
        "format": ORIGINAL,
        "media_type": (found.reading or {}).get("media_type", "application/octet-stream"),
        "byte_size": found.byte_size,
        "sha256": found.sha256,
    }
    may_see = not found.hides_original or context.actor().can("see", found.file.dataset.publisher_id)
    derived = [
        {
            "format": one.format,
            "media_type": one.media_type,
            "byte_size": one.byte_size,
            "sha256": one.sha256,
        }
        for one in found.renditions
        if one.format != QUERY
    ]
    return [*([original] if may_see else []), *derived] if found.state is VersionState.ACCEPTED else []
