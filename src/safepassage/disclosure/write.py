"""Disclosed tables as CSV, Parquet and Excel, each with its label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from safepassage.errors import StoreError, not_installed
from safepassage.neutral import WORKBOOK_DATE, neutral, neutral_frame

LABEL_COLUMN = "sensitivity"
HEADLINES = "headlines"
"""Table of headlines, for the workbook alone."""
PLACES, CLASSES = "places", "classes"
_WORDS = {
    "displaced": "displaced people there",
    "residents": "people at home there",
    "fled": "people who fled that day",
    "arrivals": "arrivals that day",
    "refusals": "people refused that day",
}
"""What the workbook calls the quantities."""
_HEADINGS = {"p05": "low (5 %)", "p50": "median", "p95": "high (95 %)"}
Tables = Mapping[str, pd.DataFrame]


def write_csv(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:  # noqa: ARG001
    """One UTF-8 file a table that Excel opens; a CSV has a label in each row, and no notice."""
    files = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        labelled = neutral_frame(_labelled(table, level))
        labelled.to_csv(path, index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")
        files.append(path)
    return files


def write_parquet(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """One file a table; the notice also stands in its metadata.

    Raises:
        StoreError: If the extra ``all`` is missing.
    """
    pa, pq = arrow()
    files = []
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        content = pa.Table.from_pandas(_labelled(table, level), preserve_index=False)
        kept = content.schema.metadata or {}
        marked = content.replace_schema_metadata({**kept, b"notice": notice.encode()})
        pq.write_table(marked, path)
        files.append(path)
    return files


def arrow() -> tuple[Any, Any]:
    """The modules ``pyarrow`` and ``pyarrow.parquet``.

    Raises:
        StoreError: If the extra ``all`` is missing.
    """
    try:
        import pyarrow as pa  # slow to import
        import pyarrow.parquet as pq
    except ImportError:
        raise StoreError(not_installed("Parquet", "pyarrow", 170)) from None
    return pa, pq


def write_xlsx(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """One workbook: headlines first, then a sheet a table, with names and with dates of Excel.

    The notice stands above the headlines. Nothing in it is a formula.
    """
    import xlsxwriter  # slow to import

    path = folder / "export.xlsx"
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": WORKBOOK_DATE})
        styles = _Styles(
            book.add_format({"bold": True}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "#,##0"}),
        )
        first = book.add_worksheet(HEADLINES)
        first.write_string(0, 0, neutral(notice), styles.bold)
        if HEADLINES in tables:
            _write_table(first, tables[HEADLINES], styles, top=2)
            first.set_column(0, 0, 60)
        for name, table in tables.items():
            if name == HEADLINES:
                continue
            sheet = book.add_worksheet(name[:31])
            named = table if name in {PLACES, CLASSES} else _with_names(table, tables)
            _write_table(sheet, _labelled(named, level).rename(columns=_HEADINGS), styles, top=0)
            sheet.freeze_panes(1, 0)
    return [path]


class _Styles(NamedTuple):
    """Formats of cells."""

    bold: Any
    date: Any
    number: Any


def _with_names(table: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Quantities in words; the name of each place and class beside its identifier.

    Where places are not published, they have none.
    """
    found = table.copy()
    if "quantity" in found:
        found["quantity"] = found["quantity"].replace(_WORDS)
    for column, known in (("place", tables.get(PLACES)), ("class", tables.get(CLASSES))):
        if known is None or column not in table:
            continue
        names = dict(zip(known[column], known["name"], strict=True))
        cells = [names.get(ident) or ident for ident in table[column]]
        at = found.columns.get_loc(column)
        found.insert(at, "name" if column == "place" else "group", cells)  # type: ignore[arg-type]
    return found


def _write_table(sheet: Any, table: pd.DataFrame, styles: _Styles, *, top: int) -> None:
    sheet.set_column(0, len(table.columns), 16)
    for column, key in enumerate(table.columns):
        sheet.write_string(top, column, neutral(str(key)), styles.bold)
        for row, value in enumerate(table[key].tolist(), start=top + 1):
            _write_cell(sheet, row, column, value, styles)
    sheet.autofilter(top, 0, top + max(len(table), 1), max(len(table.columns) - 1, 0))


def _write_cell(sheet: Any, row: int, column: int, value: object, styles: _Styles) -> None:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        whole = float(value).is_integer() and abs(value) >= 1000
        sheet.write_number(row, column, value, styles.number if whole else None)
    elif isinstance(value, pd.Timestamp):
        sheet.write_datetime(row, column, value.to_pydatetime(), styles.date)
    else:
        sheet.write_string(row, column, neutral(str(value)))


def _labelled(table: pd.DataFrame, level: str) -> pd.DataFrame:
    return table.assign(**{LABEL_COLUMN: level})


Writer = Callable[[Tables, Path, str, str], list[Path]]
WRITERS: Mapping[str, Writer] = MappingProxyType(
    {"csv": write_csv, "parquet": write_parquet, "xlsx": write_xlsx}
)
"""Format → function of (tables, folder, notice, level) that returns the files written."""
