"""CKAN's actions that read the catalog."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from opendata.dcat import vocabularies
from opendata.errors import Invalid, NotFound
from opendata.model import DataFile, Dataset, Publisher
from opendata.services import datasets, publishers, publishing, searching
from opendata.web import context
from opendata.web.ckan import shapes, solr
from opendata.web.ckan.asked import Asked
from opendata.web.language import language

VERSION = "2.11.0"
"""Of CKAN, whose API this is like."""
ROWS, MOST_ROWS = 10, 1000
WHOLE = 2**31
FACET_FIELDS = ("organization", "groups", "tags", "res_format", "license_id")
FIELDS = (
    *("text", "title", "notes", "name", "id", "owner_org", "type", "dataset_type", "state", "capacity", "private"),
    *("metadata_modified", "metadata_created", "license", "title_string"),
    *FACET_FIELDS,
)
RESOURCE_FIELDS = ("name", "description", "format", "url", "hash", "id", "mimetype")


def site_read(_asked: Asked) -> bool:
    """Whether the site may be read: always."""
    return True


def status_show(asked: Asked) -> dict[str, Any]:
    """What this site is, and which of CKAN's APIs it speaks."""
    identity = context.platform().catalog_identity(asked.session)
    return {
        "ckan_version": VERSION,
        "site_url": context.addresses().base,
        "site_title": identity.title.get(language(), ""),
        "site_description": identity.description.get(language(), ""),
        "locale_default": "sv",
        "error_emails_to": None,
        "extensions": ["datastore"],
    }


def package_list(asked: Asked) -> list[str]:
    """Names of all packages. `limit`, `offset`."""
    return _part(asked, sorted(dataset.slug for dataset in _published(asked)))


def current_package_list_with_resources(asked: Asked) -> list[dict[str, Any]]:
    """All packages with their resources, the latest changed first. `limit` (20), `offset`."""
    latest = sorted(_published(asked), key=lambda one: (one.changed_at, one.slug), reverse=True)
    offset, limit = asked.number("offset", 0), asked.number("limit", 20, MOST_ROWS)
    return [shapes.package(dataset) for dataset in latest[offset : offset + limit]]


def package_show(asked: Asked) -> dict[str, Any]:
    """One package. `id`: its id or name."""
    return shapes.package(find_package(asked, asked.required("id", "name_or_id")))


def package_search(asked: Asked) -> dict[str, Any]:
    """Search packages. `q`, `fq` and `fq_list` (Solr's syntax), `rows` (10, at most 1000), `start`, `sort`,
    `facet.field`, `facet.limit` (50), `facet.mincount` (1)."""
    wanted = [solr.condition(text, FIELDS) for text in (asked.text("q"), *asked.words_of_queries())]
    found = [(facts_of(dataset), dataset) for dataset in _published(asked)]
    found = [(facts, dataset) for facts, dataset in found if all(holds(facts) for holds in wanted)]
    sort = asked.text("sort")
    found.sort(key=lambda pair: pair[1].changed_at, reverse=True)  # facts have whole seconds
    for field, descends in reversed(solr.order(sort, FIELDS) or [("metadata_modified", True)]):
        found.sort(key=lambda pair: _sort_key(pair[0], field), reverse=descends)
    start, rows = asked.number("start", 0), asked.number("rows", ROWS, MOST_ROWS)
    facets = _facets(asked, [facts for facts, _ in found])
    return {
        "count": len(found),
        "sort": sort or "score desc, metadata_modified desc",
        "results": [shapes.package(dataset) for _, dataset in found[start : start + rows]],
        "facets": facets,
        "search_facets": {field: _faceted(field, counts) for field, counts in facets.items()},
    }


def resource_show(asked: Asked) -> dict[str, Any]:
    """One resource: a file in one format. `id`."""
    file, wanted = find_file(asked, asked.required("id")), asked.required("id")
    offered = [one for one in shapes.resources(file.dataset) if shapes.own_id(one["id"]) == file.id]
    found = next((one for one in offered if one["id"] == wanted), None) or next(iter(offered), None)
    if found is None or (len(wanted) > shapes.ID_DIGITS and found["id"] != wanted.lower()):
        raise NotFound("file_unknown", file=wanted)
    return found


def resource_search(asked: Asked) -> dict[str, Any]:
    """Resources in which a field has a text: `query` is `field:text`, or a list of such. `limit`, `offset`."""
    queries = asked.json("query")
    pairs = [str(one).partition(":") for one in (queries if isinstance(queries, list) else [queries])]
    if not all(separator and field in RESOURCE_FIELDS for field, separator, _ in pairs):
        raise Invalid("search_query_unusable", field="query", value=str(queries))
    found = [
        resource
        for dataset in _published(asked)
        for resource in shapes.resources(dataset)
        if all(text.casefold() in str(resource[field] or "").casefold() for field, _, text in pairs)
    ]
    return {"count": len(found), "results": _part(asked, found)}


def organization_list(asked: Asked) -> list[Any]:
    """Names of all publishers, or with `all_fields` what is known of each. `organizations`, `limit`, `offset`."""
    only = asked.words("organizations")
    everyone = [one for one in publishers.all_publishers(asked.session) if not only or one.slug in only]
    counts = Counter(dataset.publisher_id for dataset in _published(asked))
    if not asked.flag("all_fields"):
        return _part(asked, [one.slug for one in everyone])
    return _part(asked, [{**shapes.organization(one), "package_count": counts[one.id]} for one in everyone])


def organization_show(asked: Asked) -> dict[str, Any]:
    """One publisher. `id`: its id or name; `include_datasets`."""
    publisher = find_publisher(asked, asked.required("id"))
    own = [dataset for dataset in _published(asked) if dataset.publisher_id == publisher.id]
    return {**shapes.organization(publisher), **_members(asked, own)}


def group_list(asked: Asked) -> list[Any]:
    """Names of all themes, or with `all_fields` what is known of each. `groups`, `limit`, `offset`."""
    only = asked.words("groups")
    codes = [code for code in vocabularies.vocabulary("data-theme") if not only or code.lower() in only]
    counts = Counter(code for dataset in _published(asked) for code in dataset.themes)
    if not asked.flag("all_fields"):
        return _part(asked, [code.lower() for code in codes])
    return _part(asked, [{**shapes.group(code), "package_count": counts[code]} for code in codes])


def group_show(asked: Asked) -> dict[str, Any]:
    """One theme. `id`: its name; `include_datasets`."""
    code = _theme(asked)
    own = [dataset for dataset in _published(asked) if code in dataset.themes]
    return {**shapes.group(code), **_members(asked, own)}


def group_package_show(asked: Asked) -> list[dict[str, Any]]:
    """The packages of a theme. `id`: its name; `limit`."""
    code = _theme(asked)
    return _part(asked, [shapes.package(dataset) for dataset in _published(asked) if code in dataset.themes])


def tag_list(asked: Asked) -> list[Any]:
    """All keywords, or those with `query` in them; with `all_fields` as objects."""
    if asked.text("vocabulary_id"):
        return []
    wanted = asked.text("query", "q").casefold()
    words = sorted({word for dataset in _published(asked) for word in shapes.tags_of(dataset)})
    found = [word for word in words if wanted in word.casefold()]
    return _part(asked, [shapes.tag(word) for word in found] if asked.flag("all_fields") else found)


def tag_show(asked: Asked) -> dict[str, Any]:
    """One keyword. `id`: the word; `include_datasets`."""
    word = asked.required("id")
    own = [dataset for dataset in _published(asked) if word in shapes.tags_of(dataset)]
    if not own:
        raise NotFound("not_found")
    packages = {"packages": [shapes.package(dataset) for dataset in own]} if asked.flag("include_datasets") else {}
    return {**shapes.tag(word), **packages}


def license_list(_asked: Asked) -> list[dict[str, Any]]:
    """All licences."""
    return shapes.licences()


def find_package(asked: Asked, given: str) -> Dataset:
    found: Dataset | None = _by_id(asked, Dataset, given)
    if found is None:
        return datasets.find(asked.session, asked.actor, given)
    datasets.require_visible(asked.actor, found)
    return found


def find_file(asked: Asked, given: str) -> DataFile:
    return publishing.find_file(asked.session, asked.actor, shapes.own_id(given))


def find_publisher(asked: Asked, given: str) -> Publisher:
    by_id: Publisher | None = _by_id(asked, Publisher, given)
    return by_id or publishers.find(asked.session, given)


def _by_id(asked: Asked, noun: type[Any], given: str) -> Any:
    return asked.session.get(noun, shapes.own_id(given)) if len(given) >= shapes.ID_DIGITS else None


def facts_of(dataset: Dataset) -> solr.Facts:
    """What a search can ask of a package."""
    words = [word for words in dataset.keywords.values() for word in words]
    text = [*dataset.title.values(), *dataset.description.values(), *dataset.publisher.name.values(), *words]
    modified, created = (f"{moment.isoformat()[:19]}Z" for moment in (dataset.changed_at, dataset.created_at))
    return {
        "text": [" ".join(text)],
        "title": [" ".join(dataset.title.values())],
        "title_string": [searching.swedish_order(dataset.title.get("sv", ""))],
        "notes": [" ".join(dataset.description.values())],
        "name": [dataset.slug],
        "id": [shapes.uuid_of(dataset.id, "package")],
        "organization": [dataset.publisher.slug],
        "owner_org": [shapes.uuid_of(dataset.publisher.id, "organization")],
        "groups": [code.lower() for code in dataset.themes],
        "tags": words,
        "res_format": shapes.formats_of(dataset),
        "license_id": [dataset.licence] if dataset.licence else [],
        "license": [dataset.licence] if dataset.licence else [],
        "type": ["dataset"],
        "dataset_type": ["dataset"],
        "state": ["active"],
        "capacity": ["public"],
        "private": ["false"],
        "metadata_modified": [modified],
        "metadata_created": [created],
    }


def _published(asked: Asked) -> Sequence[Dataset]:
    return searching.search(asked.session, searching.Search(sort="title", limit=WHOLE, facets=())).datasets


def _part(asked: Asked, whole: list[Any]) -> list[Any]:
    offset, limit = asked.number("offset", 0), asked.number("limit", WHOLE)
    return whole[offset : offset + limit]


def _sort_key(facts: solr.Facts, field: str) -> str:
    return searching.swedish_order(next(iter(facts[field]), ""))


def _members(asked: Asked, own: list[Dataset]) -> dict[str, Any]:
    told = {"package_count": len(own), "num_followers": 0, "users": [], "groups": [], "tags": [], "extras": []}
    if asked.flag("include_datasets"):
        told["packages"] = [shapes.package(dataset) for dataset in own[:MOST_ROWS]]
    return told


def _theme(asked: Asked) -> str:
    code = asked.required("id").upper()
    if code not in vocabularies.vocabulary("data-theme"):
        raise NotFound("not_found")
    return code


def _facets(asked: Asked, found: list[solr.Facts]) -> dict[str, dict[str, int]]:
    limit, least = asked.number("facet.limit", 50, MOST_ROWS), asked.number("facet.mincount", 1)
    facets = {}
    for field in asked.words("facet.field") if asked.flag("facet", True) else ():
        if field not in FACET_FIELDS:
            raise Invalid("search_query_unusable", field="facet.field", value=field)
        counts = Counter(value for facts in found for value in facts[field])
        facets[field] = {value: count for value, count in counts.most_common(limit or None) if count >= least}
    return facets


def _faceted(field: str, counts: Mapping[str, int]) -> dict[str, Any]:
    items = [{"name": value, "display_name": _label(field, value), "count": count} for value, count in counts.items()]
    return {"title": field, "items": items}


def _label(field: str, value: str) -> str:
    if field == "groups":
        return str(shapes.group(value.upper())["title"])
    if field == "license_id":
        return vocabularies.concept("licence", value).label[language()]
    return value


ACTIONS: Mapping[str, Callable[[Asked], Any]] = {
    action.__name__: action
    for action in (
        *(site_read, status_show, package_list, current_package_list_with_resources, package_show, package_search),
        *(resource_show, resource_search, organization_list, organization_show, group_list, group_show),
        *(group_package_show, tag_list, tag_show, license_list),
    )
}
