"""Forecasts in plain values: registrations by site, or one estimate ahead and reports to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from safepassage.errors import ScenarioError
from safepassage.result.names import Names, day_text
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario
from safepassage.workbench.analyses import reconcile

Progress = Callable[[int, int], None]


def forecast(
    progress: Progress, scenario: Scenario, origin: str, horizon: int, members: int, seed: int
) -> dict[str, Any]:
    """Registrations ahead of a day; where there are claims only, the reports to come."""
    day = dt.date.fromisoformat(origin)
    if len(scenario["series"]):
        return _registrations(progress, scenario, day, horizon, members, seed)
    return _claims(progress, scenario, day, members, seed)


def _registrations(
    progress: Progress, scenario: Scenario, day: dt.date, horizon: int, members: int, seed: int
) -> dict[str, Any]:
    """Registrations of every site, from what was published by a day."""
    from safepassage.forecast.forecast import forecast

    found = forecast(
        scenario, origin=day, horizon=horizon, members=members, seed=seed, progress=progress
    ).as_dict()
    names, charts, rows = Names(scenario), [], []
    for quantity, days in found["quantities"].items():
        cells = list(days.values())
        charts.append(
            {"label": names.quantity(quantity), "dates": list(days)}
            | {key: [cell[key] for cell in cells] for key in ("p05", "p50", "p95")}
        )
        last = cells[-1]
        rows.append(
            [names.quantity(quantity), *(f"{last[key]:,.0f}" for key in ("p05", "p50", "p95"))]
        )
    silent = names.places(found["not_forecast"])
    remarks = [f"Nobody is reported there yet, so not forecast: {', '.join(silent)}."]
    end = list(next(iter(found["quantities"].values())))[-1] if found["quantities"] else str(day)
    return {
        "opening": [
            f"Registrations {horizon} days ahead, from what was published by {day_text(day)}.",
            str(found["simulator"]),
        ],
        "tables": [
            {
                "title": f"On {day_text(end)}",
                "header": ["what", "5 %", "middle", "95 %"],
                "rows": rows,
            }
        ],
        "remarks": remarks if silent else [],
        "charts": charts,
        "origin": str(day),
    }


def _claims(
    progress: Progress, scenario: Scenario, day: dt.date, members: int, seed: int
) -> dict[str, Any]:
    """The first headline over the whole period, known by a day; reports that came later beside."""
    found = reconcile(progress, known_by(scenario, day), None, members, seed)
    return {
        **found,
        "tables": [*_later(progress, scenario, day, members, seed), *found["tables"]],
        "remarks": [
            f"Ahead of {day_text(day)} only what was published by then is used.", *found["remarks"],
        ],
        "origin": str(day),
    }  # fmt: skip


def _later(
    progress: Progress, scenario: Scenario, day: dt.date, members: int, seed: int
) -> list[dict[str, Any]]:
    """Forecast reports beside those published later; nothing where none was."""
    from safepassage.forecast.claims_forecast import forecast_claims

    try:
        found = forecast_claims(scenario, as_of=day, members=members, seed=seed, progress=progress)
    except ScenarioError:
        return []  # nobody reported later: there is nothing to compare with
    names = Names(scenario)
    rows = [
        [
            names.quantity(claim.quantity), day_text(claim.date, year=False),
            names.source(claim.source_id), claim.said,
            *(f"{value:,.0f}" for value in (claim.p05, claim.median, claim.p95)),
            "yes" if claim.inside else "no",
        ]
        for claim in found.claims
    ]  # fmt: skip
    header = ["what", "day", "source", "reported later", "5 %", "middle", "95 %", "inside"]
    return [{"title": "Forecast beside what was published later", "header": header, "rows": rows}]
