"""How programs fetch a file's rows, as its page shows it to be copied: each works as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from opendata.model import DataFile
from opendata.web import context

CURL = """curl "{rows}?limit=5\""""
PYTHON = """import requests

address = "{rows}?limit=1000"
rows = []
while address:
    page = requests.get(address, timeout=60).json()
    rows += page["data"]
    address = page["links"]["next"]"""
R = """library(jsonlite)

rows <- stream_in(url("{rows}?format=ndjson"))"""
POWER_QUERY = """let
    Source = Csv.Document(Web.Contents("{rows}.csv"), [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Rows = Table.PromoteHeaders(Source, [PromoteAllScalars = true])
in
    Rows"""
ODATA = "{odata}/"


@dataclass(frozen=True)
class Example:
    """`name` is what tests find it by."""

    name: str
    label: str
    text: str


def examples(file: DataFile) -> Iterator[Example]:
    addresses = {"rows": context.addresses().rows(file), "odata": context.addresses().odata(file)}
    for name, label, template in (
        ("curl", gettext("On the command line, with curl"), CURL),
        ("python", gettext("In Python, all rows"), PYTHON),
        ("r", gettext("In R, all rows"), R),
        ("odata", gettext("In Excel and Power BI: the address for Get data, OData feed"), ODATA),
        ("power-query", gettext("In Excel and Power BI, as a query in the Advanced Editor"), POWER_QUERY),
    ):
        yield Example(name, label, template.format(**addresses))
    if file.current_version and file.current_version.bbox:
        label = gettext("In QGIS: the address for a new connection under WFS / OGC API – Features")
        yield Example("features", label, context.addresses().features())
