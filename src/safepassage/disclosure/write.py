"""Disclosed tables as CSV, Parquet and Excel, each with its label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from safepassage.neutral import WORKBOOK_DATE, neutral, neutral_frame

LABEL_COLUMN = "sensitivity"
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
    """One file a table; the notice also stands in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = []
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        arrow = pa.Table.from_pandas(_labelled(table, level), preserve_index=False)
        kept = arrow.schema.metadata or {}
        marked = arrow.replace_schema_metadata({**kept, b"notice": notice.encode()})
        pq.write_table(marked, path)
        files.append(path)
    return files


def write_xlsx(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """One workbook with a sheet a table; the notice stands first. Nothing in it is a formula."""
    import xlsxwriter  # slow to import

    path = folder / "export.xlsx"
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": WORKBOOK_DATE})
        bold = book.add_format({"bold": True})
        about = book.add_worksheet("about")
        about.set_column(0, 0, 110)
        about.write_string(0, 0, neutral(notice), bold)
        for name, table in tables.items():
            sheet = book.add_worksheet(name[:31])
            sheet.set_column(0, len(table.columns), 16)
            sheet.freeze_panes(1, 0)
            labelled = _labelled(table, level)
            for column, key in enumerate(labelled.columns):
                sheet.write_string(0, column, neutral(str(key)), bold)
                for row, value in enumerate(labelled[key].tolist(), start=1):
                    _write_cell(sheet, row, column, value)
    return [path]


def _write_cell(sheet: object, row: int, column: int, value: object) -> None:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)  # type: ignore[attr-defined]
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)  # type: ignore[attr-defined]
    elif isinstance(value, pd.Timestamp):
        sheet.write_string(row, column, value.date().isoformat())  # type: ignore[attr-defined]
    else:
        sheet.write_string(row, column, neutral(str(value)))  # type: ignore[attr-defined]


def _labelled(table: pd.DataFrame, level: str) -> pd.DataFrame:
    return table.assign(**{LABEL_COLUMN: level})


Writer = Callable[[Tables, Path, str, str], list[Path]]
WRITERS: Mapping[str, Writer] = MappingProxyType(
    {"csv": write_csv, "parquet": write_parquet, "xlsx": write_xlsx}
)
"""Format → function of (tables, folder, notice, level) that returns the files written."""
