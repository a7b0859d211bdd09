"""What the map shows by day, as it may be published: people, flows, control, capacities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from safepassage.arrays import F8, I8
from safepassage.disclosure.counts import alone, grouped, place_groups, rows_hidden
from safepassage.disclosure.disclose import disclose
from safepassage.disclosure.flows import published_flows
from safepassage.disclosure.policy import Policy
from safepassage.disclosure.withheld import STOCKS
from safepassage.result.geography import Geography
from safepassage.result.headline import site_limit
from safepassage.result.result import Result
from safepassage.scenario.quantity import ENCLOSED
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import weighted_quantiles

MAX_FRAMES = 60
MAX_FLOWS = 40
"""Flows of a day that are drawn, the largest."""
_MARGIN = 0.22
_MUCH_SMALLER = 0.6
_KM = 111.195
"""Kilometres in a degree of latitude."""


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude as km east and north of the south-west corner, and back.

    Attributes:
        corner: Longitude and latitude of the corner, as they may be published.
        scale: Kilometres in a degree of each.
    """

    corner: tuple[float, float]
    scale: tuple[float, float]

    def kilometres(self, degrees: F8) -> F8:
        """Of longitudes and latitudes, shape (N, 2) both."""
        return np.asarray((degrees - np.asarray(self.corner)) * np.asarray(self.scale))

    def degrees(self, kilometres: F8) -> F8:
        """Longitudes and latitudes, shape (N, 2) both; no finer than the corner's policy."""
        return np.asarray(kilometres / np.asarray(self.scale) + np.asarray(self.corner))


@dataclass(frozen=True, eq=False)
class MapData:
    """Rows of the map.

    Attributes:
        days: Index of the day of each frame, F of them.
        places: One row a unit: key, name, kind, x and y in km from the south-west corner.
        people: One row a frame and unit with people.
        flows: One row a frame and link.
        held: One row a place and span of frames with one holder.
        routes: Ends of each route in km.
        holders: Who holds places, most places first.
        size: Extent in km, (east-west, north-south).
        near: Box of the closer view, (x0, x1, y0, y1), or None.
        projection: Of the map.
    """

    days: I8
    places: pd.DataFrame
    people: pd.DataFrame
    flows: pd.DataFrame
    held: pd.DataFrame
    routes: pd.DataFrame
    holders: tuple[str, ...]
    size: tuple[float, float]
    near: tuple[float, float, float, float] | None
    projection: Projection


def map_data(result: Result, policy: Policy) -> MapData | None:
    """Collect the rows.

    Args:
        result: A run; moves of the convoys of a plan are not published.
        policy: Rules of disclosure control.

    Returns:
        None where places may not be published or nothing has coordinates.
    """
    groups, labels = place_groups(result, policy)
    if policy.places == "none" or not len(result.scenario["places"]):
        return None
    lat, lon = policy.coordinates(result.scenario)
    projection = _projection(lat, lon)
    x, y = np.round(projection.kilometres(np.column_stack([lon, lat])), 2).T
    step = -(-result.scenario.days // MAX_FRAMES)
    days = np.arange(0, result.scenario.days, step).astype(np.int64)
    places = _places(result, groups, labels, x, y)
    people = _people(result, policy, groups, labels, days)
    return MapData(
        days=days,
        places=places,
        people=_located(people, groups, labels, days, x, y),
        flows=_flows(result, policy, days, x, y),
        held=_held(result, days),
        routes=_routes(result, x, y),
        holders=_holders(result),
        size=(max(float(np.ptp(x)), 0.5), max(float(np.ptp(y)), 0.5)),
        near=_near(result, x, y),
        projection=projection,
    )


def _projection(lat: F8, lon: F8) -> Projection:
    """Equirectangular, true at the mean latitude."""
    shrink = float(np.cos(np.deg2rad(lat.mean())))
    return Projection((float(lon.min()), float(lat.min())), (_KM * shrink, _KM))


def present(result: Result, policy: Policy, days: I8) -> pd.DataFrame:
    """People by unit on some days, as they may be published.

    Returns:
        Columns ``f`` (which of the days), ``i``, ``key``, ``low``, ``n``, ``high``, ``room`` and
        ``shut`` (1 for the enclosed places together).
    """
    groups, labels = place_groups(result, policy)
    found = _people(result, policy, groups, labels, days)
    return found.assign(shut=(found["key"] == ENCLOSED).astype(int))


def _places(result: Result, groups: I8, labels: list[str], x: F8, y: F8) -> pd.DataFrame:
    """Units that are published: single places, or the middle of an administrative unit."""
    names, kinds = Geography(result.scenario).names, Geography(result.scenario).kinds
    rows = []
    for number, label in enumerate(labels[:-2]):
        if label in names and label in kinds:
            index = result.places.index(label)
            rows.append((number, label, names[label], kinds[label], x[index], y[index]))
        else:
            inside = (groups == number).any(axis=0)
            if inside.any():
                middle = (x[inside].mean(), y[inside].mean())
                rows.append((number, label, label, "area", *middle))
    return pd.DataFrame(rows, columns=["i", "key", "name", "kind", "x", "y"])


def _people(
    result: Result, policy: Policy, groups: I8, labels: list[str], days: I8
) -> pd.DataFrame:
    """People present by frame and unit, through disclosure control."""
    counts = grouped(result, STOCKS, groups, len(labels), days)
    low, middle, high = weighted_quantiles(counts, result.weight)
    rows, unit = np.nonzero(high > 0)
    table = pd.DataFrame(
        {
            "f": rows,
            "i": unit,
            "key": np.array(labels, dtype=object)[unit],
            "low": low[rows, unit],
            "n": middle[rows, unit],
            "high": high[rows, unit],
        }
    )
    single = alone(result, groups, labels)[days]
    hidden = (table["key"] == ENCLOSED).to_numpy() & single[table["f"].to_numpy()]
    exported = rows_hidden(result, policy, STOCKS, groups, labels)
    hidden |= exported[days[table["f"].to_numpy()], table["i"].to_numpy()]
    published = disclose(
        table, by=["key"], values=["low", "n", "high"], within=["f"], policy=policy,
        lower=["low"], hidden=hidden,
    ).table  # fmt: skip
    published = published[(published["i"] != len(labels) - 1) & ~published["suppressed"]]
    rooms = _rooms(result, labels)
    published["room"] = [
        rooms[i][days[f]] if i in rooms else np.nan
        for f, i in zip(published["f"], published["i"], strict=True)
    ]
    return published.drop(columns="suppressed").reset_index(drop=True)


def _rooms(result: Result, labels: Sequence[str]) -> dict[int, F8]:
    sites = Geography(result.scenario).capacities
    return {
        number: np.asarray(site_limit(result, label))
        for number, label in enumerate(labels)
        if label in sites
    }


def _located(
    people: pd.DataFrame, groups: I8, labels: list[str], days: I8, x: F8, y: F8
) -> pd.DataFrame:
    """People with positions; the enclosed places stand in their middle."""
    enclosed_unit = len(labels) - 2
    px, py = [], []
    for frame, unit in zip(people["f"].tolist(), people["i"].tolist(), strict=True):
        inside = groups[days[frame]] == unit
        px.append(round(float(x[inside].mean()), 2))
        py.append(round(float(y[inside].mean()), 2))
    found = people.assign(x=px, y=py)
    found["shut"] = (found["i"] == enclosed_unit).astype(int)
    return found


def _flows(result: Result, policy: Policy, days: I8, x: F8, y: F8) -> pd.DataFrame:
    """Median flows of each frame's day, the largest of those that may be published."""
    drawn: Counter[int] = Counter()
    rows = []
    for frame, start, end, people in published_flows(result, policy, days):
        drawn[frame] += 1
        if drawn[frame] <= MAX_FLOWS:
            rows.append((frame, x[start], y[start], x[end], y[end], people))
    return pd.DataFrame(rows, columns=["f", "x", "y", "x2", "y2", "n"])


def _held(result: Result, days: I8) -> pd.DataFrame:
    """Spans of frames with one holder: place, holder, first and last frame."""
    holder = timeline(result.scenario).control.by_day()
    found = []
    for place in range(len(result.places)):
        column = holder[days, place]
        first = 0
        for frame in range(1, len(days) + 1):
            if frame == len(days) or column[frame] != column[first]:
                if column[first]:
                    found.append((place, column[first], first, frame - 1))
                first = frame
    return pd.DataFrame(found, columns=["p", "who", "a", "b"])


def _holders(result: Result) -> tuple[str, ...]:
    """Holders by the number of places and days that they hold, the largest first."""
    held = Counter(timeline(result.scenario).control.by_day().ravel().tolist())
    return tuple(sorted((who for who in held if who), key=lambda who: (-held[who], who)))


def _routes(result: Result, x: F8, y: F8) -> pd.DataFrame:
    index = {name: number for number, name in enumerate(result.places)}
    table = result.scenario["routes"]
    pairs = {
        tuple(sorted((index[start], index[end])))
        for start, end in zip(table["from"].tolist(), table["to"].tolist(), strict=True)
    }
    rows: list[Any] = [(x[a], y[a], x[b], y[b]) for a, b in sorted(pairs)]
    return pd.DataFrame(rows, columns=["x", "y", "x2", "y2"])


def _near(result: Result, x: F8, y: F8) -> tuple[float, float, float, float] | None:
    """Box around the places where people lived first, if it is much smaller than the whole."""
    lived = set(Geography(result.scenario).populated)
    rows = np.array([place in lived for place in result.places])
    if rows.sum() < 3:
        return None
    x0, x1 = np.quantile(x[rows], (0.02, 0.98)).tolist()
    y0, y1 = np.quantile(y[rows], (0.02, 0.98)).tolist()
    wide, tall = _MARGIN * (x1 - x0), _MARGIN * (y1 - y0)
    box = (x0 - wide, x1 + wide, y0 - tall, y1 + tall)
    whole = float(np.hypot(np.ptp(x), np.ptp(y)))
    small = 0 < np.hypot(box[1] - box[0], box[3] - box[2]) < _MUCH_SMALLER * whole
    return box if small else None
