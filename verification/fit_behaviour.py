"""Fit how people choose among sites, with each conflict left out in turn, and write the table.

    python verification/fit_behaviour.py ../shared/cases

writes ``src/safepassage/scenario/behaviour.toml``: constants, date, conflicts, and what each of
them scores with the constants of all others. Few constants on a coarse grid, pulled towards round
values: seven conflicts cannot tell more apart. Takes some ten minutes of one processor.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from safepassage.exchange.flee import import_flee
from safepassage.forecast.cold.cold import (
    Cold,
    best_shares,
    coverage,
    drawn_shares,
    error,
    score_start,
)
from safepassage.forecast.cold.world import Start, cold_start
from safepassage.scenario import behaviour as product
from safepassage.scenario.behaviour import Behaviour, fingerprint
from safepassage.scenario.scenario import Scenario, make_scenario

POWERS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0)
SOFTENINGS = (30.0, 100.0, 200.0)
SOURCE_POWERS = (0.0, 0.25, 0.5, 0.75, 1.0)
MOVING_ON = (0.0, 0.0003, 0.001)
FACTORS = (4.0, 6.0, 8.0, 11.0, 15.0)
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
COARSE, FINE = Cold(members=40), Cold(members=200)
Z95 = 1.6449


@dataclass
class Scores:
    """What has been run: of every case, by constants."""

    starts: dict[str, Start]
    errors: dict[tuple[str, Behaviour], float] = field(default_factory=dict)
    inside: dict[tuple[str, Behaviour], float] = field(default_factory=dict)

    def log_error(self, name: str, behaviour: Behaviour) -> float:
        """Of one case at the best values."""
        key = name, replace(behaviour, attraction=0.0, distance_power_low=0, distance_power_high=0)
        if key not in self.errors:
            start = self.starts[name]
            found = error(best_shares(start, behaviour, COARSE), start.counted)
            self.errors[key] = float(np.log(found))
        return self.errors[key]

    def coverage(self, name: str, behaviour: Behaviour) -> float:
        """Of one case with ranges."""
        key = name, behaviour
        if key not in self.inside:
            start = self.starts[name]
            drawn = drawn_shares(start, behaviour, COARSE)
            self.inside[key] = coverage(drawn, start.counted)
        return self.inside[key]


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
    grids: dict[str, tuple[float, ...]] = {
        "distance_power": POWERS, "softening": SOFTENINGS, "source_power": SOURCE_POWERS,
        "site_movechance": MOVING_ON,
    }  # fmt: skip
    steps = [
        abs(grid.index(getattr(behaviour, name)) - grid.index(getattr(ROUND, name)))
        for name, grid in grids.items()
    ]
    return _PULL * float(np.sum(steps))


def grid() -> list[Behaviour]:
    """Constants that are tried; whether people move on is tried at the best of them."""
    return [
        replace(ROUND, distance_power=power, softening=softening, source_power=source)
        for power, softening, source in itertools.product(POWERS, SOFTENINGS, SOURCE_POWERS)
    ]


def best(scores: Scores, names: Iterable[str]) -> Behaviour:
    """Constants with the least mean log error over some cases, pulled; then whether to move on."""

    def loss(one: Behaviour) -> float:
        return float(np.mean([scores.log_error(name, one) for name in names])) + pull(one)

    names = list(names)
    found = min(grid(), key=loss)
    return min((replace(found, site_movechance=chance) for chance in MOVING_ON), key=loss)


def with_ranges(scores: Scores, names: list[str], found: Behaviour) -> Behaviour:
    """Add how much the power differs between conflicts, and how much sites differ."""

    def alone(name: str) -> float:
        tried = [replace(found, distance_power=power) for power in POWERS]
        return min(tried, key=lambda b: scores.log_error(name, b) + pull(b)).distance_power

    spread = float(np.std(np.log([alone(name) for name in names]), ddof=1))
    ends = [found.distance_power * float(np.exp(sign * Z95 * spread)) for sign in (-1, 1)]
    found = replace(found, distance_power_low=round(ends[0], 2))
    found = replace(found, distance_power_high=round(ends[1], 2))
    tried = [replace(found, attraction=factor) for factor in FACTORS]

    def miss(one: Behaviour) -> float:
        return abs(float(np.mean([scores.coverage(name, one) for name in names])) - INSIDE)

    return min(tried, key=miss)


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
    scores = Scores({name: cold_start(case) for name, case in cases.items()})
    names = list(cases)
    rows = []
    for name, case in cases.items():
        found = fit(scores, [other for other in names if other != name])
        score = score_start(scores.starts[name], found, FINE)
        rows.append(_row(name, case, found, score))
        print(name, vars(found), score)  # noqa: T201
    write(asked.out, names, fit(scores, names), rows)


def _row(name: str, case: Scenario, found: Behaviour, score: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "fingerprint": fingerprint(case),
        "constants": vars(found),
        "error": round(score["error"], 4),
        "coverage_90": round(score["coverage_90"], 4),
        "rules": {rule: round(value, 4) for rule, value in score["rules"].items()},
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
