"""A scenario with the rows of every table in one order, whatever the order in the file.

Places, routes, members of areas … are numbered by this order wherever they become arrays, and sums
and ties follow it: a scenario whose rows are permuted gives equal numbers, name by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Column, Table

BY_TIME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "events": ("date", "published"),
        "expected": ("corridor", "days"),
        "departures": ("corridor", "time"),
    }
)
"""Tables in which the row decides between what happens at one time, and what stands before it."""


def canonical(scenario: Scenario) -> Scenario:
    """The scenario with its rows in order: by content, or by time and then by row.

    Rows are compared cell by cell in the order of the columns of the dictionary; blanks stand
    last. In the tables of :data:`BY_TIME` rows of one time keep the order of the file, since of
    two that contradict each other the later row counts.
    """
    tables = {name: _in_order(table) for name, table in scenario.tables.items()}
    if all(tables[name] is table for name, table in scenario.tables.items()):
        return scenario
    return replace(scenario, tables=MappingProxyType(tables))


def _in_order(table: Table) -> Table:
    """The table with its rows in order; the same one if they stand so already."""
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


def _rank(cells: Column) -> npt.NDArray[np.int64]:
    """Rank of each cell among those of a column, equal ones alike."""
    if cells.dtype.kind == "O":
        values = cells.tolist()
        number = {value: rank for rank, value in enumerate(sorted(set(values)))}
        return np.array([number[value] for value in values], dtype=np.int64)
    return np.asarray(np.unique(cells, return_inverse=True)[1], dtype=np.int64)
