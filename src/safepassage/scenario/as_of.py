"""What was known by a day: later publications are hidden, everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from safepassage.arrays import Flags
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from safepassage.scenario.tables import table_kinds


def last_published(series: Table) -> Flags:
    """Rows of ``series`` that no row published later corrects, shape (rows,)."""
    names = series["quantity"].tolist()
    number = {name: index for index, name in enumerate(dict.fromkeys(names))}
    quantity = np.array([number[name] for name in names], dtype=np.int64)
    date = series["date"]
    known = np.where(np.isnat(series["published"]), date, series["published"])
    order = np.lexsort((known, date, quantity))
    same = (np.diff(quantity[order]) == 0) & (np.diff(date[order]) == np.timedelta64(0, "D"))
    last = np.ones(order.size, dtype=bool)
    last[order[:-1][same]] = False
    return last


def known_by(scenario: Scenario, as_of: dt.date) -> Scenario:
    """Hide every event, window, registration, claim, service, stock … published after ``as_of``.

    Control and hazard then stay as last known to the end of the period.

    Args:
        scenario: Any scenario.
        as_of: Last day whose publications are known.

    Returns:
        A copy whose ``as_of`` is set.
    """
    if scenario.as_of is not None:  # what is hidden already stays hidden
        as_of = min(as_of, scenario.as_of)
    day = np.datetime64(as_of, "D")
    tables = dict(scenario.tables)
    for name, table in scenario.tables.items():
        if "published" not in table.columns:
            continue
        planned = table["planned"] if "planned" in table.columns else np.zeros(len(table), bool)
        blank = np.isnat(table["published"])
        own = table_kinds()[name].own_date
        usual = table[own].astype("M8[D]") if own else np.full(blank.shape, day)
        known = np.where(blank, usual, table["published"]) <= day
        tables[name] = table.take(known | planned)  # a plan is no report
    tables["uncertain"] = _not_drawn(tables["uncertain"], as_of)
    return replace(scenario, tables=MappingProxyType(tables), as_of=as_of)


def _not_drawn(table: Table, as_of: dt.date) -> Table:
    """Entries whose values were drawn as of another day ask for them again."""
    rows = list(table.rows())
    old = [row["drawn"] is not None and row["drawn"] != as_of for row in rows]
    if not any(old):
        return table
    blank = {"distribution": "exit_date", "values": (), "drawn": None}
    blank |= {"low": None, "best": None, "high": None}
    numbers = [table.row_number(index) for index in range(len(table))]
    renewed = [row | blank if again else row for row, again in zip(rows, old, strict=True)]
    return Table.from_values("uncertain", renewed, numbers)
