"""Risks for those who receive civilians: when an exit may be agreed, where it may become unsafe.

Everything is by area and day; no group is named and no pair. The results serve readiness:
their inputs (control, sieges, presence, clashes, relations) cannot be varied in plans,
comparisons or sensitivity, and nothing predicts what a siege or an offensive would bring.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.errors import Problem, ScenarioError
from safepassage.evidence.clash_record import origin_of
from safepassage.evidence.exit_date.predict import predict_exit
from safepassage.evidence.exit_size.predict import DRAWS, predict_size
from safepassage.evidence.pockets import Pocket, pockets, published_side
from safepassage.limits import MAX_SEED, whole_problems
from safepassage.planning.risk.access import access
from safepassage.planning.risk.clashes import (
    AHEAD,
    clash_chances,
    clash_scores,
    declared_unsafe,
    unsafe_chances,
)
from safepassage.planning.risk.exit_date import ExitRisk
from safepassage.planning.risk.report import Risk
from safepassage.planning.risk.shares_by_side import held, people_on
from safepassage.result.clash_months import clash_months
from safepassage.result.names import Names
from safepassage.result.quantities import places_of
from safepassage.result.result import Result, as_result
from safepassage.scenario.presence import group_range
from safepassage.scenario.relations import relations_by
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread
from safepassage.streams.named import named_generator


@checked
def risk(result: Result, *, ahead: tuple[int, ...] = AHEAD, seed: int = 1) -> Risk:
    """Risks as of the run's as-of date, or of its first day where all is known.

    Args:
        result: A run.
        ahead: Days ahead.
        seed: Of the draws of parameters.

    Raises:
        ScenarioError: If the scenario declares neither sieges nor presence.
        SafepassageError: If too few sieges are known.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run(safepassage.new_scenario("example"), members=4)
        >>> safepassage.risk(result).origin.isoformat()
        '2030-03-01'
    """
    result = as_result(result)
    problems = whole_problems(("seed", seed, 0, MAX_SEED))
    if problems:
        raise ScenarioError(problems)
    scenario = result.scenario
    if not len(scenario["sieges"]) and not len(scenario["presence"]):
        message = "declares neither sieges nor presence: there is no risk to compute"
        remedy = "add rows to sieges.csv or presence.csv"
        raise ScenarioError([Problem(message, scenario.name, remedy=remedy)])
    origin = origin_of(scenario)
    clashes, constant = clash_chances(result, ahead=ahead, seed=seed)
    day = min(max(origin, scenario.start), scenario.end)
    parts = pockets(scenario, day)
    # The total of a pocket of one place would be the count of a neighbourhood.
    enclosed = tuple(part for part in parts if len(part.places) > 1)
    sites = scenario["sites"]["place"].tolist()
    return Risk(
        origin=origin,
        exits=tuple(_exit(result, row, parts, origin, seed) for row in scenario["sieges"].rows()),
        clashes=clashes,
        constant=constant,
        scores=clash_scores(scenario),
        months=tuple(clash_months(result)),
        groups={row["area"]: group_range(row) for row in scenario["presence"].rows()},
        unsafe=unsafe_chances(result, clashes, sites, max(ahead)),
        pockets=tuple(replace(part, side=published_side(scenario, part.side)) for part in enclosed),
        inside=tuple(_inside(result, part, origin) for part in enclosed),
        held=held(result, origin),
        access={
            pocket: access(scenario, pocket, origin)
            for pocket in dict.fromkeys(scenario["sieges"]["pocket"].tolist())
        },
        relations=relations_by(scenario, origin),
        names=_names(scenario),
        declared_unsafe=declared_unsafe(result, sites),
    )


def _names(scenario: Scenario) -> dict[str, str]:
    """Names of places, areas and classes by identifier."""
    names = Names(scenario)
    found = {name: names.class_(name) for name in scenario["classes"]["class"].tolist()}
    for table, key in (("areas", "area"), ("places", "place")):
        found |= {name: names.place(name) for name in scenario[table][key].tolist()}
    return found


def _exit(
    result: Result, siege: dict[str, Any], parts: tuple[Pocket, ...], origin: dt.date, seed: int
) -> ExitRisk:
    """Date and size; inside is the enclosed part that the pocket belongs to, else the pocket."""
    places = {result.places[row] for row in places_of(result, siege["pocket"])}
    around = [part.places for part in parts if places.intersection(part.places)]
    whole = sorted(places.union(*around))
    inside = None
    if len(whole) > 1:  # of a single place the people would be the count of a neighbourhood
        people = _people(result, whole, origin)
        generator = named_generator(seed, "people inside", siege["pocket"])
        inside = people[
            generator.choice(people.size, size=DRAWS, p=result.weight / result.weight.sum())
        ]
    return ExitRisk(
        date=predict_exit(siege, origin, seed),
        size=predict_size(origin, without=siege["case"], seed=seed),
        inside=inside,
    )


def _inside(result: Result, pocket: Pocket, origin: dt.date) -> Spread:
    """People of all the pocket's places together on a day: 5, 50, 95 %."""
    people = _people(result, pocket.places, origin)
    return Spread.of(people, result.weight)


def _people(result: Result, names: tuple[str, ...] | list[str], origin: dt.date) -> F8:
    """People of some places together at the end of the origin, shape (M,)."""
    scenario = result.scenario
    places = [result.places.index(name) for name in names]
    day = min(max(origin, scenario.start), scenario.end)
    return np.asarray(people_on(result, day)[:, places].sum(axis=1))
