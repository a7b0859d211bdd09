"""The workbench's page by the clock, in a browser: `python -m benchmarks.workbench`.

First view of the bundled case, a step of the day's slider until the next picture, and 5,000 places
with 12,500 roads panned.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.scenario import Scenario, make_scenario
from tests.workbench import steps as do
from tests.workbench.served import browser, new_page, served

PLACES, NEAREST = 5_000, 5
FIRST_VIEW_SECONDS, STEP_MS, FRAMES_A_SECOND = 3.0, 100.0, 20.0
"""What it must keep to."""
_STEP = """async () => {
  const slider = document.querySelector("#day");
  const times = [];
  for (let day = 1; day <= 40; day++) {
    const began = performance.now();
    slider.value = day;
    slider.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - began);
  }
  return times;
}"""


def many_places() -> Scenario:
    """Places spread over 600 km, each joined to its nearest; violence in a hundred of them."""
    rng = np.random.default_rng(3)
    points = rng.uniform([10.0, 20.0], [16.0, 26.0], (PLACES, 2))
    _, near = cKDTree(points).query(points, NEAREST + 1)
    pairs = sorted({(min(a, b), max(a, b)) for a, row in enumerate(near.tolist()) for b in row[1:]})
    places = [
        {"place": f"p{n}", "name": f"Place {n}", "kind": "site" if n % 10 == 0 else "settlement",
         "lat": round(float(lat), 4), "lon": round(float(lon), 4)}
        for n, (lat, lon) in enumerate(zip(*points.T.tolist(), strict=True))
    ]  # fmt: skip
    routes = [{"from": f"p{a}", "to": f"p{b}", "length_km": 15} for a, b in pairs]
    events = [
        {"date": "2030-01-02", "kind": "hazard", "target": f"p{n}", "attribute": "intensity",
         "value": "0.5"}
        for n in range(1, 1_000, 10)
    ]  # fmt: skip
    people = [{"place": f"p{n}", "class": "people", "best": 1_000} for n in range(1, 1_000, 10)]
    return make_scenario(
        "many",
        {"title": "Five thousand places", "start": "2030-01-01", "days": 60},
        tables={"places": places, "routes": routes, "classes": {"class": ["people"]},
                "populations": people, "events": events},
    )  # fmt: skip


def measure() -> dict[str, Any]:
    """Seconds of the first view, milliseconds of a step, frames a second."""
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(many_places(), Path(folder) / "many.xlsx")
        with served(Path(folder)) as address, browser() as started:
            page = new_page(started, address)
            do.open_scenario(page, "bundled: aleppo-2016")
            began = time.perf_counter()
            page.reload()
            page.wait_for_selector("html[data-ready]")
            page.wait_for_selector("#map[data-draw-ms]", state="attached")
            first = time.perf_counter() - began
            steps = page.evaluate(_STEP)
            do.open_scenario(page, "many.xlsx")
            page.wait_for_function("document.querySelector('#list-places').textContent")
            seconds = page.evaluate("workbenchPan(60)")
            wide = page.evaluate(_STEP)
    return {
        "first_view_s": round(first, 2),
        "step_ms_median": round(float(np.median(steps)), 1),
        "step_ms_most": round(max(steps), 1),
        "frames_a_second_5000_places": round(60 / seconds, 1),
        "step_ms_median_5000_places": round(float(np.median(wide)), 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
