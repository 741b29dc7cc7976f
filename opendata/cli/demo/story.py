"""What the demo's people did: five datasets published, one of them since tried with a faulty file."""

import logging
from pathlib import Path
from typing import Any

from opendata.cli.client import Client
from opendata.cli.demo.accounts import LAST_UPLOAD, Tokens
from opendata.errors import Error
from opendata.model import Role

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
SOURCE = {
    "sv": "Sammanställd från koder i sjbrg/swedish-geodata (CC0).",
    "en": "Compiled from the codes in sjbrg/swedish-geodata (CC0).",
}
CODES = "https://www.scb.se/hitta-statistik/regional-statistik-och-kartor/regionala-indelningar/lan-och-kommuner/"
"""Statistics Sweden's list of counties and municipalities."""
COMMON = {
    "licence": "CC0-1.0",
    "frequency": "ANNUAL",
    "places": ["SE"],
    "languages": ["SWE"],
    "conforms_to": [CODES],
    "temporal_start": "2007-01-01",  # when a municipality last changed county
    "provenance": SOURCE,
}
INVENTED = {
    "sv": "Påhittade uppgifter, som visar hur portalen fungerar. Ingen plats, leverantör eller faktura finns.",
    "en": "Invented, made to show how the portal works. No place, supplier or invoice in it exists.",
}
DATASETS: tuple[dict[str, Any], ...] = (
    {
        "file": "badplatser-exempelstad.csv",
        "title": {"sv": "Badplatser", "en": "Bathing places"},
        "values": {
            "slug": "badplatser-exempelstad",
            "publisher": "exempelstads-kartor-ab",
            "title": {"sv": "Badplatser i Exempelstad", "en": "Bathing places in Exempelstad"},
            "description": {
                "sv": "Var man kan bada, hur djupt det är och vad som finns där. Påhittade uppgifter.",
                "en": "Where to bathe, how deep it is and what there is. Invented.",
            },
            "keywords": {"sv": ["badplats", "bad", "strand"], "en": ["bathing", "beach"]},
            "themes": ["ENVI", "TECH"],
            "places": ["14"],
            "temporal_start": "2026-01-01",
            "conforms_to": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
            "provenance": INVENTED,
        },
        "columns": {
            "Badplats": {"titles": {"sv": "Badplats", "en": "Bathing place"}},
            "Område": {"titles": {"sv": "Område", "en": "Area"}},
            "Vatten": {"titles": {"sv": "Vatten", "en": "Water"}},
        },
    },
    {
        "file": "leverantorsfakturor-2025.csv",
        "title": {"sv": "Leverantörsfakturor 2025", "en": "Supplier invoices 2025"},
        "values": {
            "slug": "leverantorsfakturor",
            "publisher": "stadsledningskontoret",
            "title": {"sv": "Leverantörsfakturor", "en": "Supplier invoices"},
            "description": {
                "sv": "Vad Exempelstad har betalat till sina leverantörer, faktura för faktura. Påhittade uppgifter.",
                "en": "What Exempelstad has paid its suppliers, invoice by invoice. Invented.",
            },
            "keywords": {"sv": ["faktura", "leverantör", "inköp"], "en": ["invoice", "supplier", "spending"]},
            "themes": ["GOVE", "ECON"],
            "places": ["14"],
            "temporal_start": "2025-01-01",
            "temporal_end": "2025-12-31",
            "conforms_to": ["https://www.iso.org/iso-8601-date-and-time-format.html"],
            "provenance": INVENTED,
        },
        "columns": {
            "Datum": {"titles": {"sv": "Datum", "en": "Date"}},
            "Leverantör": {"titles": {"sv": "Leverantör", "en": "Supplier"}},
            "Förvaltning": {"titles": {"sv": "Förvaltning", "en": "Administration"}},
            "Belopp": {"titles": {"sv": "Belopp", "en": "Amount"}},
        },
    },
    {
        "file": "lan.csv",
        "title": {"sv": "Sveriges län", "en": "Counties of Sweden"},
        "values": {
            "slug": "sveriges-lan",
            "publisher": "exempelstads-kartor-ab",
            "title": {"sv": "Sveriges län och residensstäder", "en": "Counties of Sweden and their seats"},
            "description": {
                "sv": "De 21 länen med länskod, residensstad och residensstadens ungefärliga läge (WGS 84).",
                "en": "The 21 counties with code, county seat and the seat's approximate position (WGS 84).",
            },
            "keywords": {"sv": ["län", "länskod", "residensstad"], "en": ["county", "county seat"]},
            "themes": ["REGI"],
        },
        "columns": {
            "Länskod": {"titles": {"sv": "Länskod", "en": "County code"}, "pattern": "[0-9]{2}"},
            "Län": {"titles": {"sv": "Län", "en": "County"}},
            "Residensstad": {"titles": {"sv": "Residensstad", "en": "County seat"}},
        },
    },
    {
        "file": "postnummer-vastra-gotaland.csv",
        "title": {"sv": "Postnummer i Västra Götalands län", "en": "Postal codes in Västra Götaland"},
        "values": {
            "slug": "postnummer-vastra-gotaland",
            "publisher": "stadsledningskontoret",
            "title": {"sv": "Postnummer i Västra Götalands län", "en": "Postal codes in Västra Götaland county"},
            "description": {
                "sv": "Vilken postort och kommun varje postnummer i länet hör till.",
                "en": "The locality and municipality that each postal code in the county belongs to.",
            },
            "keywords": {"sv": ["postnummer", "postort"], "en": ["postal code"]},
            "themes": ["REGI", "SOCI"],
            "places": ["14"],
            "temporal_start": "2026-01-01",
        },
        "columns": {
            "Postnummer": {"titles": {"sv": "Postnummer", "en": "Postal code"}, "pattern": "[1-9][0-9]{4}"},
        },
    },
    {
        "file": "kommuner.csv",
        "title": {"sv": "Sveriges kommuner", "en": "Municipalities of Sweden"},
        "values": {
            "slug": "sveriges-kommuner",
            "publisher": "stadsledningskontoret",
            "title": {"sv": "Sveriges kommuner", "en": "Municipalities of Sweden"},
            "description": {
                "sv": "Alla 290 kommuner med kommunkod, namn och länskod. Koderna är text: inledande nollor hör till.",
                "en": "All 290 municipalities with code, name and county code. Codes are text: leading zeros belong.",
            },
            "keywords": {"sv": ["kommun", "kommunkod", "kodlista"], "en": ["municipality", "code list"]},
            "themes": ["GOVE", "REGI"],
        },
        "columns": {
            "Kommunkod": {"titles": {"sv": "Kommunkod", "en": "Municipality code"}, "pattern": "[0-9]{4}"},
            "Kommun": {"titles": {"sv": "Kommun", "en": "Municipality"}},
            "Länskod": {"titles": {"sv": "Länskod", "en": "County code"}, "pattern": "[0-9]{2}"},
        },
        "faulty": LAST_UPLOAD,
    },
)


def publish(address: str, tokens: Tokens) -> None:
    """Tell the story through the API at `address`, from wherever it was interrupted."""
    try:
        for about in DATASETS:
            roles = tokens[about["values"]["publisher"]]
            _publish(Client(address, roles[Role.EDITOR]), Client(address, roles[Role.REVIEWER]), about)
    except Error as error:
        log.error("the demo content could not be published: %s", error)


def _publish(editor: Client, reviewer: Client, about: dict[str, Any]) -> None:
    slug = about["values"]["slug"]
    dataset = editor.find(f"/datasets/{slug}") or editor.create_dataset({**COMMON, **about["values"]})
    files = dataset["files"] or [editor.add_file(slug, FOLDER / about["file"], title=about["title"]["sv"])]
    file_id = files[0]["id"]
    if dataset["state"] == "draft":
        editor.follow(files[0]["newest_version"])
        schema = _with_columns(editor.get(f"/files/{file_id}/schema"), about["columns"])
        editor.follow(editor.change_schema(file_id, schema)["id"])
        editor.describe_file(file_id, {"title": about["title"]})
        editor.move(slug, "submit")
    if dataset["state"] != "published":
        reviewer.move(slug, "publish")
    if "faulty" in about:
        editor.follow(editor.add_version(file_id, FOLDER / about["faulty"])["id"])


def _with_columns(schema: dict[str, Any], columns: dict[str, dict[str, Any]]) -> dict[str, Any]:
    fields = []
    for field in schema["fields"]:
        known = columns.get(field["title"], {})
        titles = {"titles": known["titles"]} if "titles" in known else {}
        pattern = {"pattern": known["pattern"]} if "pattern" in known else {}
        required = {"required": True} if known else {}
        fields.append({**field, **titles, "constraints": {**field.get("constraints", {}), **required, **pattern}})
    return {**schema, "fields": fields}
