"""Large worlds to run: a real road network, and a synthetic one of the size of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from safepassage.arrays import F8, I8
from safepassage.exchange.flee import import_flee
from safepassage.scenario.scenario import Scenario, make_scenario

Rows = dict[str, Sequence[Mapping[str, Any]]]

PLACES = 50_000
NEAREST = 5
MEAN_KM = 30.0
CONFLICT_SHARE, CAMP_SHARE = 0.1, 0.3  # the rest are towns
PEOPLE = 120_000_000
SPEED = 200.0  # km/day
DISPLACED = 1_000_000
DISPLACED_DAYS = 30


def netherlands(cases: Path) -> Scenario:
    """A million people, displaced over the first 30 days from the network's conflict places."""
    case = import_flee(cases / "netherlands_network" / "input_csv", None, None, name="netherlands")
    hazard = [row for row in case.tables["events"] if row["kind"] == "hazard"]
    sources = {row["target"] for row in hazard}
    daily = round(DISPLACED / DISPLACED_DAYS / len(sources))
    start = np.datetime64(str(case.scenario_settings["start"]))
    begin = [_hazard(start, place, 1.0) for place in sorted(sources)]
    end = [_hazard(start + DISPLACED_DAYS, place, 0.0) for place in sorted(sources)]
    others = [row for row in case.tables["events"] if row["kind"] != "hazard"]
    tables = {**case.tables, "events": [*others, *begin, *end]}
    rules = {
        **case.rules,
        "displacement": "conflict",
        "conflict_mode": "constant",
        "conflict_displaced": daily,
    }
    return make_scenario("netherlands", case.scenario_settings, rules, tables)


def _hazard(date: np.datetime64, place: str, value: float) -> dict[str, str]:
    return {
        "date": str(date),
        "kind": "hazard",
        "target": place,
        "attribute": "intensity",
        "value": str(value),
    }


def synthetic(places: int = PLACES, days: int = 365, seed: int = 1) -> Scenario:
    """Points in a square joined to their nearest; all people live in the conflict places.

    The heaviest reading of the task: every one of the 120 million flees.
    """
    luck = np.random.default_rng(seed)
    points = luck.random((places, 2))
    pairs = _neighbours(points)
    km = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    km *= MEAN_KM / km.mean()
    kind = np.repeat([0, 1, 2], _shares(places))
    luck.shuffle(kind)
    names = [f"p{number}" for number in range(places)]
    sources = np.flatnonzero(kind == 0).tolist()
    start = np.datetime64("2030-01-01")
    tables: Rows = {
        "places": [
            {"place": name, "kind": "site" if k == 1 else "settlement"}
            for name, k in zip(names, kind.tolist(), strict=True)
        ],
        "routes": [
            {"from": names[a], "to": names[b], "length_km": round(length, 3)}
            for (a, b), length in zip(pairs.tolist(), km.tolist(), strict=True)
        ],
        "classes": [{"class": "people"}],
        "populations": [
            {"place": names[number], "class": "people", "best": PEOPLE / len(sources)}
            for number in sources
        ],
        "sites": [{"place": names[number]} for number in np.flatnonzero(kind == 1).tolist()],
        "events": [_hazard(start, names[number], 1.0) for number in sources],
    }
    settings = {"title": "Synthetic world", "start": str(start), "days": days}
    rules = {"set": "flee3", "max_move_speed": SPEED}
    return make_scenario("synthetic", settings, rules, tables)


def _shares(places: int) -> list[int]:
    conflict, camps = int(CONFLICT_SHARE * places), int(CAMP_SHARE * places)
    return [conflict, camps, places - conflict - camps]


def _neighbours(points: F8) -> I8:
    """Pairs of places that are joined, each once; what stays apart is joined where it is near."""
    count = len(points)
    _, near = cKDTree(points).query(points, NEAREST + 1)
    pairs = np.column_stack([np.repeat(np.arange(count), NEAREST), near[:, 1:].ravel()])
    while True:
        ones = np.ones(len(pairs))
        graph = coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
        number, part = connected_components(graph, directed=False)
        if number == 1:
            return np.unique(np.sort(pairs, axis=1), axis=0)
        largest = np.bincount(part).argmax()
        main = np.flatnonzero(part == largest)
        lone = np.array([np.flatnonzero(part == k)[0] for k in range(number) if k != largest])
        _, other = cKDTree(points[main]).query(points[lone])
        pairs = np.concatenate([pairs, np.column_stack([lone, main[other]])])
