"""A conflict town, two camps and a crossing-free road to each, with made-up registrations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from safepassage.scenario.scenario import Scenario, make_scenario

START = dt.date(2020, 1, 1)
DAYS = 200


def day(number: int) -> str:
    return (START + dt.timedelta(days=number)).isoformat()


def rows(**reports: dict[int, float]) -> list[dict[str, Any]]:
    return [
        {"quantity": f"present:{site}", "date": day(when), "value": value}
        for site, values in reports.items()
        for when, value in values.items()
    ]


def rising(slope: float, every: int = 10) -> dict[int, float]:
    """Reports that rise by ``slope`` people a day, with a slowly falling pace."""
    return {when: slope * 100 * when / (when + 100) for when in range(0, DAYS, every)}


def world(series: list[dict[str, Any]] | None = None, **tables: Any) -> Scenario:
    reports = rows(north=rising(40), south=rising(15, 14)) if series is None else series
    return make_scenario(
        "small",
        {"title": "Small", "start": START.isoformat(), "days": DAYS},
        {
            "set": "flee3",
            "displacement": "series" if reports else "none",
            "max_move_speed": 200,
        },
        {
            "places": [
                {"place": "town", "kind": "settlement", "population": 100_000},
                {"place": "north", "kind": "site"},
                {"place": "south", "kind": "site"},
            ],
            "routes": [
                {"from": "town", "to": "north", "length_km": 60},
                {"from": "town", "to": "south", "length_km": 90},
            ],
            "sites": [{"place": "north", "capacity": 9000}, {"place": "south", "capacity": 3000}],
            "events": tables.pop("events", [hazard(0)]),
            "series": reports,
            **tables,
        },
    )


def hazard(when: int, intensity: float = 1.0, **more: Any) -> dict[str, Any]:
    event = {"date": day(when), "kind": "hazard", "target": "town", "attribute": "intensity"}
    return {**event, "value": str(intensity), **more}
