"""``start``: a runnable scenario of fixtures, and the bundled case that it began."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from safepassage.exchange.roads import Roads, length_km, network
from safepassage.exchange.start import Answers, start_scenario
from safepassage.exchange.violence import intensity
from safepassage.result.run import run
from safepassage.scenario.bundled import bundled_folder
from safepassage.scenario.read import read_scenario

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize("roads", [None, DATA / "start/roads.geojson"])
def test_start_makes_a_scenario_that_runs(roads: Path | None) -> None:
    started = start_scenario(
        "new",
        boundaries=DATA / "cod_ab/current.geojson",
        population=DATA / "cod_ps/raw_latin1.csv",
        acled_file=DATA / "acled/events.csv",
        roads=roads,
    )
    people = started.scenario["populations"]
    assert people["best"][people["status"] == "resident"].sum() == 3500
    assert people["best"][people["status"] == "displaced"].sum() > 0
    names = {item.name for item in started.assumptions}
    assert {"flight-rate", "staying", "hazard-scale", "displaced-before"} <= names
    assert ("straight-routes" in names) is (roads is None)
    claims = [row for row in started.scenario["claims"].rows() if row["source_id"] == "assumption"]
    assert len(claims) == len(started.assumptions)
    assert all(row["status"] == "derived" for row in claims)
    result = run(started.scenario, members=4)
    assert result.arrays["displaced"].sum() > 0


def test_karabakh_begins_with_what_start_makes() -> None:
    folder = bundled_folder("karabakh-2023") / "start"
    made = start_scenario(
        "karabakh-2023",
        boundaries=folder / "places.geojson",
        population=folder / "population.csv",
        acled_file=folder / "events.csv",
        roads=folder / "roads.geojson",
        answers=Answers(start=dt.date(2023, 9, 19), days=22, lag=1),
    ).scenario
    kept = read_scenario("karabakh-2023")
    for table in ("routes", "populations", "events"):
        own = [r for r in kept[table].rows() if str(r["source_id"]).startswith("start-")]
        read = [r for r in made[table].rows() if r.get("status") != "displaced"]  # none counts them
        assert str(own) == str(read)
    for name in ("place", "name", "lat", "lon"):
        assert kept["places"][name].tolist() == made["places"][name].tolist()


def test_routes_are_as_long_as_the_shortest_way() -> None:
    rng = np.random.default_rng(1)
    side = 12
    row, column = np.divmod(np.arange(side * side), side)
    lat = row * 0.01 + rng.uniform(-0.002, 0.002, side * side)
    lon = column * 0.01 + rng.uniform(-0.002, 0.002, side * side)
    right = np.flatnonzero(column < side - 1)
    down = np.flatnonzero(row < side - 1)
    roads = Roads(lat, lon, np.append(right, down), np.append(right + 1, down + side))
    at = [0, side * side - 1, 70]
    places = [{"lat": lat[node], "lon": lon[node]} for node in at]
    found = network(roads, places, within_km=1)
    km = length_km(lat, lon, roads.start, roads.end)
    graph = coo_array((km, (roads.start, roads.end)), shape=(side**2, side**2)).tocsr()
    true = dijkstra(graph, directed=False, indices=at)[:, at]
    assert found.links
    for link in found.links:
        assert link.km >= true[link.one, link.other] - 1e-6
    # The nearest pair cannot have a third place between them.
    near = min(found.links, key=lambda link: link.km)
    assert near.km == pytest.approx(true[near.one, near.other])


def test_intensity_is_bounded_and_rises() -> None:
    levels = [intensity(weight) for weight in (0.0, 1.0, 3.0, 10.0, 1e9)]
    assert levels == [0.0, 0.2, 0.5, 0.9, 1.0]
