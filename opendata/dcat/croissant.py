"""The catalog's words of a dataset and its tables -> Croissant 1.0, which programs for machine learning load data by.

Source: https://docs.mlcommons.org/croissant/docs/croissant-spec.html (1.0, 2024): schema.org's Dataset with files, and
record sets that say what their columns hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from opendata.dcat.nodes import Nodes
from opendata.dcat.schemaorg import Table, said, schema_org

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_JSON = "@json"
CONTEXT: Mapping[str, Any] = {
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": _JSON},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": _JSON},
    **{
        name: f"cr:{name}"
        for name in (
            *(
                "citeAs",
                "column",
                "equivalentProperty",
                "extract",
                "field",
                "fileObject",
                "fileProperty",
                "fileSet",
                "format",
                "includes",
            ),
            *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
            *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
        )
    },
}
TYPES: Mapping[str, str] = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "year": "sc:Integer",
}
"""Table Schema type -> Croissant's; all others are text."""


def croissant(all_nodes: Nodes, iri: str, language: str, tables: Sequence[Table]) -> dict[str, Any]:
    """The dataset of this IRI with its tables as files and record sets."""
    described = schema_org(all_nodes, iri, language)
    described |= {
        "@context": {**CONTEXT, "@language": language},
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "citeAs": _citation(described),
        "isLiveDataset": True,
        "distribution": [_file(table) for table in tables],
        "recordSet": [_records(table) for table in tables],
    }
    return described


def _citation(described: Mapping[str, Any]) -> str:
    names = ", ".join(agent["name"] for agent in described["publisher"] if "name" in agent)
    version = f", version {described['version']}" if "version" in described else ""
    return f"{names}: {described['name']}{version}. {described['@id']}"


def _file(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{table.name}.csv",
        "name": f"{table.name}.csv",
        "description": table.title,
        "contentUrl": table.address,
        "contentSize": f"{table.byte_size} B",
        "encodingFormat": "text/csv",
        "sha256": table.sha256,
    }


def _records(table: Table) -> dict[str, Any]:
    key = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return said(
        {
            "@type": "cr:RecordSet",
            "@id": table.name,
            "name": table.name,
            "description": table.title,
            "key": key,
            "field": [_field(table, field) for field in table.fields],
        }
    )


def _field(table: Table, field: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field['name']}",
        "name": f"{table.name}/{field['name']}",
        "description": ": ".join(filter(None, [field.get("title", field["name"]), field.get("description")])),
        "dataType": TYPES.get(field.get("type", ""), "sc:Text"),
        "source": {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": field["name"]}},
    }
