"""What is looked at: the rows of one version that an address means, whichever way a page shows them.

An address has the row API's grammar, and what is a page's own: parameters with a dot, as no column has in its name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import request

from opendata.errors import Invalid, NotFound
from opendata.model import Actor, DataFile, Version
from opendata.services import publishing, rows
from opendata.services.describing import FORM_NAMES
from opendata.tabular import Page, RowQuery
from opendata.web import context
from opendata.web.api import questions
from opendata.web.portal.pages import columns, sentence, text

WITHOUT_VALUE = ("__isnull", "__notnull")
MERGED = ("select", "__in")
"""Parameters that a form sends once for each choice, and the API wants as one list."""
PAGE = "table.page"
VIEW, ZOOM = "map.view", "map.zoom"
OWN = (PAGE, VIEW, ZOOM, "chart.kind", "chart.by", "chart.value", "chart.split")
PAGING = ("offset", "limit", "cursor", PAGE, VIEW, ZOOM)
FORMS = ("csv", "excel.csv", "xlsx", "ndjson", "parquet", "geojson", "gpkg")
FORM_PARAMETERS = {"excel.csv": [("delimiter", ";"), ("decimal", ","), ("bom", "1")]}
LINES = {"sv": "JSON, ett objekt per rad", "en": "JSON, one object per line"}

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Look:
    """`asked` is the address in the API's grammar, `own` the page's own part of it; `problem` says why `query` can't be
    answered."""

    file: DataFile
    source: rows.Source
    columns: list[dict[str, Any]]
    asked: Pairs
    own: Mapping[str, str]
    query: RowQuery
    problem: str = ""

    @property
    def version(self) -> Version:
        return self.source.version

    @property
    def is_current(self) -> bool:
        return self.version.id == self.file.current_version_id

    @property
    def home(self) -> str:
        """The path of the table; other views are beneath it."""
        return f"/dataset/{self.file.dataset.slug}/files/{self.file.id}"

    @property
    def canonical(self) -> str:
        """Where to go instead, if the address says less than it seems to; else empty."""
        given = [*self.asked, *self.own.items()]
        if sorted(given) == sorted(request.args.items(multi=True)):
            return ""
        return request.path + (f"?{urlencode(given)}" if given else "")

    @cached_property
    def rows(self) -> Pairs:
        """What the rows are limited to and how they are shown, without where the page is; the version if it is old."""
        kept = [(name, value) for name, value in self.asked if name not in (*PAGING, "lang", "format")]
        is_said = any(name in ("version", "as_of") for name, _ in kept)
        return kept if self.is_current or is_said else [*kept, ("version", self.version.id)]

    @property
    def limits(self) -> Pairs:
        """What the rows are limited to, whatever is shown of them."""
        return [(name, value) for name, value in self.rows if name not in ("select", "sort", "group_by")]

    def address(self, view: str = "", **changes: str | int | Iterable[str] | None) -> str:
        """The first page of a view ("" is the table) of the same rows, with these parameters changed; without those
        that become None or empty."""
        asked: dict[str, Any] = {}
        for name, value in [*self.rows, *((name, value) for name, value in self.own.items() if name not in PAGING)]:
            asked.setdefault(name, []).append(value)
        kept = {name: value for name, value in (asked | changes).items() if value not in (None, "", [], ())}
        path = f"{self.home}/{view}" if view else self.home
        return path + (f"?{urlencode(kept, doseq=True)}" if kept else "")

    def unlimited(self, view: str = "") -> str:
        """All rows of the same version."""
        asked = [(name, value) for name, value in self.rows if name in ("version", "as_of")]
        path = f"{self.home}/{view}" if view else self.home
        return path + (f"?{urlencode(asked)}" if asked else "")

    def absolute(self, view: str = "") -> str:
        """For others to follow."""
        return context.addresses().page(self.address(view))

    @property
    def canonical_address(self) -> str:
        """Of the page that search engines should know, whatever the rows are limited to."""
        return context.addresses().explore(self.file)

    def as_api(self, form: str = "", view: Pairs | None = None) -> str:
        """The same rows, all of them, as a call to the API."""
        address = context.addresses().rows(self.file)
        asked = [*(self.rows if view is None else view), *FORM_PARAMETERS.get(form, ())]
        suffix = f".{form.rpartition('.')[2]}" if form else ""
        return address + suffix + (f"?{urlencode(asked)}" if asked else "")

    def downloads(self, view: Pairs | None = None) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """(name, address) of each format of exactly this view, and (name, why there is none) of the others."""
        made, missing = [], []
        for form in FORMS:
            name = text(FORM_NAMES.get(form) or LINES)
            reason = self.without_places if form in ("geojson", "gpkg") else ""
            if reason:
                missing.append((name, reason))
            else:
                made.append((name, self.as_api(form, view)))
        return made, missing

    @property
    def without_places(self) -> str:
        """Why there is no map, as a sentence; empty where there is one."""
        if self.version.geometry:
            return ""
        return sentence(self.version.left_out.get("geojson", "no_coordinates"))

    def page(self, **more: Any) -> Page:
        platform = context.platform()
        query = replace(self.query, **more)
        return rows.page(platform.rows, platform.files, self.source, query, asker=context.asker())


def look(slug: str, file_id: str, *, strict: bool = False, actor: Actor | None = None) -> Look:
    """NotFound as publishing.find_file and rows.source. What can't be asked is a problem of the look, or, if `strict`,
    Invalid."""
    session, actor = context.session(), actor or context.actor()
    file = publishing.find_file(session, actor, file_id)
    if file.dataset.slug != slug:
        raise NotFound("file_unknown", file=file_id)
    try:
        meant, problem = questions.meant(request.args), ""
    except Invalid as error:
        if strict:
            raise
        meant, problem = questions.Meant(), sentence(error.code, **error.facts)
    source = rows.source(session, actor, file, meant.version, as_of=meant.as_of)
    shown = columns(source.fields)
    names = [column["name"] for column in shown]
    own = {name: request.args[name] for name in OWN if request.args.get(name)}
    asked, query = _asked(names), RowQuery()
    if not problem:
        try:
            query = questions.query_of(asked, names)
            query = meant.cursor.resumed(query) if meant.cursor else query
        except Invalid as error:
            if strict:
                raise
            problem = sentence(error.code, **error.facts)
    return Look(file, source, shown, asked, own, query, problem)


def _asked(names: Sequence[str]) -> list[tuple[str, str]]:
    """The address's parameters in the API's grammar: the form also sends inputs left empty, and one `select` for each
    column, even when it is all of them."""
    asked: dict[str, list[str]] = {}
    for name, value in request.args.items(multi=True):
        if name not in OWN and (value or name.endswith(WITHOUT_VALUE)):
            asked.setdefault(name, []).append(value)
    if ",".join(asked.get("select", ())) == ",".join(names):
        del asked["select"]
    merged = {name: [",".join(values)] if name.endswith(MERGED) else values for name, values in asked.items()}
    return [(name, value) for name, values in merged.items() for value in values]
