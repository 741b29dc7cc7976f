"""What goes in and out of the API, as marshmallow schemas. snake_case, RFC 3339 UTC, multilingual text as objects."""

from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from opendata.model.base import LANGUAGES
from opendata.model.hold import HOLDS
from opendata.model.workflow import MOVES
from opendata.services import searching
from opendata.web.api import properties

LANGUAGE = validate.OneOf(LANGUAGES)
MOST_ITEMS = 1000


class Strict(Schema):
    class Meta:
        unknown = RAISE


class Lenient(Schema):
    class Meta:
        unknown = EXCLUDE


def text(**more: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(validate=LANGUAGE), values=fields.String(), **more)


class Description(properties.described("Dataset")):  # type: ignore[misc]
    """The described fields of a dataset, and all that the profile has beside. All can be left out of a PATCH."""

    slug = fields.String(metadata={"description": "Part of the dataset's IRI; permanent once published."})
    title = text(metadata={"example": {"sv": "Badplatser", "en": "Bathing sites"}})
    description = text()
    keywords = fields.Dict(keys=fields.String(validate=LANGUAGE), values=fields.List(fields.String()))
    themes = fields.List(fields.String(), metadata={"description": "Codes of the vocabulary data-theme."})
    licence = fields.String(allow_none=True, metadata={"description": "Code of the vocabulary licence."})
    access_rights = fields.String(metadata={"description": "Code of the vocabulary access-right."})
    frequency = fields.String(allow_none=True, metadata={"description": "Code of the vocabulary frequency."})
    languages = fields.List(fields.String(), metadata={"description": "Codes of the vocabulary language."})
    places = fields.List(fields.String(), metadata={"description": "Codes of the vocabulary place."})
    temporal_start = fields.Date(allow_none=True)
    temporal_end = fields.Date(allow_none=True)
    conforms_to = fields.List(fields.String())
    landing_page = fields.String(allow_none=True)
    provenance = text()
    hvd_categories = fields.List(fields.String(), metadata={"description": "Codes of the vocabulary hvd-category."})
    contact_point = fields.String(allow_none=True, metadata={"description": "Id of one of the publisher's."})


class FileDescription(Strict):
    title = text()
    description = text()
    link = fields.Nested(
        properties.described("Distribution"), metadata={"description": "Of a link: what is given is changed."}
    )


class NewLink(properties.described("Distribution")):  # type: ignore[misc]
    """What lies elsewhere: `title` and `access_url` are needed."""

    title = text(required=True)
    description = text()


class LinkIn(Strict):
    link = fields.Nested(NewLink, required=True)


class NewDataset(Description):
    publisher = fields.String(required=True, metadata={"description": "The publisher's slug."})
    title = text(required=True)


class RenditionOut(Lenient):
    format = fields.String()
    media_type = fields.String()
    byte_size = fields.Integer()
    sha256 = fields.String()
    url = fields.String()


class FindingOut(Lenient):
    code = fields.String()
    severity = fields.String()
    row = fields.Integer(allow_none=True)
    column = fields.String(allow_none=True)
    value = fields.String(allow_none=True)
    message = fields.String()


class GroupOut(Lenient):
    code = fields.String()
    severity = fields.String()
    column = fields.String(allow_none=True)
    count = fields.Integer(metadata={"description": "How many such findings there are, listed or not."})
    rows = fields.List(fields.Integer(), metadata={"description": "The first rows that have it."})
    values = fields.List(fields.String(), metadata={"description": "The first different values."})
    facts = fields.Dict(keys=fields.String())
    message = fields.String()


class ReportOut(Lenient):
    sound = fields.Boolean()
    rows = fields.Integer()
    errors = fields.Integer()
    warnings = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    findings = fields.List(fields.Nested(FindingOut))
    groups = fields.List(fields.Nested(GroupOut))
    unscreened = fields.List(fields.String())
    truncated = fields.Boolean()


class VersionSummary(Lenient):
    id = fields.String()
    file = fields.String()
    number = fields.Integer()
    state = fields.String()
    progress = fields.Float()
    filename = fields.String()
    byte_size = fields.Integer()
    sha256 = fields.String()
    rows = fields.Integer(allow_none=True)
    reading = fields.Dict(allow_none=True)
    dialect = fields.Dict(
        allow_none=True, metadata={"description": "How the original is to be read: a Frictionless Table Dialect."}
    )
    changes = fields.Dict(
        allow_none=True,
        metadata={"description": "What changed since the version before; `breaking`: programs may fail on it."},
    )
    specification = fields.Dict(allow_none=True, metadata={"description": "The national one it is to follow."})
    conforms_to = fields.List(fields.String(), metadata={"description": "The national ones that all rows follow."})
    renditions = fields.List(fields.Nested(RenditionOut))
    left_out = fields.Dict(keys=fields.String(), values=fields.String())
    created_at = fields.DateTime()
    finished_at = fields.DateTime(allow_none=True)
    published_at = fields.DateTime(allow_none=True)


class HoldOut(Lenient):
    code = fields.String()
    message = fields.String()
    facts = fields.Dict()
    permission = fields.String(metadata={"description": "What one must be allowed to do in order to decide."})
    decision = fields.Dict(allow_none=True, metadata={"description": "by, at, reason; null while it is open."})


class StepOut(Lenient):
    step = fields.Dict()
    safe = fields.Boolean(metadata={"description": "Nothing that the file tells is lost."})
    count = fields.Integer()
    examples = fields.List(fields.Dict())
    message = fields.String()
    missing = fields.String()


class VersionOut(VersionSummary):
    report = fields.Nested(ReportOut, allow_none=True)
    holds = fields.List(fields.Nested(HoldOut), metadata={"description": "Why it is not public, for its publisher."})
    repairs = fields.List(fields.Nested(StepOut), metadata={"description": "What each repair did, for its publisher."})
    proposals = fields.List(fields.Nested(StepOut), metadata={"description": "Repairs to make, for its publisher."})


class DecisionIn(Strict):
    hold = fields.String(required=True, metadata={"enum": sorted(HOLDS)})
    reason = fields.String(load_default="", validate=validate.Length(max=4000))


class RepairsIn(Strict):
    steps = fields.List(
        fields.Dict(),
        required=True,
        metadata={"description": "Such as those in a version's `proposals`.", "example": [{"step": "trim"}]},
    )


class ColumnOut(Lenient):
    name = fields.String()
    title = fields.String()
    type = fields.String()


class FileOut(Lenient):
    id = fields.String()
    dataset = fields.String()
    title = text()
    description = text()
    rows = fields.Integer(allow_none=True)
    columns = fields.List(fields.Nested(ColumnOut))
    current_version = fields.String(allow_none=True)
    newest_version = fields.String(allow_none=True)
    link = fields.Nested(
        properties.described("Distribution"),
        allow_none=True,
        metadata={"description": "Where it lies, if that is elsewhere; it has no versions, rows or schema then."},
    )
    renditions = fields.List(fields.Nested(RenditionOut))
    links = fields.Dict(keys=fields.String(), values=fields.String())


class DatasetOut(Description):
    publisher = fields.String()
    iri = fields.String()
    identifier = fields.String()
    state = fields.String()
    files = fields.List(fields.Nested(FileOut))
    created_at = fields.DateTime()
    changed_at = fields.DateTime()
    published_at = fields.DateTime(allow_none=True)


class PublisherOut(Lenient):
    slug = fields.String()
    iri = fields.String()
    name = text()
    description = text()
    kind = fields.String()
    publisher_type = fields.String()
    organisation_number = fields.String(allow_none=True)
    homepage = fields.String(allow_none=True)
    contact_points = fields.List(fields.Dict(keys=fields.String(), values=fields.String(allow_none=True)))


def _facet() -> Any:
    return fields.List(fields.String(), load_default=(), metadata={"description": "Repeated: any of the values."})


class Listing(Strict):
    q = fields.String(load_default="")
    publisher = _facet()
    theme = _facet()
    format = _facet()
    licence = _facet()
    specification = _facet()
    updated = _facet()
    frequency = _facet()
    api = fields.Boolean(load_default=None, allow_none=True, metadata={"description": "Those with rows to ask for."})
    map = fields.Boolean(load_default=None, allow_none=True, metadata={"description": "Those with places for a map."})
    hvd = fields.Boolean(load_default=None, allow_none=True, metadata={"description": "High-value datasets or others."})
    sort = fields.String(
        load_default="",
        validate=validate.OneOf(["", *searching.SORTS]),
        metadata={"description": "Without it the best answers to `q` come first, else the latest changed."},
    )
    state = fields.String(
        load_default="published",
        validate=validate.OneOf(["published", "draft", "in_review", "withdrawn", "all"]),
        metadata={"description": "Others than published need a token, and give the datasets that it works with."},
    )
    limit = fields.Integer(load_default=20, validate=validate.Range(1, MOST_ITEMS))
    offset = fields.Integer(load_default=0, validate=validate.Range(0))
    lang = fields.String(validate=LANGUAGE)


class Meta(Lenient):
    total = fields.Integer()


class VersionsOut(Lenient):
    data = fields.List(fields.Nested(VersionSummary))
    meta = fields.Nested(Meta)


class PageLinks(Lenient):
    self_ = fields.String(data_key="self")
    next = fields.String(allow_none=True)


class RowsMeta(Meta):
    file = fields.String()
    version = fields.String()
    current_version = fields.String(
        allow_none=True, metadata={"description": "Another one where a newer has come since."}
    )
    licence = fields.String(allow_none=True)


class RowsOut(Lenient):
    data = fields.List(fields.Dict(), metadata={"description": "Column's name -> typed value."})
    links = fields.Nested(PageLinks)
    meta = fields.Nested(RowsMeta)


class CountedOut(Lenient):
    name = fields.String()
    missing = fields.Integer()
    distinct = fields.Integer()
    is_estimate = fields.Boolean(metadata={"description": "Of `distinct`."})
    min = fields.Raw(allow_none=True)
    max = fields.Raw(allow_none=True)
    top = fields.List(fields.Dict(), metadata={"description": "The commonest: `value` and `rows`."})
    histogram = fields.Dict(allow_none=True, metadata={"description": "`edges`, and the `rows` between each two."})


class CountsOut(Lenient):
    rows = fields.Integer()
    columns = fields.List(fields.Nested(CountedOut))


class ProfileMeta(Lenient):
    file = fields.String()
    version = fields.String()


class ProfileOut(Lenient):
    data = fields.Nested(CountsOut)
    meta = fields.Nested(ProfileMeta)


class ApiInfoOut(Lenient):
    api_name = fields.String()
    api_version = fields.String()
    api_released = fields.String(metadata={"format": "date"})
    api_documentation = fields.String(metadata={"format": "uri"})
    api_status = fields.String()


class NamesOut(Lenient):
    data = fields.List(fields.String())
    meta = fields.Nested(Meta)


class SwitchOut(Lenient):
    at = fields.DateTime(metadata={"description": "When the public got the version."})
    version = fields.String()
    number = fields.Integer()
    rows = fields.Integer(allow_none=True)
    previous = fields.String(allow_none=True, metadata={"description": "The version that was current before."})
    changes = fields.Dict(
        allow_none=True, metadata={"description": "In short, where it was counted; `compare` gives it, and each row."}
    )
    links = fields.Dict(keys=fields.String(), values=fields.String())


class ChangesOut(Lenient):
    data = fields.List(fields.Nested(SwitchOut))
    links = fields.Dict(keys=fields.String(), values=fields.String())
    meta = fields.Nested(Meta)


class DifferenceOut(Lenient):
    change = fields.String(validate=validate.OneOf(["changed", "added", "removed"]))
    key = fields.Dict(metadata={"description": "The row's values in the columns that rows were matched by."})
    columns = fields.List(fields.String(), metadata={"description": "Columns whose values differ, of a changed row."})
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)


class ComparedVersion(Lenient):
    id = fields.String()
    number = fields.Integer()
    published_at = fields.DateTime(allow_none=True)


class DifferencesMeta(Meta):
    file = fields.String()
    before = fields.Nested(ComparedVersion)
    after = fields.Nested(ComparedVersion)
    licence = fields.String(allow_none=True)


class DifferencesSummary(Lenient):
    matched_by = fields.List(
        fields.String(), metadata={"description": "Columns; none where nothing names each row, so that rows are whole."}
    )
    rows_before = fields.Integer()
    rows_after = fields.Integer()
    added = fields.Integer()
    removed = fields.Integer()
    changed = fields.Integer()
    added_columns = fields.List(fields.String(), metadata={"description": "Titles."})
    removed_columns = fields.List(fields.String(), metadata={"description": "Titles."})
    retyped = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    changed_cells = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "Column's title -> changed values."}
    )
    key_changed = fields.Boolean()
    breaking = fields.Boolean(
        metadata={"description": "Whether programs for the earlier version may fail on this one."}
    )


class ComparisonOut(Lenient):
    data = fields.List(fields.Nested(DifferenceOut))
    summary = fields.Nested(DifferencesSummary)
    links = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True))
    meta = fields.Nested(DifferencesMeta)


class PublishersOut(Lenient):
    data = fields.List(fields.Nested(PublisherOut))
    meta = fields.Nested(Meta)


class ConceptOut(Lenient):
    code = fields.String()
    iri = fields.String()
    label = text()


class VocabularyOut(Lenient):
    data = fields.List(fields.Nested(ConceptOut))
    meta = fields.Nested(Meta)


class SpecificationSummary(Lenient):
    name = fields.String()
    version = fields.String()
    versions = fields.List(fields.String())
    iri = fields.String(allow_none=True)
    title = text()
    status = fields.String()
    links = fields.Dict(keys=fields.String(), values=fields.String())


class SpecifiedField(Lenient):
    name = fields.String()
    title = text()
    description = text()
    type = fields.String()
    required = fields.Boolean()
    column_required = fields.Boolean()
    choices = fields.List(fields.String())
    constraints = fields.Dict()
    aliases = fields.List(fields.String())


class SpecificationOut(SpecificationSummary):
    description = text()
    notes = fields.List(text())
    source = fields.Dict()
    fields_ = fields.List(fields.Nested(SpecifiedField), data_key="fields", attribute="fields")
    schema = fields.Dict()


class SpecificationChoice(Strict):
    name = fields.String(required=True, metadata={"description": "Name, or name/version."})
    version = fields.String(allow_none=True)
    columns = fields.Dict(
        keys=fields.String(),
        values=fields.String(allow_none=True),
        metadata={"description": "Field of the specification -> title in the file; empty for none."},
    )
    advisory = fields.Boolean(load_default=False)


class SpecificationsOut(Lenient):
    data = fields.List(fields.Nested(SpecificationSummary))
    meta = fields.Nested(Meta)


class DatasetsOut(Lenient):
    data = fields.List(fields.Nested(DatasetOut))
    links = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True))
    meta = fields.Nested(Meta)


class SeriesDescription(properties.described("DatasetSeries")):  # type: ignore[misc]
    """What a series says of itself. All can be left out of a PATCH."""


class NewSeries(SeriesDescription):
    publisher = fields.String(required=True, metadata={"description": "The publisher's slug."})


class SeriesOut(SeriesDescription):
    slug = fields.String()
    iri = fields.String()
    publisher = fields.String()
    is_public = fields.Boolean(metadata={"description": "While one of its datasets is."})
    datasets = fields.List(fields.String(), metadata={"description": "Slugs of its datasets."})


class AllSeriesOut(Lenient):
    data = fields.List(fields.Nested(SeriesOut))
    meta = fields.Nested(Meta)


class MoveIn(Strict):
    move = fields.String(required=True, metadata={"enum": sorted(MOVES)})
    note = fields.String(load_default="", validate=validate.Length(max=4000))
