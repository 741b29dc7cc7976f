"""What a source says today: its document, or all pages of it, from the net."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from opendata import dcat, remote
from opendata.dcat import Graph
from opendata.errors import Invalid, TooLarge
from opendata.model.harvest import SourceKind

MOST_BYTES = 200 * 2**20
"""Of one document; the national portal's own whole register is 150 MB."""
SECONDS = 300.0
"""For one document."""
MOST_PAGES = 2000
PACKAGES_AT_ONCE = 100
RDF = "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, */*;q=0.1"


@dataclass(frozen=True)
class Brought:
    """`etag` and `last_modified` are those of a source that is one document; else empty."""

    graph: Graph
    etag: str = ""
    last_modified: str = ""


def bring(
    kind: SourceKind, location: str, *, etag: str = "", last_modified: str = "", trusted: Collection[str] = ()
) -> Brought | None:
    """All that is there; None when nothing has changed. Half of it is never given: what goes wrong is raised, as
    `remote.fetch`, `dcat.parse` and `dcat.recognise` say, or TooLarge("too_many_pages", url, limit)."""
    if kind is SourceKind.CKAN:
        return Brought(dcat.ckan_graph(_packages(location.rstrip("/"), trusted), location))
    first = remote.fetch(
        location,
        limit=MOST_BYTES,
        seconds=SECONDS,
        accept=RDF,
        etag=etag,
        last_modified=last_modified,
        trusted=trusted,
    )
    if first is None:
        return None
    graph = understand(first.body, first.url)
    if dcat.following(graph) is None:
        return Brought(graph, first.etag, first.last_modified)
    return Brought(_with_all_pages(graph, first.url, trusted))


def understand(data: bytes, location: str) -> Graph:
    """The graph in a document of any of the formats. IRIs may be relative to where it was."""
    return dcat.parse(data, dcat.recognise(data), location)


def _with_all_pages(graph: Graph, location: str, trusted: Collection[str]) -> Graph:
    """Catalogues in pages, as CKAN gives them."""
    seen, address = {location}, dcat.following(graph)
    while address is not None and address not in seen:
        if len(seen) >= MOST_PAGES:
            raise TooLarge("too_many_pages", url=location, limit=MOST_PAGES)
        seen.add(address)
        page = remote.fetch(address, limit=MOST_BYTES, seconds=SECONDS, accept=RDF, trusted=trusted)
        part = understand(page.body, page.url) if page else Graph()
        graph += part
        address = dcat.following(part)
    return graph


def _packages(site: str, trusted: Collection[str]) -> Iterator[dict[str, Any]]:
    """Of CKAN's API, whichever address of the site was given: a page, its API, or its root."""
    root = site.partition("/api/")[0]
    start, total = 0, 1
    while start < total:
        address = f"{root}/api/3/action/package_search?rows={PACKAGES_AT_ONCE}&start={start}&sort=id+asc"
        found = _result(address, trusted)
        total, packages = int(found.get("count", 0)), found.get("results", [])
        if not packages:
            break
        start += len(packages)
        yield from packages
    if start < total:
        raise Invalid("source_incomplete", url=site, found=start, total=total)


def _result(address: str, trusted: Collection[str]) -> dict[str, Any]:
    answer = remote.fetch(address, limit=MOST_BYTES, seconds=SECONDS, accept="application/json", trusted=trusted)
    try:
        found = json.loads(answer.body if answer else b"")
        result = found["result"]
        if found["success"] is True and isinstance(result, dict):
            return result
    except (ValueError, KeyError, TypeError):
        pass
    raise Invalid("source_not_ckan", url=address)
