"""Priors that ask for the date of an agreed exit become distributions of its day.

``[[uncertain]]`` entries with ``distribution = "exit_date"`` name a siege. Before a scenario is
compiled, the survival model of sieges gives them quantiles as of the origin (the as-of date, or the
first day). These stand in the scenario of the result: its digest identifies them, and a replay
does not need the record of sieges. ``known_by`` takes them out again for any other day. For
readiness: no plan, comparison, sensitivity or workbench varies the input.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import AT

POINTS = 100
"""Quantiles that stand for the distribution, at the middles of as many equal shares."""
_SEED = 1


@checked
def with_exit_dates(scenario: Scenario) -> Scenario:
    """The scenario with the day of an exit in place of each prior that asks for it.

    An entry stays as it is where the opening of its corridor is reported, since nothing is expected
    any more then; it goes where its siege is not known yet.

    Raises:
        SafepassageError: If too few sieges are known by then.
        RunError: If the survival model does not converge.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.read_scenario("tiny")
        >>> safepassage.with_exit_dates(scenario) is scenario
        True
    """
    scenario = as_scenario(scenario)
    entries = list(scenario["uncertain"].rows())
    reported = timeline(scenario).reported
    asked = [
        row["distribution"] == "exit_date" and row["input"].partition(":")[2] not in reported
        for row in entries
    ]
    if not any(asked):
        return scenario
    sieges = {row["pocket"]: row for row in scenario["sieges"].rows()}
    rows = [
        row | _distribution(scenario, sieges[row["siege"]]) if draw else row
        for row, draw in zip(entries, asked, strict=True)
        if not draw or row["siege"] in sieges
    ]
    return replace_unchecked(scenario, uncertain=rows)


def _distribution(scenario: Scenario, siege: dict[str, Any]) -> dict[str, Any]:
    """Days from the first day of the scenario: the day after the origin is the earliest."""
    from safepassage.evidence.exit_date.predict import predict_exit  # slow to import

    origin = scenario.as_of or scenario.start
    ahead = predict_exit(siege, origin, _SEED).days
    days = (origin - scenario.start).days + 1 + ahead
    at = (np.arange(POINTS) + 0.5) / POINTS
    values = np.minimum(np.quantile(days, at), 1e6).round(2)
    low, best, high = np.minimum(np.quantile(days, AT), 1e6).round(2).tolist()
    return {
        "distribution": "quantiles",
        "values": tuple(values.tolist()),
        "low": low,
        "best": best,
        "high": high,
        "drawn": origin,
    }
