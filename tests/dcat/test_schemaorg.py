"""The catalog's words in those of schema.org and Croissant."""

from typing import Any

from opendata import dcat
from opendata.dcat import Table

IRI = "https://data.example.se/dataset/luft"
PUBLISHER = "http://dataportal.se/organisation/SE2120000000"
DATASET: dict[str, Any] = {
    "title": {"sv": "Luft", "en": "Air"},
    "description": {"sv": "Halter. " * 1000},
    "publisher": PUBLISHER,
    "keyword": {"sv": ["luft", "kväve"]},
    "identifier": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    "temporal": {"start_date": "2001-01-01"},
    "spatial": ["1480", {"bbox": "POLYGON((11.9 57.8,12.1 57.8,12.1 57.6,11.9 57.6,11.9 57.8))"}],
    "access_rights": "PUBLIC",
    "in_series": ["https://data.example.se/series/miljo"],
    "distribution": ["https://data.example.se/distribution/1-csv", "https://data.example.se/distribution/1-api"],
}
TABLE = Table(
    "luft",
    "Luft",
    "https://data.example.se/versions/1/luft.csv",
    12,
    "a" * 64,
    [
        {"name": "dag", "type": "date", "title": "Dag"},
        {"name": "halt", "type": "number", "title": "Halt", "description": "Mikrogram"},
        {"name": "kod", "type": "string"},
    ],
    ["dag"],
)


def nodes(**more: Any) -> dcat.Nodes:
    graph = dcat.Graph()
    dcat.describe(graph, "Dataset", IRI, DATASET | more)
    dcat.describe(graph, "Agent", PUBLISHER, {"name": {"sv": "Staden"}, "mbox": "a@example.se"})
    csv, api = DATASET["distribution"]
    address = "https://data.example.se/luft.csv"
    csv_values = {"access_url": address, "download_url": address, "format": "text/csv", "byte_size": 12}
    dcat.describe(graph, "Distribution", csv, {**csv_values, "license": "CC-BY-4.0"})
    dcat.describe(graph, "Distribution", api, {"access_url": "https://data.example.se/api"})
    return dcat.nodes(dcat.serialise(graph, "jsonld"))


def test_a_dataset_says_in_schema_org_what_it_says_in_dcat() -> None:
    told = dcat.schema_org(nodes(), IRI, "en", [TABLE])
    assert (told["name"], len(told["description"])) == ("Air", 5000)
    assert told["keywords"] == ["kväve", "luft"]
    assert told["identifier"] == [IRI, DATASET["identifier"]]
    assert told["temporalCoverage"] == ["2001-01-01/.."]
    assert {"@type": "Place", "geo": {"@type": "GeoShape", "box": "57.6 11.9 57.8 12.1"}} in told["spatialCoverage"]
    assert any("Göteborg" in place.get("name", "") or place.get("@id") for place in told["spatialCoverage"])
    assert told["license"] == "http://creativecommons.org/licenses/by/4.0/"
    assert told["isAccessibleForFree"] is True
    assert told["isPartOf"] == DATASET["in_series"]
    assert told["creator"] == told["publisher"]
    assert told["publisher"][0] == {
        "@type": "Organization",
        "@id": PUBLISHER,
        "name": "Staden",
        "email": "a@example.se",
    }
    assert {"@type": "DataDownload", "contentUrl": "https://data.example.se/api"} in told["distribution"]
    assert [one["name"] for one in told["variableMeasured"]] == ["Dag", "Halt", "kod"]


def test_what_is_not_said_in_dcat_is_not_said_at_all() -> None:
    told = dcat.schema_org(nodes(temporal=None, access_rights="RESTRICTED", in_series=None), IRI, "sv")
    assert not {"temporalCoverage", "isAccessibleForFree", "isPartOf", "variableMeasured", "version"} & told.keys()


def test_the_columns_of_a_table_are_fields_of_a_record_set_in_croissant() -> None:
    told = dcat.croissant(nodes(), IRI, "sv", [TABLE])
    (file,), (records,) = told["distribution"], told["recordSet"]
    assert (file["contentUrl"], file["sha256"], file["contentSize"]) == (TABLE.address, TABLE.sha256, "12 B")
    assert [(one["@id"], one["dataType"]) for one in records["field"]] == [
        ("luft/dag", "sc:Date"),
        ("luft/halt", "sc:Float"),
        ("luft/kod", "sc:Text"),
    ]
    assert records["field"][1]["description"] == "Halt: Mikrogram"
    assert records["key"] == [{"@id": "luft/dag"}]
    assert all(one["source"]["fileObject"] == {"@id": file["@id"]} for one in records["field"])
