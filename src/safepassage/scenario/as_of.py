"""What was known by a day: later publications are hidden, everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from safepassage.scenario.scenario import Scenario

_OWN_DATE = {
    "events": "date",
    "windows": "start",
    "series": "date",
    "claims": "date",
    "site_services": "start",
    "stocks": "date",
    "pipeline": "ordered",
    "actors": "",
    "sieges": "siege_start",
    "clashes": "date",
    "conditions": "date",
    "deliveries": "date",
    "contamination": "",
    "clearance_teams": "",
    "housing": "",
}
"""Tables with a published date, and the column that stands in for a blank one;
without one a blank means known from the start."""


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
    for name, own in _OWN_DATE.items():
        table = tables[name]
        blank = np.isnat(table["published"])
        usual = table[own].astype("M8[D]") if own else np.full(blank.shape, day)
        tables[name] = table.take(np.where(blank, usual, table["published"]) <= day)
    return replace(scenario, tables=MappingProxyType(tables), as_of=as_of)
