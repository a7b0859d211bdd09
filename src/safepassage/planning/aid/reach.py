"""Sites in reach, by day: their hours, distances, vehicles that get there and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.planning.aid.roads import open_roads, road_km
from safepassage.planning.aid.schedule import Depots, Gates
from safepassage.scenario.scenario import Scenario


def gates_of(scenario: Scenario, sites: tuple[str, ...], span: slice) -> Gates:
    """When sites take deliveries, and in convoys of how many; by default always and any."""
    shape = (scenario.days, len(sites))
    opens, closes = np.zeros(shape, dtype=np.int64), np.full(shape, 24 * 60)
    convoy = np.ones(shape, dtype=np.int64)
    row = {site: number for number, site in enumerate(sites)}
    for entry in sorted(scenario["site_services"].rows(), key=lambda entry: entry["start"]):
        if entry["place"] in row:
            day = max((entry["start"] - scenario.start).days, 0)
            here = slice(day, None), row[entry["place"]]
            opens[here] = round(entry["opens"] * 60)
            closes[here] = round(entry["closes"] * 60)
            convoy[here] = entry["convoy"]
    return Gates(sites, opens[span], closes[span], convoy[span])


def distances_of(
    scenario: Scenario, depots: Depots, sites: tuple[str, ...], span: slice
) -> tuple[dict[int, F8], Flags]:
    """Distance in km by day between depots and sites, and whether a road leads, shape (T, I, S)."""
    row = {place: number for number, place in enumerate(scenario["places"]["place"].tolist())}
    nodes = [row[place] for place in (*depots.names, *sites)]
    seen: dict[bytes, F8] = {}
    km = {}
    for day, usable in enumerate(open_roads(scenario)[span]):
        key = usable.tobytes()
        if key not in seen:
            seen[key] = road_km(scenario, usable, nodes)
        km[day] = seen[key]
    count = len(depots.names)
    return km, np.stack([np.isfinite(km[day][:count, count:]) for day in range(len(km))])


def can_serve(
    depots: Depots,
    gates: Gates,
    km: dict[int, F8],
    refused: Flags,
    scenario: Scenario,
    sites: tuple[str, ...],
    span: slice,
) -> Flags:
    """Whether some vehicle can go there and back within its hours, shape (T, I, S)."""
    count, days = len(depots.names), len(km)
    places: list[Any] = scenario["places"]["place"].tolist()
    shut = refused[span][:, [places.index(site) for site in sites]]
    found = np.zeros((days, count, len(sites)), dtype=bool)
    for day in range(days):
        away = km[day][:count, count:]
        for depot in range(count):
            for vehicle in depots.fleet[depot]:
                drive = np.ceil(away[depot] * 60.0 / vehicle.km_per_hour)
                begins = np.maximum(depots.opens[depot] + drive, gates.opens[day])
                back = begins + drive
                fits = (begins <= gates.closes[day]) & (back <= depots.closes[depot])
                fits &= (2 * drive <= vehicle.minutes) & (vehicle.convoy >= gates.convoy[day])
                found[day, depot] |= fits
    return found & ~shut[:, None, :]
