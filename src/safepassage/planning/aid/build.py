"""From a run to the problem of aid: people, food, roads and vehicles of the planned days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.aid.problem import AidProblem
from safepassage.planning.aid.roads import enclosed, entry_refused, open_roads, road_km
from safepassage.planning.aid.routing import Vehicle
from safepassage.planning.aid.schedule import Depots, Gates
from safepassage.planning.aid.services import receiving_places
from safepassage.planning.aid.standards import standards_of
from safepassage.planning.aid.stores import Lead, Ration, consume, ration_of, store
from safepassage.planning.needs import people_at
from safepassage.result.quantities import weighted_quantiles
from safepassage.result.result import Result
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.scenario import Scenario

F8 = npt.NDArray[np.float64]


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
    people: F8
    stock: F8
    km: dict[int, F8]
    problem: AidProblem
    hidden: npt.NDArray[np.bool_]


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
    supply, kg = _supply(scenario, depots, chosen, span, lead)
    own = np.array([site not in depots.names for site in sites])
    stored = store(scenario, sites, chosen.kcal_per_kg, lead)
    before, _ = consume(everyone, stored, chosen.kcal)
    stock = np.nan_to_num(before[:, first - 1]) if first else np.zeros((len(people), len(sites)))
    declared = stored.reset[first]
    stock = np.where(np.isnan(declared)[None], stock, declared[None]) * own / chosen.kcal
    middle = weighted_quantiles(stock, result.weight, (0.5,))[0]
    gates = _gates(scenario, sites, span)
    km, near = _distances(scenario, depots, sites, span)
    problem = AidProblem(
        need=need.astype(np.int64),
        stock=np.floor(middle).astype(np.int64),
        direct=np.floor(stored.inflow[span] * own / chosen.kcal).astype(np.int64),
        supply=np.floor(supply / chosen.kcal).astype(np.int64),
        load=np.tile([int(depots.load(i) / kg) for i in range(len(depots.names))], (days, 1)),
        open=near & _can_serve(depots, gates, km, entry_refused(scenario), scenario, sites, span),
        km=np.stack([km[day][: len(depots.names), len(depots.names) :] for day in range(days)]),
    )
    rows = [result.places.index(site) for site in sites]
    hidden = enclosed(scenario)[span][:, rows].any(axis=0)
    return AidInputs(
        result, first, sites, depots, gates, chosen, kg, people, stock, km, problem, hidden
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
) -> tuple[F8, float]:
    """kcal that come to each depot by day, shape (T, I), and kg of a person-day of it.

    Stocks declared after the first planned day are not known then, so they do not count.
    """
    found = []
    for worth in (ration.kcal_per_kg, dict.fromkeys(ration.kcal_per_kg, 1.0)):
        stored = store(scenario, depots.names, worth, lead)
        left, _ = consume(np.zeros((1, *stored.inflow.shape)), stored, 1.0)
        supply = stored.inflow[span].copy()
        supply[0] = np.nan_to_num(left[0, span.start])
        found.append(supply)
    kcal, weight = found[0], float(found[1].sum())
    total = float(kcal.sum())
    return kcal, weight * ration.kcal / total if total > 0 and weight > 0 else ration.kg


def _gates(scenario: Scenario, sites: tuple[str, ...], span: slice) -> Gates:
    shape = (scenario.days, len(sites))
    opens, closes = np.zeros(shape, dtype=np.int64), np.full(shape, 24 * 60)
    convoy = np.ones(shape, dtype=np.int64)
    row = {site: number for number, site in enumerate(sites)}
    for entry in sorted(scenario["site_services"].rows(), key=lambda entry: entry["start"]):
        if entry["place"] in row:
            day = max((entry["start"] - scenario.start).days, 0)
            here = slice(day, None), row[entry["place"]]
            opens[here] = round(entry["opens"] * 60)
            closes[here] = round(entry["closes"] * 60)
            convoy[here] = entry["convoy"]
    return Gates(sites, opens[span], closes[span], convoy[span])


def _distances(
    scenario: Scenario, depots: Depots, sites: tuple[str, ...], span: slice
) -> tuple[dict[int, F8], npt.NDArray[np.bool_]]:
    """km by day between depots and sites, and whether a road leads, shape (T, I, S)."""
    row = {place: number for number, place in enumerate(scenario["places"]["place"].tolist())}
    nodes = [row[place] for place in (*depots.names, *sites)]
    seen: dict[bytes, F8] = {}
    km = {}
    for day, usable in enumerate(open_roads(scenario)[span]):
        key = usable.tobytes()
        if key not in seen:
            seen[key] = road_km(scenario, usable, nodes)
        km[day] = seen[key]
    count = len(depots.names)
    return km, np.stack([np.isfinite(km[day][:count, count:]) for day in range(len(km))])


def _can_serve(
    depots: Depots,
    gates: Gates,
    km: dict[int, F8],
    refused: npt.NDArray[np.bool_],
    scenario: Scenario,
    sites: tuple[str, ...],
    span: slice,
) -> npt.NDArray[np.bool_]:
    """Whether some vehicle can go there and back within its hours, shape (T, I, S)."""
    count, days = len(depots.names), len(km)
    places: list[Any] = scenario["places"]["place"].tolist()
    shut = refused[span][:, [places.index(site) for site in sites]]
    found = np.zeros((days, count, len(sites)), dtype=bool)
    for day in range(days):
        away = km[day][:count, count:]
        for depot in range(count):
            for vehicle in depots.fleet[depot]:
                drive = np.ceil(away[depot] * 60.0 / vehicle.km_per_hour)
                begins = np.maximum(depots.opens[depot] + drive, gates.opens[day])
                back = begins + drive
                fits = (begins <= gates.closes[day]) & (back <= depots.closes[depot])
                fits &= (2 * drive <= vehicle.minutes) & (vehicle.convoy >= gates.convoy[day])
                found[day, depot] |= fits
    return found & ~shut[:, None, :]
