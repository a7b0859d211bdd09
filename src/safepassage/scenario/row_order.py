"""The one order of the rows of a table, whatever their order in the file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from safepassage.arrays import I8
from safepassage.scenario.table import Column, Table

BY_TIME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "events": ("date", "published"),
        "expected": ("corridor", "days"),
        "departures": ("corridor", "time"),
    }
)
"""Tables in which the row decides between what happens at one time, and what stands before it."""


def in_order(table: Table) -> Table:
    """The table with its rows in order, by content or by time; itself if they stand so already.

    Rows are compared cell by cell in the order of the columns of the dictionary; blanks stand
    last. In the tables of :data:`BY_TIME` rows of one time keep the order of the file, since of
    two that contradict each other the later row counts.
    """
    if len(table) < 2:
        return table
    columns = BY_TIME.get(table.name, tuple(table.columns))
    rank = np.zeros(len(table), dtype=np.int64)
    most = 0
    for name in columns:
        cells = table[name]
        if table.name == "events" and name == "published":  # a blank one is the event's own day
            cells = np.where(np.isnat(cells), table["date"].astype("M8[D]"), cells)
        own = _rank(cells)
        rank = np.unique(rank * (int(own.max()) + 1) + own, return_inverse=True)[1]
        most = int(rank.max())
        if most + 1 == len(table):
            break
    order = np.argsort(rank, kind="stable")
    return table if np.array_equal(order, np.arange(order.size)) else table.reordered(order)


def _rank(cells: Column) -> I8:
    """Rank of each cell among those of a column, equal ones alike."""
    if cells.dtype.kind == "O":
        values = cells.tolist()
        number = {value: rank for rank, value in enumerate(sorted(set(values)))}
        return np.array([number[value] for value in values], dtype=np.int64)
    return np.asarray(np.unique(cells, return_inverse=True)[1], dtype=np.int64)
