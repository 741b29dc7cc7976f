"""Tables made on the spot, from text, bytes or cells."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pyogrio.raw
import pytest
import shapely
import xlsxwriter

from opendata import tabular

GOTEBORG = (319758.02, 6400326.04)
"""57.7089 N 11.9746 E in SWEREF 99 TM, easting first."""

Made = Callable[..., tabular.Table]


@pytest.fixture
def table(tmp_path: Path) -> Made:
    """Read a text (or bytes) as if it had been uploaded."""

    def make(content: str | bytes, **options: Any) -> tabular.Table:
        source = tmp_path / "upload"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        return tabular.read(source, tmp_path, **options)

    return make


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[tabular.Engine]:
    """Answers questions about what the test has made."""
    made = tabular.Engine([tmp_path])
    yield made
    made.close()


@pytest.fixture
def workbook(tmp_path: Path) -> Made:
    """Read a workbook whose sheets are given as rows of cells; dates and times are written as such."""

    def make(sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = (), **options: Any) -> tabular.Table:
        source = tmp_path / "upload.xlsx"
        with xlsxwriter.Workbook(str(source), {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                if name in hidden:
                    sheet.hide()
                for number, cells in enumerate(rows):
                    sheet.write_row(number, 0, cells)
        return tabular.read(source, tmp_path, **options)

    return make


@pytest.fixture
def types(table: Made) -> Callable[[str], list[str]]:
    """The types inferred for a text's columns."""
    return lambda content: [field["type"] for field in tabular.infer(table(content))["fields"]]


@pytest.fixture
def layer(tmp_path: Path) -> Callable[..., Path]:
    """Write a file with one point and return its path."""

    def write(
        name: str, driver: str, crs: str = "EPSG:3006", encoding: str = "UTF-8", layer: str = "platser", **more: Any
    ) -> Path:
        path = tmp_path / "made" / name
        path.parent.mkdir(exist_ok=True)
        data = {
            "namn": numpy.array(["Ängön", None], dtype=object),
            "kod": numpy.array(["0114", "0115"], dtype=object),
            "id": numpy.array([1, 2**53 + 1]),
            "yta": numpy.array([1.5, 2.5]),
            "dag": numpy.array(["2024-01-31", "1965-02-01"], dtype="datetime64[D]"),
        }
        mask = [None, None, numpy.array([False, False]), None, None]
        options = {"layer": layer} if driver == "GPKG" else {}
        pyogrio.raw.write(
            path,
            geometry=shapely.to_wkb(numpy.array([shapely.Point(GOTEBORG), None], dtype=object)),
            field_data=list(data.values()),
            field_mask=mask,
            fields=list(data),
            geometry_type="Point",
            crs=crs,
            driver=driver,
            encoding=encoding,
            **options,
            **more,
        )
        return path

    return write


@pytest.fixture
def shapefile(layer: Callable[..., Path]) -> Callable[..., bytes]:
    """A shapefile's parts in a zip, as bytes."""

    def write(without: tuple[str, ...] = (), folder: str = "", **options: Any) -> bytes:
        path = layer("platser.shp", "ESRI Shapefile", **options)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for part in sorted(path.parent.glob("platser.*")):
                if part.suffix not in without:
                    archive.write(part, folder + part.name)
        return packed.getvalue()

    return write
