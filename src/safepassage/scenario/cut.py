"""A scenario cut in time: events and windows of a part of the period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.scenario.declared import Declared
from safepassage.scenario.table import Table
from safepassage.scenario.timeline.events import ordered_events


def events_between(scenario: Declared, start: dt.date, days: int) -> Table:
    """Events of a new period; earlier ones act on its first day, in the order in which they did.

    Their dates become one, so that only publication can keep them apart: their days of publication
    are replaced by their order.
    """
    events, first = scenario["events"], np.datetime64(start, "D").astype("M8[m]")
    before = events["date"] < first
    order = [event.row for event in ordered_events(scenario) if before[event.row]]
    order += np.flatnonzero(~before).tolist()
    columns = {name: column[order] for name, column in events.columns.items()}
    early = columns["date"] < first
    rank = np.datetime64("0001-01-01") + np.arange(early.size)
    columns["published"] = np.where(early, rank, columns["published"])
    moved = with_columns(events, {**columns, "date": np.maximum(columns["date"], first)})
    return moved.take(moved["date"] < first + np.timedelta64(days, "D"))


def windows_between(windows: Table, start: dt.date, days: int) -> Table:
    """Windows that overlap a new period."""
    first = np.datetime64(start, "D").astype("M8[m]")
    late = first + np.timedelta64(days, "D")
    return windows.take((windows["end"] > first) & (windows["start"] < late))


def with_columns(table: Table, columns: Mapping[str, Any]) -> Table:
    """A table with other columns; they become read-only."""
    changed = {**table.columns, **columns}
    for column in columns.values():
        column.setflags(write=False)
    return Table(table.name, MappingProxyType(changed))


def tables_between(scenario: Declared, start: dt.date, days: int) -> dict[str, Table]:
    """What a new period leaves of the tables that must lie in it."""
    first = np.datetime64(start, "D").astype("M8[m]")
    late = first + np.timedelta64(days, "D")
    found = {
        "events": events_between(scenario, start, days),
        "windows": windows_between(scenario["windows"], start, days),
    }
    for name, column in (("departures", "time"), ("deliveries", "date")):
        dates = scenario[name][column].astype("M8[m]")
        found[name] = scenario[name].take((dates >= first) & (dates < late))
    return found
