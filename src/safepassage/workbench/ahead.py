"""Forecasts in plain values: registrations by site, or one estimate ahead and reports to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from safepassage.errors import ScenarioError
from safepassage.report.answers.answer import Table
from safepassage.result.headline_names import headline_names
from safepassage.said import said
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario
from safepassage.workbench.analyses import estimate_chart
from safepassage.workbench.plain import labels_of, plain

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
    from safepassage.report.answers.forecasts import registrations_answer

    found = forecast(
        scenario, origin=day, horizon=horizon, members=members, seed=seed, progress=progress
    ).as_dict()
    labels = labels_of(scenario)
    charts = [
        {"label": labels(quantity), "dates": list(days)}
        | {key: [cell[key] for cell in days.values()] for key in ("p05", "p50", "p95")}
        for quantity, days in found["quantities"].items()
    ]
    shown = plain(registrations_answer(found), scenario)
    return {**shown, "charts": charts, "origin": str(day)}


def _claims(
    progress: Progress, scenario: Scenario, day: dt.date, members: int, seed: int
) -> dict[str, Any]:
    """The first headline over the whole period, known by a day; reports that came later beside."""
    from safepassage.forecast.reconcile import reconcile as weigh
    from safepassage.report.answers.reconcile import reconcile_answer

    known = known_by(scenario, day)
    found = weigh(
        known, quantity=headline_names(known)[0], members=members, seed=seed, progress=progress
    )
    answer = reconcile_answer(found, known)
    later = _later(progress, scenario, day, members, seed)
    answer = replace(
        answer,
        tables=(*later, *answer.tables),
        remarks=(said("forecast.ahead_of", date=day), *answer.remarks),
    )
    charts = [estimate_chart(found, scenario)]
    return {**plain(answer, scenario), "charts": charts, "origin": str(day)}


def _later(
    progress: Progress, scenario: Scenario, day: dt.date, members: int, seed: int
) -> tuple[Table, ...]:
    """Forecast reports beside those published later; nothing where none was."""
    from safepassage.forecast.claims_forecast import forecast_claims
    from safepassage.report.answers.forecasts import claims_answer

    try:
        found = forecast_claims(scenario, as_of=day, members=members, seed=seed, progress=progress)
    except ScenarioError:
        return ()  # nobody reported later: there is nothing to compare with
    return claims_answer(found.rows(), scenario, day).tables
