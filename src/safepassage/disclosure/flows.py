"""Moves between places by day, as they may be published."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from safepassage.arrays import I8
from safepassage.disclosure.counts import place_groups, rows_hidden
from safepassage.disclosure.policy import Policy
from safepassage.disclosure.withheld import STOCKS
from safepassage.errors import Problem, ScenarioError
from safepassage.result.result import Result
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import weighted_quantiles

_CELLS = 2**26
"""Counts of members, days and links in memory at most."""
COLUMNS = ("date", "from", "to", "from_lat", "from_lon", "to_lat", "to_lon", "people")


def published_flows(
    result: Result, policy: Policy, days: I8
) -> Iterator[tuple[int, int, int, int]]:
    """Median moves along links between places that are published singly, the largest first.

    None into a place of which an export suppresses the arrivals, and none out of one of which it
    suppresses the people: they would follow by addition. Enclosed places have none.

    Args:
        result: A run.
        policy: Rules of disclosure control.
        days: Indices of days, N of them.

    Yields:
        Which of the days, index of the place left and of the place entered, people rounded.
        Nothing where places are not published singly, or the scenario carries convoys of a plan.
    """
    if policy.places != "place" or len(result.scenario["departures"]):
        return
    index = {name: number for number, name in enumerate(result.places)}
    ends = np.array([[index[e] for e in link.split(">")] for link in result.links], dtype=np.int64)
    ends = ends.reshape(-1, 2)
    shut = np.asarray(timeline(result.scenario).enclosed)
    groups, labels = place_groups(result, policy)
    own = np.arange(len(groups))[:, None], groups
    entered = rows_hidden(result, policy, ("arrivals",), groups, labels)[own]
    left = rows_hidden(result, policy, STOCKS, groups, labels)[own]
    for number, (day, flow) in enumerate(zip(days.tolist(), _medians(result, days), strict=True)):
        seen = ~shut[day][ends].any(axis=1)
        seen &= ~entered[day, ends[:, 1]] & ~left[day, ends[:, 0]]
        large = np.flatnonzero((flow >= policy.threshold) & seen)
        for link in large[np.argsort(-flow[large], kind="stable")].tolist():
            people = int(np.rint(flow[link] / policy.base) * policy.base)
            yield number, int(ends[link, 0]), int(ends[link, 1]), people


def _medians(result: Result, days: I8) -> Iterator[I8]:
    """Median moves along each link, day by day, shape (L,); some days are read at once."""
    step = max(1, _CELLS // max(1, result.members.size * len(result.links)))
    for first in range(0, days.size, step):
        some = days[first : first + step]
        flows = np.concatenate([part.arrays["flow"][:, some] for part in result.parts()])
        for day in range(some.size):
            yield weighted_quantiles(flows[:, day], result.weight, (0.5,))[0]


def flows_table(result: Result, policy: Policy) -> pd.DataFrame:
    """Origins and destinations of each day's moves along one link, with coordinates.

    Returns:
        Columns :data:`COLUMNS`; ``people`` is the median of the members. A small count is left
        out, so what is absent may be anything from nobody to the threshold.

    Raises:
        ScenarioError: If the rules do not publish single places, or the moves are those of a plan.
    """
    if policy.places != "place":
        remedy = "they need an export by place"
        raise ScenarioError([Problem("are not published by area", column="flows", remedy=remedy)])
    if len(result.scenario["departures"]):
        remedy = "export a run without the plan"
        raise ScenarioError([Problem("hold the convoys of a plan", column="flows", remedy=remedy)])
    table = result.scenario["places"]
    lat, lon = policy.coordinates(result.scenario)
    names = np.array(table["place"], dtype=object)
    days = np.arange(result.scenario.days, dtype=np.int64)
    rows = np.array(list(published_flows(result, policy, days)), dtype=np.int64).reshape(-1, 4)
    day, start, end, people = rows.T
    values = (
        result.dates.astype("M8[ns]")[day], names[start], names[end],
        lat[start], lon[start], lat[end], lon[end], people,
    )  # fmt: skip
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
