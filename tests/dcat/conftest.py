"""A whole catalogue, as a service would describe it: everything that the profile's mandatory and recommended rows ask
for, a high-value dataset with a file and an API, and a series."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from opendata import dcat
from opendata.dcat.profile import Flavour

BASE = "https://data.example.se"
PUBLISHER = "http://dataportal.se/organisation/SE2120000000"
CONTACT = f"{BASE}/contact/oppnadata"
DATASET = f"{BASE}/dataset/badplatser"
SERIES = f"{BASE}/dataset/badplatser-per-ar"
SERVICE = f"{BASE}/service/badplatser"

RIGHTS = {
    "attribution_text": {"sv": "Källa: Exempelkommun", "en": "Source: Exempel Municipality"},
    "attribution_url": "https://www.example.se/",
    "copyright_statement": f"{BASE}/villkor",
    "copyright_holder": PUBLISHER,
    "jurisdiction": "http://publications.europa.eu/resource/authority/country/SWE",
    "reuser_guidelines": f"{BASE}/villkor",
}

COMMON: dict[str, Any] = {
    "publisher": PUBLISHER,
    "contact_point": CONTACT,
    "keyword": {"sv": ["badplats", "strand"], "en": ["bathing site"]},
    "theme": ["ENVI", "HEAL"],
    "hvd_category": "c_06b1eec4",
    "applicable_legislation": "HVD",
}

THINGS: list[tuple[str, str, dict[str, Any]]] = [
    (
        "Catalog",
        f"{BASE}/catalog",
        {
            "title": {"sv": "Exempelkommuns öppna data", "en": "Open data from Exempel Municipality"},
            "description": {"sv": "Katalog över öppna data.", "en": "Catalogue of open data."},
            "publisher": PUBLISHER,
            "license": "CC0-1.0",
            "dataset": [DATASET, SERIES],
            "service": SERVICE,
            "issued": date(2024, 1, 15),
            "modified": datetime(2026, 11, 20, 4, 5, 6, 789, tzinfo=UTC),
            "language": ["SWE", "ENG"],
            "homepage": f"{BASE}/",
            "spatial": "0180",
            "theme_taxonomy": "data-theme",
            "rights": RIGHTS,
        },
    ),
    (
        "Agent",
        PUBLISHER,
        {
            "name": {"sv": "Exempelkommun"},
            "description": {"sv": "En kommun."},
            "type": "LocalAuthority",
            "identifier": "212000-0000",
            "homepage": "https://www.example.se/",
            "mbox": "info@example.se",
        },
    ),
    (
        "ContactPoint",
        CONTACT,
        {
            "fn": "Öppna data",
            "has_email": "oppnadata@example.se",
            "has_telephone": {"has_value": "+46 8-123 45 67"},
            "has_address": {
                "street_address": "Storgatan 1",
                "postal_code": "123 45",
                "locality": "Exempelstad",
                "country_name": "Sverige",
            },
            "has_url": "https://www.example.se/kontakt",
        },
    ),
    (
        "Dataset",
        DATASET,
        COMMON
        | {
            "title": {"sv": "Badplatser", "en": "Bathing sites"},
            "description": {"sv": "Kommunens badplatser.\nMed läge & service.", "en": "Bathing sites."},
            "identifier": "5a0b0a5e-0000-4000-8000-000000000001",
            "issued": date(2024, 1, 15),
            "modified": date(2026, 11, 1),
            "language": "SWE",
            "access_rights": "PUBLIC",
            "accrual_periodicity": "ANNUAL",
            "conforms_to": (
                "https://dataportal.se/specifications/badplatser/1.0",
                {"title": {"sv": "Badplatser"}, "description": {"sv": "Dataspecifikation för badplatser."}},
            ),
            "spatial": [
                "0180",
                {
                    "bbox": "POLYGON((11.11 69.06,24.16 69.06,24.16 55.34,11.11 55.34,11.11 69.06))",
                    "centroid": "POINT(17.6 62.2)",
                    "geometry": "POLYGON((11 69,24 69,24 55,11 69))",
                },
            ],
            "temporal": {"start_date": 2020, "end_date": date(2026, 12, 31)},
            "temporal_resolution": "P1Y",
            "spatial_resolution_in_meters": 2.5,
            "landing_page": f"{BASE}/badplatser",
            "version": "1.2.0",
            "version_notes": {"sv": "Tre nya badplatser."},
            "provenance": {"description": {"sv": "Insamlat av fritidsförvaltningen."}},
            "in_series": SERIES,
            "adms_identifier": "KS 2026/123",
            "qualified_attribution": {"had_role": "processor", "agent": PUBLISHER},
            "qualified_relation": {
                "had_role": "https://www.dataportal.se/terminology/resource-role/exempel",
                "relation": "https://www.example.se/badplatskartan",
            },
            "offers": {"description": {"sv": "Gratis."}, "main_entity_of_page": "https://www.example.se/avgifter"},
            "is_referenced_by": "https://www.example.se/rapport",
            "distribution": [f"{BASE}/distribution/csv", f"{BASE}/distribution/api"],
        },
    ),
    (
        "Distribution",
        f"{BASE}/distribution/csv",
        {
            "title": {"sv": "Badplatser CSV"},
            "description": {"sv": "Alla badplatser som CSV."},
            "access_url": f"{BASE}/badplatser.csv",
            "download_url": f"{BASE}/badplatser.csv",
            "format": "excel.csv",
            "media_type": "excel.csv",
            "byte_size": 12345,
            "license": "CC0-1.0",
            "availability": "STABLE",
            "status": "COMPLETED",
            "issued": date(2024, 1, 15),
            "modified": date(2026, 11, 1),
            "language": ["SWE"],
            "rights": RIGHTS,
            "applicable_legislation": "HVD",
            "checksum": {
                "algorithm": "SHA-1",
                "checksum_value": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            },
        },
    ),
    (
        "Distribution",
        f"{BASE}/distribution/api",
        {
            "description": {"sv": "API för badplatser."},
            "access_url": f"{BASE}/api/badplatser",
            "access_service": SERVICE,
            "format": "application/json",
            "media_type": "json",
            "license": "https://example.se/egen-licens",
            "availability": "STABLE",
            "applicable_legislation": "HVD",
        },
    ),
    (
        "DataService",
        SERVICE,
        COMMON
        | {
            "title": {"sv": "Badplatser API", "en": "Bathing sites API"},
            "description": {"sv": "REST-API för badplatser."},
            "endpoint_url": f"{BASE}/api/badplatser",
            "endpoint_description": f"{BASE}/api/openapi.json",
            "type": "REST",
            "format": "json",
            "license": "CC-BY-4.0",
            "access_rights": "PUBLIC",
            "serves_dataset": DATASET,
            "page": (
                f"{BASE}/api/docs",
                {"title": {"sv": "Dokumentation"}, "description": {"sv": "Dokumentation och servicenivå."}},
            ),
        },
    ),
    (
        "DatasetSeries",
        SERIES,
        COMMON
        | {
            "title": {"sv": "Badplatser per år"},
            "description": {"sv": "Badplatserna, ett år i taget."},
            "conforms_to": "https://dataportal.se/specifications/badplatser/1.0",
            "issued": date(2024, 1, 15),
            "spatial": "SE",
            "temporal": {"start_date": date(2020, 1, 1), "end_date": date(2026, 12, 31)},
            "accrual_periodicity": "ANNUAL",
        },
    ),
]


def described(flavour: Flavour) -> dcat.Graph:
    graph = dcat.Graph()
    for kind, iri, values in THINGS:
        dcat.describe(graph, kind, iri, values, flavour)
    return graph


@pytest.fixture
def catalogue() -> dcat.Graph:
    return described("se")


@pytest.fixture
def european() -> dcat.Graph:
    return described("eu")


@pytest.fixture
def badplatser() -> dict[str, Any]:
    """What the smallest sound dataset says."""
    return {"title": {"sv": "Badplatser"}, "description": {"sv": "Alla badplatser."}, "publisher": PUBLISHER}
