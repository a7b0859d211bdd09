"""How displaced people choose where to go, learnt from past conflicts: rules and their ranges.

``behaviour.toml`` holds the constants, made by ``verification/fit_behaviour.py``, with the date,
the conflicts and the scores of each conflict left out. New scenarios begin with them; a case of
Flee keeps Flee's rules unless it is asked for them.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from safepassage.arguments import checked
from safepassage.scenario.scenario import Scenario

_OTHERS: Mapping[str, Any] = MappingProxyType(
    {
        "destinations": "sites",
        "foreign_weight": 1.0,
        "weight_softening": 0.0,
        "weight_power": 1.0,
        "movechance_pop_scale_factor": 0.0,
        "use_pop_for_loc_weight": False,
        "stay_close_to_home": False,
        "use_economic_pull": False,
        "pruning_threshold": 1.0,
        "avoid_short_stints": False,
        "fixed_routes": False,
        "two_systems": False,
    }
)
"""Rules that go with the constants: nothing else distinguishes sites."""


@dataclass(frozen=True)
class Behaviour:
    """Constants of one fit.

    Attributes:
        distance_power: Power by which distance divides the pull of a site.
        distance_power_low: Its 5 % value.
        distance_power_high: Its 95 % value.
        softening: Km added to the distance.
        source_power: Power of the population in how many people a place with hazard gives.
        site_movechance: Chance in a day to move on from a site.
        attraction: 95 % value of the factor on the pull of one site; its inverse is the 5 % value.
    """

    distance_power: float
    distance_power_low: float
    distance_power_high: float
    softening: float
    source_power: float
    site_movechance: float
    attraction: float

    def rules(self) -> dict[str, Any]:
        """Rules of a scenario whose people behave so."""
        names = ("distance_power", "softening", "source_power", "site_movechance")
        return {**_OTHERS, **{name: getattr(self, name) for name in names}}

    def ranges(self, sites: Iterable[str]) -> list[dict[str, Any]]:
        """Rows of ``uncertain``: the power of the distance, and the pull of each site.

        Args:
            sites: Places with a row in ``sites``.
        """
        rows = [
            {"name": "distance-power", "input": "rules.distance_power"}
            | {"low": self.distance_power_low, "best": self.distance_power}
            | {"high": self.distance_power_high}
        ]
        pull = {"low": 1.0 / self.attraction, "best": 1.0, "high": self.attraction}
        rows += [
            {"name": f"pull-of-{site}", "input": f"attraction:{site}", **pull} for site in sites
        ]
        return rows


@dataclass(frozen=True)
class Fitted:
    """What ``behaviour.toml`` holds.

    Attributes:
        date: Day of the fit.
        cases: Names of the conflicts.
        pooled: Constants from all of them.
        left_out: Fingerprint of a conflict → constants from all others.
    """

    date: str
    cases: tuple[str, ...]
    pooled: Behaviour
    left_out: Mapping[str, Behaviour]

    def without(self, scenario: Scenario) -> tuple[Behaviour, bool]:
        """Constants that owe nothing to a scenario, and whether it had to be left out."""
        own = self.left_out.get(fingerprint(scenario))
        return (self.pooled, False) if own is None else (own, True)


@cache
def fitted() -> Fitted:
    """The constants of the package."""
    folder = resources.files("safepassage.scenario")
    content = tomllib.loads((folder / "behaviour.toml").read_text("utf-8"))
    left_out = {row["fingerprint"]: Behaviour(**row["constants"]) for row in content["left_out"]}
    return Fitted(
        content["date"], tuple(content["cases"]), Behaviour(**content["pooled"]),
        MappingProxyType(left_out),
    )  # fmt: skip


@checked
def with_behaviour(scenario: Scenario, behaviour: Behaviour | None = None) -> Scenario:
    """A scenario whose people choose where to go as people did in past conflicts.

    Args:
        scenario: What it declares as uncertain itself stays.
        behaviour: Constants; those of the package by default.

    Raises:
        ScenarioError: If its other rules do not go together with these.

    Examples:
        >>> import safepassage
        >>> learnt = safepassage.with_behaviour(safepassage.read_scenario("tiny"))
        >>> learnt.rules.destinations
        'sites'
    """
    behaviour = behaviour or fitted().pooled
    declared = list(scenario["uncertain"].rows())
    taken = {row["input"] for row in declared} | {row["name"] for row in declared}
    rows = [
        row
        for row in behaviour.ranges(scenario["sites"]["place"].tolist())
        if row["input"] not in taken and row["name"] not in taken
    ]
    kept = [{key: value for key, value in row.items() if value == value} for row in declared]  # noqa: PLR0124 (NaN is a blank)
    return scenario.replace(rules=behaviour.rules(), uncertain=[*kept, *rows])


def fingerprint(scenario: Scenario) -> str:
    """What identifies a conflict under any name of its scenario: where its sites and towns are.

    Returns:
        16 hexadecimal digits.
    """
    table = scenario["places"]
    rows = zip(table["place"].tolist(), table["lat"].tolist(), table["lon"].tolist(), strict=True)
    text = "\n".join(f"{place} {lat:.2f} {lon:.2f}" for place, lat, lon in sorted(rows))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
