"""/files: upload, new versions, schema."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import abort
from marshmallow import ValidationError, fields

from opendata.errors import Invalid
from opendata.files import Kept
from opendata.services import datasets, linking, publishing, specifications
from opendata.services.checking import Terms
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.api.door import Door

door = Door("files", __name__, description="Files, versions and Table Schemas")

SPECIFICATION = re.compile(r"[a-z][a-z0-9-]*(/[0-9][0-9a-z.-]*)?")
"""What a `schema` looks like that is a name."""
NO_SPECIFICATION = "none"


class FileUpload(shapes.Lenient):
    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})
    title = fields.String(metadata={"description": 'Text in Swedish, or JSON {"sv": ..., "en": ...}.'})
    schema = fields.String(
        metadata={
            "description": "Table Schema as JSON, or the name of a national specification (`badplatser`, "
            "`badplatser/1.0`; `none` for none any more). Inferred when not given."
        }
    )
    columns = fields.String(
        metadata={"description": 'For a specification: its fields\' columns, as JSON such as {"datum": "Bokfört"}.'}
    )
    advisory = fields.Boolean(metadata={"description": "What breaks the specification is told, but stops nothing."})
    sheet = fields.String(metadata={"description": "Short for `reading` with only the sheet."})
    reading = fields.String(
        metadata={"description": 'How to read the file, as JSON such as {"delimiter": ";", "header_row": 3}.'}
    )
    columns_may_change = fields.Boolean(metadata={"description": "New versions: other columns than before are meant."})


@door.route("/datasets/<slug>/files")
class Files(MethodView):
    @door.doc(
        requestBody={
            "content": {
                "multipart/form-data": {"schema": FileUpload},
                "application/json": {"schema": shapes.LinkIn},
                "*/*": {},
            },
            "required": True,
        }
    )
    @door.response(202, shapes.FileOut)
    @door.alt_response(201, schema=shapes.FileOut)
    def post(self, slug: str) -> Any:
        """A new file. It is checked by a worker: follow `newest_version` until it is accepted or rejected.

        Or a link to what lies elsewhere, as JSON; bytes that are JSON need a `filename` in the address.
        """
        if request.is_json and "filename" not in request.args:
            return _add_link(slug)
        allow_upload(lambda session: datasets.find(session, context.actor(), slug))
        kept, filename = receive()
        session, actor = context.session(), context.actor()
        dataset = datasets.find(session, actor, slug)
        asked = {**request.args, **request.form}
        made = publishing.add_file(
            session,
            actor,
            dataset,
            kept,
            filename=filename,
            title=_title(asked.get("title")),
            terms=terms_of(asked),
        )
        context.promise("check_version", made.versions[-1].id)
        return views.file(made), {"Location": context.addresses().page(f"/api/v1/files/{made.id}")}


def _add_link(slug: str) -> Any:
    session, actor = context.session(), context.actor()
    try:
        asked = shapes.LinkIn().load(request.get_json())
    except ValidationError as unusable:
        abort(400, messages=unusable.messages)
    dataset = datasets.find(session, actor, slug)
    made = linking.add_link(session, actor, dataset, asked["link"], context.addresses())
    return views.file(made), 201, {"Location": context.addresses().page(f"/api/v1/files/{made.id}")}


@door.route("/files/<file_id>")
class File(MethodView):
    @door.response(200, shapes.FileOut)
    def get(self, file_id: str) -> Any:
        """A file with its columns, and the forms that its current version comes in."""
        return views.file(publishing.find_file(context.session(), context.actor(), file_id))

    @door.arguments(shapes.FileDescription)
    @door.response(200, shapes.FileOut)
    def patch(self, values: dict[str, Any], file_id: str) -> Any:
        """Change the title and description, and what is said of a link."""
        session, actor = context.session(), context.actor()
        found = publishing.find_file(session, actor, file_id)
        if found.is_link or "link" in values:
            said = values.pop("link", {})
            linking.describe_link(session, actor, found, values | said, context.addresses())
            return views.file(found)
        title, description = values.get("title", found.title), values.get("description", found.description)
        publishing.describe_file(session, actor, found, context.addresses(), title=title, description=description)
        return views.file(found)

    @door.response(204)
    def delete(self, file_id: str) -> None:
        """Remove a file that was never public, or a link."""
        session, actor = context.session(), context.actor()
        found = publishing.find_file(session, actor, file_id)
        if found.is_link:
            linking.remove_link(session, actor, found, context.addresses())
        else:
            publishing.remove_file(session, actor, found)


@door.route("/files/<file_id>/content")
class Content(MethodView):
    @door.doc(requestBody={"content": {"multipart/form-data": {"schema": FileUpload}, "*/*": {}}, "required": True})
    @door.response(202, shapes.VersionOut)
    def put(self, file_id: str) -> Any:
        """The bytes of a new version, as a form or as they are. The same bytes again give the version there is."""
        allow_upload(lambda session: publishing.find_file(session, context.actor(), file_id).dataset)
        kept, filename = receive()
        session, actor = context.session(), context.actor()
        file = publishing.find_file(session, actor, file_id)
        asked = {**request.args, **request.form}
        made = publishing.add_version(
            session,
            actor,
            file,
            kept,
            filename=filename or (file.newest_version.filename if file.newest_version else file.name),
            terms=terms_of(asked),
            columns_may_change=asked.get("columns_may_change") in ("1", "true"),
        )
        context.promise("check_version", made.id)
        return views.version(made), {"Location": context.addresses().page(f"/api/v1/versions/{made.id}")}


@door.route("/files/<file_id>/reading")
class HowRead(MethodView):
    @door.response(202, shapes.VersionOut)
    def put(self, file_id: str) -> Any:
        """Say how the newest version's bytes are to be read; they are read and checked again, as a new version."""
        session, actor = context.session(), context.actor()
        file = publishing.find_file(session, actor, file_id)
        made = publishing.read_again(session, actor, file, _object(request.get_json(), "reading"))
        context.promise("check_version", made.id)
        return views.version(made), {"Location": context.addresses().page(f"/api/v1/versions/{made.id}")}


@door.route("/files/<file_id>/specification")
class Followed(MethodView):
    @door.arguments(shapes.SpecificationChoice)
    @door.response(202, shapes.VersionOut)
    def put(self, asked: dict[str, Any], file_id: str) -> Any:
        """Let the file follow a national specification; the newest version's bytes are checked again, as a new one."""
        return _follow(file_id, asked)

    @door.response(202, shapes.VersionOut)
    def delete(self, file_id: str) -> Any:
        """Let the file follow no specification."""
        return _follow(file_id, None)


def _follow(file_id: str, asked: dict[str, Any] | None) -> Any:
    session, actor = context.session(), context.actor()
    file = publishing.find_file(session, actor, file_id)
    made = publishing.follow_specification(session, actor, file, asked)
    context.promise("check_version", made.id)
    return views.version(made), {"Location": context.addresses().page(f"/api/v1/versions/{made.id}")}


@door.route("/files/<file_id>/versions")
class Versions(MethodView):
    @door.response(200, shapes.VersionsOut)
    def get(self, file_id: str) -> Any:
        """All versions, newest first; the public sees those that have been public."""
        found = publishing.find_file(context.session(), context.actor(), file_id)
        insider = context.actor().can("see", found.dataset.publisher_id)
        return views.listing([views.version(one) for one in reversed(found.versions) if insider or one.published_at])


@door.route("/files/<file_id>/schema")
class TableSchema(MethodView):
    @door.response(200)
    def get(self, file_id: str) -> Any:
        """The current version's Table Schema (Frictionless)."""
        found = publishing.find_file(context.session(), context.actor(), file_id)
        version = found.current_version or found.newest_version
        return (version.table_schema if version else None) or {"fields": []}

    @door.response(202, shapes.VersionOut)
    def put(self, file_id: str) -> Any:
        """Correct the Table Schema: the same bytes are checked against it, as a new version."""
        session, actor = context.session(), context.actor()
        file = publishing.find_file(session, actor, file_id)
        made = publishing.change_schema(session, actor, file, request.get_json())
        context.promise("check_version", made.id)
        return views.version(made), {"Location": context.addresses().page(f"/api/v1/versions/{made.id}")}


def allow_upload(find: context.Lookup) -> None:
    """Refuse before the body is read, and without holding a transaction while it comes."""
    with context.platform().session() as look:
        datasets.require(context.actor(), "edit", find(look))


def receive() -> tuple[Kept, str]:
    """Keep the uploaded bytes: the form's `file`, or the whole body."""
    files, limit = context.platform().files, context.platform().settings.max_upload
    if request.mimetype == "multipart/form-data":
        upload = request.files.get("file")
        if upload is None:
            raise Invalid("fields_wrong", errors={"file": "field_missing"})
        return files.keep(upload.stream, limit=limit), Path(upload.filename or "").name
    return files.keep(request.stream, limit=limit), request.args.get("filename", "")


def _title(given: str | None) -> dict[str, str] | None:
    if not given:
        return None
    if given.lstrip().startswith("{"):
        parsed = _json(given, "title")
        if all(isinstance(value, str) for value in parsed.values()):
            return parsed
        raise Invalid("fields_wrong", errors={"title": "value_wrong_shape"})
    return {"sv": given}


def terms_of(asked: Mapping[str, str]) -> Terms:
    """What a form says of how the file is to be read and judged."""
    schema, reading = asked.get("schema") or "", asked.get("reading")
    said = _json(reading, "reading") if reading else {}
    if asked.get("sheet"):
        said["sheet"] = asked["sheet"]
    is_name = SPECIFICATION.fullmatch(schema) is not None
    return Terms(
        reading=said or None,
        schema=_json(schema, "schema") if schema and not is_name else None,
        specification=_specification(asked, schema if is_name else ""),
    )


def _specification(asked: Mapping[str, str], name: str) -> dict[str, Any] | None:
    """The national specification asked for; {} for none at all, None when nothing is said."""
    if not name:
        return None
    if name == NO_SPECIFICATION:
        return {}
    columns = _json(asked["columns"], "columns") if asked.get("columns") else {}
    return specifications.choice({"name": name, "columns": columns, "advisory": asked.get("advisory") in ("1", "true")})


def _json(given: str, field: str) -> dict[str, Any]:
    try:
        parsed = json.loads(given)
    except ValueError:
        parsed = None
    return _object(parsed, field)


def _object(parsed: Any, field: str) -> dict[str, Any]:
    if not isinstance(parsed, dict):
        raise Invalid("fields_wrong", errors={field: "json_unreadable"})
    return parsed
