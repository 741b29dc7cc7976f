"""From one answer to the next: OpenAPI links, by which generators and testers of clients find their way."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

FIRST, MADE = "$response.body#/data/0/", "$response.body#/"
ASKED = "$request.path."
OF_A_FILE = ("rows", "profile", "schema", "versions", "changes", "openapi_json")

# operation -> (name of the link, operation it leads to, parameters)
STEPS: Mapping[str, tuple[tuple[str, str, Mapping[str, str]], ...]] = {
    "get_datasets": (
        ("dataset", "get_datasets_slug", {"slug": f"{FIRST}slug"}),
        ("file", "get_files_file_id", {"file_id": f"{FIRST}files/0/id"}),
    ),
    "get_datasets_slug": (("file", "get_files_file_id", {"file_id": f"{MADE}files/0/id"}),),
    "post_datasets": (
        ("dataset", "get_datasets_slug", {"slug": f"{MADE}slug"}),
        ("describe", "patch_datasets_slug", {"slug": f"{MADE}slug"}),
        ("upload", "post_datasets_slug_files", {"slug": f"{MADE}slug"}),
        ("move", "post_datasets_slug_moves", {"slug": f"{MADE}slug"}),
        ("delete", "delete_datasets_slug", {"slug": f"{MADE}slug"}),
    ),
    "post_datasets_slug_files": (
        ("file", "get_files_file_id", {"file_id": f"{MADE}id"}),
        ("version", "get_versions_version_id", {"version_id": f"{MADE}newest_version"}),
        ("replace", "put_files_file_id_content", {"file_id": f"{MADE}id"}),
    ),
    "get_files_file_id": (
        *((part, f"get_files_file_id_{part}", {"file_id": f"{MADE}id"}) for part in OF_A_FILE),
        ("version", "get_versions_version_id", {"version_id": f"{MADE}current_version"}),
        ("report", "get_versions_version_id_report", {"version_id": f"{MADE}current_version"}),
        ("dataset", "get_datasets_slug", {"slug": f"{MADE}dataset"}),
    ),
    "put_files_file_id_content": (("version", "get_versions_version_id", {"version_id": f"{MADE}id"}),),
    "get_files_file_id_versions": (
        ("version", "get_versions_version_id", {"version_id": f"{FIRST}id"}),
        (
            "compare",
            "get_files_file_id_versions_before_compare_after",
            {"file_id": f"{ASKED}file_id", "before": "$response.body#/data/1/id", "after": f"{FIRST}id"},
        ),
    ),
    "get_files_file_id_changes": (("version", "get_versions_version_id", {"version_id": f"{FIRST}version"}),),
    "get_versions_version_id": (
        ("report", "get_versions_version_id_report", {"version_id": f"{MADE}id"}),
        ("frictionless", "get_versions_version_id_frictionless_report", {"version_id": f"{MADE}id"}),
        ("file", "get_files_file_id", {"file_id": f"{MADE}file"}),
    ),
    "get_publishers": (("publisher", "get_publishers_slug", {"slug": f"{FIRST}slug"}),),
    "get_series": (("series", "get_series_slug", {"slug": f"{FIRST}slug"}),),
    "get_specifications": (("specification", "get_specifications_name", {"name": f"{FIRST}name"}),),
    "get_vocabularies": (("vocabulary", "get_vocabularies_name", {"name": "$response.body#/data/0"}),),
}


def links(operation_id: str) -> Iterator[tuple[str, Json]]:
    """Name and OpenAPI's link object, for each that leads on from this operation."""
    for name, leads_to, parameters in STEPS.get(operation_id, ()):
        yield name, {"operationId": leads_to, "parameters": dict(parameters)}
