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
    "formula_error": (),
    "geometry_broken": (),
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
    "other_members",
    "other_records",
    "text_after_json",
    "hidden_sheets",
    "hidden_rows",
    "hidden_columns",
    "numbers_as_text",
    "zeros_left_out",
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
    "file_locked": (),
    "archive_broken": ("reason",),
    "archive_locked": (),
    "archive_too_large": ("limit",),
    "member_missing": ("member", "members"),
    "http_headers": ("row",),
    "json_broken": ("row", "position", "reason"),
    "path_missing": ("path", "paths"),
    "value_too_long": ("row", "column", "limit"),
    "px_broken": ("reason", "keyword"),
    "parquet_broken": ("reason",),
    "features_broken": ("reason",),
    "crs_missing": ("x", "y"),
    "crs_unknown": ("crs",),
    "crs_wrong": ("crs", "x", "y"),
    "reading_unknown": ("field",),
    "recipe_broken": ("step", "parameter"),
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

PUBLISHED_AS_IS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "dwg": "image/vnd.dwg",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "zip": "application/zip",
    "gzip": "application/gzip",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "tar": "application/x-tar",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "zstandard": "application/zstd",
    "html": "text/html",
    "xml": "application/xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "gpx": "application/gpx+xml",
    "gml": "application/gml+xml",
    "rdf": "application/rdf+xml",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
}
"""The kinds in `not_a_table` that make sense to publish as they are, without rows, and their media types."""

KINDS = (*PUBLISHED_AS_IS, "xlsb", "database", "document", "binary")
"""What `not_a_table` may say that the file is."""
