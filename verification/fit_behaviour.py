"""Fit how people choose among sites, with each conflict left out in turn, and write the table.

    python verification/fit_behaviour.py ../shared/cases

writes ``src/safepassage/scenario/behaviour.toml``: constants, date, conflicts, and what each of
them scores with the constants of all others. Few constants on a coarse grid, pulled towards round
values: seven conflicts cannot tell more apart. It fits flows in expectation (`expected_shares`),
so that it takes a minute; `backtest --cold` scores the same constants by simulation.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from expected_shares import Flows, flows
from scipy.special import ndtri
from scipy.stats import qmc

from safepassage.arrays import F8
from safepassage.exchange.flee import import_flee
from safepassage.forecast.cold.cold import coverage, error
from safepassage.forecast.cold.rulers import by_ruler
from safepassage.forecast.cold.world import cold_start
from safepassage.scenario import behaviour as product
from safepassage.scenario.behaviour import Behaviour, fingerprint
from safepassage.scenario.scenario import Scenario, make_scenario

POWERS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0)
SOURCE_POWERS = (0.0, 0.25, 0.5, 0.75, 1.0)
FACTORS = (5.0, 6.0, 7.0, 8.0, 10.0, 12.0)
"""95 % values of the factor on the pull of a site."""
INSIDE = 0.9
"""Share of registered shares that 5 to 95 % of members should hold."""
ROUND = Behaviour(
    distance_power=1.5, distance_power_low=1.0, distance_power_high=2.25, softening=100.0,
    source_power=0.5, site_movechance=0.0, attraction=8.0,
)  # fmt: skip
"""Where the constants are pulled to; gravity models of migration find powers from 1 to 2."""
_PULL = 0.01
"""Mean log error that is given up for a constant to lie a step of the grid nearer to it."""
DRAWS = 64
"""Members, in expectation, of each trial of a range."""
Z95 = 1.6449


@dataclass
class Scores:
    """What has been tried: of every case, by constants."""

    flows: dict[str, Flows]
    errors: dict[tuple[str, Behaviour], float] = field(default_factory=dict)
    inside: dict[tuple[str, Behaviour], float] = field(default_factory=dict)

    def log_error(self, name: str, behaviour: Behaviour) -> float:
        """Of one case at the best values."""
        key = name, replace(behaviour, attraction=0.0, distance_power_low=0, distance_power_high=0)
        if key not in self.errors:
            own = self.flows[name]
            self.errors[key] = float(np.log(error(own.shares(behaviour), own.start.counted)))
        return self.errors[key]

    def coverage(self, name: str, behaviour: Behaviour) -> float:
        """Of one case with ranges."""
        key = name, behaviour
        if key not in self.inside:
            own = self.flows[name]
            self.inside[key] = coverage(drawn(own, behaviour), own.start.counted)
        return self.inside[key]


def drawn(own: Flows, behaviour: Behaviour) -> F8:
    """Shares of members that draw the power of the distance and the pulls, shape (M, D, S)."""
    number = len(own.start.sites)
    normal = ndtri(qmc.Sobol(1 + number, seed=1).random(DRAWS))
    ends = (behaviour.distance_power_low, behaviour.distance_power_high)
    spread = [abs(np.log(end / behaviour.distance_power)) / Z95 for end in ends]
    z = normal[:, 0]
    powers = behaviour.distance_power * np.exp(np.where(z < 0, spread[0], spread[1]) * z)
    pulls = np.exp(np.log(behaviour.attraction) / Z95 * normal[:, 1:])
    return np.array(
        [
            own.shares(replace(behaviour, distance_power=power), pull)
            for power, pull in zip(powers.tolist(), pulls, strict=True)
        ]
    )


def read_cases(folder: Path) -> dict[str, Scenario]:
    """Cases of Flee with registrations, by name."""
    found = {}
    for case in sorted(folder.iterdir()):
        if (case / "source_data").is_dir() and (case / "simsetting.yml").is_file():
            made = import_flee(case / "input_csv", case / "source_data", name=case.name)
            found[case.name] = make_scenario(
                case.name, made.scenario_settings, made.rules, made.tables
            )
    return found


def pull(behaviour: Behaviour) -> float:
    """How far constants lie from the round ones, in steps of the grid."""
    grids = {"distance_power": POWERS, "source_power": SOURCE_POWERS}
    steps = [
        abs(grid.index(getattr(behaviour, name)) - grid.index(getattr(ROUND, name)))
        for name, grid in grids.items()
    ]
    return _PULL * float(np.sum(steps))


def grid() -> list[Behaviour]:
    """Constants that are tried."""
    return [
        replace(ROUND, distance_power=power, source_power=source)
        for power, source in itertools.product(POWERS, SOURCE_POWERS)
    ]


def best(scores: Scores, names: list[str]) -> Behaviour:
    """Constants with the least mean log error over some cases, pulled."""

    def loss(one: Behaviour) -> float:
        return float(np.mean([scores.log_error(name, one) for name in names])) + pull(one)

    return min(grid(), key=loss)


def with_ranges(scores: Scores, names: list[str], found: Behaviour) -> Behaviour:
    """Add how much the power differs between conflicts, and sites around the round constants."""

    def alone(name: str) -> float:
        tried = [replace(found, distance_power=power) for power in POWERS]
        return min(tried, key=lambda b: scores.log_error(name, b) + pull(b)).distance_power

    spread = float(np.std(np.log([alone(name) for name in names]), ddof=1))
    ends = [found.distance_power * float(np.exp(sign * Z95 * spread)) for sign in (-1, 1)]
    found = replace(found, distance_power_low=round(ends[0], 2))
    found = replace(found, distance_power_high=round(ends[1], 2))
    tried = [replace(ROUND, attraction=factor) for factor in FACTORS]

    def miss(one: Behaviour) -> float:
        return abs(float(np.mean([scores.coverage(name, one) for name in names])) - INSIDE)

    return replace(found, attraction=min(tried, key=miss).attraction)


def fit(scores: Scores, names: list[str]) -> Behaviour:
    """Constants and ranges from some cases."""
    return with_ranges(scores, names, best(scores, names))


def main() -> None:
    """Read, fit with each case left out, fit with all, write."""
    ask = argparse.ArgumentParser()
    ask.add_argument("cases", type=Path)
    ask.add_argument("--out", type=Path, default=Path(product.__file__).with_name("behaviour.toml"))
    asked = ask.parse_args()
    cases = read_cases(asked.cases)
    scores = Scores({name: flows(cold_start(case)) for name, case in cases.items()})
    names = list(cases)
    rows = []
    for name, case in cases.items():
        found = fit(scores, [other for other in names if other != name])
        rows.append(_row(case, found, scores))
        print(rows[-1])  # noqa: T201
    write(asked.out, names, fit(scores, names), rows)


def _row(case: Scenario, found: Behaviour, scores: Scores) -> dict[str, Any]:
    start = scores.flows[case.name].start
    return {
        "name": case.name,
        "fingerprint": fingerprint(case),
        "constants": vars(found),
        "error": round(float(np.exp(scores.log_error(case.name, found))), 4),
        "coverage_90": round(scores.coverage(case.name, found), 4),
        "rules": {
            rule: round(error(share, start.counted), 4) for rule, share in by_ruler(start).items()
        },
    }


def write(out: Path, names: list[str], pooled: Behaviour, rows: list[dict[str, Any]]) -> None:
    """The table of constants."""
    content = {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "cases": names,
        "geometric_mean": round(float(np.exp(np.mean([np.log(r["error"]) for r in rows]))), 4),
        "coverage_90": round(float(np.mean([row["coverage_90"] for row in rows])), 4),
        "pooled": vars(pooled),
        "left_out": rows,
    }
    head = "# Made by verification/fit_behaviour.py; do not edit by hand.\n"
    out.write_text(head + tomli_w.dumps(content), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
