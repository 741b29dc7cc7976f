"""Every code that this room uses, with the names of its facts: what the doors must have words for."""

FINDINGS: dict[str, tuple[str, ...]] = {
    "extra_cell": ("cells", "expected"),
    "missing_cell": ("cells", "expected"),
    "unclosed_quote": (),
    "no_rows": (),
    "blank_label": ("position",),
    "duplicate_label": ("position",),
    "missing_label": ("position",),
    "extra_label": ("position",),
    "incorrect_label": ("position", "expected"),
    "blank_row": (),
    "type_error": ("type", "format"),
    "constraint_error": ("constraint", "expected"),
    "unique_error": ("first_row",),
    "primary_key": ("first_row",),
    "foreign_key": ("columns", "reference"),
    "personal_identity_number": ("count",),
    "personal_coordination_number": ("count",),
    "personal_sole_trader": ("count",),
    "personal_email": ("count",),
    "personal_phone": ("count", "kind"),
    "personal_name_address": ("count", "address"),
    "personal_column": ("count", "kind"),
}
"""What `check` may find; row, column and value are in the finding itself.

`position` is the column's number from 1; `expected` the number of cells, the title or the constraint's value;
`first_row` the row that already had the same value, or None.
"""

NOTES = (
    "bom_removed",
    "rows_skipped_above",
    "blank_rows_dropped",
    "blank_columns_dropped",
    "other_sheets",
    "name_misleads",
)
"""What `Reading.notes` may hold: worth knowing, nothing wrong. The last: the file's name says another kind."""

LEFT_OUT = ("no_coordinates", "coordinates_unconfirmed", "too_many_rows", "too_long_text")
"""Why `convert` left a format out."""

REFUSALS: dict[str, tuple[str, ...]] = {
    "file_empty": (),
    "not_a_table": ("kind",),
    "encoding_unknown": ("row", "context"),
    "line_too_long": ("row", "limit"),
    "too_many_columns": ("columns", "limit"),
    "spreadsheet_broken": ("reason",),
    "spreadsheet_too_large": ("limit",),
    "sheet_missing": ("sheet", "sheets"),
    "reading_unknown": ("field",),
    "schema_broken": ("reason",),
    "schema_does_not_fit": ("fields", "columns"),
    "value_lost": ("column", "row", "value", "type"),
    "unknown_column": ("column", "nearest"),
    "unknown_operator": ("column", "operator", "nearest"),
    "wrong_value": ("column", "value", "type"),
    "wrong_page": ("limit", "offset"),
    "query_too_slow": ("seconds",),
    "query_too_large": ("memory",),
    "format_impossible": ("format", "reason"),
}
"""The codes of every `Invalid`: of reading a file, of a schema, of converting, of asking for rows."""

KINDS = ("pdf", "image", "html", "xml", "json", "xls", "ods", "document", "zip", "parquet", "database", "binary")
"""What `not_a_table` may say that the file is."""
