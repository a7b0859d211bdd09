"""Small tables written in the forms that offices have."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Cell = str | int | float | dt.date
Rows = Sequence[Sequence[Cell]]
"""A header and the rows under it."""
FORMS = ("csv", "semicolon", "tab16", "xlsx", "json")


def save(folder: Path, name: str, form: str, rows: Rows) -> Path:
    """Write a table: comma CSV, semicolons with a byte order mark, tabs in UTF-16, xlsx or JSON.

    A workbook and JSON keep numbers as numbers, a workbook dates as dates.
    """
    if form == "xlsx":
        return _workbook(folder / f"{name}.xlsx", rows)
    if form == "json":
        records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        path = folder / f"{name}.json"
        path.write_text(json.dumps({"data": records}, default=str), encoding="utf-8")
        return path
    separator, encoding = {
        "csv": (",", "utf-8"), "semicolon": (";", "utf-8-sig"), "tab16": ("\t", "utf-16"),
    }[form]  # fmt: skip
    path = folder / f"{name}.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def _workbook(path: Path, rows: Rows) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "dd/mm/yy"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell)
    return path


def shapes(path: Path, features: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Path:
    """A FeatureCollection of (properties, geometry)."""
    items = [
        {"type": "Feature", "properties": own, "geometry": geometry} for own, geometry in features
    ]
    content = {"type": "FeatureCollection", "features": items}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def square(west: float, south: float = 10.0, side: float = 1.0) -> dict[str, Any]:
    """A square polygon."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def point(lon: float, lat: float) -> dict[str, Any]:
    """A point."""
    return {"type": "Point", "coordinates": [lon, lat]}
