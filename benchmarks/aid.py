"""Aid plan of 200 sites, 5 depots, 60 vehicles and 14 days: `python -m benchmarks.aid`."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np

from safepassage.planning.aid.plan import plan_aid
from safepassage.scenario.scenario import Scenario, make_scenario
from tests.planning.made import made

SITES, DEPOTS, VEHICLES, DAYS = 200, 5, 60, 14
LIMIT_SECONDS = 60


def scenario() -> Scenario:
    """Sites around five depots, 180 km across; a tenth of the roads closed for some days."""
    rng = np.random.default_rng(7)
    centres = rng.uniform(0, 180, (DEPOTS, 2))
    points = centres[np.arange(SITES) % DEPOTS] + rng.normal(0, 25, (SITES, 2))
    everything = np.vstack([centres, points])
    names = [f"d{n}" for n in range(DEPOTS)] + [f"s{n}" for n in range(SITES)]
    away = np.hypot(*(everything[:, None] - everything[None]).transpose(2, 0, 1)) * 1.3 + 0.5
    pairs = {(min(a, b), max(a, b)) for a in range(len(names)) for b in np.argsort(away[a])[1:5]}
    pairs |= {(n - 1, n) for n in range(1, DEPOTS)}
    pairs |= {(n % DEPOTS, DEPOTS + n) for n in range(0, SITES, 4)}
    routes = [
        {"from": names[a], "to": names[b], "length_km": round(float(away[a, b]), 2)}
        for a, b in sorted((int(a), int(b)) for a, b in pairs)
    ]
    closed = [r for r in routes if rng.random() < 0.1]
    events = []
    for route in closed:
        day = int(rng.integers(0, 10))
        target = f"{route['from']}--{route['to']}"
        for shift, value in ((0, "false"), (4, "true")):
            date = np.datetime64("2030-03-01") + day + shift
            events.append(
                {"date": str(date), "kind": "route", "target": target, "attribute": "open",
                 "value": value}
            )  # fmt: skip
    kinds = ["settlement"] * DEPOTS + ["site"] * SITES
    return make_scenario(
        "aid-benchmark",
        {"title": "Aid benchmark", "start": "2030-03-01", "days": DAYS},
        {"displacement": "none"},
        {
            "places": [
                {"place": name, "kind": kind} for name, kind in zip(names, kinds, strict=True)
            ],
            "classes": [{"class": "residents"}],
            "populations": [{"place": "d0", "class": "residents", "best": 1}],
            "routes": routes,
            "events": events,
            "sites": [{"place": f"s{n}"} for n in range(SITES)],
            "site_services": [
                {"place": f"s{n}", "start": "2030-03-01", "opens": 7, "closes": 16,
                 "convoy": 2 if n % 20 == 0 else 1}
                for n in range(SITES)
            ],
            "rations": [
                {"ration": "dry", "commodity": "mixed", "kg_per_person_day": 0.5,
                 "kcal_per_kg": 3600}
            ],
            "depots": [{"place": f"d{n}", "opens": 5, "closes": 19} for n in range(DEPOTS)],
            "stocks": [
                {"place": f"d{n}", "commodity": "mixed", "tonnes": 300, "date": "2030-03-01"}
                for n in range(DEPOTS)
            ],
            "pipeline": [
                {"place": f"d{n}", "commodity": "mixed", "tonnes": 250, "ordered": "2030-03-01",
                 "lead_days": 3 + n}
                for n in range(DEPOTS)
            ],
            "aid_vehicles": [
                {"vehicle": "truck", "depot": f"d{n}", "count": 8, "capacity_tonnes": 10,
                 "km_per_hour": 35, "hours_per_day": 12}
                for n in range(DEPOTS)
            ] + [
                {"vehicle": "pair", "depot": f"d{n}", "count": VEHICLES // DEPOTS - 8,
                 "capacity_tonnes": 6, "km_per_hour": 40, "hours_per_day": 12, "convoy": 2}
                for n in range(DEPOTS)
            ],
        },
    )  # fmt: skip


def measure() -> dict[str, Any]:
    """Seconds and what the plan reaches."""
    declared = scenario()
    rng = np.random.default_rng(8)
    base = rng.lognormal(7.6, 0.8, SITES)
    people = {f"s{n}": base[n] * rng.lognormal(0, 0.2, (20, 1)) for n in range(SITES)}
    result = made(declared, people, members=20)
    began = time.perf_counter()
    plan = plan_aid(result, days=DAYS)
    seconds = time.perf_counter() - began
    return {
        "sites": SITES,
        "depots": DEPOTS,
        "vehicles": VEHICLES,
        "days": DAYS,
        "seconds": round(seconds, 1),
        "limit_seconds": LIMIT_SECONDS,
        "allocate_seconds": round(plan.seconds["allocate"], 2),
        "route_seconds": round(plan.seconds["route"], 1),
        "trips": len(plan.trips),
        "levels": plan.levels,
        "tonnes_allocated": round(plan.tonnes_allocated, 1),
        "tonnes_carried": round(plan.tonnes_carried, 1),
        "worst_planned_days": round(plan.worst.planned_days, 2) if plan.worst else None,
    }


def main() -> None:
    """Print the figures as one JSON object."""
    print(json.dumps(measure()))


if __name__ == "__main__":
    main()
