"""Our nouns as DCAT-AP-SE values: which property gets what. The engine `dcat` knows how they become RDF.

Everything that the data itself knows is filled in here without anybody having been asked.
"""

from opendata.services.describing.agents import describe_publisher
from opendata.services.describing.catalog import CatalogIdentity, catalog_graph
from opendata.services.describing.content import period
from opendata.services.describing.dataset import dataset_graph
from opendata.services.describing.distribution import FORM_NAMES, forms_of, has_rows
from opendata.services.describing.resource import resource_graph

__all__ = [
    "FORM_NAMES",
    "CatalogIdentity",
    "catalog_graph",
    "dataset_graph",
    "describe_publisher",
    "forms_of",
    "has_rows",
    "period",
    "resource_graph",
]
