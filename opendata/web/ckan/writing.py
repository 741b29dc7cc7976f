"""CKAN's actions that write, with a key: so that scripts which fill a CKAN can fill this.

What CKAN makes public at once waits here until its data has been checked: a new package is a draft, and
`private: false` publishes it. Whom to ask is the publisher's to say; what a program sends of that is passed over.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from opendata.dcat import vocabularies
from opendata.errors import Invalid
from opendata.files import Kept
from opendata.model import DataFile, Dataset
from opendata.model.base import LANGUAGES
from opendata.services import datasets, linking, publishing
from opendata.web import context
from opendata.web.ckan import shapes
from opendata.web.ckan.asked import Asked
from opendata.web.ckan.reading import find_file, find_package, find_publisher

MAIN = LANGUAGES[0]
LICENCES = {"notspecified": None, "cc-zero": "CC0-1.0", "cc-by": "CC-BY-4.0", "cc-by-sa": "CC-BY-SA-4.0"}
"""CKAN's own ids -> codes."""
EXTRAS = ("frequency", "temporal_start", "temporal_end", "access_rights")
"""Extras that are fields here, by the same name."""
TOLD = ("uri", "identifier", "issued", "modified", "publisher_name", "publisher_uri", f"title_{MAIN}", f"notes_{MAIN}")
"""Extras that follow from something else; a program that sends back what it was given means no harm."""
PASSED_OVER = frozenset(
    {
        *("id", "type", "author", "author_email", "maintainer", "maintainer_email", "version", "creator_user_id"),
        *("license_title", "license_url", "isopen", "metadata_created", "metadata_modified", "organization"),
        *("num_tags", "num_resources", "relationships_as_subject", "relationships_as_object"),
    }
)
READ = frozenset(
    {
        *("name", "title", "notes", "license_id", "tags", "tag_string", "groups", "url", "extras", "owner_org"),
        *("private", "state"),
    }
)
RESOURCE_READ = frozenset({"id", "package_id", "name", "description", "url", "format", "upload"})


def package_create(asked: Asked) -> dict[str, Any]:
    """A new package, as a draft. `owner_org`, `title`, `name`, `notes`, `license_id`, `tags`, `groups`, `url`,
    `extras`, and `resources` that have a `url`."""
    _refuse_unknown(asked, READ | {"resources"})
    publisher = find_publisher(asked, asked.required("owner_org"))
    values = _described(asked, None)
    if "title" not in values:
        values["title"] = {MAIN: asked.required("title", "name")}
    made = datasets.create(asked.session, asked.actor, publisher, values)
    resources = asked.json("resources") or []
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        raise Invalid("fields_wrong", errors={"resources": "value_wrong_shape"})
    for resource in resources:
        _add_link(Asked(asked.session, asked.actor, resource), made)
    return shapes.package(made)


def package_patch(asked: Asked) -> dict[str, Any]:
    """Change what is given of a package. `id`, and what `package_create` takes; `private: false` publishes it."""
    _refuse_unknown(asked, READ)
    found = find_package(asked, asked.required("id"))
    if asked.text("owner_org") and find_publisher(asked, asked.text("owner_org")).id != found.publisher_id:
        raise Invalid("fields_wrong", errors={"owner_org": "not_in_vocabulary"})
    values = _described(asked, found)
    if values:
        publishing.redescribe(asked.session, asked.actor, found, values, context.addresses())
    if not asked.flag("private", True) and not found.is_public:
        publishing.move(asked.session, asked.actor, found, "publish", context.addresses())
    elif asked.flag("private") and found.is_public:
        raise Invalid("fields_wrong", errors={"private": "withdrawn_with_a_note_only"})
    return shapes.package(found)


def resource_create(asked: Asked) -> dict[str, Any]:
    """A new resource of a package. `package_id`, `name`, `description`, and a file as `upload` or a link as `url`."""
    _refuse_unknown(asked, RESOURCE_READ)
    dataset = find_package(asked, asked.required("package_id"))
    datasets.require(asked.actor, "edit", dataset)
    if "upload" not in request.files:
        return _resource(_add_link(asked, dataset))
    kept, filename = _received()
    name = asked.text("name")
    file = publishing.add_file(
        asked.session, asked.actor, dataset, kept, filename=filename, title={MAIN: name} if name else None
    )
    _describe(asked, file)
    context.promise("check_version", file.versions[-1].id)
    return _resource(file)


def resource_patch(asked: Asked) -> dict[str, Any]:
    """Change what is given of a resource. `id`, `name`, `description`, a new version as `upload`, a link's `url`."""
    _refuse_unknown(asked, RESOURCE_READ)
    file = find_file(asked, asked.required("id"))
    datasets.require(asked.actor, "edit", file.dataset)
    if file.is_link:
        linking.describe_link(asked.session, asked.actor, file, _link(asked), context.addresses())
        return _resource(file)
    if "upload" in request.files:
        kept, filename = _received()
        version = publishing.add_version(asked.session, asked.actor, file, kept, filename=filename)
        context.promise("check_version", version.id)
    _describe(asked, file)
    return _resource(file)


def _refuse_unknown(asked: Asked, known: frozenset[str]) -> None:
    """What would be lost is refused, so that nobody believes it kept."""
    unknown = asked.data.keys() - known - PASSED_OVER
    if unknown:
        raise Invalid("fields_wrong", errors=dict.fromkeys(sorted(unknown), "field_has_no_place"))


def _described(asked: Asked, found: Dataset | None) -> dict[str, Any]:
    """The fields that are given, as `datasets.describe` takes them; other languages' texts stay."""
    values: dict[str, Any] = {}
    given = {name: asked.json(name) for name in READ & asked.data.keys()}
    for name, field in (("title", "title"), ("notes", "description")):
        texts = {MAIN: given[name]} if name in given else {}
        texts |= {language: text for language, text in _translated(given, name) if language != MAIN}
        if texts:
            values[field] = {**(getattr(found, field) if found else {}), **texts}
    if "name" in given and not (found and given["name"] == found.slug):
        values["slug"] = asked.text("name")
    if "license_id" in given:
        values["licence"] = LICENCES.get(asked.text("license_id"), asked.text("license_id"))
    if "tags" in given or "tag_string" in given:
        words = _names(given.get("tags") or []) or asked.words("tag_string")
        values["keywords"] = {**(found.keywords if found else {}), MAIN: words}
    if "groups" in given:
        values["themes"] = [name.upper() for name in _names(given["groups"])]
    if "url" in given and not (found and given["url"] == context.addresses().dataset_page(found)):
        values["landing_page"] = asked.text("url")
    return values | {key: value for key, value in _extras(given) if key in EXTRAS}


def _translated(given: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """Texts in other languages, which stand in the extras: `title_en`."""
    return [(key[len(name) + 1 :], value) for key, value in _extras(given) if key.startswith(f"{name}_")]


def _extras(given: Mapping[str, Any]) -> list[tuple[str, Any]]:
    extras = given.get("extras") or []
    if not isinstance(extras, list) or not all(isinstance(one, dict) and "key" in one for one in extras):
        raise Invalid("fields_wrong", errors={"extras": "value_wrong_shape"})
    texts = [f"{name}_{language}" for name in ("title", "notes") for language in LANGUAGES]
    for one in extras:
        if one["key"] not in (*EXTRAS, *TOLD, *texts):
            raise Invalid("fields_wrong", errors={str(one["key"]): "field_has_no_place"})
    return [(one["key"], one.get("value")) for one in extras]


def _names(objects: Any) -> list[str]:
    """Of tags or groups, which are objects; words are taken too."""
    if not isinstance(objects, list):
        raise Invalid("fields_wrong", errors={"tags": "value_wrong_shape"})
    return [str(one.get("name") or one.get("id") or "") if isinstance(one, dict) else str(one) for one in objects]


def _add_link(asked: Asked, dataset: Dataset) -> DataFile:
    values = {**_link(asked), "access_url": asked.required("url")}
    values.setdefault("title", {MAIN: asked.required("url")})
    return linking.add_link(asked.session, asked.actor, dataset, values, context.addresses())


def _link(asked: Asked) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, field in (("name", "title"), ("description", "description")):
        if asked.text(name):
            values[field] = {MAIN: asked.text(name)}
    if asked.text("url"):
        values["access_url"] = asked.text("url")
    if asked.text("format"):
        values["format"] = _format(asked.text("format"))
    return values


def _format(given: str) -> str:
    wanted = given.casefold()
    for code, one in vocabularies.vocabulary("media-type").items():
        if wanted in (code.casefold(), (one.media_type or "").casefold(), one.label[MAIN].casefold()):
            return code
    return given


def _received() -> tuple[Kept, str]:
    upload, platform = request.files["upload"], context.platform()
    return platform.files.keep(upload.stream, limit=platform.settings.max_upload), upload.filename or ""


def _describe(asked: Asked, file: DataFile) -> None:
    title, description = asked.text("name"), asked.text("description")
    if title or description:
        publishing.describe_file(
            asked.session,
            asked.actor,
            file,
            context.addresses(),
            title={**file.title, MAIN: title} if title else file.title,
            description={**file.description, MAIN: description} if description else file.description,
        )


def _resource(file: DataFile) -> dict[str, Any]:
    return next(one for one in shapes.resources(file.dataset) if shapes.own_id(one["id"]) == file.id)


ACTIONS: Mapping[str, Callable[[Asked], Any]] = {
    action.__name__: action for action in (package_create, package_patch, resource_create, resource_patch)
}
