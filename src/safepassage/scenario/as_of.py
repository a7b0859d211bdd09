"""What was known by a day: later publications are hidden, everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table

OWN_DATE = {
    "events": "date",
    "windows": "start",
    "series": "date",
    "claims": "date",
    "site_services": "start",
    "stocks": "date",
    "pipeline": "ordered",
    "actors": "",
    "sieges": "siege_start",
    "relations": "",
    "clashes": "date",
    "conditions": "date",
    "deliveries": "date",
    "contamination": "",
    "clearance_teams": "",
    "housing": "",
}
"""Tables with a published date, and the column that stands in for a blank one;
without one a blank means known from the start."""


UNDATED = {
    "places": "geography; what changes is an event",
    "routes": "geography; what changes is an event",
    "areas": "names for several places",
    "major_routes": "geography",
    "classes": "kinds of people",
    "populations": "people before the first day",
    "class_shares": "make-up of the population",
    "homes": "people before the first day",
    "sites": "places that may receive people; forecasts of registrations leave capacities out",
    "sources": "who says something",
    "uncertain": "priors; what was drawn from claims carries its day",
    "presence": "where actors operate, before the first day",
    "expected": "the analyst's own scenarios of what may come",
    "standards": "a standard is no report",
    "rations": "a standard is no report",
    "reception": "the plan's own means",
    "corridors": "the plan's own means",
    "checkpoints": "the plan's own means",
    "vehicles": "the plan's own means",
    "fleets": "the plan's own means",
    "depots": "the plan's own means",
    "aid_vehicles": "the plan's own means",
    "candidate_sites": "the plan's own means",
    "assembly": "the plan",
    "destinations": "the plan",
    "evacuees": "the plan",
    "exchanges": "the plan",
    "departures": "the plan",
    "legs": "the plan",
    "pauses": "the plan",
}
"""Tables without a published date, by declaration, and why a forecast may read all their rows."""


def last_published(series: Table) -> npt.NDArray[np.bool_]:
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
    for name, own in OWN_DATE.items():
        table = tables[name]
        blank = np.isnat(table["published"])
        usual = table[own].astype("M8[D]") if own else np.full(blank.shape, day)
        tables[name] = table.take(np.where(blank, usual, table["published"]) <= day)
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
