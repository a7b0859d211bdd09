"""From a run to the problem of aid: people, food, roads and vehicles of the planned days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.compiled.services import receiving_places
from safepassage.compiled.stores import Lead, Ration, consume, ration_of, store
from safepassage.errors import Problem, ScenarioError
from safepassage.planning.aid.problem import AidProblem
from safepassage.planning.aid.reach import can_serve, distances_of, gates_of
from safepassage.planning.aid.schedule import Depots, Gates
from safepassage.planning.aid.vehicles import Vehicle
from safepassage.planning.needs.by_site import people_at
from safepassage.result.result import Result
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.standards import standards_of
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import weighted_quantiles


@dataclass(frozen=True, eq=False)
class AidInputs:
    """Everything that the plan needs, with S sites, I depots and T days from ``first``.

    Attributes:
        result: The run.
        first: Index of the first planned day in the run.
        sites: Identifiers, shape (S,).
        depots: Depots and vehicles.
        gates: When sites take deliveries.
        ration: What a person is given.
        kg: Weight of a person-day of the food in the depots, kg.
        mix: Share of each food in that weight.
        people: By member, shape (M, T, S).
        stock: Person-days at the sites on the first morning by member, shape (M, S).
        km: Distance by day between depots (first I) and sites, shape (I+S, I+S) each.
        problem: The allocation as numbers.
        hidden: Sites that are enclosed on any of the days, shape (S,).
    """

    result: Result
    first: int
    sites: tuple[str, ...]
    depots: Depots
    gates: Gates
    ration: Ration
    kg: float
    mix: dict[str, float]
    people: F8
    stock: F8
    km: dict[int, F8]
    problem: AidProblem
    hidden: Flags


def build(
    result: Result, first: int, days: int, *, quantile: float, lead: Lead, ration: str | None
) -> AidInputs:
    """Put the problem together.

    Raises:
        ScenarioError: If there are no depots, or no place receives people.
    """
    scenario = result.scenario
    depots = _depots(scenario)
    sites = receiving_places(scenario)
    if not sites:
        remedy = "add rows to sites.csv or site_services.csv"
        raise ScenarioError([Problem("no place receives people", file_of("sites"), remedy=remedy)])
    chosen = ration_of(scenario, standards_of(scenario), ration)
    span = slice(first, first + days)
    everyone = people_at(result, sites)
    people = everyone[:, span]
    need = np.ceil(weighted_quantiles(people, result.weight, (quantile,))[0])
    supply, kg, mix = _supply(scenario, depots, chosen, span, lead)
    own = np.array([site not in depots.names for site in sites])
    stored = store(scenario, sites, chosen.kcal_per_kg, lead)
    before, _ = consume(everyone, stored, chosen.kcal)
    stock = np.nan_to_num(before[:, first - 1]) if first else np.zeros((len(people), len(sites)))
    declared = stored.reset[first]
    stock = np.where(np.isnan(declared)[None], stock, declared[None]) * own / chosen.kcal
    middle = weighted_quantiles(stock, result.weight, (0.5,))[0]
    gates = gates_of(scenario, sites, span)
    km, near = distances_of(scenario, depots, sites, span)
    refused = timeline(scenario).entry_refused
    problem = AidProblem(
        need=need.astype(np.int64),
        stock=np.floor(middle).astype(np.int64),
        direct=np.floor(stored.inflow[span] * own / chosen.kcal).astype(np.int64),
        supply=np.floor(supply / chosen.kcal).astype(np.int64),
        load=np.tile([int(depots.load(i) / kg) for i in range(len(depots.names))], (days, 1)),
        open=near & can_serve(depots, gates, km, refused, scenario, sites, span),
        km=np.stack([km[day][: len(depots.names), len(depots.names) :] for day in range(days)]),
    )
    rows = [result.places.index(site) for site in sites]
    hidden = np.asarray(timeline(scenario).enclosed[span][:, rows].any(axis=0))
    return AidInputs(
        result, first, sites, depots, gates, chosen, kg, mix, people, stock, km, problem, hidden
    )


def _depots(scenario: Scenario) -> Depots:
    table = scenario["depots"]
    if not len(table):
        remedy = "add depots.csv, stocks.csv and aid_vehicles.csv"
        raise ScenarioError([Problem("there are no depots", file_of("depots"), remedy=remedy)])
    fleet: dict[str, list[Vehicle]] = {place: [] for place in table["place"].tolist()}
    for row in scenario["aid_vehicles"].rows():
        together = row["convoy"]
        fleet[row["depot"]].append(
            Vehicle(
                name=row["vehicle"],
                count=row["count"] // together,
                kg=int(row["capacity_tonnes"] * 1000) * together,
                km_per_hour=row["km_per_hour"],
                minutes=int(row["hours_per_day"] * 60),
                convoy=together,
            )
        )
    limit = table["tonnes_per_day"] * 1000.0
    return Depots(
        names=tuple(table["place"].tolist()),
        opens=np.rint(table["opens"] * 60).astype(np.int64),
        closes=np.rint(table["closes"] * 60).astype(np.int64),
        kg_per_day=np.where(np.isnan(limit), np.inf, limit),
        fleet=tuple(tuple(vehicles) for vehicles in fleet.values()),
    )


def _supply(
    scenario: Scenario, depots: Depots, ration: Ration, span: slice, lead: Lead
) -> tuple[F8, float, dict[str, float]]:
    """What comes to each depot by day in kcal, shape (T, I), kg of a person-day of it, and its mix.

    Stocks declared after the first planned day are not known then, so they do not count.
    """

    def comes(worth: Mapping[str, float]) -> F8:
        stored = store(scenario, depots.names, worth, lead)
        left, _ = consume(np.zeros((1, *stored.inflow.shape)), stored, 1.0)
        found = stored.inflow[span].copy()
        found[0] = np.nan_to_num(left[0, span.start])
        return found

    nothing = dict.fromkeys(ration.kcal_per_kg, 0.0)
    weight = {food: float(comes(nothing | {food: 1.0}).sum()) for food in nothing}
    whole, kcal = sum(weight.values()), comes(ration.kcal_per_kg)
    total = float(kcal.sum())
    mix = {food: part / whole for food, part in weight.items()} if whole > 0 else {}
    return kcal, whole * ration.kcal / total if total > 0 else ration.kg, mix
