"""Scores of a run against the registrations that it was driven by or compared with."""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.registrations import Registrations
from safepassage.forecast.relative import ard, ard_flee, ard_rescaled
from safepassage.result.result import Result, as_result

_CHUNK_CELLS = 4_000_000
"""Numbers held at once while members are scored."""

Scores = dict[str, float | None]

BASELINES = ("shares_first", "shares_capacity")
"""What a run is compared with."""


@checked
def registration_scores(result: Result) -> dict[str, Any]:
    """Compare each member with the registrations of every day, beside two naive baselines.

    Only sites that receive people are scored. Every score is a weighted mean over members of the
    member's own score. The baselines are given each day's registered total, as Flee is:
    ``shares_first`` keeps each site's share of the first day with any registrations,
    ``shares_capacity`` its share of the capacities (in cases imported from Flee these are maxima
    of the very series that is scored).

    Args:
        result: A run.

    Returns:
        ``ard``, ``ard_rescaled``, ``ard_flee`` and ``baselines: {name: the same three}``; a score
        is None where there is nothing to compute it from.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run(safepassage.new_scenario("example"), members=4)
        >>> sorted(safepassage.registration_scores(result))
        ['ard', 'ard_flee', 'ard_rescaled', 'baselines']
    """
    result = as_result(result)
    compiled = compile_scenario(result.scenario)
    places, observed = observations(compiled)
    raw = _raw(compiled)
    if not observed.any():
        return {**_nothing(), "baselines": {name: _nothing() for name in BASELINES}}
    displaced = result.arrays["displaced"]
    total: F8 = np.zeros(3)
    step = max(1, _CHUNK_CELLS // max(1, displaced[0].size))
    for first in range(0, len(displaced), step):
        part = displaced[first : first + step]
        simulated = part[:, :, places].sum(axis=-1).astype(np.float64)
        weight = result.weight[first : first + step]
        total += [float(weight @ score) for score in _scores(simulated, observed, raw)]
    baselines = {}
    shared = {
        "shares_first": first_shares(observed),
        "shares_capacity": capacity_shares(compiled, places),
    }
    for name, shares in shared.items():
        if shares is None:
            baselines[name] = _nothing()
        else:
            guess = observed.sum(axis=1)[:, None] * shares
            baselines[name] = _named(np.array(_scores(guess, observed, raw)), compiled)
    return {**_named(total, compiled), "baselines": baselines}


def observations(compiled: Compiled) -> tuple[I8, F8]:
    """Registrations of the sites that receive people.

    Returns:
        Indices of their places, shape (S,), and registered people by day, shape (D, S); people
        registered on the first day are left out where the rules empty the sites on that day.
    """
    data: Registrations = compiled.registrations
    places: I8 = data.places[data.receives]
    observed = data.sites[data.receives].T.astype(np.float64)
    if compiled.scenario.rules.observed_sites_start == "subtract":
        observed = observed - observed[:1]
    return places, observed


def first_shares(observed: F8) -> F8 | None:
    """Each site's share of the first day with any registrations, shape (S,)."""
    days = np.flatnonzero(observed.sum(axis=1) > 0)
    if not days.size:
        return None
    day: F8 = observed[days[0]]
    shares: F8 = day / day.sum()
    return shares


def capacity_shares(compiled: Compiled, places: I8) -> F8 | None:
    """Each site's share of the capacities, shape (S,), or None where one is not declared."""
    table = compiled.scenario["sites"]
    declared = dict(zip(table["place"].tolist(), table["capacity"].tolist(), strict=True))
    capacity = np.array([declared[compiled.places[place]] for place in places.tolist()])
    if not capacity.size or np.isnan(capacity).any() or not capacity.sum() > 0:
        return None
    shares: F8 = capacity / capacity.sum()
    return shares


def _raw(compiled: Compiled) -> F8:
    return compiled.displacement.raw.astype(np.float64)


def _scores(simulated: F8, observed: F8, raw: F8) -> tuple[F8, F8, F8]:
    return (
        ard(simulated, observed),
        ard_rescaled(simulated, observed),
        ard_flee(simulated, observed, raw),
    )


def _named(values: F8, compiled: Compiled) -> Scores:
    names = ("ard", "ard_rescaled", "ard_flee")
    named: Scores = dict(zip(names, values.tolist(), strict=True))
    if compiled.scenario.rules.displacement != "series":
        named["ard_flee"] = None  # Flee writes zeros when the series do not drive it
    return named


def _nothing() -> Scores:
    return {"ard": None, "ard_rescaled": None, "ard_flee": None}
