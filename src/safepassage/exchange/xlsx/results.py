"""Write result tables as a workbook: long, wide for a pivot, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.xlsx.book import Book, open_book

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS = 1_000_000
"""Most rows of a table that is written to a sheet."""
_METADATA = "metadata"


def write_result_workbook(
    tables: Mapping[str, pd.DataFrame],
    path: str | Path,
    metadata: Mapping[str, object],
    *,
    overwrite: bool = False,
) -> Path:
    """Write tables that may leave the house; disclosure control is the caller's duty.

    Args:
        tables: Sheet name → table, such as ``long`` and ``wide``; at most 31 characters a name.
        path: File to create.
        metadata: What is written on the sheet ``metadata``: scenario, dates, seed, sensitivity.
        overwrite: Allow a file that exists.

    Returns:
        The file.

    Raises:
        ScenarioError: If the file exists and ``overwrite`` is false, or cannot be written; or if a
            table has too many rows for a sheet.
    """
    target = Path(path)
    long = [name for name, table in tables.items() if len(table) > MAX_ROWS]
    if long:
        message = f"has more than {MAX_ROWS} rows, too many for a sheet"
        raise ScenarioError([Problem(message, name, remedy="export CSV") for name in long])
    with open_book(target, overwrite=overwrite) as book:
        _metadata_sheet(book, metadata)
        for name, table in tables.items():
            _table_sheet(book, name, table)
    return target


def wide_table(long: pd.DataFrame, index: list[str], column: str, value: str) -> pd.DataFrame:
    """A long table with one column a value of ``column``, in the order of their appearance."""
    order = list(dict.fromkeys(long[column]))
    wide = long.pivot_table(index=index, columns=column, values=value, sort=False, observed=True)
    return wide[order].reset_index().rename_axis(columns=None)


def _metadata_sheet(book: Book, metadata: Mapping[str, object]) -> None:
    sheet = book.sheet(_METADATA)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    for row, (key, value) in enumerate(metadata.items()):
        sheet.write_string(row, 0, str(key), book.heading)
        book.put(sheet, row, 1, value)


def _table_sheet(book: Book, name: str, table: Any) -> None:
    sheet = book.sheet(name)
    for column, key in enumerate(table.columns):
        sheet.write_string(0, column, str(key), book.heading)
        sheet.set_column(column, column, max(12, min(40, len(str(key)) + 2)))
        for row, value in enumerate(table[key].tolist(), start=1):
            book.put(sheet, row, column, value)
    sheet.freeze_panes(1, 1)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
