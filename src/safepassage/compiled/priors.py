"""Priors of the uncertain inputs and their draws: quantile functions, spread points, a copula."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.implied import implied_priors
from safepassage.compiled.prior import Prior
from safepassage.compiled.prior_range import range_of
from safepassage.compiled.spread import spread_points
from safepassage.dynamics.actors.priors import actor_priors
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.inputs import INPUT_KINDS, split_input
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

__all__ = ["Prior", "coordinates", "draw", "find_priors", "to_values"]


def find_priors(scenario: Scenario) -> tuple[Prior, ...]:
    """Declared uncertain inputs, then those that a low and a high value imply.

    A name that is implied has a colon, which no declared one has, so that no two are alike.

    Raises:
        ScenarioError: If an exit date is asked for that has not been drawn.
    """
    priors: list[Prior] = []
    known = timeline(scenario).reported
    declared_priors = _declared(scenario)
    for row in scenario["uncertain"].rows():
        kind, target = split_input(row["input"])
        if kind in {"opening", "open_hours"} and target in known:
            continue  # it is known when it opens
        if row["distribution"] == "exit_date":
            message = f"the exit date of {row['siege']!r} has not been drawn"
            remedy = "use safepassage.with_exit_dates(scenario)"
            raise ScenarioError([Problem(message, "scenario.toml [[uncertain]]", remedy=remedy)])
        priors.append(declared_priors[row["name"]])
    declared = frozenset(prior.input for prior in priors)
    for of in INPUT_KINDS.values():
        priors += implied_priors(scenario, of, declared)
    return (*priors, *actor_priors(scenario))


def _not_before(scenario: Scenario) -> float:
    """Days from the start to the morning after the as-of date: no opening was reported by then."""
    if scenario.as_of is None:
        return -np.inf
    return float((scenario.as_of - scenario.start).days + 1)


def _declared(scenario: Scenario) -> dict[str, Prior]:
    """Prior of each declared input by name, those among them that do not act."""
    rows = {row["name"]: row for row in scenario["uncertain"].rows()}
    made: dict[str, Prior] = {}

    def prior_of(name: str) -> Prior:
        if name not in made:
            row = rows[name]
            low, best, high = range_of(row)
            partner = row["correlated_with"]
            made[name] = Prior(
                name,
                row["input"],
                row["distribution"],
                low,
                best,
                high,
                partner=prior_of(partner) if partner in rows else None,
                correlation=row["correlation"],
                floor=_not_before(scenario) if row["input"].startswith("opening:") else -np.inf,
                values=row["values"],
            )
        return made[name]

    return {name: prior_of(name) for name in rows}


def draw(priors: tuple[Prior, ...], seed: int, first: int, count: int) -> F8:
    """Values of the uncertain inputs of members ``first .. first + count - 1``, shape (count, U).

    An input's values depend on the seed, its name and the member (and on its partners' names),
    not on the number of members, nor on which other inputs there are or how they are ordered.
    """
    names = [prior.name for prior in coordinates(priors)]
    return to_values(priors, spread_points(names, seed, first, count))


def coordinates(priors: tuple[Prior, ...]) -> tuple[Prior, ...]:
    """The priors, and behind them the partners of theirs that do not act any more.

    What an input is correlated with is drawn even when it has become known, so that the input
    itself keeps its values.
    """
    found = {prior.name: prior for prior in priors}
    for prior in priors:
        partner = prior.partner
        while partner is not None and partner.name not in found:
            found[partner.name] = partner
            partner = partner.partner
    return tuple(found.values())


def to_values(priors: tuple[Prior, ...], points: F8) -> F8:
    """Values of the uncertain inputs at points of the unit cube.

    Correlated inputs move together by a Gaussian copula on a forest (each prior has at most one
    partner): ``z = r z_partner + sqrt(1 - r²) z_own`` (Nelsen 2006, section 2.3).

    Args:
        priors: U of them.
        points: One column for each of :func:`coordinates`, shape (M, U or more).

    Returns:
        Shape (M, U).
    """
    if not priors:
        return np.zeros((points.shape[0], 0))
    column = {prior.name: number for number, prior in enumerate(coordinates(priors))}
    moved: dict[str, F8] = {}

    def point_of(prior: Prior) -> F8:
        if prior.name not in moved:
            point = points[:, column[prior.name]]
            if prior.partner is not None:
                from scipy.special import ndtr, ndtri  # slow to import

                own, other = ndtri(point), ndtri(point_of(prior.partner))
                mixed = prior.correlation * other + np.sqrt(1 - prior.correlation**2) * own
                point = np.clip(ndtr(mixed), 2.0**-40, 1 - 2.0**-40)
            moved[prior.name] = point
        return moved[prior.name]

    return np.stack([prior.quantile(point_of(prior)) for prior in priors], axis=1)
