"""``backtest --cold``: scores of forecasts made before anybody was registered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage.cli.output import print_json, progress_bar, say
from safepassage.cli.tables import print_rows
from safepassage.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from safepassage.scenario.scenario import Scenario

_RULES = ("equal", "inverse_distance", "inverse_square", "nearest", "gravity", "flee")


def backtest_cold_starts(
    names: list[str], members: int, seed: int, workers: str | None, *, as_json: bool
) -> None:
    """Score cold starts and print them."""
    from safepassage.forecast.cold.cold import backtest_cold

    scenarios = [_scenario(name) for name in names]
    with progress_bar("Starting cold") as progress:
        answer = backtest_cold(
            scenarios, members=members, seed=seed, workers=workers, progress=progress
        )
    if as_json:
        print_json(answer)
    else:
        _print(answer)


def _scenario(name: str) -> Scenario:
    """A scenario, or a case of Flee as one; its title is the name of its folder."""
    from safepassage.exchange.counts.rows import counts_path
    from safepassage.exchange.flee import import_flee
    from safepassage.exchange.flee.read import is_case
    from safepassage.scenario.read import read_scenario
    from safepassage.scenario.scenario import make_scenario

    folder = Path(name)
    if counts_path(folder) is not None:
        message = "--cold needs a scenario with places and roads, not counts alone"
        raise ScenarioError([Problem(message, column="CASE", remedy="leave --cold out")])
    if not is_case(folder):
        return read_scenario(name)
    title = folder.resolve().name
    found = import_flee(folder, name=title)
    return make_scenario(title, found.scenario_settings, found.rules, found.tables)


def _print(answer: dict[str, Any]) -> None:
    header = ["case", "error", "in 90 %", *_RULES]
    rows = [
        (name, case["error"], case["coverage_90"], *(case["rules"][rule] for rule in _RULES))
        for name, case in answer["cases"].items()
    ]
    together = answer["geometric_mean"], answer["coverage_90"]
    if len(rows) > 1:
        rows.append(("together", *together, *(answer["rules"][rule] for rule in _RULES)))
    print_rows("Shares of sites before anybody was registered", header, rows)
    say("Error: summed differences of shares, mean over days, 0 to 2; together: geometric mean.")
    say("Totals are given; capacities and registrations are hidden, also from the rules beside.")
