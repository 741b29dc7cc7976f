"""The table's columns and the schema's fields, paired as Frictionless pairs them, with its findings on the titles."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from opendata.errors import Invalid
from opendata.model.report import Finding
from opendata.tabular.judging import patterns
from opendata.tabular.read import Table

if TYPE_CHECKING:
    from frictionless import Field
    from frictionless import errors as found

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
"""Table Schema 2, which Frictionless knows by heart. Any other address in `$schema` it would go and fetch."""
KEPT = (
    "type",
    "format",
    "constraints",
    "decimalChar",
    "groupChar",
    "bareNumber",
    "trueValues",
    "falseValues",
    "delimiter",
    "itemType",
    "arrayItem",
)
"""What of a field its cells are judged by."""
UNHASHABLE = ("array", "geojson", "list", "object")

Reader = Callable[[str], tuple[Any, Mapping[str, str] | None]]


@dataclass(frozen=True)
class Column:
    """A column and the field that it is judged by: `{"type": "any"}` for one that the schema doesn't know.

    `read` gives a text's value and, under the names `type` or a constraint's, what is wrong with it.
    """

    place: int
    title: str
    descriptor: Mapping[str, Any]
    missing: tuple[str, ...]
    read: Reader
    read_bound: Callable[[Any], Any] = str
    """A constraint's bound as a value of the type."""
    type: str = "any"
    format: str = "default"
    constraints: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ForeignKey:
    """`places` are this table's columns; `resource` is "" for the table itself, whose columns `reference` names."""

    places: tuple[int, ...]
    resource: str
    reference: tuple[str, ...]
    reference_places: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Matched:
    """`findings` are those on the titles. Keys that name a column which isn't there are not judged."""

    columns: tuple[Column, ...]
    findings: tuple[Finding, ...] = ()
    primary_key: tuple[int, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


def match(table: Table, schema: Mapping[str, Any]) -> Matched:
    """Pair columns and fields. Invalid `schema_broken` (reason) when the schema can't be used at all."""
    from frictionless import FrictionlessException

    try:
        return _match(table, schema)
    except Invalid:
        raise
    except FrictionlessException as error:
        raise Invalid("schema_broken", reason=error.error.message) from error
    except Exception as error:
        # Frictionless lets some broken schemas through to whatever error they meet.
        raise Invalid("schema_broken", reason=f"{type(error).__name__}: {error}") from error


def titles(columns: Sequence[str], schema: Mapping[str, Any]) -> list[str]:
    """What each field's column should be called; a header that is the field's name will do as well."""
    expected = []
    for place, one in enumerate(schema["fields"]):
        name, title = one["name"], one.get("title", one["name"])
        if schema.get("fieldsMatch", "exact") == "exact":
            named = place < len(columns) and columns[place] == name
        else:
            named = name in columns and title not in columns
        expected.append(name if named else title)
    return expected


def descriptor(schema: Mapping[str, Any], expected: Sequence[str]) -> dict[str, Any]:
    """The schema as Frictionless wants it: fields named as the columns, but unique. A blank cell is always missing."""
    unique = _unique(expected)
    renamed = {one["name"]: title for one, title in zip(schema["fields"], unique, strict=True)}
    fields = []
    for one in schema["fields"]:
        kept = {key: one[key] for key in KEPT if key in one}
        if "missingValues" in one:
            kept["missingValues"] = _with_blank(one["missingValues"])
        fields.append({"name": renamed[one["name"]], **kept})
    made = {"$schema": PROFILE, "fields": fields, "missingValues": _with_blank(schema.get("missingValues", ()))}
    if "fieldsMatch" in schema:
        made["fieldsMatch"] = schema["fieldsMatch"]
    if schema.get("primaryKey"):
        made["primaryKey"] = [renamed[name] for name in _list(schema["primaryKey"])]
    return made


def _match(table: Table, schema: Mapping[str, Any]) -> Matched:
    from frictionless import Schema
    from frictionless.resources import TableResource

    expected = titles(table.columns, schema)
    made = descriptor(schema, expected)
    by_name = schema.get("fieldsMatch", "exact") != "exact"
    labels = _unique(table.columns) if by_name else list(table.columns)
    with TableResource(data=[labels], format="inline", schema=Schema.from_descriptor(made)) as resource:
        header, fields = resource.header.errors, resource.header.get_expected_fields()
    findings = [*_repeated(table, labels), *(_label_finding(error, expected, table) for error in header)]
    described = {one["name"]: own for one, own in zip(made["fields"], schema["fields"], strict=True)}
    columns = [_column(table, place, one, described.get(one.name), made) for place, one in enumerate(fields)]
    places = {one.name: place for place, one in enumerate(fields)}
    renamed = {one["name"]: places.get(name) for name, one in described.items()}
    primary_key = _places(_list(schema.get("primaryKey") or []), renamed)
    foreign_keys = list(_foreign_keys(schema, renamed))
    _hashable(columns, primary_key, foreign_keys)
    return Matched(tuple(columns), tuple(findings), primary_key, tuple(foreign_keys))


def _column(
    table: Table, place: int, found_field: "Field", own: Mapping[str, Any] | None, made: Mapping[str, Any]
) -> Column:
    if own is None:
        return Column(place, table.columns[place], {"type": "any"}, (), found_field.create_cell_reader())
    constraints = own.get("constraints") or {}
    missing = _with_blank(own["missingValues"]) if "missingValues" in own else made["missingValues"]
    return Column(
        place=place,
        title=table.columns[place],
        descriptor=own,
        missing=tuple(missing[1:]),
        read=_guarded(patterns.bounded(found_field)),
        read_bound=found_field.create_value_reader(),
        type=found_field.type,
        format=found_field.format,
        constraints={name: limit for name, limit in constraints.items() if limit is not None and limit is not False},
    )


def _guarded(read: Reader) -> Reader:
    """Where Frictionless stumbles, as on a time without zone when the bound has one, it is no value of the type."""

    def guarded(text: str) -> tuple[Any, Mapping[str, str] | None]:
        try:
            return read(text)
        except Exception:
            return None, {"type": ""}

    return guarded


def _foreign_keys(schema: Mapping[str, Any], renamed: Mapping[str, int | None]) -> Iterator[ForeignKey]:
    for key in schema.get("foreignKeys") or ():
        reference = key["reference"]
        resource, names = reference.get("resource") or "", _list(reference["fields"])
        places = _places(_list(key["fields"]), renamed)
        if places:
            own = tuple(renamed[name] for name in names) if not resource else ()
            yield ForeignKey(places, resource, tuple(names), own)


def _places(names: Sequence[str], renamed: Mapping[str, int | None]) -> tuple[int, ...]:
    found_places = [renamed[name] for name in names]
    return tuple(place for place in found_places if place is not None) if None not in found_places else ()


def _hashable(columns: Sequence[Column], primary_key: Sequence[int], foreign_keys: Sequence[ForeignKey]) -> None:
    keys = {*primary_key, *(place for key in foreign_keys for place in (*key.places, *key.reference_places))}
    for column in columns:
        if column.type in UNHASHABLE and (column.place in keys or column.constraints.get("unique")):
            raise Invalid("schema_broken", reason=f"{column.title}: {column.type} can't be a key")


def _repeated(table: Table, labels: Sequence[str]) -> Iterator[Finding]:
    for place, (title, label) in enumerate(zip(table.columns, labels, strict=True), 1):
        if label != title:
            yield Finding("duplicate_label", row=table.reading.header_row, column=title, facts={"position": place})


def _label_finding(error: "found.HeaderError", expected: Sequence[str], table: Table) -> Finding:
    from frictionless import errors as found

    code = error.type.replace("-", "_")
    row = table.reading.header_row
    if not isinstance(error, found.LabelError):
        return Finding(code, row=row, facts={"expected": list(expected)})
    position = error.field_number
    facts: dict[str, Any] = {"position": position}
    if code == "incorrect_label":
        facts["expected"] = expected[position - 1]
    column = _plain(error.field_name) if code == "missing_label" else table.columns[position - 1]
    return Finding(code, row=row, column=column, facts=facts)


def _unique(names: Sequence[str]) -> list[str]:
    return [name if name not in names[:place] else f"{name}\0{place}" for place, name in enumerate(names)]


def _plain(name: str) -> str:
    return name.partition("\0")[0]


def _with_blank(entries: Sequence[Any]) -> list[str]:
    values = [entry["value"] if isinstance(entry, Mapping) else entry for entry in entries]
    return ["", *(value for value in values if value)]


def _list(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
