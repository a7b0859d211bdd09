"""Control on a day, and which parts are cut off.

Control is an input. A side holds the places of its actors; a *pocket* is a connected part of a
side, by open routes among its places and places that nobody holds, from which no open route leads
to the main part of the same side. The main part is the one that reaches furthest (km from end to
end; without coordinates, the one with most places). A side in one part has no pocket.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Pocket:
    """A cut-off part of a side.

    Attributes:
        side: Whose it is.
        places: Its places, in the order of the table.
        since: First day from which a part with at least half of them has been cut off without a
            break; the first day of the period stands for "then or earlier".
    """

    side: str
    places: tuple[str, ...]
    since: dt.date


def holders(scenario: Scenario, date: dt.date) -> dict[str, str]:
    """Holder of each place at the end of a day; places that nobody is said to hold are left out."""
    known = timeline(scenario)
    pairs = zip(known.names.place_ids, known.control.on(known.day_of(date)), strict=True)
    return {place: holder for place, holder in pairs if holder}


def sides(scenario: Scenario, date: dt.date) -> dict[str, str]:
    """Side of each actor on a day; one without a row for that day is a side of its own."""
    return {
        row["actor"]: row["side"]
        for row in scenario["actors"].rows()
        if (row["start"] or date) <= date <= (row["end"] or date)
    }


OTHERS = "others"
"""Side shown for holders without a row in ``actors``: they may be armed groups."""


def published_side(scenario: Scenario, side: str) -> str:
    """A side as it may be published: its name if ``actors`` declares it, else ``others``."""
    return side if side in set(scenario["actors"]["side"].tolist()) else OTHERS


def pockets(scenario: Scenario, date: dt.date) -> tuple[Pocket, ...]:
    """Pockets at the end of a day.

    Args:
        scenario: A scenario with events of kind control.
        date: A day; days before the period show what was declared for its first day.

    Returns:
        Pockets, the largest first; none where no side is in several parts.
    """
    starts = _periods(scenario, date)
    by_period = [list(_cut_off(scenario, day)) for day in starts]
    found = []
    for side, places in by_period[0]:
        since = starts[0]
        for day, parts in zip(starts[1:], by_period[1:], strict=True):
            same = (part for other, part in parts if other == side)
            if not any(2 * len(places & part) >= len(places) for part in same):
                break
            since = day
        order = [name for name in scenario["places"]["place"].tolist() if name in places]
        found.append(Pocket(side, tuple(order), since))
    return tuple(sorted(found, key=lambda pocket: (-len(pocket.places), min(pocket.places))))


def _periods(scenario: Scenario, date: dt.date) -> list[dt.date]:
    """First days of the periods between changes of control, roads and alliances, latest first."""
    known = timeline(scenario)
    changed = {
        scenario.start + day * _DAY
        for states in (known.control, known.directions)
        for day in states.days
    }
    for row in scenario["actors"].rows():
        changed |= {row["start"] or date, (row["end"] + _DAY) if row["end"] else date}
    first = min(scenario.start, date)
    return sorted({day for day in changed if first < day <= date} | {first}, reverse=True)


def _cut_off(scenario: Scenario, date: dt.date) -> Iterator[tuple[str, set[str]]]:
    held, side_of = holders(scenario, date), sides(scenario, date)
    belongs = {place: side_of.get(actor, actor) for place, actor in held.items()}
    links = _links(scenario, date)
    for side in dict.fromkeys(belongs.values()):
        own = {place for place, other in belongs.items() if other == side}
        passable = own | {place for place in links if place not in belongs}
        parts = [part & own for part in components(passable, links)]
        parts = sorted((part for part in parts if part), key=partial(_main_first, scenario))
        for part in parts[1:]:
            yield side, part


def _main_first(scenario: Scenario, part: set[str]) -> tuple[float, int, str]:
    """Order of the parts of a side; of parts that are alike the first by name is the main one."""
    km, count = _reach(scenario, part)
    return -km, -count, min(part)


def _reach(scenario: Scenario, part: set[str]) -> tuple[float, int]:
    """Degrees from end to end, and number of places."""
    places = scenario["places"]
    inside = np.isin(places["place"].astype(str), sorted(part))
    lat, lon = places["lat"][inside], places["lon"][inside]
    if np.all(np.isnan(lat + lon)):
        return 0.0, len(part)
    wide = (np.nanmax(lon) - np.nanmin(lon)) * np.cos(np.radians(np.nanmean(lat)))
    return float(np.hypot(np.nanmax(lat) - np.nanmin(lat), wide)), len(part)


def components(places: set[str], links: dict[str, set[str]]) -> list[set[str]]:
    """Connected parts of some places, by links among them, in the order of ``links``."""
    left, found = set(places), []
    for first in links:
        if first not in left:
            continue
        left.remove(first)
        part, edge = set(), [first]
        while edge:
            here = edge.pop()
            part.add(here)
            near = links.get(here, set()) & left
            left -= near
            edge += near
        found.append(part)
    return found


def _links(scenario: Scenario, date: dt.date) -> dict[str, set[str]]:
    """Places joined by a route that is open at the end of a day, either way."""
    known = timeline(scenario)
    places = known.names.place_ids
    is_open = known.directions.on(known.day_of(date)).any(axis=1)
    links: dict[str, set[str]] = {place: set() for place in places}
    for start, end in known.names.ends[is_open].tolist():
        links[places[start]].add(places[end])
        links[places[end]].add(places[start])
    return links
